"""A raincoat: coated cloth, its hood down, drops standing on it."""

import math
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
    patterns,
)
from trombine.engines.portrait.changes.tailoring.fabrics import cotton, rubber, steel
from trombine.imaging.arrays import FloatArray

COLORS = colorways(
    "#f2c230 #3b3a36 #b98a12",
    "#d9483b #f3ece0 #93241c",
    "#2f7a86 #f0eadc #1d4e57",
    "#4f7d4a #f3e6b8 #2f4f2d",
    "#3a5fa8 #f3efe4 #233b6e",
)

HOOD = both_sides(
    (
        (0.0, -0.56),
        (0.30, -0.55),
        (0.54, -0.47),
        (0.72, -0.28),
        (0.72, -0.06),
        (0.5, 0.1),
        (0.0, 0.2),
    )
)
INSIDE = both_sides(
    ((0.0, -0.48), (0.26, -0.47), (0.45, -0.40), (0.53, -0.24), (0.46, 0.0), (0.0, 0.1))
)
LEFT_COLLAR = (
    (0.06, 0.02),
    (0.24, -0.08),
    (0.37, -0.26),
    (0.42, -0.42),
    (0.56, -0.40),
    (0.56, -0.14),
    (0.42, 0.10),
    (0.14, 0.24),
)
RIGHT_COLLAR = (
    (-0.10, 0.02),
    (-0.24, -0.08),
    (-0.37, -0.26),
    (-0.42, -0.42),
    (-0.56, -0.40),
    (-0.56, -0.14),
    (-0.42, 0.10),
    (-0.06, 0.26),
    (0.10, 0.22),
    (0.09, 0.10),
)
FLAP = ((-0.13, 0.16), (0.13, 0.16), (0.14, 2.2), (-0.14, 2.2))
YOKE = ((0.13, 0.46), (0.5, 0.44), (0.86, 0.36))
DROPS = tuple(
    (0.83 * math.sin(2.4 * n) + 0.11 * math.cos(5 * n), 0.12 + 0.83 * ((0.618 * n) % 1))
    for n in range(46)
)


def sew(colors: Colors) -> Sequence[Layer]:
    """Return the pieces, the lowest first."""
    main, light, deep = colors
    return (
        Layer(Outline(HOOD), rubber, main, thickness=0.12, rounding=0.07, behind=True),
        Layer(Outline(INSIDE), cotton, deep, thickness=-0.05, rounding=0.05, behind=True),
        Layer(patterns.torso(patterns.CREW), rubber, main, folds=0.055),
        Layer(
            patterns.sleeve(), rubber, main, thickness=0.05, rounding=0.04, folds=0.075, pair=True
        ),
        Layer(Band(YOKE, 0.012), rubber, deep, thickness=0.0, shadow=0.3, pair=True),
        *_drops(main),
        Layer(Outline(FLAP, smooth=False), rubber, main, thickness=0.03, folds=0.03, shadow=0.5),
        Layer(
            Stitches(((-0.10, 0.26), (-0.11, 1.2)), width=0.007),
            cotton,
            deep,
            thickness=0.0,
            shadow=0,
        ),
        Layer(
            Dots(((0.0, 0.40), (0.0, 0.74)), 0.042),
            steel,
            light,
            thickness=0.03,
            rounding=0.02,
            shadow=0.5,
        ),
        Layer(Outline(LEFT_COLLAR), rubber, main, thickness=0.06, rounding=0.035, shadow=0.55),
        Layer(Outline(RIGHT_COLLAR), rubber, main, thickness=0.06, rounding=0.035, shadow=0.55),
        Layer(
            Dots(((0.03, 0.165),), 0.036), steel, light, thickness=0.03, rounding=0.015, shadow=0.5
        ),
    )


def _drops(color: FloatArray) -> Sequence[Layer]:
    """Return drops of three sizes."""
    wet = color * 0.93
    return tuple(
        Layer(
            Dots(DROPS[first::3], radius),
            rubber,
            wet,
            thickness=radius,
            rounding=0.6 * radius,
            shadow=0.15,
        )
        for first, radius in enumerate((0.011, 0.016, 0.008))
    )


GARMENT = Change(
    Card(
        "raincoat",
        title=LocalizedText(en="Raincoat", fr="Ciré"),
        description=LocalizedText(
            en="A shining raincoat in a bright color, fresh from a shower.",
            fr="Un ciré brillant aux couleurs vives, au sortir d’une averse.",
        ),
        words="wearing a shiny raincoat with its hood down, wet from the rain",
    ),
    Kind.GARMENT,
    partial(dress, sew=sew, offered=COLORS),
)
