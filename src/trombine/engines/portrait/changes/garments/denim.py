"""A denim jacket, its seams stitched in copper."""

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
from trombine.engines.portrait.changes.tailoring.fabrics import cotton, denim, steel

COLORS = colorways(
    "#3d5f8f #d28a3c #b98b52 #f1efe9",
    "#22304a #c9783a #b98b52 #e9e4d8",
    "#7f9cbc #e0a35a #c8a06a #f4f2ee",
    "#3a3c40 #a8a49c #9aa0a6 #d8d4cc",
)

OPENING = ((0.0, 0.34), (0.13, 0.20), (0.30, -0.06), (0.40, -0.36))
PLACKET = ((-0.085, 0.10), (0.085, 0.10), (0.09, 2.2), (-0.09, 2.2))
WING = (
    (0.375, -0.43),
    (0.33, -0.20),
    (0.20, 0.0),
    (0.10, 0.10),
    (0.20, 0.36),
    (0.30, 0.42),
    (0.52, 0.10),
    (0.59, -0.20),
    (0.50, -0.40),
)
WING_SEAM = ((0.13, 0.13), (0.215, 0.335), (0.295, 0.375), (0.49, 0.08), (0.555, -0.20))
YOKE = ((0.10, 0.40), (0.45, 0.38), (0.86, 0.30))
YOKE_BELOW = ((0.10, 0.43), (0.45, 0.41), (0.86, 0.33))
FLAP = ((0.30, 0.44), (0.72, 0.40), (0.73, 0.53), (0.52, 0.62), (0.31, 0.57))
FLAP_SEAM = ((0.325, 0.465), (0.335, 0.555), (0.52, 0.595), (0.705, 0.515), (0.70, 0.43))
SLEEVE_SEAM = ((0.875, -0.04), (0.865, 0.2), (0.885, 0.5), (0.90, 1.2))


def sew(colors: Colors) -> Sequence[Layer]:
    """Return the pieces, the lowest first."""
    main, thread, metal, shirt = colors
    return (
        Layer(
            Outline(patterns.BACK_OF_NECK),
            denim,
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
        Layer(patterns.torso(OPENING), denim, main, thickness=0.03, folds=0.04, shadow=0.5),
        Layer(patterns.sleeve(), denim, main, thickness=0.04, rounding=0.03, folds=0.06, pair=True),
        *(
            Layer(Stitches(line), cotton, thread, thickness=0.004, shadow=0.1, pair=True)
            for line in (YOKE, YOKE_BELOW, SLEEVE_SEAM)
        ),
        Layer(
            Outline(FLAP, smooth=False),
            denim,
            main * 1.05,
            thickness=0.02,
            folds=0.03,
            shadow=0.5,
            pair=True,
        ),
        Layer(Stitches(FLAP_SEAM), cotton, thread, thickness=0.004, shadow=0.1, pair=True),
        Layer(Outline(PLACKET, smooth=False), denim, main, thickness=0.02, folds=0.03, shadow=0.4),
        *(
            Layer(
                Stitches(((side * 0.06, 0.36), (side * 0.065, 1.2))),
                cotton,
                thread,
                thickness=0.004,
                shadow=0.1,
            )
            for side in (-1, 1)
        ),
        Layer(
            Dots(((0.0, 0.44), (0.0, 0.74)), 0.036),
            steel,
            metal,
            thickness=0.03,
            rounding=0.015,
            shadow=0.5,
        ),
        Layer(
            Dots(((0.52, 0.545),), 0.03),
            steel,
            metal,
            thickness=0.025,
            rounding=0.012,
            shadow=0.5,
            pair=True,
        ),
        Layer(
            Outline(WING),
            denim,
            main * 1.04,
            thickness=0.038,
            rounding=0.018,
            shadow=0.6,
            pair=True,
        ),
        Layer(Stitches(WING_SEAM), cotton, thread, thickness=0.004, shadow=0.1, pair=True),
    )


GARMENT = Change(
    Card(
        "denim",
        title=LocalizedText(en="Denim jacket", fr="Veste en jean"),
        description=LocalizedText(
            en="A worn denim jacket with copper buttons and stitching.",
            fr="Une veste en jean patinée, boutons et surpiqûres cuivrés.",
        ),
        words="wearing a denim jacket over a T-shirt",
    ),
    Kind.GARMENT,
    partial(dress, sew=sew, offered=COLORS),
)
