"""A fine turtleneck, its collar rolled once."""

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
from trombine.engines.portrait.changes.tailoring.fabrics import knit, rib

COLORS = colorways(
    "#23262b #3a3f47",
    "#7d2430 #9a3a45",
    "#e7dcc6 #f4ecdb",
    "#2c4a63 #40627d",
    "#4d5a3a #66744f",
    "#c2743a #d68c53",
)

TUBE = both_sides(
    (
        (0.0, -0.16),
        (0.18, -0.19),
        (0.33, -0.30),
        (0.37, -0.44),
        (0.44, -0.40),
        (0.47, -0.18),
        (0.36, 0.02),
        (0.14, 0.12),
        (0.0, 0.14),
    )
)
ROLL = both_sides(
    (
        (0.0, -0.20),
        (0.18, -0.23),
        (0.32, -0.33),
        (0.36, -0.47),
        (0.46, -0.46),
        (0.485, -0.27),
        (0.40, -0.12),
        (0.2, -0.01),
        (0.0, 0.02),
    )
)
BACK = both_sides(
    ((0.0, -0.54), (0.22, -0.53), (0.40, -0.47), (0.45, -0.36), (0.36, -0.2), (0.0, -0.1))
)


def sew(colors: Colors) -> Sequence[Layer]:
    """Return the pieces, the lowest first."""
    main, light = colors
    fine = partial(knit, stitch=0.030)
    ribbed = partial(rib, width=0.042)
    return (
        Layer(Outline(BACK), ribbed, main * 0.8, thickness=0.05, rounding=0.03, behind=True),
        Layer(patterns.torso(patterns.CREW), fine, main, folds=0.04),
        Layer(patterns.sleeve(), fine, main, thickness=0.03, folds=0.05, pair=True),
        Layer(Outline(TUBE), ribbed, main, thickness=0.05, rounding=0.05, shadow=0.5),
        Layer(Outline(ROLL), ribbed, light, thickness=0.07, rounding=0.05, shadow=0.55),
    )


GARMENT = Change(
    Card(
        "turtleneck",
        title=LocalizedText(en="Turtleneck", fr="Col roulé"),
        description=LocalizedText(
            en="A close-knit turtleneck, quiet and warm.",
            fr="Un pull à col roulé en maille fine, sobre et chaud.",
        ),
        words="wearing a fine-knit turtleneck",
    ),
    Kind.GARMENT,
    partial(dress, sew=sew, offered=COLORS),
)
