"""What the pipeline asks of every engine."""

from collections.abc import Mapping
from typing import Protocol

from trombine.domain.avatar import Rendering
from trombine.domain.order import Assignment
from trombine.domain.style import StyleCard
from trombine.domain.subject import Subject


class Sitting(Protocol):
    """One person in front of the engine: costly preparation is done once and kept here."""

    def render(self, assignment: Assignment) -> Rendering:
        """Draw one avatar; the same assignment gives the same pixels on one platform."""
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

    def sit(self, subject: Subject) -> Sitting:
        """Begin a sitting; nothing costly happens before the first ``render``."""
        ...
