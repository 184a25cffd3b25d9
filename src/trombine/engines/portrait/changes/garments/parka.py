"""A winter parka, its hood trimmed with fur."""

from collections.abc import Sequence
from functools import partial

from trombine.domain.card import Card
from trombine.domain.text import LocalizedText
from trombine.engines.portrait.changes.change import Change, Kind
from trombine.engines.portrait.changes.tailoring import (
    Band,
    Colors,
    Layer,
    Outline,
    both_sides,
    colorways,
    dress,
    patterns,
)
from trombine.engines.portrait.changes.tailoring.fabrics import (
    cord,
    cotton,
    fur,
    rib,
    satin,
    steel,
    wool,
)
from trombine.engines.portrait.changes.tailoring.festive import canvas
from trombine.engines.portrait.changes.tailoring.woven import zipped

COLORS = colorways(
    "#5f6647 #c8642c #b89b78",  # cloth, lining, fur
    "#26324c #b5402f #c9b79a",
    "#b08a52 #3d4a3c #6f5a44",
    "#7a2c33 #2f3a4c #d8cbb4",
    "#2e3033 #c98a2c #8f8478",
    "#3d6a78 #d9a23c #e0d6c4",
)
WOOD, CREAM = colorways("#8a5a2e #e9dfc8")[0]

HOOD = both_sides(
    (
        (0.0, -0.66),
        (0.30, -0.64),
        (0.56, -0.52),
        (0.72, -0.26),
        (0.70, 0.0),
        (0.45, 0.2),
        (0.0, 0.3),
    )
)
INSIDE = both_sides(
    ((0.0, -0.56), (0.24, -0.54), (0.44, -0.42), (0.52, -0.2), (0.46, 0.1), (0.0, 0.25))
)
RUFF_BACK = (
    (0.62, -0.20),
    (0.60, -0.42),
    (0.42, -0.60),
    (0.0, -0.68),
    (-0.42, -0.60),
    (-0.60, -0.42),
    (-0.62, -0.20),
)
RUFF = ((0.60, -0.44), (0.60, -0.22), (0.50, 0.02), (0.34, 0.20), (0.17, 0.36), (0.09, 0.50))
THROAT = both_sides(
    (
        (0.0, -0.02),
        (0.15, -0.05),
        (0.29, -0.17),
        (0.36, -0.36),
        (0.46, -0.38),
        (0.46, 0.1),
        (0.0, 0.7),
    )
)
ZIP = ((0.0, 0.055), (0.0, 2.2))
FLAP = ((0.05, 0.46), (0.21, 0.44), (0.22, 2.2), (0.05, 2.2))
PULLER = ((-0.016, 0.42), (0.016, 0.42), (0.022, 0.54), (-0.022, 0.54))
STRING = ((0.24, 0.26), (0.30, 0.42), (0.275, 0.56), (0.295, 0.68))
STRING_TOGGLE = ((0.275, 0.58), (0.29, 0.69))
STRING_END = ((0.29, 0.68), (0.30, 0.755))
YOKE = ((0.22, 0.52), (0.5, 0.50), (0.86, 0.40))
POCKET = ((0.45, 0.66), (0.84, 0.60), (0.86, 0.74), (0.46, 0.82))


def sew(colors: Colors) -> Sequence[Layer]:
    """Return the pieces, the lowest first."""
    main, lining, pelt = colors
    hair = partial(Layer, fabric=fur, color=pelt, thickness=0.10, rounding=0.07, fringe=0.045)
    shell = partial(Layer, fabric=canvas, color=main)
    string = partial(Layer, fabric=cord, color=CREAM, thickness=0.03, rounding=0.012, pair=True)
    seam = partial(Layer, fabric=cotton, color=main * 0.6, thickness=0, shadow=0.2)
    return (
        shell(Outline(HOOD), thickness=0.10, rounding=0.07, behind=True),
        Layer(Outline(INSIDE), satin, lining, thickness=-0.04, rounding=0.05, behind=True),
        hair(Band(RUFF_BACK, 0.20), behind=True),
        Layer(Outline(THROAT), partial(rib, width=0.05), lining * 0.9, thickness=0.02),
        shell(patterns.torso(patterns.CREW), thickness=0.04, folds=0.045, shadow=0.5),
        shell(patterns.sleeve(), thickness=0.05, rounding=0.04, folds=0.065, pair=True),
        seam(Band(YOKE, 0.012), pair=True),
        shell(Outline(POCKET, smooth=False), thickness=0.03, folds=0.02, shadow=0.5, pair=True),
        Layer(Band(ZIP, 0.085), zipped, main * 0.5, thickness=0.012, shadow=0.3),
        shell(Outline(FLAP, smooth=False), thickness=0.03, folds=0.015, shadow=0.5),
        hair(Band(RUFF, 0.30), shadow=0.6, pair=True),
        string(Band(STRING, 0.030)),
        string(Band(STRING_END, 0.038)),
        Layer(
            Band(STRING_TOGGLE, 0.075),
            wool,
            WOOD,
            thickness=0.06,
            rounding=0.03,
            shadow=0.5,
            pair=True,
        ),
        Layer(Outline(PULLER), steel, pelt, thickness=0.02, rounding=0.01, shadow=0.5),
    )


GARMENT = Change(
    Card(
        "parka",
        title=LocalizedText(en="Parka", fr="Parka"),
        description=LocalizedText(
            en="A winter parka, its hood lying back, trimmed with thick faux fur.",
            fr="Une parka d’hiver, capuche rabattue, bordée d’une épaisse fausse fourrure.",
        ),
        words="wearing a winter parka with a fur-trimmed hood lying back around the neck",
    ),
    Kind.GARMENT,
    partial(dress, sew=sew, offered=COLORS),
)
