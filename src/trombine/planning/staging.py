"""Composing a set: which pose, garment, world and prop each place of an order shows.

The first picture of a style is the person as photographed; the others are sittings of their own,
each taken from one pack, so that what is worn suits what is behind. No two are dressed, posed and
placed alike, and the next one differs from the last.
"""

import random
from collections import Counter
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain
from types import MappingProxyType

from trombine.domain.catalogue import Catalogue
from trombine.domain.options import (
    ANY,
    LIVELY,
    NO_OPTIONS,
    NONE,
    OWN,
    STRAIGHT,
    Staged,
    StyleOptions,
)
from trombine.domain.order import NOTHING_STAGED, Order, Staging
from trombine.domain.pack import PackCard

NOTHING_SHOWN: Mapping[str, int] = MappingProxyType({})
TRIES = 40
"""So many sittings are thought of for a place before one that is like another is taken."""


@dataclass(frozen=True, slots=True)
class Scheme:
    """What of a picture is staged where nothing in particular was asked for."""

    pose: bool = False
    garment: bool = False
    world: bool = False
    prop: bool = False


SCHEMES = (
    Scheme(),
    Scheme(garment=True, world=True),
    Scheme(pose=True, garment=True),
    Scheme(pose=True, garment=True, world=True),
    Scheme(pose=True, world=True),
    Scheme(garment=True, world=True, prop=True),
    Scheme(pose=True, garment=True, prop=True),
    Scheme(pose=True, garment=True, world=True),
)
"""In turn within a style; only the first of a style is left as photographed."""


class _Deck:
    """Slugs in an order of chance, the ones shown least often first."""

    def __init__(self, slugs: Sequence[str], chance: random.Random) -> None:
        self._slugs = chance.sample(list(slugs), len(slugs))

    def draw(
        self, shown: Mapping[str, int] = NOTHING_SHOWN, *, among: Container[str] | None = None
    ) -> str | None:
        """Take one and lay it under the others; None where there is none."""
        there = [slug for slug in self._slugs if among is None or slug in among]
        if not there:
            return None
        drawn = min(there, key=lambda slug: shown.get(slug, 0))
        self._slugs.remove(drawn)
        self._slugs.append(drawn)
        return drawn


def compose(order: Order, catalogue: Catalogue, *, day: date) -> tuple[Staging, ...]:
    """Return a staging for each place of an order, styles in turn; empty where nothing is staged.

    Of a style that imagines its pictures only what was asked for is staged: it has clothes and
    places of its own. What a pack holds and is not installed is passed over.
    """
    composer = _Composer(catalogue.staged, catalogue.packs_on(day), order.seed)
    found: list[Staging] = []
    for index in range(order.count):
        turn, number = divmod(index, len(order.styles))
        style = order.styles[number]
        as_photographed = turn == 0 or catalogue.styles[style].imagined
        place = 0 if as_photographed else 1 + (turn + 2 * number) % (len(SCHEMES) - 1)
        staging = composer.compose(
            order.options.get(style, NO_OPTIONS),
            SCHEMES[place],
            before=found[-1:],
            of_style=found[number :: len(order.styles)],
        )
        found.append(staging)
    return tuple(found) if any(each != NOTHING_STAGED for each in found) else ()


class _Composer:
    """Deals from the same decks to every place, so that the whole set is varied."""

    def __init__(self, staged: Staged, packs: Mapping[str, PackCard], seed: int) -> None:
        self._chance = random.Random(f"staging {seed}")
        self._packs = packs
        self._decks = {kind: _Deck(list(cards), self._chance) for kind, cards in staged.items()}
        self._packs_deck = _Deck(list(packs), self._chance)
        self._within: dict[tuple[str, str], _Deck] = {
            (slug, kind): _Deck(
                [each for each in held if each in staged.get(kind, {})], self._chance
            )
            for slug, pack in packs.items()
            for kind, held in (
                ("garment", pack.garments),
                ("world", pack.worlds),
                ("prop", pack.props),
            )
        }
        self._shown: dict[str, Counter[str]] = {kind: Counter() for kind in staged}

    def compose(
        self,
        options: StyleOptions,
        scheme: Scheme,
        *,
        before: Sequence[Staging],
        of_style: Sequence[Staging],
    ) -> Staging:
        """Return a staging unlike the one before and unlike all of the style, if there is one."""
        found = NOTHING_STAGED
        for _ in range(TRIES):
            found = self._deal(options, scheme)
            told_apart = all(differ(found, other) >= 1 for other in of_style)
            if told_apart and all(differ(found, other) >= 1 for other in before):
                break
        for kind, slug in found.told.items():
            if kind in self._shown:
                self._shown[kind][slug] += 1
        return found

    def _deal(self, options: StyleOptions, scheme: Scheme) -> Staging:
        wanted = options.packs
        pack = self._packs_deck.draw(among=wanted or None)
        if wanted and scheme != SCHEMES[0]:
            # Who chose a pack gets its clothes and its world in every other picture.
            scheme = replace(scheme, garment=True, world=True)
        world = self._choose("world", options.world, pack=pack, staged=scheme.world, nothing=OWN)
        if options.background is not None:
            world = None
        garment = self._choose(
            "garment", options.garment, pack=pack, staged=scheme.garment, nothing=OWN
        )
        pose = self._choose("pose", options.pose, pack=None, staged=scheme.pose, nothing=STRAIGHT)
        prop = self._choose("prop", options.prop, pack=pack, staged=scheme.prop, nothing=NONE)
        dressed = pack is not None and (garment is not None or bool(wanted))
        palette = self._packs[pack].palette if pack and dressed and world is None else None
        return Staging(pose, garment, world, prop, palette)

    def _choose(
        self, kind: str, asked: str | None, *, pack: str | None, staged: bool, nothing: str
    ) -> str | None:
        """Return what was asked for; what was left open is dealt, from the pack where it has it."""
        if asked == nothing:
            return None
        if asked not in {None, ANY, LIVELY}:
            return asked
        if asked is None and not staged:
            return None
        shown = self._shown.get(kind, NOTHING_SHOWN)
        if pack is not None and (found := self._within[pack, kind].draw(shown)) is not None:
            return found
        # A prop belongs to its pack; without one nobody is given it unasked.
        if kind == "prop" and asked is None:
            return None
        deck = self._decks.get(kind)
        return deck.draw(shown) if deck else None


def differ(first: Staging, second: Staging) -> int:
    """Return in how many of pose, garment and world two pictures differ."""
    return sum(
        (
            first.pose != second.pose,
            first.garment != second.garment,
            first.world != second.world,
        )
    )


def suggest_styles(
    packs: Sequence[PackCard], known: Container[str], *, most: int
) -> tuple[str, ...]:
    """Return the styles that suit these packs, each pack's in turn, as far as they are known."""
    longest = max((len(pack.styles) for pack in packs), default=0)
    rows: Iterator[str] = chain.from_iterable(
        (pack.styles[place] for pack in packs if place < len(pack.styles))
        for place in range(longest)
    )
    return tuple(dict.fromkeys(style for style in rows if style in known))[:most]
