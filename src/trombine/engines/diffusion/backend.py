"""What the engine asks of a model; a second model is one more file that keeps this."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from trombine.engines.base import OnStep
from trombine.imaging.arrays import SrgbImage


class MemoryShort(Exception):
    """The pictures do not fit in the device's memory together."""


@dataclass(frozen=True, slots=True)
class Request:
    """One picture to imagine: equal requests give equal pictures, alone or together."""

    prompt: str
    seed: int
    side_px: int


class Backend(Protocol):
    """A loaded model, kept warm from person to person."""

    @property
    def steps(self) -> int:
        """How often ``on_step`` is called for one call of ``imagine``."""
        ...

    def learn(self, prompts: Sequence[str], *, keep: bool) -> None:
        """Read words before they are needed; ``keep`` them for later jobs too."""
        ...

    def show(self, references: Sequence[SrgbImage]) -> None:
        """Look at a person; what was seen of the one before is forgotten."""
        ...

    def forget(self) -> None:
        """Drop everything that is the person's: what was seen, and words not kept."""
        ...

    def count_fitting(self, side_px: int) -> int:
        """Return how many pictures of this side are best imagined together, at least one."""
        ...

    def imagine(self, requests: Sequence[Request], *, on_step: OnStep) -> list[SrgbImage]:
        """Return the picture of each request; all of one side.

        Raises
        ------
        MemoryShort
            They do not fit together; nothing was lost but time.
        """
        ...
