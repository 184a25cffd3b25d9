"""``trombine verify``: what a picture tells of its origin."""

import json
from dataclasses import asdict
from pathlib import Path

import click

from trombine.bootstrap import open_verifier
from trombine.bootstrap.files import read_file
from trombine.cli.help import Command
from trombine.cli.options import json_option, language_option
from trombine.domain.text import Language
from trombine.errors import InputRefused, OutOfResources
from trombine.i18n import explain
from trombine.provenance.verify import Verification


@click.command(cls=Command)
@click.argument(
    "pictures", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE..."
)
@language_option
@json_option
def verify(pictures: tuple[Path, ...], *, language: Language, as_json: bool) -> int:
    """Say whether pictures were made with AI, as far as they tell."""
    verifier = open_verifier()
    unreadable = 0
    for picture in pictures:
        try:
            verification = verifier.verify(read_file(picture))
        except (InputRefused, OutOfResources) as refusal:
            unreadable += 1
            line: dict[str, object] = {"file": str(picture), "verdict": refusal.code}
            sentences = [explain(refusal, language)]
        else:
            line = describe(verification, str(picture))
            sentences = [explain(finding, language) for finding in verification.findings]
        if as_json:
            click.echo(json.dumps({**line, "sentences": sentences}, ensure_ascii=False))
        else:
            click.echo(f"{picture}\n  {' '.join(sentences)}")
    return 2 if unreadable else 0


def describe(verification: Verification, name: str) -> dict[str, object]:
    """Return what programs are told; ``docs/provenance.md`` explains each field."""
    claims = verification.claims
    return {
        "file": name,
        "c2pa": asdict(claims.c2pa),
        "xmp": asdict(claims.xmp),
        "watermark": asdict(verification.watermark),
        "verdict": verification.verdict,
    }
