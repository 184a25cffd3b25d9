"""A royal mantle: ermine over velvet, a chain of gold."""

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
    ellipse,
    patterns,
)
from trombine.engines.portrait.changes.tailoring.fabrics import ermine_fur, rubber, steel, velvet

COLORS = colorways(
    "#8e1526 #f4efe4 #d9a441 #1f6a55",
    "#32307e #f4efe4 #e0b04c #b3243a",
    "#0f5a4a #f4efe4 #dba945 #7c1f5c",
    "#5c1f63 #f4efe4 #dba945 #2a62a8",
)

COLLAR = both_sides(
    (
        (0.0, 0.20),
        (0.16, 0.06),
        (0.28, -0.12),
        (0.33, -0.34),
        (0.46, -0.42),
        (0.72, -0.26),
        (1.0, -0.10),
        (1.10, 0.16),
        (0.86, 0.46),
        (0.48, 0.62),
        (0.0, 0.68),
    )
)
STANDING = both_sides(
    ((0.0, -0.36), (0.34, -0.40), (0.52, -0.44), (0.58, -0.2), (0.4, 0.1), (0.0, 0.15))
)
TAIL = (0.036, 0.11)
TAILS = (
    (0.0, 0.46),
    (0.26, 0.40),
    (0.52, 0.30),
    (0.78, 0.12),
    (0.40, 0.14),
    (0.62, 0.0),
    (0.50, -0.22),
    (0.80, -0.12),
)
CHAIN = ellipse((0.0, -0.06), (0.62, 0.52), start_deg=6, end_deg=174, count=19)
EDGE = ((0.0, 0.70), (0.20, 0.9), (0.24, 1.4))


def sew(colors: Colors) -> Sequence[Layer]:
    """Return the mantle's pieces."""
    cloth, white, gold, stone = colors
    return (
        Layer(
            Outline(STANDING),
            ermine_fur,
            white,
            thickness=0.06,
            rounding=0.05,
            fringe=0.02,
            behind=True,
        ),
        Layer(patterns.torso(patterns.CREW), velvet, cloth, folds=0.06),
        Layer(
            patterns.sleeve(), velvet, cloth, thickness=0.04, rounding=0.04, folds=0.06, pair=True
        ),
        Layer(
            Band(((0.30, 0.60), (0.32, 1.4)), 0.10),
            ermine_fur,
            white,
            thickness=0.05,
            rounding=0.04,
            fringe=0.015,
            shadow=0.5,
            pair=True,
        ),
        Layer(
            Outline(COLLAR),
            ermine_fur,
            white,
            thickness=0.10,
            rounding=0.06,
            shadow=0.6,
            fringe=0.03,
        ),
        *(_tail(u, v, side) for u, v in TAILS for side in ((1, -1) if u else (1,))),
        Layer(Band(CHAIN, 0.020), steel, gold, thickness=0.02, rounding=0.008, shadow=0.4),
        Layer(Dots(CHAIN, 0.042), steel, gold, thickness=0.035, rounding=0.018, shadow=0.5),
        Layer(Dots(((0.0, 0.56),), 0.10), steel, gold, thickness=0.05, rounding=0.03, shadow=0.5),
        Layer(
            Dots(((0.0, 0.56),), 0.058), rubber, stone, thickness=0.03, rounding=0.03, shadow=0.3
        ),
    )


def _tail(u: float, v: float, side: int) -> Layer:
    wide, tall = TAIL
    ink = colorways("#1d1a1c")[0][0]
    path = ((side * u, v), (side * (u + 0.01), v + tall / 2), (side * (u + 0.02), v + tall))
    return Layer(
        Band(path, wide, taper=True), ermine_fur, ink, thickness=0.01, shadow=0.15, fringe=0.006
    )


GARMENT = Change(
    Card(
        "royal",
        title=LocalizedText(en="Royal mantle", fr="Manteau royal"),
        description=LocalizedText(
            en="A velvet mantle with an ermine collar and a chain of gold.",
            fr="Un manteau de velours, col d’hermine et chaîne d’or.",
        ),
        words="wearing a royal velvet mantle with an ermine collar and a gold chain of office",
    ),
    Kind.GARMENT,
    partial(dress, sew=sew, offered=COLORS),
)
