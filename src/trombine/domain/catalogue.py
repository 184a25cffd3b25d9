"""What there is to ask for: the one list every door reads from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from trombine.domain.options import Option, Staged
from trombine.domain.pack import PackCard
from trombine.domain.style import StyleCard


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What may be ordered here.

    Parameters
    ----------
    styles
        The cards by slug, in the order they are shown.
    engines
        Which engine draws each of the styles.
    defaults
        What is drawn for who names no style.
    is_local
        Whether one person alone asks here: only then ``StyleCard.local_only`` may be ordered.
    staged
        The cards of poses, garments, worlds and props, by kind and slug.
    packs
        Those of packs by slug, in season or not.
    """

    styles: Mapping[str, StyleCard]
    engines: Mapping[str, str]
    defaults: tuple[str, ...] = ()
    is_local: bool = True
    staged: Staged = field(default_factory=dict)
    packs: Mapping[str, PackCard] = field(default_factory=dict)

    def packs_on(self, day: date) -> Mapping[str, PackCard]:
        """Return the packs that are offered on a day."""
        return {
            slug: card
            for slug, card in self.packs.items()
            if card.season is None or card.season.holds(day)
        }

    def staged_on(self, day: date) -> Staged:
        """Return everything that may be staged on a day, packs too."""
        return {**self.staged, "pack": self.packs_on(day)}

    @property
    def packs_today(self) -> Mapping[str, PackCard]:
        """The packs that are offered today."""
        return self.packs_on(today())

    @property
    def staged_today(self) -> Staged:
        """Everything that may be staged today."""
        return self.staged_on(today())

    @property
    def own_words_style(self) -> str | None:
        """The style that is told in one's own words what to show; None where there is none."""
        takers = (slug for slug, card in self.styles.items() if Option.WORDS in card.options)
        return next(takers, None)


def today() -> date:
    """Return the day it is, in UTC: seasons begin and end everywhere at once."""
    return datetime.now(UTC).date()
