"""A sari of silk, its pleated end laid over the wearer's left shoulder."""

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
from trombine.engines.portrait.changes.tailoring.festive import (
    Fan,
    Motif,
    brocade,
    pleated,
    silk,
    sprigs,
    temple_border,
)

COLORS = colorways(
    "#a8203f #1f5b4e #d9a943",  # sari, blouse, gold thread
    "#0f6b63 #a3264b #ddb04c",
    "#3b3f94 #b5533a #d9ab48",
    "#c9761f #6d1f4d #e2bd62",
    "#6f2a7a #1e6a6a #dcae4a",
    "#2f7d3a #9c2135 #dcb04e",
)

BACK = both_sides(((0.0, -0.31), (0.3, -0.33), (0.43, -0.36), (0.44, -0.1), (0.0, 0.0)))
DRAPE = (
    (0.41, -0.375),
    (0.30, -0.10),
    (0.10, 0.12),
    (-0.22, 0.34),
    (-0.62, 0.55),
    (-1.05, 0.80),
    (-1.5, 1.1),
    (-1.5, 2.2),
    (0.86, 2.2),
    (0.90, 1.0),
    (0.96, 0.45),
    (1.02, 0.12),
    (1.0, -0.08),
    (0.75, -0.235),
    (0.55, -0.335),
)
EDGE = (
    (0.455, -0.33),
    (0.34, -0.07),
    (0.14, 0.165),
    (-0.19, 0.39),
    (-0.60, 0.605),
    (-1.04, 0.86),
    (-1.5, 1.15),
)
PLEATS = (
    ((0.62, -0.25), (0.58, 0.02), (0.47, 0.36), (0.26, 0.75), (0.02, 1.2)),
    ((0.73, -0.19), (0.71, 0.06), (0.64, 0.42), (0.52, 0.80), (0.40, 1.3)),
    ((0.84, -0.13), (0.84, 0.10), (0.80, 0.44), (0.74, 0.84), (0.68, 1.3)),
)


def sew(colors: Colors) -> Sequence[Layer]:
    """Return the pieces, the lowest first."""
    main, blouse, gold = colors
    cloth = partial(brocade, of=silk, motif=Motif(sprigs, 0.22), gold=gold)
    border = partial(brocade, of=silk, motif=Motif(temple_border, 0.10, angle_deg=-32), gold=gold)
    fan = Fan((0.66, -0.62), apart_deg=9.5, depth=0.016, begin=0.2)
    draped = partial(pleated, of=cloth, fan=fan)
    hem = partial(Layer, fabric=border, color=main * 0.7, thickness=0.012, rounding=0.012)
    return (
        Layer(Outline(BACK), silk, blouse * 0.8, behind=True),
        Layer(patterns.torso(patterns.CREW), silk, blouse, folds=0.015),
        Layer(patterns.sleeve(), silk, blouse, thickness=0.02, folds=0.025, pair=True),
        hem(Band(patterns.neckband(), 0.05)),
        Layer(Outline(DRAPE), draped, main, thickness=0.04, rounding=0.03, folds=0.012, shadow=0.6),
        *(hem(Band(line, 0.045), shadow=0.5) for line in PLEATS),
        hem(Band(EDGE, 0.13), shadow=0.2),
    )


GARMENT = Change(
    Card(
        "sari",
        title=LocalizedText(en="Sari", fr="Sari"),
        description=LocalizedText(
            en="A silk sari with a woven gold border, its end pleated over one shoulder.",
            fr="Un sari de soie à bordure tissée d’or, le pan plissé sur une épaule.",
        ),
        words="wearing a silk sari with a gold border draped over one shoulder, and a blouse",
    ),
    Kind.GARMENT,
    partial(dress, sew=sew, offered=COLORS),
)
