"""In thought: the brows move, the smile softens, the eyes leave the viewer."""

from trombine.domain.card import Card
from trombine.domain.text import LocalizedText
from trombine.engines.portrait.changes.bearing import measure_bearing, side_of
from trombine.engines.portrait.changes.change import Change, Kind
from trombine.engines.portrait.changes.muscles import (
    DRAWN_BROWS,
    RAISED_BROWS,
    SMILE,
    measure_smile,
    strengthen,
)
from trombine.engines.portrait.changes.turning import Movement, move_head
from trombine.engines.portrait.portrait import Portrait
from trombine.engines.portrait.style import Look

SOFTER = -0.45
"""Of what the person smiles."""

BROWS = (0.7, 1.0)
EYES_ASIDE = 0.25


def think(portrait: Portrait, look: Look) -> Portrait:
    """Return the person in thought, with brows raised or drawn."""
    rng, side = look.rng(46), side_of(look)
    bearing = measure_bearing(portrait.landmarks)
    softened = strengthen(SMILE, SOFTER * min(1.0, measure_smile(portrait.landmarks)))
    brows = RAISED_BROWS if rng.random() < 0.5 else DRAWN_BROWS
    movement = Movement(
        right_deg=bearing.aside(side, rng.uniform(3.0, 5.0)),
        down_deg=bearing.nod(rng.uniform(2.5, 4.0)),
        tilt_deg=bearing.tilt(-side * rng.uniform(2.0, 4.0)),
        face=softened | strengthen(brows, rng.uniform(*BROWS)),
        look=(side * EYES_ASIDE, 0.08),
    )
    return move_head(portrait, movement)


POSE = Change(
    Card(
        "thoughtful",
        title=LocalizedText(en="In thought", fr="Pensif"),
        description=LocalizedText(
            en="The brows moved a little, the smile soft, the eyes elsewhere.",
            fr="Les sourcils à peine levés ou froncés, le sourire doux, le regard ailleurs.",
        ),
        words="with a calm, thoughtful expression, the eyes resting somewhere aside",
    ),
    Kind.POSE,
    think,
)
