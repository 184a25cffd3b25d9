"""Asking for an order, and sharing it out so that no two avatars look the same."""

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from trombine.domain.options import (
    ANY,
    LIVELY,
    NATURAL,
    NO_OPTIONS,
    NONE,
    OWN,
    STRAIGHT,
    StyleOptions,
)
from trombine.domain.order import NOTHING_STAGED, Assignment, Framing, Order, Staging
from trombine.domain.photo import SMILING, Photo
from trombine.planning.asking import MAXIMUM_STYLES, NOTHING_EVERYWHERE, ask_order
from trombine.planning.cropping import shows_whole_head

__all__ = ["MAXIMUM_STYLES", "NOTHING_EVERYWHERE", "ask_order", "plan_order", "spare_assignments"]

PHOTOS_USED = 6
PREFERRED_LEAST = 2
SHARES = ((0.85, 4), (0.70, 2), (0.0, 1))
"""How often a photo is drawn, by its quality against the best photo's."""
CUT = 0.6
"""What the quality of a photo counts for whose border cuts the head, beside photos that do not."""

AGAIN = 0.3
"""What it costs a photo to have been the style's last one, in the turns a best photo has."""

CLOSER = 1.18
FRAMINGS = (
    Framing(),
    Framing(zoom=1.10, shift_y=0.01, tilt_deg=-2.5),
    Framing(mirrored=True),
    Framing(zoom=1.18, shift_y=0.015, tilt_deg=2.5),
    Framing(zoom=1.12, shift_x=0.02, tilt_deg=3.0, mirrored=True),
    Framing(zoom=1.22, shift_y=0.02, tilt_deg=-2.0, mirrored=True),
    Framing(zoom=1.14, shift_x=-0.03, tilt_deg=1.5),
    Framing(zoom=1.28, shift_y=0.03, tilt_deg=3.5, mirrored=True),
    Framing(zoom=1.28, shift_x=-0.02, shift_y=0.03, tilt_deg=-3.5),
    Framing(zoom=1.14, shift_x=0.03, tilt_deg=-4.0, mirrored=True),
    Framing(zoom=1.16, shift_x=0.03, tilt_deg=4.5),
    Framing(zoom=1.18, shift_x=-0.03, tilt_deg=-1.0, mirrored=True),
)
CALM = 6
"""So many of them are drawn before the bolder rest is: closer, aslant, beside the middle."""


def plan_order(order: Order, photos: Sequence[Photo]) -> list[Assignment]:
    """Return one assignment per avatar: styles in turn, neighbors from different photos.

    Photos poorer than the best are drawn half as often, much poorer ones a quarter; so are those
    that cut the head, and on them nothing is worn as long as others can be had.
    """
    whole = {photo.number for photo in photos if shows_whole_head(photo)}
    shares = {style: _share_out(order, photos, style=style, whole=whole) for style in order.styles}
    drawn: dict[str, list[int]] = {style: [] for style in order.styles}
    shown: list[int] = []
    plan = []
    for index in range(order.count):
        style = order.styles[index % len(order.styles)]
        staging = _stage_place(order, index, style=style)
        photo = _choose_photo(
            _fitting(shares[style], staging, whole=whole),
            drawn=drawn[style],
            shown=shown,
            styles=len(order.styles),
        )
        drawn[style].append(photo)
        shown.append(photo)
        planned = _assign(order, drawn[style], index=index, style=style)
        plan.append(_stage_on(planned, staging, whole=whole))
    return plan


def spare_assignments(
    order: Order, photos: Sequence[Photo], failed: Assignment
) -> Iterator[Assignment]:
    """Yield other ways to fill the place of a failed avatar: its style anew, then the others.

    Framings go on where the plan of the style ended, so that the spare repeats none of it.
    """
    whole = {photo.number for photo in photos if shows_whole_head(photo)}
    start = order.styles.index(failed.style)
    rotation = order.styles[start:] + order.styles[:start]
    planned = plan_order(order, photos)
    for attempt, style in enumerate(rotation, start=1):
        shares = _share_out(order, photos, style=style, whole=whole)
        drawn = [each.photo for each in planned if each.style == style]
        for extra in range(2):
            shown = [failed.photo]
            shifted = failed.index - 1 + order.count * (2 * attempt + extra)
            staging = _stage_place(order, shifted, style=style)
            fitting = _fitting(shares, staging, whole=whole)
            drawn.append(_choose_photo(fitting, drawn=drawn, shown=shown, styles=len(rotation)))
            spare = _assign(order, drawn, index=shifted, style=style)
            yield replace(_stage_on(spare, staging, whole=whole), index=failed.index)


def _share_out(
    order: Order, photos: Sequence[Photo], *, style: str, whole: Collection[int]
) -> dict[int, int]:
    """Return the numbers of the photos a style is drawn from, and how often each against others.

    With an expression asked for, those that show it; at least two, so that neighbors differ.
    """
    expression = order.options.get(style, NO_OPTIONS).expression
    fitting = list(photos)
    if expression is not None:
        smiling = expression == "smiling"
        fitting = [photo for photo in photos if (photo.smile >= SMILING) == smiling]
        if len(fitting) < PREFERRED_LEAST:
            nearest = sorted(photos, key=lambda photo: -photo.smile if smiling else photo.smile)
            fitting = nearest[:PREFERRED_LEAST]
    fitness = {
        photo.number: photo.quality * (1 if photo.number in whole else CUT) for photo in fitting
    }
    best = max(fitness.values())
    return {
        photo.number: next(
            share for least, share in SHARES if fitness[photo.number] >= least * best
        )
        for photo in fitting[:PHOTOS_USED]
    }


