"""The chin a little down, the eyes up to the viewer."""

from trombine.domain.card import Card
from trombine.domain.text import LocalizedText
from trombine.engines.portrait.changes.bearing import measure_bearing, side_of
from trombine.engines.portrait.changes.change import Change, Kind
from trombine.engines.portrait.changes.turning import Movement, move_head
from trombine.engines.portrait.portrait import Portrait
from trombine.engines.portrait.style import Look

NOD_DEG = (6.0, 8.0)
EYES_UP = 0.16
"""How far the irises rise, in their radii."""

INSTEAD = 1.2
"""Degrees of turn for each degree of nod that the photo has no room for."""


def nod(portrait: Portrait, look: Look) -> Portrait:
    """Return the person with the chin down, turned a little to one side and the other by turns."""
    rng, side = look.rng(41), side_of(look)
    bearing = measure_bearing(portrait.landmarks)
    wanted = rng.uniform(*NOD_DEG)
    down_deg = bearing.nod(wanted)
    aside = rng.uniform(2.0, 4.0) + INSTEAD * (wanted - down_deg)
    movement = Movement(
        right_deg=bearing.aside(side, aside),
        down_deg=down_deg,
        tilt_deg=bearing.tilt(side * rng.uniform(0.5, 2.5)),
        look=(0.0, -EYES_UP),
    )
    return move_head(portrait, movement)


POSE = Change(
    Card(
        "nodded",
        title=LocalizedText(en="Chin down", fr="Menton baissé"),
        description=LocalizedText(
            en="The chin a little down, the eyes up to the viewer.",
            fr="Le menton un peu baissé, les yeux levés vers qui regarde.",
        ),
        words="with the chin slightly lowered, the eyes looking up into the camera",
    ),
    Kind.POSE,
    nod,
)
