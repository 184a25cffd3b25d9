"""A chunky sweater of cables."""

from collections.abc import Sequence
from functools import partial

from trombine.domain.card import Card
from trombine.domain.text import LocalizedText
from trombine.engines.portrait.changes.change import Change, Kind
from trombine.engines.portrait.changes.tailoring import (
    Colors,
    Layer,
    Outline,
    both_sides,
    colorways,
    dress,
    patterns,
)
from trombine.engines.portrait.changes.tailoring.fabrics import cables, rib

COLORS = colorways(
    "#e8dcc4",
    "#8f3b3b",
    "#365a73",
    "#6f7a4c",
    "#c98a3e",
    "#4b4a52",
)

BACK = both_sides(
    ((0.0, -0.47), (0.22, -0.46), (0.40, -0.40), (0.46, -0.30), (0.36, -0.1), (0.0, -0.05))
)
COLLAR = both_sides(
    (
        (0.0, -0.02),
        (0.16, -0.06),
        (0.29, -0.18),
        (0.36, -0.42),
        (0.50, -0.40),
        (0.47, -0.14),
        (0.30, 0.08),
        (0.14, 0.15),
        (0.0, 0.165),
    )
)


def sew(colors: Colors) -> Sequence[Layer]:
    """Return the pieces, the lowest first."""
    (main,) = colors
    collar = partial(rib, width=0.055, around=True)
    return (
        Layer(
            Outline(BACK),
            partial(rib, width=0.055),
            main * 0.8,
            thickness=0.06,
            rounding=0.04,
            behind=True,
        ),
        Layer(patterns.torso(patterns.CREW), cables, main, folds=0.02),
        Layer(
            patterns.sleeve(), cables, main, thickness=0.05, rounding=0.05, folds=0.03, pair=True
        ),
        Layer(Outline(COLLAR), collar, main, thickness=0.09, rounding=0.06, shadow=0.55),
    )


GARMENT = Change(
    Card(
        "knit",
        title=LocalizedText(en="Cable sweater", fr="Pull à torsades"),
        description=LocalizedText(
            en="A chunky wool sweater knitted in cables.",
            fr="Un gros pull de laine tricoté en torsades.",
        ),
        words="wearing a chunky cable-knit wool sweater",
    ),
    Kind.GARMENT,
    partial(dress, sew=sew, offered=COLORS),
)
