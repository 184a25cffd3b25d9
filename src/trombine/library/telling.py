"""Errors that say what is wrong: below the front they are codes, at the front sentences."""

from collections.abc import Iterator
from contextlib import contextmanager

from trombine.domain.text import Language
from trombine.errors import TrombineError
from trombine.i18n import explain, text
from trombine.intake.admission import PhotosRefused


@contextmanager
def telling(language: Language) -> Iterator[None]:
    """Have what is raised inside say its sentence when it is shown as text."""
    try:
        yield
    except TrombineError as fault:
        if not fault.sentence:
            fault.sentence = _say(fault, language)
        raise


def _say(fault: TrombineError, language: Language) -> str:
    """Return the sentence; of refused photos also which, and why."""
    words = [explain(fault, language)]
    for verdict in fault.verdicts if isinstance(fault, PhotosRefused) else ():
        reasons = [explain(finding, language) for finding in verdict.findings]
        if not verdict.decision.usable:
            decision = text(verdict.decision.value, language)
            line = text("photo_line", language, number=verdict.photo, decision=decision)
            words.append(" ".join([f"{line}.", *reasons]))
    return " ".join(words)
