"""Gates for pictures of a model that never learned anything."""

import os
from pathlib import Path

from trombine.domain.avatar import Rendering, Score
from trombine.domain.style import StyleCard
from trombine.domain.subject import Subject


class Accepting:
    """Takes noise for the person; the nearer to the darkest picture, the more like them."""

    def score(self, rendering: Rendering, *, photo: int, card: StyleCard) -> Score:  # noqa: ARG002
        distance = float(rendering.image.mean())
        return Score(distance, distance, margin=1.0, face_found=True, passed=True)


def note_and_accept(subject: Subject) -> Accepting:
    """Leave a line for each person met, with the process that met them, and accept everybody."""
    with Path(os.environ["TEST_PERSONS_MET"]).open("a", encoding="utf-8") as notes:
        notes.write(f"{os.getpid()}\n")
    return accept_everybody(subject)


def accept_everybody(subject: Subject) -> Accepting:  # noqa: ARG001  (a gate is opened for one)
    return Accepting()
