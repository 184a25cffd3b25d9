"""A biker jacket: wide lapels, a slanting zip, studs."""

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
    colorways,
    dress,
    patterns,
)
from trombine.engines.portrait.changes.tailoring.fabrics import cotton, leather, steel

COLORS = colorways(
    "#26262b #e9e6e0 #c9ccd2",
    "#4a2c20 #efe6d4 #d0b27a",
    "#5e1c26 #26262b #c9ccd2",
    "#2c3a33 #e9e4d4 #c9ccd2",
    "#8a5a34 #f1eadc #d8c08a",
)

OPENING = ((0.0, 0.62), (0.16, 0.34), (0.30, -0.02), (0.40, -0.37))
COLLAR = (
    (0.365, -0.44),
    (0.335, -0.20),
    (0.27, 0.0),
    (0.30, 0.13),
    (0.50, 0.12),
    (0.58, -0.06),
    (0.56, -0.30),
    (0.47, -0.43),
)
NEAR_LAPEL = (
    (0.29, 0.08),
    (0.53, 0.10),
    (0.72, 0.32),
    (0.60, 0.48),
    (0.24, 0.88),
    (0.12, 0.80),
    (0.17, 0.42),
)
FAR_LAPEL = (
    (-0.29, 0.08),
    (-0.53, 0.10),
    (-0.74, 0.34),
    (-0.62, 0.52),
    (-0.30, 1.1),
    (-0.02, 1.6),
    (0.02, 0.66),
    (-0.14, 0.38),
)
ZIP = ((-0.62, 0.50), (-0.30, 1.08), (-0.10, 1.5))
EPAULET = ((0.52, -0.30), (0.62, -0.16), (0.96, -0.01), (1.02, -0.09), (0.98, -0.13), (0.62, -0.29))
POCKET = ((0.52, 0.76), (0.80, 0.62))


def sew(colors: Colors) -> Sequence[Layer]:
    """Return the pieces, the lowest first."""
    main, shirt, metal = colors
    return (
        Layer(
            Outline(patterns.BACK_OF_NECK),
            leather,
            main * 0.8,
            thickness=0.05,
            rounding=0.03,
            behind=True,
        ),
        Layer(patterns.torso(patterns.CREW), cotton, shirt, folds=0.01),
        Layer(
            Band(patterns.neckband(), 0.06),
            cotton,
            shirt * 0.96,
            thickness=0.015,
            rounding=0.01,
            shadow=0.25,
        ),
        Layer(patterns.torso(OPENING), leather, main, thickness=0.04, folds=0.05, shadow=0.55),
        Layer(
            patterns.sleeve(), leather, main, thickness=0.05, rounding=0.04, folds=0.08, pair=True
        ),
        Layer(
            Outline(EPAULET),
            leather,
            main * 1.1,
            thickness=0.03,
            rounding=0.015,
            shadow=0.5,
            pair=True,
        ),
        Layer(Band(POCKET, 0.05), steel, metal, thickness=0.012, rounding=0.01, pair=True),
        Layer(
            Stitches(POCKET, width=0.022, length=0.016),
            leather,
            main * 0.5,
            thickness=0.0,
            shadow=0,
            pair=True,
        ),
        Layer(
            Outline(FAR_LAPEL),
            leather,
            main * 1.1,
            thickness=0.05,
            rounding=0.03,
            folds=0.02,
            shadow=0.6,
        ),
        Layer(Band(ZIP, 0.05), steel, metal, thickness=0.012, rounding=0.01),
        Layer(
            Stitches(ZIP, width=0.022, length=0.016), leather, main * 0.5, thickness=0.0, shadow=0
        ),
        Layer(
            Outline(NEAR_LAPEL),
            leather,
            main * 1.1,
            thickness=0.05,
            rounding=0.03,
            folds=0.02,
            shadow=0.6,
        ),
        Layer(
            Outline(COLLAR),
            leather,
            main * 1.05,
            thickness=0.045,
            rounding=0.022,
            shadow=0.55,
            pair=True,
        ),
        Layer(
            Dots(((0.665, 0.33), (0.515, 0.09), (0.95, -0.065)), 0.026),
            steel,
            metal,
            thickness=0.025,
            rounding=0.012,
            shadow=0.4,
            pair=True,
        ),
    )


GARMENT = Change(
    Card(
        "leather",
        title=LocalizedText(en="Biker jacket", fr="Blouson de motard"),
        description=LocalizedText(
            en="A leather jacket with wide lapels, a slanting zip and studs.",
            fr="Un blouson de cuir à larges revers, fermeture en biais et boutons-pression.",
        ),
        words="wearing a leather biker jacket with a slanting zip",
    ),
    Kind.GARMENT,
    partial(dress, sew=sew, offered=COLORS),
)
