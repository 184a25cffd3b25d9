"""What the pipeline asks of every engine."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Protocol, TypeAlias

from trombine.domain.avatar import Rendering
from trombine.domain.order import Assignment
from trombine.domain.style import StyleCard
from trombine.domain.subject import Subject

OnStep: TypeAlias = Callable[[int, int], None]
"""Told after a step how many are done and how many there are; what it raises ends the drawing."""


class Sitting(Protocol):
    """One person in front of the engine: costly preparation is done once and kept here."""

    def render(self, assignment: Assignment) -> Rendering:
        """Draw one avatar; the same assignment gives the same pixels on one platform."""
        ...

    def render_batch(
        self, assignments: Sequence[Assignment], *, on_step: OnStep
    ) -> Iterator[Sequence[Rendering]]:
        """Yield for each assignment, in order, one or more pictures of which the best is kept.

        Each is what ``render`` would have drawn. An engine without steps never calls ``on_step``;
        one with steps counts them over the whole batch, and may count some of them twice.
        """
        ...

    def leave(self) -> None:
        """Forget the person; nothing is asked of the sitting afterwards."""
        ...


class Engine(Protocol):
    """Draws a person in styles."""

    @property
    def slug(self) -> str:
        """Name in settings and on the command line."""
        ...

    @property
    def cards(self) -> Mapping[str, StyleCard]:
        """The cards of the styles it offers, by slug, in the order they are shown."""
        ...

    @property
    def default_styles(self) -> tuple[str, ...]:
        """What it draws for who names no style."""
        ...

    @property
    def batch_limit(self) -> int:
        """How many assignments a worker is given at once."""
        ...

    @property
    def workers_limit(self) -> int:
        """How many workers make sense on one machine."""
        ...

    @property
    def leaving_limit_s(self) -> float:
        """How long a worker may take to see that a person left; later it counts as hanging."""
        ...

    def check_ready(self) -> None:
        """Return at once when it can draw on this machine.

        Raises
        ------
        TrombineError
            What is missing, before anybody waits for a picture.
        """
        ...

    def sit(self, subject: Subject) -> Sitting:
        """Begin a sitting; nothing costly happens before the first ``render``."""
        ...
