"""A tuxedo: satin lapels, a pleated shirt, a bow tie."""

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
    patterns,
)
from trombine.engines.portrait.changes.tailoring.fabrics import cotton, rubber, satin, wool
from trombine.imaging.arrays import FloatArray

COLORS = colorways(
    "#1b1c22 #f4f3f0 #15151a",
    "#1f2b4d #f4f3f0 #16161c",
    "#5c1422 #f4f3f0 #17161b",
    "#f0ece2 #fbfaf7 #1a1a20",
    "#123a34 #f4f3f0 #15171a",
)

OPENING = ((0.0, 1.2), (0.06, 1.1), (0.24, 0.4), (0.32, 0.0), (0.40, -0.37))
SHIRT = both_sides(
    (
        (0.0, 0.02),
        (0.16, -0.02),
        (0.29, -0.14),
        (0.35, -0.30),
        (0.42, -0.36),
        (0.44, 0.2),
        (0.36, 0.9),
        (0.0, 1.4),
    )
)
STAND = both_sides(
    (
        (0.0, -0.01),
        (0.16, -0.06),
        (0.30, -0.20),
        (0.36, -0.42),
        (0.43, -0.42),
        (0.41, -0.16),
        (0.2, 0.06),
        (0.0, 0.10),
    )
)
WING = ((0.02, 0.0), (0.17, -0.055), (0.26, -0.15), (0.26, 0.02), (0.12, 0.115))
LAPEL = (
    (0.42, -0.41),
    (0.36, -0.14),
    (0.30, 0.16),
    (0.20, 0.56),
    (0.03, 1.15),
    (0.10, 1.25),
    (0.46, 0.72),
    (0.58, 0.34),
    (0.56, 0.06),
    (0.50, -0.22),
)
BOW = (
    (0.03, 0.075),
    (0.12, 0.01),
    (0.25, -0.035),
    (0.285, 0.01),
    (0.275, 0.09),
    (0.285, 0.17),
    (0.25, 0.215),
    (0.12, 0.16),
    (0.03, 0.115),
)
KNOT = ((-0.045, 0.04), (0.045, 0.04), (0.05, 0.095), (0.045, 0.15), (-0.045, 0.15), (-0.05, 0.095))
CREASES = (((0.05, 0.08), (0.13, 0.06), (0.2, 0.055)), ((0.05, 0.11), (0.13, 0.12), (0.2, 0.13)))
PLEATS = (0.085, 0.125, 0.165, 0.205)
DARK = 0.3
SQUARE = ((0.66, 0.52), (0.92, 0.485), (0.925, 0.535), (0.665, 0.575))


def sew(colors: Colors) -> Sequence[Layer]:
    """Return the pieces, the lowest first."""
    main, shirt, black = colors
    return (
        Layer(
            Outline(patterns.BACK_OF_NECK),
            cotton,
            shirt * 0.85,
            thickness=0.03,
            rounding=0.02,
            behind=True,
        ),
        Layer(Outline(SHIRT), cotton, shirt, folds=0.008),
        *(
            Layer(
                Band(((u, 0.10), (u, 1.2)), 0.026),
                cotton,
                shirt,
                thickness=0.012,
                rounding=0.01,
                shadow=0.3,
                pair=True,
            )
            for u in PLEATS
        ),
        Layer(Band(((0.0, 0.10), (0.0, 1.2)), 0.10), cotton, shirt, thickness=0.012, shadow=0.3),
        Layer(
            Dots(((0.0, 0.34), (0.0, 0.56), (0.0, 0.78)), 0.023),
            rubber,
            black,
            thickness=0.02,
            rounding=0.012,
            shadow=0.4,
        ),
        Layer(patterns.torso(OPENING), wool, main, thickness=0.03, folds=0.025, shadow=0.5),
        Layer(patterns.sleeve(), wool, main, thickness=0.035, rounding=0.03, folds=0.04, pair=True),
        Layer(Outline(SQUARE, smooth=False), satin, shirt, thickness=0.012, shadow=0.3),
        Layer(
            Outline(LAPEL),
            satin,
            _facing(main, black),
            thickness=0.025,
            rounding=0.022,
            shadow=0.6,
            pair=True,
        ),
        Layer(Outline(STAND), cotton, shirt, thickness=0.03, rounding=0.02, shadow=0.35),
        Layer(
            Outline(WING, smooth=False),
            cotton,
            shirt,
            thickness=0.03,
            rounding=0.012,
            shadow=0.45,
            pair=True,
        ),
        Layer(
            Outline(BOW), satin, black * 1.6, thickness=0.06, rounding=0.04, shadow=0.55, pair=True
        ),
        *(
            Layer(Band(line, 0.012, taper=True), satin, black, thickness=0.0, shadow=0.2, pair=True)
            for line in CREASES
        ),
        Layer(Outline(KNOT), satin, black * 1.8, thickness=0.05, rounding=0.03, shadow=0.5),
    )


def _facing(main: FloatArray, black: FloatArray) -> FloatArray:
    """Return the color of the lapels: black satin, lifted a little to be seen on black cloth."""
    return black * 1.9 if float(main.mean()) < DARK else black * 1.3


GARMENT = Change(
    Card(
        "tuxedo",
        title=LocalizedText(en="Tuxedo", fr="Smoking"),
        description=LocalizedText(
            en="An evening jacket with satin lapels, pleated shirt and bow tie.",
            fr="Une veste de soirée à revers de satin, plastron plissé et nœud papillon.",
        ),
        words="wearing a tuxedo with satin lapels and a bow tie",
    ),
    Kind.GARMENT,
    partial(dress, sew=sew, offered=COLORS),
)
