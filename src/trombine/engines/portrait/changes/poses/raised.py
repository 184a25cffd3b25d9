"""The chin a little up, the eyes down to the viewer."""

from trombine.domain.card import Card
from trombine.domain.text import LocalizedText
from trombine.engines.portrait.changes.bearing import measure_bearing, side_of
from trombine.engines.portrait.changes.change import Change, Kind
from trombine.engines.portrait.changes.turning import Movement, move_head
from trombine.engines.portrait.portrait import Portrait
from trombine.engines.portrait.style import Look

RAISE_DEG = (6.0, 8.0)
EYES_DOWN = 0.12
"""How far the irises sink, in their radii."""

INSTEAD = 1.2
"""Degrees of turn for each degree that the photo leaves no room to rise."""


def raise_chin(portrait: Portrait, look: Look) -> Portrait:
    """Return the person with the chin up, turned a little to one side and the other by turns."""
    rng, side = look.rng(42), side_of(look)
    bearing = measure_bearing(portrait.landmarks)
    wanted = rng.uniform(*RAISE_DEG)
    up_deg = -bearing.nod(-wanted)
    aside = rng.uniform(3.0, 5.0) + INSTEAD * (wanted - up_deg)
    movement = Movement(
        right_deg=bearing.aside(side, aside),
        down_deg=-up_deg,
        tilt_deg=bearing.tilt(-side * rng.uniform(0.5, 2.5)),
        look=(0.0, EYES_DOWN),
    )
    return move_head(portrait, movement)


POSE = Change(
    Card(
        "raised",
        title=LocalizedText(en="Chin up", fr="Menton levé"),
        description=LocalizedText(
            en="The chin a little up, with a calm look down to the viewer.",
            fr="Le menton un peu levé, le regard posé sur qui regarde.",
        ),
        words="with the chin slightly raised, looking calmly into the camera",
    ),
    Kind.POSE,
    raise_chin,
)
