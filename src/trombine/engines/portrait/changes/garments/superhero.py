"""A superhero's suit: a raised collar, a cape, a ringed planet on the breast."""

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
    both_sides,
    colorways,
    dress,
    ellipse,
    patterns,
)
from trombine.engines.portrait.changes.tailoring.fabrics import rubber, steel
from trombine.engines.portrait.changes.tailoring.festive import Fan, mesh, pleated, silk
from trombine.engines.portrait.changes.tailoring.shapes import Points

COLORS = colorways(
    "#1f6f8b #f08a24 #f6d365 #123f52",  # suit, cape, emblem, panels
    "#6a2c91 #1fa39a #f4d35e #3a1853",
    "#14655a #e0a526 #f7ecc8 #0b3a35",
    "#c8452f #23395b #f3d9a4 #6f2117",
    "#2b2f77 #d6336c #9be8e0 #191b4a",
)

CAPE_BACK = ((0.88, -0.15), (1.15, -0.02), (1.36, 0.22), (1.55, 0.9), (1.6, 2.2), (0.9, 2.2))
COLLAR_BACK = both_sides(
    (
        (0.0, -0.52),
        (0.24, -0.53),
        (0.44, -0.55),
        (0.54, -0.44),
        (0.50, -0.2),
        (0.2, 0.05),
        (0.0, 0.1),
    )
)
COLLAR = (
    (0.04, 0.09),
    (0.18, 0.0),
    (0.29, -0.13),
    (0.355, -0.32),
    (0.40, -0.49),
    (0.50, -0.53),
    (0.56, -0.42),
    (0.52, -0.22),
    (0.42, -0.02),
    (0.24, 0.13),
    (0.07, 0.22),
)
RIM = (
    (0.52, -0.51),
    (0.41, -0.48),
    (0.365, -0.32),
    (0.30, -0.13),
    (0.19, 0.005),
    (0.05, 0.095),
    (0.075, 0.21),
)
YOKE = both_sides(
    (
        (0.0, 0.05),
        (0.36, -0.35),
        (0.62, -0.22),
        (0.84, -0.1),
        (0.84, 0.22),
        (0.5, 0.28),
        (0.0, 0.46),
    )
)
YOKE_EDGE = ((0.84, 0.22), (0.60, 0.25), (0.35, 0.32), (0.0, 0.46))
DRAPE = (
    (0.46, -0.37),
    (0.44, -0.16),
    (0.50, 0.02),
    (0.66, 0.16),
    (0.86, 0.38),
    (0.97, 0.68),
    (1.02, 1.1),
    (1.02, 2.2),
    (1.7, 2.2),
    (1.55, 0.7),
    (1.36, 0.20),
    (1.05, -0.11),
    (0.75, -0.27),
)
CLASP = (0.52, -0.04)
CENTER = (0.0, 0.40)
PLANET = 0.085
TILT_DEG = -24


def sew(colors: Colors) -> Sequence[Layer]:
    """Return the pieces, the lowest first."""
    suit, cape, gold, panel = colors
    fan = Fan((CLASP[0] - 0.06, CLASP[1] - 0.12), apart_deg=12, depth=0.032, begin=0.06, pair=True)
    hung = partial(pleated, of=silk, fan=fan)
    ring = _tilted(ellipse((0.0, 0.0), (0.165, 0.05), start_deg=-50, end_deg=230))
    trim = partial(Layer, fabric=rubber, color=gold, thickness=0.018, rounding=0.008, shadow=0.4)
    plate = partial(Layer, color=panel, thickness=0.02, rounding=0.01, shadow=0.45)
    stand = partial(Layer, rounding=0.012, thickness=0.03, shadow=0.55)
    return (
        stand(Outline(COLLAR_BACK), silk, cape * 0.8, behind=True),
        Layer(Outline(CAPE_BACK), silk, cape * 0.7, folds=0.05, pair=True),
        Layer(patterns.torso(patterns.CREW), mesh, suit, folds=0.012),
        plate(patterns.sleeve(), mesh, folds=0.02, pair=True),
        plate(Outline(YOKE, smooth=False), mesh),
        trim(Band(YOKE_EDGE, 0.03), pair=True),
        trim(Dots((CENTER,), 0.225)),
        plate(Dots((CENTER,), 0.195), rubber),
        trim(Dots((CENTER,), PLANET), shadow=0.2),
        plate(Band(ring, 0.06), rubber, shadow=0, thickness=0),
        trim(Band(ring, 0.032), shadow=0),
        stand(Outline(DRAPE), hung, cape, thickness=0.05, folds=0.02, pair=True),
        stand(Outline(COLLAR), mesh, suit, pair=True),
        trim(Band(RIM, 0.026), pair=True),
        Layer(
            Dots((CLASP,), 0.085), steel, gold, thickness=0.04, rounding=0.02, shadow=0.5, pair=True
        ),
    )


def _tilted(points: Points) -> Points:
    """Return points about nothing turned about the middle of the emblem."""
    cos, sin = math.cos(math.radians(TILT_DEG)), math.sin(math.radians(TILT_DEG))
    return [(u * cos - v * sin, CENTER[1] + u * sin + v * cos) for u, v in points]


GARMENT = Change(
    Card(
        "superhero",
        title=LocalizedText(en="Superhero", fr="Costume héroïque"),
        description=LocalizedText(
            en="A suit with a raised collar, a cape and, on the chest, a ringed planet.",
            fr="Une combinaison à col montant, une cape et, sur la poitrine, une planète à anneau.",
        ),
        words="wearing a superhero suit with a raised collar and a cape",
    ),
    Kind.GARMENT,
    partial(dress, sew=sew, offered=COLORS),
)
