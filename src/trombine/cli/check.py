"""``trombine check``: the verdicts alone."""

from pathlib import Path

import click

from trombine.bootstrap import open_moderator
from trombine.bootstrap.files import collect_photos
from trombine.cli.help import Command
from trombine.cli.options import photos_argument
from trombine.cli.verdicts import show_verdicts
from trombine.cli.voice import Voice, spoken
from trombine.pipeline import admit_photos


@click.command(cls=Command)
@photos_argument
@spoken
def check(voice: Voice, photos: tuple[Path, ...]) -> int:
    """Say of each photo whether it can be used, and how to mend it."""
    files = collect_photos(photos)
    admission = admit_photos((file.content for file in files), moderator=open_moderator())
    show_verdicts(admission.verdicts, files, voice, err=False)
    return 0 if admission.subject else 2
