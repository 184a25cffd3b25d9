"""A field jacket: pockets, epaulettes, a neckerchief, a compass on its cord."""

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
from trombine.engines.portrait.changes.tailoring.fabrics import (
    cotton,
    leather,
    rubber,
)
from trombine.engines.portrait.changes.tailoring.festive import Motif, canvas, drill, printed, spots
from trombine.engines.portrait.changes.tailoring.shapes import Points

COLORS = colorways(
    "#b79c6b #b5482f #5a3a24",  # jacket, neckerchief, leather
    "#a08f5a #2f5f8a #54361f",
    "#8a6a48 #2f6f78 #4a2f1e",
    "#c9bda0 #365f8a #6b4526",
    "#5f7268 #c9562f #4f3320",
)
CREAM, RED, BLUE = colorways("#f3e6c8 #b8402c #5f93a8")[0]

OPENING = ((0.0, 0.46), (0.12, 0.24), (0.26, 0.0), (0.40, -0.37))
COLLAR = (
    (0.40, -0.45),
    (0.36, -0.20),
    (0.27, 0.04),
    (0.36, 0.24),
    (0.60, 0.14),
    (0.63, -0.08),
    (0.56, -0.34),
    (0.48, -0.44),
)
COLLAR_SEAM = ((0.595, -0.08), (0.57, 0.12), (0.37, 0.205))
LAPEL = (
    (0.28, 0.06),
    (0.36, 0.21),
    (0.50, 0.17),
    (0.46, 0.40),
    (0.08, 0.80),
    (0.0, 0.76),
    (0.10, 0.38),
)
EPAULET = ((0.56, -0.27), (0.64, -0.13), (0.96, 0.02), (1.04, -0.05), (0.99, -0.10), (0.68, -0.275))
EPAULET_SEAM = ((0.60, -0.235), (0.66, -0.145), (0.95, -0.01))
POCKET = ((0.40, 0.46), (0.80, 0.44), (0.82, 1.2), (0.41, 1.2))
FLAP = ((0.385, 0.42), (0.815, 0.40), (0.825, 0.55), (0.61, 0.63), (0.395, 0.57))
MAP = ((0.47, 0.50), (0.45, 0.24), (0.60, 0.20), (0.76, 0.23), (0.75, 0.50))
MAP_FOLD = ((0.60, 0.205), (0.605, 0.5))
RIVER = ((0.456, 0.30), (0.52, 0.33), (0.60, 0.29), (0.68, 0.36), (0.752, 0.34))
ROUTE = ((0.50, 0.40), (0.52, 0.27), (0.58, 0.25), (0.64, 0.30), (0.71, 0.265))
FLAP_SEAM = ((0.42, 0.445), (0.425, 0.55), (0.61, 0.60), (0.795, 0.53), (0.79, 0.425))
SHIRT = both_sides(((0.0, -0.02), (0.3, -0.2), (0.42, -0.36), (0.42, 0.1), (0.0, 0.6)))
SCARF = both_sides(
    (
        (0.0, 0.16),
        (0.17, 0.05),
        (0.31, -0.12),
        (0.38, -0.36),
        (0.30, -0.38),
        (0.22, -0.2),
        (0.0, -0.06),
    )
)
ENDS = ((0.02, 0.08), (0.10, 0.12), (0.17, 0.30), (0.15, 0.44), (0.05, 0.36), (-0.01, 0.18))
KNOT = ((-0.08, 0.02), (0.0, -0.01), (0.08, 0.02), (0.085, 0.11), (0.0, 0.16), (-0.085, 0.11))
STRAP = ((-0.70, -0.27), (-0.56, 0.10), (-0.22, 0.56), (0.24, 1.1))


def sew(colors: Colors) -> Sequence[Layer]:
    """Return the pieces, the lowest first."""
    main, scarf, hide = colors
    dotted = partial(printed, of=cotton, motif=Motif(spots, 0.09), inks=(CREAM,))
    piece = partial(Layer, fabric=canvas, thickness=0.03, rounding=0.016, shadow=0.5, pair=True)
    seam = partial(Layer, fabric=cotton, color=main * 0.62, thickness=0.0, shadow=0, pair=True)
    button = partial(Layer, fabric=rubber, color=hide, thickness=0.02, rounding=0.012, shadow=0.4)
    return (
        Layer(
            Outline(patterns.BACK_OF_NECK),
            canvas,
            main * 0.85,
            thickness=0.05,
            rounding=0.03,
            behind=True,
        ),
        Layer(Outline(SHIRT), drill, CREAM, folds=0.012),
        Layer(patterns.torso(OPENING), canvas, main, thickness=0.04, folds=0.032, shadow=0.5),
        Layer(
            patterns.sleeve(), canvas, main, thickness=0.04, rounding=0.03, folds=0.045, pair=True
        ),
        piece(Outline(POCKET, smooth=False), color=main * 0.98),
        Layer(Outline(MAP, smooth=False), drill, CREAM, rounding=0.004, shadow=0.5),
        Layer(Band(MAP_FOLD, 0.012), drill, CREAM * 0.75, thickness=0.0, shadow=0),
        Layer(Band(RIVER, 0.028), drill, BLUE, thickness=0.0, shadow=0),
        Layer(Stitches(ROUTE, width=0.012, length=0.02), cotton, RED, thickness=0.0, shadow=0),
        piece(Outline(FLAP, smooth=False), color=main * 1.03),
        seam(Stitches(FLAP_SEAM)),
        button(Dots(((0.61, 0.565),), 0.028), pair=True),
        piece(Outline(EPAULET), color=main * 1.04),
        seam(Stitches(EPAULET_SEAM)),
        button(Dots(((0.66, -0.21),), 0.026), pair=True),
        Layer(Outline(SCARF), dotted, scarf, thickness=0.06, rounding=0.04, folds=0.02),
        Layer(Outline(ENDS), dotted, scarf, thickness=0.04, rounding=0.025, shadow=0.5, pair=True),
        Layer(Outline(KNOT), dotted, scarf * 1.05, thickness=0.06, rounding=0.035, shadow=0.5),
        piece(Outline(LAPEL, smooth=False), color=main * 1.04),
        Layer(Band(STRAP, 0.11), leather, hide, thickness=0.02, rounding=0.006, shadow=0.55),
        *(
            Layer(Stitches(_beside(STRAP, aside)), cotton, CREAM * 0.8, thickness=0, shadow=0)
            for aside in (-0.038, 0.038)
        ),
        piece(Outline(COLLAR, smooth=False), color=main * 1.02),
        seam(Stitches(COLLAR_SEAM)),
    )


def _beside(points: Points, aside: float) -> Points:
    """Return a line moved aside, as the seam of a strap."""
    return [(u + 0.8 * aside, v - 0.6 * aside) for u, v in points]


GARMENT = Change(
    Card(
        "explorer",
        title=LocalizedText(en="Explorer’s jacket", fr="Veste d’exploration"),
        description=LocalizedText(
            en="A field jacket with epaulettes and pockets, a dotted neckerchief, a map.",
            fr="Une veste de terrain à pattes d’épaule et poches, un foulard à pois, une carte.",
        ),
        words="wearing an explorer's field jacket with pockets and a dotted neckerchief",
    ),
    Kind.GARMENT,
    partial(dress, sew=sew, offered=COLORS),
)
