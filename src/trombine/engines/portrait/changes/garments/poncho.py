"""A poncho as it is woven in the Andes: stripes, bands of figures, a fringe."""

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
from trombine.engines.portrait.changes.tailoring.fabrics import cotton, wool
from trombine.engines.portrait.changes.tailoring.festive import Fan, pleated
from trombine.engines.portrait.changes.tailoring.woven import (
    Strokes,
    WarpBand,
    fringe,
    smoothed,
    warp_faced,
)

COLORS = colorways(
    "#a3262f #f2e3c2 #1f4f7a #e3a02f #2c6b4a",  # ground, pale, and three more yarns
    "#6b3a24 #f0e2c6 #b5472c #d9a441 #33302e",
    "#27416e #f1e6cd #b8323a #e0a63c #3f8a86",
    "#2f5e45 #f2e6c8 #a83232 #e2b13f #4a2a4f",
    "#8c8378 #f4ead8 #3b332e #a5482f #5d564e",
    "#7a2a58 #f3e4cc #d9772f #e6b84a #24606b",
)
SHIRT = colorways("#efe8da")[0][0]

SLOPE = ((0.50, -0.29), (0.78, -0.185), (1.02, -0.06), (1.17, 0.09), (1.22, 0.22))
HEM = ((1.22, 0.22), (1.18, 0.36), (1.09, 0.56), (1.0, 0.80), (0.93, 1.2))
CLOTH = both_sides(
    (
        (0.0, 0.46),
        (0.10, 0.24),
        (0.26, -0.08),
        (0.40, -0.385),
        *SLOPE,
        *HEM[1:],
        (0.9, 2.2),
        (0.0, 2.2),
    )
)
SLIT = ((0.405, -0.40), (0.27, -0.085), (0.115, 0.225), (0.0, 0.47))
BACK = both_sides(
    ((0.0, -0.47), (0.24, -0.465), (0.44, -0.42), (0.50, -0.28), (0.3, 0.0), (0.0, 0.1))
)
STRANDS = fringe(HEM, count=46, long=0.20, fall=(0.42, 0.90))


def sew(colors: Colors) -> Sequence[Layer]:
    """Return the pieces, the lowest first."""
    main, _, second, third, dark = colors
    cloth = partial(warp_faced, bands=_bands(colors))
    falling = partial(pleated, of=cloth, fan=Fan((0.55, -1.0), 10, 0.028, begin=0.85, pair=True))
    strand = partial(Strokes, width=0.024, taper=True)
    return (
        Layer(Outline(BACK), cloth, main, thickness=0.03, rounding=0.02, behind=True),
        Layer(patterns.torso(patterns.CREW), cotton, SHIRT, folds=0.02),
        Layer(patterns.sleeve(), cotton, SHIRT, thickness=0.03, folds=0.05, pair=True),
        Layer(Band(patterns.neckband(), 0.055), cotton, SHIRT * 0.97, thickness=0.015),
        *(
            Layer(strand(STRANDS[first::3]), wool, yarn, thickness=0.02, rounding=0.008, pair=True)
            for first, yarn in enumerate((second, third, main))
        ),
        Layer(Outline(CLOTH), falling, main, thickness=0.05, rounding=0.03, folds=0.02, shadow=0.6),
        Layer(
            Strokes((smoothed(HEM),), 0.040), wool, third, thickness=0.02, rounding=0.01, pair=True
        ),
        Layer(Band(((0.0, 0.46), (0.0, 2.2)), 0.014), wool, dark, thickness=0, shadow=0.2),
        Layer(
            Strokes((smoothed(SLIT),), 0.050),
            wool,
            third,
            thickness=0.025,
            rounding=0.012,
            pair=True,
        ),
        Layer(Strokes((smoothed(SLIT),), 0.016), wool, second, thickness=0, shadow=0, pair=True),
    )


def _bands(colors: Colors) -> tuple[WarpBand, ...]:
    """Return the stripes of a cloth, from its seam to its edge."""
    _, pale, second, third, dark = colors
    stripes = []
    for middle in (0.27, 0.80):
        stripes += [WarpBand(middle, 0.30, third), WarpBand(middle, 0.27, dark)]
        stripes += [WarpBand(middle, 0.235, pale), WarpBand(middle, 0.19, second, figured=pale)]
    for middle, yarn in (
        (0.535, second),
        (0.495, pale),
        (0.575, pale),
        (1.06, third),
        (1.11, dark),
    ):
        stripes.append(WarpBand(middle, 0.024, yarn))
    return tuple(stripes)


GARMENT = Change(
    Card(
        "poncho",
        title=LocalizedText(en="Poncho", fr="Poncho"),
        description=LocalizedText(
            en="A woollen poncho of the Andes, striped and fringed, with bands of woven figures.",
            fr="Un poncho andin en laine, rayé et frangé, à bandes de motifs tissés.",
        ),
        words="wearing a striped woollen Andean poncho with woven pattern bands and a fringe",
    ),
    Kind.GARMENT,
    partial(dress, sew=sew, offered=COLORS),
)
