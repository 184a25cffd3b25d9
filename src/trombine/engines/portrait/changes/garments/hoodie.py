"""A hoodie: the hood lies behind the neck, its cord hangs on the breast."""

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
from trombine.engines.portrait.changes.tailoring.fabrics import cord, cotton, fleece, steel

COLORS = colorways(
    "#c8503c #f3ece0 #8e3226",
    "#e0a83a #fff6e2 #9c6d16",
    "#2f6f73 #eaf2ee #1c474b",
    "#5b6c9e #f2f0ea #38456c",
    "#8d9a63 #f6f1de #5a6440",
    "#b9b4ad #2f3138 #7e7973",
)

HOOD = both_sides(
    (
        (0.0, -0.60),
        (0.26, -0.58),
        (0.47, -0.48),
        (0.62, -0.26),
        (0.64, 0.0),
        (0.45, 0.25),
        (0.0, 0.35),
    )
)
INSIDE = both_sides(
    (
        (0.0, -0.50),
        (0.22, -0.48),
        (0.40, -0.38),
        (0.47, -0.18),
        (0.46, 0.1),
        (0.30, 0.25),
        (0.0, 0.3),
    )
)
LIP = (
    (0.62, -0.27),
    (0.66, -0.10),
    (0.52, 0.12),
    (0.30, 0.30),
    (0.06, 0.44),
    (-0.06, 0.40),
    (-0.02, 0.26),
    (0.15, 0.12),
    (0.30, -0.06),
    (0.38, -0.26),
    (0.46, -0.40),
    (0.56, -0.38),
)
CORD = ((0.13, 0.26), (0.17, 0.42), (0.15, 0.62), (0.18, 0.80))


def sew(colors: Colors) -> Sequence[Layer]:
    """Return the hoodie's pieces."""
    main, light, shade = colors
    return (
        Layer(Outline(HOOD), fleece, main, thickness=0.12, rounding=0.07, behind=True),
        Layer(Outline(INSIDE), fleece, shade, thickness=-0.05, rounding=0.05, behind=True),
        Layer(patterns.torso(patterns.CREW), fleece, main, folds=0.030),
        Layer(patterns.sleeve(), fleece, main, thickness=0.03, folds=0.045, pair=True),
        Layer(Outline(LIP), fleece, main, thickness=0.09, rounding=0.05, shadow=0.55, pair=True),
        Layer(
            Stitches(((0.62, -0.12), (0.50, 0.06), (0.29, 0.24), (0.06, 0.38)), width=0.008),
            cotton,
            shade,
            thickness=0.0,
            shadow=0,
            pair=True,
        ),
        Layer(Dots(((0.13, 0.25),), 0.026), steel, light, thickness=0.01, pair=True),
        Layer(
            Band(CORD, 0.030), cord, light, thickness=0.02, rounding=0.012, shadow=0.5, pair=True
        ),
    )


GARMENT = Change(
    Card(
        "hoodie",
        title=LocalizedText(en="Hoodie", fr="Sweat à capuche"),
        description=LocalizedText(
            en="A soft hoodie, the hood down and its cords hanging.",
            fr="Un sweat moelleux, capuche baissée et cordons pendants.",
        ),
        words="wearing a soft hooded sweatshirt with the hood down",
    ),
    Kind.GARMENT,
    partial(dress, sew=sew, offered=COLORS),
)
