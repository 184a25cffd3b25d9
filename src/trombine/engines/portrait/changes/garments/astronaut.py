"""A spacesuit: a ring of metal for the helmet, hoses, stripes, a patch."""

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
    Stitches,
    both_sides,
    colorways,
    dress,
    ellipse,
    patterns,
)
from trombine.engines.portrait.changes.tailoring.fabrics import cotton, hose, ripstop, rubber, steel

COLORS = colorways(
    "#eceae6 #d3562b #8c929c #24407c",
    "#e9edf0 #2f6db0 #8c929c #d94f3a",
    "#dd7a35 #f2efe8 #6d7078 #24407c",
    "#efe9dc #e2b13c #7e8794 #8a2f2a",
    "#c9d3da #30415e #8c929c #e2833a",
)

RING_BACK = ellipse((0.0, -0.20), (0.60, 0.27), start_deg=165, end_deg=375)
RING_FRONT = ellipse((0.0, -0.20), (0.60, 0.27), start_deg=-12, end_deg=192)
LINING = 0.2
"""How high the collar of the suit below stands about the neck."""

THROAT = ellipse((0.0, -0.20), (0.60, 0.27))
SHOULDERS = ((0.0, 0.0), (0.40, -0.05), (0.58, -0.16), (0.62, -0.24))
YOKE = both_sides(
    (
        (0.0, 0.02),
        (0.42, -0.06),
        (0.62, -0.20),
        (0.78, -0.14),
        (0.84, 0.12),
        (0.62, 0.36),
        (0.0, 0.46),
    )
)
HOSE = ((0.46, 0.10), (0.60, 0.32), (0.52, 0.58), (0.30, 0.74), (0.24, 1.2))
STRIPE = ((1.02, 0.02), (1.08, 0.4), (1.10, 1.0))
SEAM = ((0.84, -0.10), (0.86, 0.14), (0.63, 0.385), (0.30, 0.46), (0.0, 0.48))
BOX = ((-0.19, 0.56), (0.19, 0.56), (0.20, 1.2), (-0.20, 1.2))


def sew(colors: Colors) -> Sequence[Layer]:
    """Return the spacesuit's pieces."""
    main, accent, metal, mark = colors
    dark = metal * 0.35
    return (
        Layer(Outline(THROAT), rubber, dark, thickness=0.0, shadow=0, behind=True),
        Layer(Band(RING_BACK, 0.10), steel, metal, thickness=0.05, rounding=0.03, behind=True),
        Layer(patterns.torso(patterns.CREW), cotton, metal * 0.55, folds=0.01),
        Layer(
            Band(patterns.neckband(), LINING), cotton, metal * 0.75, thickness=0.03, rounding=0.02
        ),
        Layer(patterns.torso(SHOULDERS), ripstop, main, folds=0.05),
        Layer(
            patterns.sleeve(), ripstop, main, thickness=0.06, rounding=0.05, folds=0.07, pair=True
        ),
        Layer(
            Band(STRIPE, 0.10), cotton, accent, thickness=0.01, folds=0.07, shadow=0.1, pair=True
        ),
        Layer(Outline(YOKE), ripstop, main, thickness=0.05, rounding=0.04, folds=0.015, shadow=0.5),
        Layer(Stitches(SEAM), cotton, metal, thickness=0.0, shadow=0, pair=True),
        Layer(
            Outline(BOX, smooth=False),
            rubber,
            metal * 0.8,
            thickness=0.06,
            rounding=0.02,
            shadow=0.5,
        ),
        Layer(
            Dots(((-0.10, 0.66), (0.0, 0.66)), 0.032),
            rubber,
            accent,
            thickness=0.03,
            rounding=0.012,
        ),
        Layer(Dots(((0.10, 0.66),), 0.032), rubber, mark, thickness=0.03, rounding=0.012),
        Layer(Band(HOSE, 0.10), hose, metal, thickness=0.07, rounding=0.045, shadow=0.6, pair=True),
        Layer(
            Dots(((0.455, 0.09),), 0.075), steel, accent, thickness=0.05, rounding=0.02, pair=True
        ),
        Layer(Dots(((-0.60, 0.16),), 0.105), cotton, mark, thickness=0.012, rounding=0.01),
        Layer(
            Band(((-0.68, 0.20), (-0.60, 0.13), (-0.52, 0.12)), 0.03, taper=True),
            cotton,
            main,
            thickness=0.0,
            shadow=0,
        ),
        Layer(Band(RING_FRONT, 0.13), steel, metal, thickness=0.08, rounding=0.04, shadow=0.6),
        Layer(Band(RING_FRONT, 0.022), rubber, accent, thickness=0.01, rounding=0.01, shadow=0.2),
    )


GARMENT = Change(
    Card(
        "astronaut",
        title=LocalizedText(en="Spacesuit", fr="Combinaison spatiale"),
        description=LocalizedText(
            en="A spacesuit without its helmet: metal ring, hoses and a mission patch.",
            fr="Une combinaison spatiale sans casque\u202f: anneau de métal, tuyaux et écusson.",
        ),
        words="wearing a white spacesuit with a metal neck ring, the helmet off",
    ),
    Kind.GARMENT,
    partial(dress, sew=sew, offered=COLORS),
)
