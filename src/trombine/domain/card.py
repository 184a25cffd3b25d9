"""What is said of a thing that can be chosen: a pose, a garment, a prop, a world."""

from dataclasses import dataclass
from typing import Protocol

from trombine.domain.text import LocalizedText


class Named(Protocol):
    """What every card says, that of a style included."""

    @property
    def slug(self) -> str:
        """Its name for machines: lower-case words joined by hyphens."""
        ...

    @property
    def title(self) -> LocalizedText:
        """Its name for people."""
        ...

    @property
    def description(self) -> LocalizedText:
        """A sentence on it."""
        ...


@dataclass(frozen=True, slots=True)
class Card:
    """The card of what changes a portrait before it is drawn.

    Parameters
    ----------
    slug
        Unique among its kind, across packages.
    words
        What the diffusion engine is told, an English phrase that goes on from: "The person is shown
        ..." for a pose, "..., wearing a red scarf" for a garment or a prop, and a sentence that
        begins with "Behind them" for a world. It never says who somebody is.
    """

    slug: str
    title: LocalizedText
    description: LocalizedText
    words: str
