"""A tweed jacket with a waistcoat, a shirt and a knitted tie."""

from collections.abc import Sequence
from functools import partial

from trombine.domain.card import Card
from trombine.domain.text import LocalizedText
from trombine.engines.portrait.changes.change import Change, Kind
from trombine.engines.portrait.changes.tailoring import (
    Band,
    Colors,
    Dots,
    Layer,
    Outline,
    both_sides,
    colorways,
    dress,
    patterns,
)
from trombine.engines.portrait.changes.tailoring.fabrics import cotton, knit, leather, wool
from trombine.engines.portrait.changes.tailoring.woven import herringbone

COLORS = colorways(
    "#5a4632 #a38c68 #c8793a #efe9dc #6f7a45 #7c2f35",  # two yarns, check, shirt, waistcoat, tie
    "#4b5250 #9aa098 #b4683c #f1ece0 #7b4a38 #2f4f5c",
    "#3f4f3c #8a9270 #c9a04a #f0ebdd #8a6a44 #6b2f38",
    "#33415a #7f8ca0 #b5533f #f3efe6 #6d6a66 #b5863a",
    "#6b3c34 #a8786a #d8b070 #f2ebdf #39465a #2f4a3f",
    "#a08a68 #d8c8a8 #5f7a86 #f4f0e6 #5b4634 #3b5f4c",
)
HIDE = colorways("#4a2c1a")[0][0]

OPENING = ((0.0, 1.7), (0.10, 1.45), (0.235, 0.75), (0.335, 0.2), (0.40, -0.37))
VEST_OPENING = ((0.0, 0.60), (0.10, 0.46), (0.235, 0.16), (0.33, -0.12), (0.40, -0.37))
SHIRT = both_sides(
    ((0.0, 0.02), (0.16, -0.02), (0.29, -0.14), (0.42, -0.36), (0.44, 0.2), (0.36, 0.9), (0.0, 1.4))
)
STAND = both_sides(
    (
        (0.0, -0.01),
        (0.16, -0.06),
        (0.30, -0.20),
        (0.36, -0.42),
        (0.43, -0.42),
        (0.41, -0.16),
        (0.2, 0.06),
        (0.0, 0.08),
    )
)
WING = (
    (0.36, -0.43),
    (0.29, -0.20),
    (0.15, -0.045),
    (0.045, 0.02),
    (0.165, 0.215),
    (0.20, 0.225),
    (0.36, -0.01),
    (0.44, -0.26),
    (0.43, -0.42),
)
KNOT = (
    (-0.075, 0.015),
    (0.075, 0.015),
    (0.085, 0.05),
    (0.052, 0.165),
    (-0.052, 0.165),
    (-0.085, 0.05),
)
BLADE = ((-0.050, 0.155), (0.050, 0.155), (0.085, 0.5), (0.10, 1.0), (-0.10, 1.0), (-0.085, 0.5))
VEST_EDGE = ((0.40, -0.37), (0.335, -0.11), (0.24, 0.165), (0.105, 0.465), (0.0, 0.61))
LAPEL = (
    (0.335, 0.02),
    (0.56, 0.06),
    (0.535, 0.125),
    (0.665, 0.155),
    (0.56, 0.60),
    (0.16, 1.40),
    (0.08, 1.40),
    (0.235, 0.62),
    (0.315, 0.2),
)
COLLAR = (
    (0.375, -0.43),
    (0.375, -0.25),
    (0.325, 0.0),
    (0.335, 0.12),
    (0.585, 0.065),
    (0.555, -0.02),
    (0.515, -0.22),
    (0.46, -0.42),
)
POCKET = ((0.64, 0.60), (0.93, 0.555), (0.935, 0.615), (0.645, 0.665))
SQUARE = ((0.67, 0.62), (0.70, 0.50), (0.76, 0.56), (0.82, 0.475), (0.89, 0.58))


def sew(colors: Colors) -> Sequence[Layer]:
    """Return the pieces, the lowest first."""
    main, yarn, check, shirt, vest, tie = colors
    tweed, aslant = (
        partial(herringbone, with_color=yarn, over=check, angle_deg=angle) for angle in (0, 16)
    )
    linen = partial(Layer, fabric=cotton, color=shirt)
    knitted = partial(knit, stitch=0.034)
    return (
        linen(Outline(patterns.BACK_OF_NECK), thickness=0.04, rounding=0.02, behind=True),
        linen(Outline(SHIRT), folds=0.008),
        Layer(Outline(BLADE), knitted, tie, thickness=0.03, rounding=0.015, shadow=0.5),
        Layer(Outline(KNOT), knitted, tie * 1.06, thickness=0.045, rounding=0.025, shadow=0.5),
        linen(Outline(STAND), thickness=0.02, rounding=0.012, shadow=0.2),
        Layer(Outline(KNOT), knitted, tie * 1.06, thickness=0.045, rounding=0.025, shadow=0.3),
        linen(Outline(WING, smooth=False), thickness=0.03, rounding=0.012, shadow=0.5, pair=True),
        Layer(patterns.torso(VEST_OPENING), wool, vest, thickness=0.03, folds=0.012, shadow=0.5),
        Layer(Band(VEST_EDGE, 0.012), wool, vest * 0.6, thickness=0, shadow=0, pair=True),
        Layer(Band(((0.0, 0.60), (0.012, 2.2)), 0.012), wool, vest * 0.55, thickness=0),
        Layer(
            Dots(((0.0, 0.69), (0.0, 0.88)), 0.030), leather, HIDE, thickness=0.03, rounding=0.018
        ),
        Layer(patterns.torso(OPENING), tweed, main, thickness=0.04, folds=0.020, shadow=0.55),
        Layer(
            patterns.sleeve(), tweed, main, thickness=0.035, rounding=0.03, folds=0.035, pair=True
        ),
        linen(Outline(SQUARE, smooth=False), thickness=0.012, shadow=0.3),
        Layer(Outline(POCKET, smooth=False), tweed, main, thickness=0.02, shadow=0.45),
        Layer(
            Outline(LAPEL, smooth=False),
            aslant,
            main,
            thickness=0.04,
            rounding=0.022,
            shadow=0.65,
            pair=True,
        ),
        Layer(
            Outline(COLLAR, smooth=False),
            aslant,
            main * 0.94,
            thickness=0.04,
            rounding=0.022,
            shadow=0.6,
            pair=True,
        ),
    )


GARMENT = Change(
    Card(
        "tweed",
        title=LocalizedText(en="Tweed jacket", fr="Veste en tweed"),
        description=LocalizedText(
            en="A herringbone tweed jacket over a waistcoat, with a knitted tie.",
            fr="Une veste en tweed à chevrons sur un gilet, avec une cravate en tricot.",
        ),
        words="wearing a herringbone tweed jacket with a waistcoat, a shirt and a knitted tie",
    ),
    Kind.GARMENT,
    partial(dress, sew=sew, offered=COLORS),
)