def _fitting(
    shares: Mapping[int, int], staging: Staging, *, whole: Collection[int]
) -> Mapping[int, int]:
    """Return the photos that can be staged so: what is worn wants a whole head, if there are two.

    Cut at the side a head stays as large as it is, and hides what it would be dressed in.
    """
    fitting = {number: share for number, share in shares.items() if number in whole}
    worn = staging.prop or staging.garment
    return fitting if worn and len(fitting) >= PREFERRED_LEAST else shares


def _stage_on(planned: Assignment, staging: Staging, *, whole: Collection[int]) -> Assignment:
    """Return the assignment staged so; on a photo that cuts the head no prop but one asked for.

    Who is dressed or wears a prop is not framed closer: the figure is brought to its size when it
    is staged, and what a closer frame cuts off hair would not come back.
    """
    if planned.photo not in whole and planned.options.prop in {None, ANY}:
        staging = replace(staging, prop=None)
    framing = planned.framing
    if staging.garment or staging.prop:
        covering = 1.0 if staging.garment else 1 + math.sin(math.radians(abs(framing.tilt_deg)))
        framing = replace(framing, zoom=min(framing.zoom, covering), shift_x=0.0, shift_y=0.0)
    return replace(planned, staging=staging, framing=framing)


def _choose_photo(
    shares: Mapping[int, int], *, drawn: Sequence[int], shown: Sequence[int], styles: int
) -> int:
    """Return the photo whose turn it is: never the order's last one, rarely the style's.

    Between the two others of three photos, a good one comes back before a poor one is overdone.
    """
    others = [number for number in shares if number not in shown[-1:]] or list(shares)

    def had(number: int) -> tuple[int, float]:
        framed_all_ways = drawn.count(number) // len(FRAMINGS)
        again = AGAIN if number in drawn[-1:] else 0.0
        of_style, of_order = ((seen.count(number) + 1) / shares[number] for seen in (drawn, shown))
        return framed_all_ways, of_style + again + of_order / styles

    return min(others, key=had)


def _assign(order: Order, drawn: Sequence[int], *, index: int, style: str) -> Assignment:
    """Return the assignment of the photo last drawn in the style."""
    photo, place = drawn[-1], order.styles.index(style)
    # Each time a photo comes back in a style it is framed anew.
    times = drawn.count(photo) - 1
    bolder = times % len(FRAMINGS) // CALM * CALM
    framing = FRAMINGS[bolder + (photo + place + times) % CALM]
    options = order.options.get(style, NO_OPTIONS)
    return Assignment(
        index=index + 1,
        style=style,
        photo=photo,
        variation=index // len(order.styles),
        seed=order.seed,
        framing=_frame(framing, options),
        size_px=order.size_px,
        options=options,
    )


def _stage_place(order: Order, index: int, *, style: str) -> Staging:
    """Return how a place of the order is staged in a style, as far as no photo has a say."""
    return _stage(_deal_staging(order, index), order.options.get(style, NO_OPTIONS))


def _deal_staging(order: Order, index: int) -> Staging:
    """Return the staging of a place: neighbors differ, and each style comes to have every one.

    Dealt in turn, one more is passed over whenever styles and stagings would meet again as before.
    (With two stagings and an even number of styles both cannot be had: there two neighbors of
    different styles are staged alike at each such place.)
    """
    count = len(order.stagings)
    if count == 0:
        return NOTHING_STAGED
    met_all = math.lcm(count, len(order.styles))
    passed_over = index // met_all if met_all < count * len(order.styles) else 0
    return order.stagings[(index + passed_over) % count]


def _stage(dealt: Staging, options: StyleOptions) -> Staging:
    """Return the staging with what was asked for the style in the place of what was dealt."""
    return replace(
        dealt,
        pose=_asked(options.pose, dealt.pose),
        garment=_asked(options.garment, dealt.garment),
        world=None if options.background else _asked(options.world, dealt.world),
        prop=_asked(options.prop, dealt.prop),
        hair=None if options.hair == NATURAL else options.hair,
    )


def _asked(asked: str | None, dealt: str | None) -> str | None:
    if asked in {None, ANY, LIVELY}:
        return dealt
    return None if asked in {OWN, NONE, STRAIGHT} else asked


def _frame(framing: Framing, options: StyleOptions) -> Framing:
    """Return the framing as the options bend it."""
    mirrored = framing.mirrored if options.mirror is None else options.mirror
    if options.frame == "close":
        return replace(framing, zoom=framing.zoom * CLOSER, shift_y=0.02, mirrored=mirrored)
    if options.frame == "bust":
        return replace(framing, zoom=1.0, shift_x=0.0, shift_y=0.0, mirrored=mirrored)
    return replace(framing, mirrored=mirrored)
