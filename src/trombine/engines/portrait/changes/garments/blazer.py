"""A blazer over a plain T-shirt, a square in its pocket."""

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
from trombine.engines.portrait.changes.tailoring.fabrics import cotton, rubber, satin, wool

COLORS = colorways(
    "#24365c #f2f0ec #d8574a",
    "#7b2d3c #f0e7da #e6b85c",
    "#2e5d50 #f3efe4 #e08a4a",
    "#b88a4e #22262e #f0e6d2",
    "#53565e #f2f2f0 #4f8fc0",
    "#6b4f7d #f4eef0 #e3c15a",
)

OPENING = ((0.0, 1.3), (0.04, 1.2), (0.20, 0.5), (0.30, 0.0), (0.40, -0.37))
SHIRT = both_sides(
    (
        (0.0, 0.06),
        (0.16, 0.03),
        (0.29, -0.10),
        (0.35, -0.28),
        (0.42, -0.36),
        (0.44, 0.2),
        (0.3, 0.9),
        (0.0, 1.4),
    )
)
COLLAR = (
    (0.355, -0.43),
    (0.345, -0.25),
    (0.30, -0.02),
    (0.33, 0.13),
    (0.56, 0.06),
    (0.535, -0.02),
    (0.50, -0.22),
    (0.45, -0.42),
)
LAPEL = (
    (0.325, 0.10),
    (0.55, 0.06),
    (0.53, 0.135),
    (0.645, 0.15),
    (0.53, 0.60),
    (0.10, 1.25),
    (0.02, 1.25),
    (0.19, 0.55),
    (0.285, 0.2),
)
FOLD = ((0.285, 0.12), (0.24, 0.42), (0.14, 0.80), (0.06, 1.1))
POCKET = ((0.60, 0.585), (0.92, 0.54), (0.925, 0.60), (0.605, 0.645))
SQUARE = (
    (0.64, 0.60),
    (0.66, 0.49),
    (0.73, 0.545),
    (0.77, 0.455),
    (0.83, 0.53),
    (0.88, 0.50),
    (0.88, 0.57),
)


def sew(colors: Colors) -> Sequence[Layer]:
    """Return the pieces, the lowest first."""
    main, shirt, accent = colors
    return (
        Layer(
            Outline(patterns.BACK_OF_NECK),
            wool,
            main * 0.85,
            thickness=0.04,
            rounding=0.03,
            behind=True,
        ),
        Layer(Outline(SHIRT), cotton, shirt, folds=0.014),
        Layer(
            Band(patterns.neckband(), 0.065),
            cotton,
            shirt * 0.97,
            thickness=0.02,
            rounding=0.012,
            shadow=0.3,
        ),
        Layer(patterns.torso(OPENING), wool, main, thickness=0.03, folds=0.025, shadow=0.5),
        Layer(patterns.sleeve(), wool, main, thickness=0.035, rounding=0.03, folds=0.04, pair=True),
        Layer(Outline(SQUARE, smooth=False), satin, accent, thickness=0.012, shadow=0.3),
        Layer(Outline(POCKET, smooth=False), wool, main * 1.06, thickness=0.014, shadow=0.4),
        Layer(
            Outline(LAPEL, smooth=False),
            wool,
            main * 1.08,
            thickness=0.035,
            rounding=0.022,
            folds=0.008,
            shadow=0.6,
            pair=True,
        ),
        Layer(
            Outline(COLLAR, smooth=False),
            wool,
            main * 1.04,
            thickness=0.04,
            rounding=0.022,
            shadow=0.55,
            pair=True,
        ),
        Layer(
            Band(((-0.50, 0.215), (-0.57, 0.20)), 0.014),
            cotton,
            main * 0.5,
            thickness=0.0,
            shadow=0,
        ),
        Layer(Dots(((0.06, 1.16),), 0.03), rubber, main * 0.5, thickness=0.02),
    )


GARMENT = Change(
    Card(
        "blazer",
        title=LocalizedText(en="Blazer", fr="Blazer"),
        description=LocalizedText(
            en="A tailored blazer over a plain T-shirt, a square in the pocket.",
            fr="Un blazer bien coupé sur un tee-shirt uni, pochette assortie.",
        ),
        words="wearing a tailored blazer over a plain T-shirt",
    ),
    Kind.GARMENT,
    partial(dress, sew=sew, offered=COLORS),
)
