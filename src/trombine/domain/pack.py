"""A pack: garments, worlds, props and a palette that go together, and styles that suit them."""

from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from trombine.domain.text import LocalizedText

MonthDay: TypeAlias = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Season:
    """From a day of the year to another, both included; it may run over the new year."""

    first: MonthDay
    last: MonthDay

    def holds(self, day: date) -> bool:
        """Return whether the day lies in it."""
        now = (day.month, day.day)
        if self.first <= self.last:
            return self.first <= now <= self.last
        return now >= self.first or now <= self.last


@dataclass(frozen=True, slots=True)
class PackCard:
    """What is said of a pack, and what is in it, by slugs.

    Parameters
    ----------
    slug
        Unique across packages.
    styles
        Up to five that suit it; drawn for who chooses the pack and names no style.
    palette
        Name of the ground behind a picture of the pack that has no world.
    season
        When it is offered; None: all the year.
    """

    slug: str
    title: LocalizedText
    description: LocalizedText
    styles: tuple[str, ...]
    garments: tuple[str, ...]
    worlds: tuple[str, ...]
    props: tuple[str, ...] = ()
    palette: str | None = None
    season: Season | None = None


@dataclass(frozen=True, slots=True)
class Pack:
    """A pack as a module of ``engines.portrait.packs``, or another package, exports it."""

    card: PackCard
