"""The eyes look aside, the head hardly follows."""

from trombine.domain.card import Card
from trombine.domain.text import LocalizedText
from trombine.engines.portrait.changes.bearing import measure_bearing, side_of
from trombine.engines.portrait.changes.change import Change, Kind
from trombine.engines.portrait.changes.gaze import limit_look
from trombine.engines.portrait.changes.turning import Movement, move_head
from trombine.engines.portrait.portrait import Portrait
from trombine.engines.portrait.style import Look

GLANCE = (0.45, 0.56)
"""How far the irises move, in their radii."""

TOO_LITTLE = 0.25
"""Where the irises have no more room than this the eyes look to the other side."""

TURN_DEG = (4.0, 6.0)
WITH_EYES_CLOSED = 2.0


def glance(portrait: Portrait, look: Look) -> Portrait:
    """Return the person looking aside, to the left and to the right by turns."""
    rng, side = look.rng(44), side_of(look)
    landmarks = portrait.landmarks
    bearing = measure_bearing(landmarks)
    far = rng.uniform(*GLANCE)
    there, other = (limit_look(landmarks, (way * far, 0.0))[0] for way in (side, -side))
    right = there if abs(there) > TOO_LITTLE else max(there, other, key=abs)
    turn_deg = rng.uniform(*TURN_DEG) * (1 if right else WITH_EYES_CLOSED)
    way = (1 if right > 0 else -1) if right else side
    movement = Movement(
        right_deg=bearing.aside(way, turn_deg),
        down_deg=bearing.nod(rng.uniform(-2.0, 1.0)),
        tilt_deg=bearing.tilt(side * rng.uniform(0.5, 2.5)),
        look=(right, 0.0),
    )
    return move_head(portrait, movement)


POSE = Change(
    Card(
        "glancing",
        title=LocalizedText(en="A glance aside", fr="Regard de côté"),
        description=LocalizedText(
            en="The eyes look aside, the head hardly follows.",
            fr="Les yeux regardent de côté, la tête suit à peine.",
        ),
        words="with the eyes glancing aside, the head turned a little along",
    ),
    Kind.POSE,
    glance,
)
