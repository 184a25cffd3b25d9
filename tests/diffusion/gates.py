"""Gates for pictures of a model that never learned anything."""

import os
from pathlib import Path

import torch
from diffusers import Flux2Transformer2DModel

from trombine.domain.avatar import Rendering, Score
from trombine.domain.style import StyleCard
from trombine.domain.subject import Subject
from trombine.engines.diffusion.klein import KleinBackend


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


def accept_with_little_memory(notes: Path, subject: Subject) -> Accepting:
    """Have this process, a worker's, run short of memory with more than two pictures at once.

    How many it was given is noted at every step.
    """
    step = Flux2Transformer2DModel.forward

    def hold_two(
        self: Flux2Transformer2DModel, hidden_states: torch.Tensor, **named: object
    ) -> object:
        width = hidden_states.shape[0]
        with notes.open("a", encoding="utf-8") as lines:
            lines.write(f"{width}\n")
        if width > 2:
            raise torch.OutOfMemoryError
        return step(self, hidden_states, **named)

    Flux2Transformer2DModel.forward = hold_two
    KleinBackend.count_fitting = lambda *_: 4  # type: ignore[method-assign]
    return accept_everybody(subject)


def accept_everybody(subject: Subject) -> Accepting:  # noqa: ARG001  (a gate is opened for one)
    return Accepting()
