"""``trombine verify``: what a picture tells of its origin."""

import sys
from dataclasses import asdict
from pathlib import Path

import click

from trombine.bootstrap import open_verifier
from trombine.bootstrap.files import read_file
from trombine.cli.help import Command
from trombine.cli.voice import Voice, shown_name, spoken
from trombine.errors import InputRefused, OutOfResources
from trombine.i18n import explain
from trombine.imaging.decoder_child import MAX_BYTES
from trombine.provenance.verify import Verification

PIPE = Path("-")
"""Named instead of a file: whatever is piped in."""


@click.command(cls=Command)
@click.argument(
    "pictures", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE..."
)
@spoken
def verify(voice: Voice, pictures: tuple[Path, ...]) -> int:
    """Say whether pictures were made with AI, as far as they tell; ``-`` is standard input."""
    verifier = open_verifier()
    unreadable = 0
    for picture in pictures:
        try:
            verification = verifier.verify(_read(picture))
        except (InputRefused, OutOfResources) as refusal:
            unreadable += 1
            line: dict[str, object] = {"file": str(picture), "verdict": refusal.code}
            sentences = [explain(refusal, voice.language)]
        else:
            line = describe(verification, str(picture))
            sentences = [explain(finding, voice.language) for finding in verification.findings]
        words = f"{shown_name(picture)}\n  {' '.join(sentences)}"
        voice.answer(words, **line, sentences=sentences)
    return 2 if unreadable else 0


def _read(picture: Path) -> bytes:
    """Return the content of a file, or of what is piped in."""
    if picture == PIPE:
        return sys.stdin.buffer.read(MAX_BYTES + 1)
    return read_file(picture)


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
