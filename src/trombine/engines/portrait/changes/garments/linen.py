"""A loose collarless shirt of washed linen."""

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
from trombine.engines.portrait.changes.tailoring.fabrics import cotton, rubber
from trombine.engines.portrait.changes.tailoring.woven import creased_linen, hanging

COLORS = colorways(
    "#e9e2d2 #b79a6a",  # linen, buttons
    "#a9b7a0 #efe6d2",
    "#9db4c4 #f1ead8",
    "#c98f6b #f0e0c6",
    "#5f6f80 #d9c7a2",
    "#d8b45f #8a6434",
)

NECK = ((0.0, 0.20), (0.05, 0.10), (0.17, 0.02), (0.29, -0.10), (0.35, -0.25), (0.40, -0.36))
SHOULDER = ((0.50, -0.285), (0.75, -0.18), (1.02, -0.04), (1.20, 0.15), (1.30, 0.45), (1.38, 0.9))
BODY = both_sides((*NECK, *SHOULDER, (1.44, 2.2), (0.0, 2.2)))
ARMHOLE = ((0.98, -0.055), (0.99, 0.2), (1.0, 0.5), (1.03, 0.9), (1.06, 1.4))
STAND = (
    (0.345, -0.45),
    (0.325, -0.26),
    (0.25, -0.09),
    (0.12, 0.025),
    (0.035, 0.075),
    (0.055, 0.165),
    (0.16, 0.105),
    (0.30, -0.02),
    (0.395, -0.20),
    (0.425, -0.42),
)
STAND_SEAM = ((0.415, -0.38), (0.385, -0.205), (0.295, -0.035), (0.16, 0.085), (0.06, 0.145))
PLACKET = ((-0.085, 0.12), (0.075, 0.14), (0.08, 2.2), (-0.085, 2.2))
EDGE = ((0.056, 0.17), (0.058, 1.6))
YOKE = ((0.395, -0.16), (0.62, -0.08), (0.98, 0.06))


def sew(colors: Colors) -> Sequence[Layer]:
    """Return the pieces, the lowest first."""
    main, button = colors
    loose = partial(hanging, of=creased_linen, depth=0.013)
    cloth = partial(Layer, fabric=creased_linen, color=main)
    seam = partial(Layer, fabric=cotton, color=main * 0.72, thickness=0, shadow=0)
    return (
        cloth(Outline(patterns.BACK_OF_NECK), thickness=0.04, rounding=0.03, behind=True),
        Layer(Outline(BODY), loose, main, folds=0.045),
        seam(Band(YOKE, 0.008), shadow=0.3, pair=True),
        seam(Band(ARMHOLE, 0.010), shadow=0.4, pair=True),
        cloth(Outline(PLACKET, smooth=False), thickness=0.022, folds=0.02, shadow=0.6),
        seam(Stitches(EDGE, width=0.006, length=0.016)),
        cloth(Outline(STAND), thickness=0.018, rounding=0.009, folds=0.01, shadow=0.5, pair=True),
        seam(Band(STAND_SEAM, 0.007), shadow=0.25, pair=True),
        Layer(
            Dots(((0.0, 0.26), (0.0, 0.50), (0.0, 0.74)), 0.027),
            rubber,
            button,
            thickness=0.015,
            rounding=0.01,
            shadow=0.5,
        ),
    )


GARMENT = Change(
    Card(
        "linen",
        title=LocalizedText(en="Linen shirt", fr="Chemise en lin"),
        description=LocalizedText(
            en="A loose collarless shirt of washed linen, creased as linen is.",
            fr="Une ample chemise en lin lavé, sans col, froissée comme le lin.",
        ),
        words="wearing a loose collarless linen shirt with a band collar",
    ),
    Kind.GARMENT,
    partial(dress, sew=sew, offered=COLORS),
)
