"""A chef's jacket: double-breasted, white, a neckerchief tied under its collar."""

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
from trombine.engines.portrait.changes.tailoring.fabrics import cotton, rubber
from trombine.engines.portrait.changes.tailoring.festive import drill

COLORS = colorways(
    "#f5f4ef #c23a30 #c23a30",  # jacket, neckerchief, buttons and piping
    "#f6f5f2 #24324f #24324f",
    "#f3efe4 #2f6b52 #2f6b52",
    "#f5f3ee #d9962f #33302e",
    "#f4f4f4 #6f2b52 #33302e",
)

OVERLAP = ((0.16, 0.02), (0.44, 0.10), (0.50, 0.36), (0.46, 0.80), (0.44, 2.2))
"""The edge of the upper front, on the right of the picture: the wearer's left closes over."""

PLASTRON = ((-0.30, -0.10), (0.0, 0.06), *OVERLAP, (-0.90, 2.2), (-0.60, 0.2))
STAND = (
    (0.05, 0.02),
    (0.17, -0.05),
    (0.29, -0.18),
    (0.34, -0.38),
    (0.43, -0.41),
    (0.44, -0.22),
    (0.36, 0.02),
    (0.22, 0.12),
    (0.09, 0.15),
)
RIM = ((0.335, -0.39), (0.285, -0.18), (0.165, -0.05), (0.05, 0.03), (0.085, 0.145))
SCARF = both_sides(
    (
        (0.0, 0.06),
        (0.16, -0.02),
        (0.27, -0.14),
        (0.33, -0.34),
        (0.28, -0.36),
        (0.22, -0.2),
        (0.0, -0.08),
    )
)
KNOT = ((-0.06, -0.01), (0.06, -0.01), (0.085, 0.05), (0.06, 0.115), (-0.06, 0.115), (-0.085, 0.05))
ENDS = ((0.0, 0.06), (0.08, 0.08), (0.155, 0.24), (0.145, 0.34), (0.05, 0.27), (-0.01, 0.14))
BUTTONS = ((0.33, 0.22), (0.325, 0.42), (0.32, 0.62), (0.315, 0.82))


def sew(colors: Colors) -> Sequence[Layer]:
    """Return the pieces, the lowest first."""
    jacket, scarf, trim = colors
    back = patterns.BACK_OF_NECK
    edge = partial(Layer, fabric=cotton, color=trim, thickness=0.012, rounding=0.006)
    return (
        Layer(Outline(back), drill, jacket * 0.9, thickness=0.05, rounding=0.03, behind=True),
        Layer(patterns.torso(patterns.CREW), drill, jacket, folds=0.022),
        Layer(patterns.sleeve(), drill, jacket, thickness=0.03, folds=0.04, pair=True),
        Layer(Outline(PLASTRON), drill, jacket, thickness=0.025, folds=0.012, shadow=0.5),
        edge(Band(OVERLAP, 0.018), shadow=0.2),
        Layer(Outline(SCARF), cotton, scarf, thickness=0.05, rounding=0.03, shadow=0.3),
        Layer(Outline(STAND), drill, jacket, thickness=0.05, rounding=0.03, shadow=0.5, pair=True),
        edge(Band(RIM, 0.018), shadow=0.2, pair=True),
        Layer(Outline(ENDS), cotton, scarf, thickness=0.03, rounding=0.02, shadow=0.5, pair=True),
        Layer(Outline(KNOT), cotton, scarf * 1.05, thickness=0.05, rounding=0.03, shadow=0.5),
        Layer(
            Dots(BUTTONS, 0.042),
            rubber,
            trim,
            thickness=0.03,
            rounding=0.018,
            shadow=0.5,
            pair=True,
        ),
    )


GARMENT = Change(
    Card(
        "chef",
        title=LocalizedText(en="Chef’s jacket", fr="Veste de cuisine"),
        description=LocalizedText(
            en="A white double-breasted jacket, piped, a neckerchief at its collar.",
            fr="Une veste blanche croisée à passepoil, un foulard noué au col.",
        ),
        words="wearing a white double-breasted chef's jacket and a neckerchief",
    ),
    Kind.GARMENT,
    partial(dress, sew=sew, offered=COLORS),
)
