"""What there is to ask for: the one list every door reads from."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from trombine.domain.options import Option, Staged
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
        The cards of poses, worlds and their like, by kind and slug.
    """

    styles: Mapping[str, StyleCard]
    engines: Mapping[str, str]
    defaults: tuple[str, ...] = ()
    is_local: bool = True
    staged: Staged = field(default_factory=dict)

    @property
    def own_words_style(self) -> str | None:
        """The style that is told in one's own words what to show; None where there is none."""
        takers = (slug for slug, card in self.styles.items() if Option.WORDS in card.options)
        return next(takers, None)
