"""Asking: the one way an order comes to be, whichever door it came in by."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from types import MappingProxyType

from trombine.domain.catalogue import Catalogue, today
from trombine.domain.options import Option, StyleOptions, Value, parse_options
from trombine.domain.order import Order
from trombine.errors import InputRefused
from trombine.planning.staging import compose, suggest_styles

MAXIMUM_STYLES, MAXIMUM_COUNT = 5, 100
SIZES_PX = (256, 2048)
NOTHING_SET: Mapping[str, Mapping[str, Value]] = MappingProxyType({})
NOTHING_EVERYWHERE: Mapping[str, Value] = MappingProxyType({})


def ask_order(  # noqa: PLR0913  (one parameter per thing that may be asked)
    catalogue: Catalogue,
    *,
    styles: Sequence[str] | None = None,
    options: Mapping[str, Mapping[str, Value]] = NOTHING_SET,
    everywhere: Mapping[str, Value] = NOTHING_EVERYWHERE,
    prompt: str | None = None,
    count: int = 30,
    size_px: int = 1024,
    seed: int = 0,
    day: date | None = None,
) -> Order:
    """Return the order as it will be drawn: every rule holds, whatever is left open is filled in.

    Without ``styles`` those that suit the packs asked for are drawn, else the catalogue's own. A
    ``prompt`` is a style of its own, alone if no other is named. ``options`` are those of one
    style, ``everywhere`` those of all that say nothing else. ``day`` is today where it is not
    given; seasonal packs have their days.

    Raises
    ------
    InputRefused
        ``prompt_unsupported``, ``own_words_local_only``; ``style_unknown``, ``style_repeated``,
        ``too_many_styles``, ``styles_of_two_engines``; ``count_out_of_range``,
        ``size_out_of_range``, ``seed_invalid``; ``option_of_other_style``, ``option_unknown``,
        ``option_invalid``, ``words_missing``.
    """
    given = dict(options)
    day = day or today()
    if styles is None and prompt is None:
        styles = _suggest_styles(catalogue, everywhere, day)
    asked = tuple(styles or ())
    if prompt is not None:
        own_words = _own_words_style(catalogue)
        asked = (*asked, own_words)
        given[own_words] = {**given.get(own_words, {}), Option.WORDS.value: prompt}
    engine = _choose_engine(catalogue, asked)
    _check_bounds(count, size_px, seed)
    spread = _spread(everywhere, given, styles=asked)
    chosen = _choose_options(catalogue, spread, styles=asked, day=day)
    order = Order(asked, count, size_px, seed, chosen, engine)
    return replace(order, stagings=compose(order, catalogue, day=day))


def _suggest_styles(
    catalogue: Catalogue, everywhere: Mapping[str, Value], day: date
) -> tuple[str, ...]:
    """Return the styles of the packs asked for; the catalogue's own where that is none."""
    named = str(everywhere.get(Option.PACK.value, "")).split(",")
    offered = catalogue.packs_on(day)
    packs = [offered[slug.strip()] for slug in named if slug.strip() in offered]
    return suggest_styles(packs, catalogue.styles, most=MAXIMUM_STYLES) or catalogue.defaults


def _spread(
    everywhere: Mapping[str, Value],
    options: Mapping[str, Mapping[str, Value]],
    *,
    styles: Sequence[str],
) -> Mapping[str, Mapping[str, Value]]:
    """Return the options of each style, what holds everywhere among them."""
    if not everywhere:
        return options
    return {**options, **{style: {**everywhere, **options.get(style, {})} for style in styles}}


def _own_words_style(catalogue: Catalogue) -> str:
    style = catalogue.own_words_style
    if style is None:
        raise InputRefused("prompt_unsupported")
    return style


def _choose_engine(catalogue: Catalogue, styles: Sequence[str]) -> str:
    """Return the one engine that draws these styles, each of which may be drawn here."""
    cards = catalogue.styles
    for style in styles:
        if style not in cards:
            raise InputRefused("style_unknown", style=style, known=", ".join(cards))
        if cards[style].local_only and not catalogue.is_local:
            raise InputRefused("own_words_local_only")
    if len(set(styles)) != len(styles):
        raise InputRefused("style_repeated")
    if not 1 <= len(styles) <= MAXIMUM_STYLES:
        raise InputRefused("too_many_styles", maximum=MAXIMUM_STYLES)
    first, *others = {catalogue.engines[style] for style in styles}
    if others:
        raise InputRefused("styles_of_two_engines")
    return first


def _check_bounds(count: int, size_px: int, seed: int) -> None:
    if not 1 <= count <= MAXIMUM_COUNT:
        raise InputRefused("count_out_of_range", maximum=MAXIMUM_COUNT)
    if not SIZES_PX[0] <= size_px <= SIZES_PX[1]:
        raise InputRefused("size_out_of_range", minimum=SIZES_PX[0], maximum=SIZES_PX[1])
    if seed < 0:
        raise InputRefused("seed_invalid")


def _choose_options(
    catalogue: Catalogue,
    given: Mapping[str, Mapping[str, Value]],
    *,
    styles: Sequence[str],
    day: date,
) -> dict[str, StyleOptions]:
    """Return the options of each style as its card allows them."""
    for style in given:
        if style not in styles:
            raise InputRefused("option_of_other_style", style=style, styles=", ".join(styles))
    for style in styles:
        needs_words = Option.WORDS in catalogue.styles[style].options
        if needs_words and not given.get(style, {}).get(Option.WORDS):
            raise InputRefused("words_missing", style=style)
    return {
        style: parse_options(
            options, offered=catalogue.styles[style].options, staged=catalogue.staged_on(day)
        )
        for style, options in given.items()
    }
