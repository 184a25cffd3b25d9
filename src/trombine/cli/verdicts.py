"""Verdicts on photos, for people and for programs."""

from collections.abc import Sequence
from pathlib import Path

from trombine.bootstrap.files import PhotoFile
from trombine.cli.voice import Voice, shown_name
from trombine.domain.photo import Decision, Verdict
from trombine.i18n import explain, text

MARKS = {Decision.ACCEPTED: "✓", Decision.WARNED: "!", Decision.HELD: "…", Decision.REFUSED: "✗"}


def show_verdicts(
    verdicts: Sequence[Verdict], files: Sequence[PhotoFile], voice: Voice, *, err: bool
) -> None:
    """Print one line a photo, with its file and its reasons; JSON goes to stdout.

    Where nobody wants to know what goes well, only the photos that cannot be used are named.
    """
    names = name_shortly([file.path for file in files])
    for verdict, file, name in zip(verdicts, files, names, strict=True):
        reasons = [explain(finding, voice.language) for finding in verdict.findings]
        line = {
            "event": "photo",
            "photo": verdict.photo,
            "file": str(file.path),
            "decision": verdict.decision,
            "codes": [finding.code for finding in verdict.findings],
            "reasons": reasons,
        }
        decision = text(verdict.decision.value, voice.language)
        number = verdict.photo
        said = text("file_line", voice.language, number=number, file=name, decision=decision)
        words = f"{MARKS[verdict.decision]} {' '.join([f'{said}.', *reasons])}"
        heard = voice if verdict.decision.usable else voice.aloud
        heard.tell(words, err=err, **line)


def name_shortly(paths: Sequence[Path]) -> list[str]:
    """Return the names of files, with their folders where two are called the same."""
    names = [path.name for path in paths]
    return [
        shown_name(path if names.count(name) > 1 else name)
        for path, name in zip(paths, names, strict=True)
    ]
