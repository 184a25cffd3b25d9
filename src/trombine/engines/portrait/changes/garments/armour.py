"""A suit of armour: breastplate, pauldrons of many plates, a coat of mail."""

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
from trombine.engines.portrait.changes.tailoring.fabrics import mail, steel

COLORS = colorways(
    "#c3c9d2 #c9a24a",
    "#8d939e #d0a850",
    "#d8d2c4 #9a6a34",
    "#5f6672 #c9a24a",
)

GORGET = both_sides(
    (
        (0.0, -0.06),
        (0.18, -0.11),
        (0.32, -0.24),
        (0.37, -0.43),
        (0.50, -0.42),
        (0.56, -0.20),
        (0.44, 0.06),
        (0.2, 0.18),
        (0.0, 0.21),
    )
)
BREAST = both_sides(
    (
        (0.0, 0.10),
        (0.30, 0.06),
        (0.52, -0.08),
        (0.78, 0.02),
        (0.84, 0.40),
        (0.80, 0.8),
        (0.74, 1.6),
        (0.0, 1.7),
    )
)
SHOULDERS = (
    ((0.80, 0.42), (1.40, 0.40), (1.42, 0.95), (0.98, 1.0), (0.84, 0.8)),
    ((0.74, 0.22), (1.05, 0.16), (1.40, 0.36), (1.40, 0.66), (1.12, 0.72), (0.86, 0.66)),
    (
        (0.60, 0.06),
        (0.86, -0.10),
        (1.12, 0.02),
        (1.36, 0.30),
        (1.34, 0.46),
        (1.05, 0.50),
        (0.80, 0.46),
    ),
    (
        (0.50, -0.26),
        (0.76, -0.24),
        (1.04, -0.08),
        (1.26, 0.18),
        (1.20, 0.30),
        (0.92, 0.30),
        (0.66, 0.22),
        (0.52, -0.02),
    ),
)
EDGE = ((0.53, -0.02), (0.66, 0.20), (0.92, 0.285), (1.20, 0.29))
NECK_EDGE = (
    (0.385, -0.42),
    (0.33, -0.235),
    (0.185, -0.105),
    (0.0, -0.055),
    (-0.185, -0.105),
    (-0.33, -0.235),
    (-0.385, -0.42),
)
BREAST_EDGE = ((0.55, -0.05), (0.30, 0.085), (0.0, 0.125), (-0.30, 0.085), (-0.55, -0.05))
RIDGE = ((0.0, 0.14), (0.0, 1.3))
RIVETS = ((0.40, 0.15), (0.56, 0.06), (0.20, 0.21), (0.75, 0.70))
PLUME = ((0.10, 0.24), (0.30, 0.42), (0.34, 0.62), (0.22, 0.82), (0.30, 0.62), (0.24, 0.46))


def sew(colors: Colors) -> Sequence[Layer]:
    """Return the pieces, the lowest first."""
    plate, gold = colors
    return (
        Layer(
            Outline(patterns.BACK_OF_NECK),
            steel,
            plate * 0.7,
            thickness=0.05,
            rounding=0.03,
            behind=True,
        ),
        Layer(patterns.torso(patterns.CREW), mail, plate * 0.8, folds=0.02),
        Layer(patterns.sleeve(), mail, plate * 0.8, thickness=0.03, folds=0.03, pair=True),
        Layer(Outline(BREAST), steel, plate, thickness=0.22, rounding=0.16, shadow=0.6),
        Layer(
            Band(RIDGE, 0.05, taper=True), steel, plate, thickness=0.05, rounding=0.03, shadow=0.2
        ),
        Layer(
            Band(PLUME, 0.02, taper=True),
            steel,
            gold,
            thickness=0.01,
            rounding=0.008,
            shadow=0.3,
            pair=True,
        ),
        Layer(Band(BREAST_EDGE, 0.05), steel, gold, thickness=0.03, rounding=0.02, shadow=0.4),
        *(
            Layer(
                Outline(each), steel, plate, thickness=0.16, rounding=0.09, shadow=0.65, pair=True
            )
            for each in SHOULDERS
        ),
        Layer(Band(EDGE, 0.04), steel, gold, thickness=0.02, rounding=0.015, shadow=0.3, pair=True),
        Layer(
            Dots(RIVETS, 0.022), steel, gold, thickness=0.025, rounding=0.012, shadow=0.4, pair=True
        ),
        Layer(Outline(GORGET), steel, plate, thickness=0.10, rounding=0.06, shadow=0.6),
        Layer(Band(NECK_EDGE, 0.045), steel, gold, thickness=0.03, rounding=0.02, shadow=0.3),
    )


GARMENT = Change(
    Card(
        "armour",
        title=LocalizedText(en="Suit of armour", fr="Armure"),
        description=LocalizedText(
            en="Plate armour with layered shoulders and gilded edges.",
            fr="Une armure de plates aux épaulières articulées et bords dorés.",
        ),
        words="wearing a polished suit of plate armour with gilded edges",
    ),
    Kind.GARMENT,
    partial(dress, sew=sew, offered=COLORS),
)
