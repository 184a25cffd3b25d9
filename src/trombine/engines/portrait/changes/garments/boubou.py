"""A grand boubou of shining bazin, embroidered about the neck and down the breast."""

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
from trombine.engines.portrait.changes.tailoring.festive import (
    Motif,
    printed,
)
from trombine.engines.portrait.changes.tailoring.woven import (
    Strokes,
    bazin,
    braid,
    hanging,
    latticed,
    rosettes,
    smoothed,
    spirals,
    stitched,
)

COLORS = colorways(
    "#2a4fa0 #f0e2b4 #e0b04a",  # bazin, two threads
    "#6a2a7c #f0dfc0 #e2b552",
    "#1f7a6a #f5ead0 #e3b84e",
    "#f0ede4 #c9983a #8a5f2a",
    "#c98a1f #fbf0d4 #7a3a1c",
    "#8e2340 #f3e0c0 #dfae4c",
)

SLOPE = ((0.52, -0.28), (0.80, -0.185), (1.06, -0.06), (1.27, 0.12), (1.42, 0.45), (1.55, 1.0))
SLIT = ((0.405, -0.40), (0.33, -0.15), (0.20, 0.10), (0.08, 0.33), (0.0, 0.47))
ROBE = both_sides(((0.0, 0.47), *SLIT[::-1][1:], *SLOPE, (1.6, 2.2), (0.0, 2.2)))
BACK = both_sides(
    ((0.0, -0.46), (0.24, -0.455), (0.43, -0.42), (0.50, -0.26), (0.36, 0.0), (0.0, 0.1))
)
FOLDS = (
    ((0.81, -0.18), (0.87, 0.20), (0.86, 0.60), (0.82, 1.3)),
    ((0.98, -0.09), (1.07, 0.24), (1.09, 0.60), (1.06, 1.3)),
    ((1.14, 0.03), (1.27, 0.40), (1.32, 0.80), (1.33, 1.4)),
)
"""Where the width of the robe is gathered upon the shoulder."""

RIM = (
    (0.62, -0.24),
    (0.60, -0.02),
    (0.52, 0.20),
    (0.40, 0.42),
    (0.30, 0.62),
    (0.17, 0.80),
    (0.0, 0.96),
)
PANEL = both_sides(
    (
        (0.0, 0.47),
        *SLIT[::-1][1:],
        *RIM,
    )
)
MIDDLE = ((0.51, -0.30), (0.475, -0.09), (0.375, 0.14), (0.25, 0.37), (0.13, 0.56), (0.0, 0.70))
INNER = ((0.455, -0.37), (0.395, -0.125), (0.275, 0.12), (0.15, 0.35), (0.0, 0.565))
OUTSIDE = ((0.66, -0.16), (0.645, 0.02), (0.565, 0.23), (0.445, 0.45), (0.345, 0.65), (0.20, 0.84))


def sew(colors: Colors) -> Sequence[Layer]:
    """Return the pieces, the lowest first."""
    main, pale, gold = colors
    damask = partial(printed, of=bazin, motif=Motif(rosettes, 0.24), inks=(main * 1.16 + 0.02,))
    falling = partial(hanging, of=damask)
    filled = partial(latticed, thread=gold * 0.9)
    sewn = partial(Layer, fabric=stitched, thickness=0.012, rounding=0.008, shadow=0.2, pair=True)
    return (
        Layer(Outline(BACK), damask, main, thickness=0.03, rounding=0.02, behind=True),
        Layer(patterns.torso(patterns.CREW), damask, main * 0.92, folds=0.015),
        Layer(Band(patterns.neckband(), 0.075), stitched, gold, thickness=0.015, rounding=0.012),
        Layer(Outline(ROBE), falling, main, thickness=0.035, folds=0.015, shadow=0.55),
        *(
            Layer(
                Band(line, 0.13, taper=True),
                falling,
                main,
                thickness=0.05,
                rounding=0.045,
                shadow=0.35,
                pair=True,
            )
            for line in FOLDS
        ),
        Layer(Outline(PANEL), filled, main * 0.80, thickness=0.012, rounding=0.012, shadow=0.3),
        sewn(Strokes(spirals(OUTSIDE, count=9, radius=0.062), 0.017), color=pale),
        sewn(Strokes((smoothed(RIM),), 0.034), color=gold),
        sewn(Strokes(spirals(MIDDLE, count=13, radius=0.060), 0.018), color=pale),
        sewn(Strokes(braid(INNER, waves=7, width=0.06), 0.016), color=gold),
        sewn(Strokes((smoothed(SLIT),), 0.042), color=pale),
        sewn(Dots(((0.0, 0.87), (0.0, 1.02)), 0.035), color=pale),
    )


GARMENT = Change(
    Card(
        "boubou",
        title=LocalizedText(en="Grand boubou", fr="Grand boubou"),
        description=LocalizedText(
            en="A wide robe of shining bazin, richly embroidered about the neck and breast.",
            fr="Une ample robe en bazin brillant, richement brodée au cou et sur la poitrine.",
        ),
        words="wearing a grand boubou of shining bazin with rich embroidery",
    ),
    Kind.GARMENT,
    partial(dress, sew=sew, offered=COLORS),
)
