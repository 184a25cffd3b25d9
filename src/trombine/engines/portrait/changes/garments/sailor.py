"""A striped marinière under a square sailor's collar, the neckerchief knotted."""

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
    colorways,
    dress,
    patterns,
)
from trombine.engines.portrait.changes.tailoring.fabrics import cotton, satin
from trombine.engines.portrait.changes.tailoring.festive import drill
from trombine.engines.portrait.changes.tailoring.woven import Strokes, striped

COLORS = colorways(
    "#22305c #f4f1e8 #c4343a",  # collar and stripes, jersey, neckerchief
    "#2d5f9a #f6f3ea #1f2b4d",
    "#8c2a38 #f5eee2 #22305c",
    "#1f5f5c #f4f0e4 #d98a2b",
    "#2b2e38 #f3f1ec #2f7a9a",
)
WHITE = colorways("#f8f6f0")[0][0]

COLLAR = (
    (0.385, -0.42),
    (0.36, -0.24),
    (0.29, -0.04),
    (0.17, 0.22),
    (0.02, 0.47),
    (0.05, 0.56),
    (0.86, 0.19),
    (0.93, 0.12),
    (0.93, -0.06),
    (0.72, -0.19),
    (0.50, -0.33),
)
TAPES = tuple(
    (
        (0.91 * inset - 0.023, 0.593 - 1.51 * inset),
        (0.925 - inset, 0.16 - 0.85 * inset),
        (0.93 - inset, -0.075 - 0.55 * inset),
    )
    for inset in (0.045, 0.085, 0.125)
)
KERCHIEF = ((0.16, 0.30), (0.07, 0.44), (0.02, 0.52))
KNOT = (
    (-0.055, 0.47),
    (0.0, 0.455),
    (0.055, 0.47),
    (0.062, 0.55),
    (0.045, 0.61),
    (-0.045, 0.61),
    (-0.062, 0.55),
)
TAIL = (
    (0.0, 0.56),
    (0.05, 0.58),
    (0.17, 0.72),
    (0.30, 0.93),
    (0.20, 1.02),
    (0.06, 0.92),
    (0.0, 0.72),
)
CREASES = (((0.02, 0.61), (0.08, 0.72), (0.13, 0.88)), ((0.04, 0.60), (0.13, 0.72), (0.21, 0.86)))


def sew(colors: Colors) -> Sequence[Layer]:
    """Return the pieces, the lowest first."""
    navy, jersey, kerchief = colors
    body = partial(striped, with_color=navy)
    arm = partial(striped, with_color=navy, lean=0.30)
    silk = partial(Layer, fabric=satin, color=kerchief, rounding=0.025, shadow=0.5)
    return (
        Layer(Outline(patterns.BACK_OF_NECK), drill, navy, thickness=0.03, behind=True),
        Layer(patterns.torso(patterns.CREW), body, jersey, folds=0.028),
        Layer(patterns.sleeve(), arm, jersey, thickness=0.03, rounding=0.03, folds=0.04, pair=True),
        Layer(Band(patterns.neckband(), 0.06), cotton, navy, thickness=0.015, rounding=0.012),
        silk(Band(KERCHIEF, 0.09), thickness=0.03, pair=True),
        Layer(
            Outline(COLLAR, smooth=False),
            drill,
            navy,
            thickness=0.03,
            rounding=0.014,
            folds=0.014,
            shadow=0.6,
            pair=True,
        ),
        Layer(
            Strokes(TAPES, 0.021),
            cotton,
            WHITE,
            thickness=0.008,
            rounding=0.006,
            shadow=0.15,
            pair=True,
        ),
        silk(Outline(TAIL), thickness=0.04, folds=0.02, pair=True),
        *(
            Layer(
                Band(line, 0.014, taper=True),
                satin,
                kerchief * 0.7,
                thickness=0,
                shadow=0.25,
                pair=True,
            )
            for line in CREASES
        ),
        silk(Outline(KNOT), thickness=0.055, folds=0.01),
    )


GARMENT = Change(
    Card(
        "sailor",
        title=LocalizedText(en="Sailor’s collar", fr="Marinière à col marin"),
        description=LocalizedText(
            en="A striped Breton jersey, a square sailor’s collar and a knotted neckerchief.",
            fr="Une marinière rayée, un grand col marin à galons et un foulard noué.",
        ),
        words="wearing a striped Breton jersey with a sailor collar and a knotted neckerchief",
    ),
    Kind.GARMENT,
    partial(dress, sew=sew, offered=COLORS),
)
