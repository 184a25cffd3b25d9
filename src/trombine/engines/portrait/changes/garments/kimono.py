"""A kimono of figured silk, closed left over right."""

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
)
from trombine.engines.portrait.changes.tailoring.fabrics import Fabric, cotton
from trombine.engines.portrait.changes.tailoring.festive import (
    Motif,
    blossoms_on_waves,
    crepe,
    printed,
)
from trombine.engines.portrait.changes.tailoring.shapes import Points
from trombine.imaging.arrays import FloatArray

COLORS = colorways(
    "#2b3f78 #f2e4c4 #e08a5a #d9a441",  # silk, two kinds of blossoms, the edge within the collar
    "#8a2740 #f6e3c3 #e9b44c #2f6b5e",
    "#1f5f57 #f3e6c6 #e58c78 #c8453a",
    "#d8b684 #fdf6e6 #b4473f #8a2a3c",
    "#5b3f80 #f3dfea #e7b75a #2b7f7a",
    "#33383f #e3e3dc #c24b3f #c24b3f",
)
WHITE = colorways("#f7f4ec")[0][0]

SLOPE = ((0.50, -0.27), (0.75, -0.175), (1.0, -0.06), (1.2, 0.10), (1.36, 0.40), (1.48, 0.9))
"""A kimono slopes from the neck straight out into its sleeve."""

ROBE = both_sides(((0.0, 0.30), (0.2, 0.02), (0.40, -0.38), *SLOPE, (1.6, 2.2), (0.0, 2.2)))
SEAM = ((1.10, 0.02), (1.13, 0.45), (1.15, 1.0))
BACK = both_sides(
    ((0.0, -0.46), (0.24, -0.455), (0.43, -0.42), (0.50, -0.26), (0.36, 0.0), (0.0, 0.1))
)
BACK_INNER = both_sides(
    ((0.0, -0.41), (0.22, -0.405), (0.37, -0.37), (0.40, -0.2), (0.3, 0.0), (0.0, 0.1))
)
BACK_LINING = both_sides(((0.0, -0.35), (0.2, -0.345), (0.33, -0.31), (0.34, -0.1), (0.0, 0.1)))
INNER = (
    (0.34, -0.40),
    (0.28, -0.14),
    (0.15, 0.01),
    (-0.02, 0.13),
    (-0.20, 0.36),
    (-0.10, 0.50),
    (0.16, 0.24),
    (0.38, -0.06),
    (0.44, -0.40),
)
COLLAR = (
    (0.405, -0.42),
    (0.365, -0.15),
    (0.235, 0.04),
    (0.055, 0.22),
    (-0.15, 0.48),
    (-0.35, 0.84),
    (-0.54, 1.3),
    (-0.26, 1.3),
    (-0.08, 0.89),
    (0.13, 0.55),
    (0.34, 0.26),
    (0.52, 0.0),
    (0.60, -0.20),
    (0.52, -0.40),
)
EDGE = ((0.40, -0.41), (0.355, -0.15), (0.222, 0.03), (0.04, 0.21), (-0.165, 0.47), (-0.365, 0.83))
UNDER = (*COLLAR[:4], (-0.02, 0.30), (-0.02, 0.42), (0.13, 0.57), *COLLAR[10:])
"""The collar of the front that lies below, mirrored; it ends under the other."""


def sew(colors: Colors) -> Sequence[Layer]:
    """Return the pieces, the lowest first; the front that lies above is the wearer's left."""
    main, pale, bright, edge = colors
    body, left, right = (_silk(main, pale, bright, angle_deg=turn) for turn in (0, -50, 50))
    back = partial(Layer, rounding=0.01, behind=True)
    inner = partial(Layer, fabric=crepe, color=WHITE, rounding=0.008, thickness=0.015)
    rim = partial(Layer, fabric=crepe, color=edge, rounding=0.006, thickness=0.008)
    collar = partial(Layer, color=main * 1.04, thickness=0.022, rounding=0.010, shadow=0.5)
    return (
        back(Outline(BACK), body, main),
        back(Outline(BACK_INNER), crepe, WHITE),
        back(Outline(BACK_LINING), cotton, WHITE * 0.8),
        Layer(Outline(ROBE), body, main, folds=0.014),
        inner(Outline(_other(INNER))),
        rim(Band(_other((*EDGE[:4], (-0.03, 0.30))), 0.05)),
        collar(Outline(_other(UNDER)), left),
        inner(Outline(INNER)),
        rim(Band(EDGE, 0.05)),
        collar(Outline(COLLAR), right),
        Layer(Band(SEAM, 0.012), crepe, main * 0.6, thickness=0, shadow=0.3, pair=True),
    )


def _silk(main: FloatArray, pale: FloatArray, bright: FloatArray, *, angle_deg: float) -> Fabric:
    """Return silk with waves woven in its own color, blossoms of two colors strewn over them."""
    inks = (main * 1.22 + 0.02, pale, bright)
    motif = Motif(blossoms_on_waves, 0.78, angle_deg)
    return partial(printed, of=crepe, motif=motif, inks=inks)


def _other(points: Points) -> Points:
    """Return the same piece of the other side."""
    return [(-u, v) for u, v in points]


GARMENT = Change(
    Card(
        "kimono",
        title=LocalizedText(en="Kimono", fr="Kimono"),
        description=LocalizedText(
            en="A kimono of silk strewn with plum blossoms, a white collar beneath.",
            fr="Un kimono de soie semé de fleurs de prunier, col blanc en dessous.",
        ),
        words="wearing a silk kimono strewn with plum blossoms, closed left over right",
    ),
    Kind.GARMENT,
    partial(dress, sew=sew, offered=COLORS),
)
