"""``trombine check``: the verdicts alone."""

from pathlib import Path

import click

from trombine.bootstrap import open_moderator
from trombine.bootstrap.files import collect_photos
from trombine.cli.help import Command
from trombine.cli.options import json_option, language_option, photos_argument
from trombine.cli.verdicts import show_verdicts
from trombine.domain.text import Language
from trombine.pipeline import admit_photos


@click.command(cls=Command)
@photos_argument
@language_option
@json_option
def check(photos: tuple[Path, ...], *, language: Language, as_json: bool) -> int:
    """Say of each photo whether it can be used, and how to mend it."""
    admission = admit_photos(collect_photos(photos), moderator=open_moderator())
    show_verdicts(admission.verdicts, language, as_json=as_json, err=False)
    return 0 if admission.subject else 2
