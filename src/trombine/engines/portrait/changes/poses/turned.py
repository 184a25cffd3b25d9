"""The head turned aside, the eyes along with it; a head that is turned comes back."""

from trombine.domain.card import Card
from trombine.domain.text import LocalizedText
from trombine.engines.portrait.changes.bearing import measure_bearing, side_of
from trombine.engines.portrait.changes.change import Change, Kind
from trombine.engines.portrait.changes.turning import Movement, move_head
from trombine.engines.portrait.portrait import Portrait
from trombine.engines.portrait.style import Look

TURN_DEG = (12.5, 14.0)
LESS = 0.65
"""Share of the turn, and of another picture, where a head can be turned back only."""

GAZE_AHEAD = 0.12
"""How far the eyes run ahead of the turn, in radii of the iris."""


def turn(portrait: Portrait, look: Look) -> Portrait:
    """Return the person looking aside, to the left and to the right by turns."""
    rng, side = look.rng(31), side_of(look)
    bearing = measure_bearing(portrait.landmarks)
    right_deg = bearing.aside(side, rng.uniform(*TURN_DEG))
    if side * right_deg < 0:
        right_deg *= LESS
    way = 1 if right_deg > 0 else -1
    movement = Movement(
        right_deg=right_deg,
        down_deg=bearing.nod(rng.uniform(-2.0, 2.0)),
        tilt_deg=bearing.tilt(side * rng.uniform(0.5, 2.0)),
        look=(way * GAZE_AHEAD, 0.0),
    )
    return move_head(portrait, movement)


POSE = Change(
    Card(
        "turned",
        title=LocalizedText(en="Turned aside", fr="De trois quarts"),
        description=LocalizedText(
            en="The head turned a little aside, now left, now right.",
            fr="La tête un peu tournée, tantôt à gauche, tantôt à droite.",
        ),
        words="with the head turned slightly aside, the eyes following the turn",
    ),
    Kind.POSE,
    turn,
)
