"""A checked flannel shirt, buttoned but for the collar."""

from collections.abc import Sequence
from functools import partial

from trombine.domain.card import Card
from trombine.domain.text import LocalizedText
from trombine.engines.portrait.changes.change import Change, Kind
from trombine.engines.portrait.changes.tailoring import (
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
from trombine.engines.portrait.changes.tailoring.fabrics import cotton, plaid, rubber

COLORS = colorways(
    "#b3392f #23262e #efe6d6",
    "#2f5a7c #16222e #e8eef2",
    "#4f7042 #24301f #ece5cf",
    "#d9a23c #5a2f1d #f3ead2",
    "#7a4a86 #241c33 #f0e6f2",
)

PLACKET = ((-0.075, 0.05), (0.075, 0.05), (0.08, 2.2), (-0.08, 2.2))
STAND = both_sides(
    (
        (0.0, 0.02),
        (0.16, -0.05),
        (0.30, -0.20),
        (0.36, -0.40),
        (0.44, -0.40),
        (0.42, -0.14),
        (0.2, 0.08),
        (0.0, 0.12),
    )
)
WING = (
    (0.365, -0.42),
    (0.30, -0.20),
    (0.14, -0.03),
    (0.03, 0.03),
    (0.15, 0.30),
    (0.24, 0.34),
    (0.42, 0.06),
    (0.52, -0.24),
    (0.46, -0.40),
)
SEAM = ((0.05, 0.06), (0.15, 0.27), (0.23, 0.305), (0.395, 0.04), (0.49, -0.24))
POCKET = ((0.40, 0.50), (0.74, 0.50), (0.74, 1.2), (0.40, 1.2))
FLAP = ((0.39, 0.46), (0.75, 0.46), (0.75, 0.60), (0.57, 0.68), (0.39, 0.60))


def sew(colors: Colors) -> Sequence[Layer]:
    """Return the pieces, the lowest first."""
    main, check, button = colors
    flannel = partial(plaid, with_color=check)
    return (
        Layer(
            Outline(patterns.BACK_OF_NECK),
            flannel,
            main,
            thickness=0.04,
            rounding=0.03,
            behind=True,
        ),
        Layer(patterns.torso(patterns.CREW), flannel, main, folds=0.035),
        Layer(patterns.sleeve(), flannel, main, thickness=0.03, folds=0.045, pair=True),
        Layer(
            Outline(POCKET, smooth=False),
            flannel,
            main * 0.95,
            thickness=0.012,
            folds=0.03,
            pair=True,
        ),
        Layer(Outline(FLAP, smooth=False), flannel, main, thickness=0.015, folds=0.03, pair=True),
        Layer(
            Dots(((0.57, 0.615),), 0.022),
            rubber,
            button,
            thickness=0.012,
            rounding=0.008,
            pair=True,
        ),
        Layer(
            Outline(PLACKET, smooth=False), flannel, main, thickness=0.014, folds=0.03, shadow=0.4
        ),
        Layer(
            Dots(((0.0, 0.20), (0.0, 0.50), (0.0, 0.80)), 0.026),
            rubber,
            button,
            thickness=0.015,
            rounding=0.01,
            shadow=0.5,
        ),
        Layer(Outline(STAND), flannel, main * 0.8, thickness=0.02),
        Layer(Outline(WING), flannel, main, thickness=0.032, rounding=0.016, shadow=0.6, pair=True),
        Layer(
            Stitches(SEAM, width=0.006, length=0.014),
            cotton,
            main * 0.45,
            thickness=0.0,
            shadow=0,
            pair=True,
        ),
    )


GARMENT = Change(
    Card(
        "shirt",
        title=LocalizedText(en="Checked shirt", fr="Chemise à carreaux"),
        description=LocalizedText(
            en="A flannel shirt in bold checks, two breast pockets.",
            fr="Une chemise de flanelle à grands carreaux, deux poches poitrine.",
        ),
        words="wearing a checked flannel shirt",
    ),
    Kind.GARMENT,
    partial(dress, sew=sew, offered=COLORS),
)
