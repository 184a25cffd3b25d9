"""An academic gown: a hood lined in the color of a faculty, over a white collar."""

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
from trombine.engines.portrait.changes.tailoring.fabrics import cotton, wool
from trombine.engines.portrait.changes.tailoring.festive import Fan, crepe, drill, pleated, silk

COLORS = colorways(
    "#2b2c35 #c22f45 #f0e9d8 #f6f5f2",  # gown, lining, edge of the hood, shirt
    "#2a3040 #3f8fd0 #f0ece0 #f6f5f2",
    "#2c2f33 #e3aa32 #7d2a3a #f6f5f2",
    "#2f2a38 #8d5ab8 #f0e9f2 #f6f5f2",
    "#29332f #4d9d6a #ecd9a0 #f6f5f2",
    "#5a1c28 #d8b25a #f3ead6 #f6f5f2",
)

NECK = ((0.0, 0.12), (0.14, 0.02), (0.30, -0.10), (0.40, -0.36))
SHIRT = both_sides(((0.0, 0.04), (0.16, 0.0), (0.30, -0.14), (0.40, -0.36), (0.4, 0.2), (0.0, 0.5)))
WING = (
    (0.36, -0.42),
    (0.29, -0.20),
    (0.14, -0.05),
    (0.012, 0.03),
    (0.11, 0.22),
    (0.20, 0.26),
    (0.38, 0.04),
    (0.47, -0.24),
    (0.45, -0.40),
)
HOOD_BACK = both_sides(
    ((0.0, -0.47), (0.24, -0.46), (0.46, -0.42), (0.56, -0.26), (0.4, 0.0), (0.0, 0.1))
)
LINING = (
    (0.44, -0.43),
    (0.47, -0.18),
    (0.38, 0.12),
    (0.20, 0.38),
    (-0.01, 0.60),
    (-0.01, 0.82),
    (0.22, 0.66),
    (0.47, 0.42),
    (0.70, 0.16),
    (0.80, -0.04),
    (0.72, -0.22),
    (0.56, -0.37),
)
RIM = (
    (0.50, -0.36),
    (0.44, 0.1),
    (0.2, 0.5),
    (-0.01, 0.70),
    (-0.01, 0.89),
    (0.25, 0.71),
    (0.51, 0.46),
    (0.75, 0.18),
    (0.85, -0.04),
    (0.79, -0.18),
    (0.62, -0.33),
)
CLOSING = ((0.0, 0.18), (0.0, 1.4))


def sew(colors: Colors) -> Sequence[Layer]:
    """Return the pieces, the lowest first."""
    gown, lining, rim, shirt = colors
    fluted = partial(pleated, of=wool, fan=Fan((0.6, -3.4), 1.15, depth=0.016, begin=3.34))
    full = partial(pleated, of=wool, fan=Fan((1.0, -0.30), 10, depth=0.028, begin=0.16, pair=True))
    band = partial(Layer, pair=True, rounding=0.02)
    return (
        Layer(Outline(HOOD_BACK), silk, lining, thickness=0.05, rounding=0.03, behind=True),
        Layer(Outline(patterns.BACK_OF_NECK), drill, shirt, thickness=0.03, behind=True),
        Layer(Outline(SHIRT), cotton, shirt),
        Layer(patterns.torso(NECK), fluted, gown, thickness=0.03, folds=0.01, shadow=0.5),
        Layer(Band(CLOSING, 0.014), wool, gown * 0.5, thickness=0.0, shadow=0.0),
        band(patterns.sleeve(), full, gown, thickness=0.05, folds=0.02, shadow=0.5),
        band(Outline(RIM), crepe, rim, thickness=0.02, shadow=0.6),
        band(Outline(LINING), silk, lining, thickness=0.03, folds=0.02, shadow=0.2),
        band(Outline(WING, smooth=False), drill, shirt, thickness=0.03, shadow=0.5),
    )


GARMENT = Change(
    Card(
        "gown",
        title=LocalizedText(en="Academic gown", fr="Toge universitaire"),
        description=LocalizedText(
            en="A dark gown gathered at the shoulders, its hood lined with silk.",
            fr="Une toge sombre froncée aux épaules, sa chausse doublée de soie.",
        ),
        words="wearing an academic gown with a silk-lined hood over a white collar",
    ),
    Kind.GARMENT,
    partial(dress, sew=sew, offered=COLORS),
)
