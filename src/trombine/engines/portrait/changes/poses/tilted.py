"""The head leaning towards a shoulder; the shoulders stay."""

from trombine.domain.card import Card
from trombine.domain.text import LocalizedText
from trombine.engines.portrait.changes.bearing import measure_bearing, side_of
from trombine.engines.portrait.changes.change import Change, Kind
from trombine.engines.portrait.changes.turning import Movement, move_head
from trombine.engines.portrait.portrait import Portrait
from trombine.engines.portrait.style import Look

TILT_DEG = (6.5, 8.5)


def tilt(portrait: Portrait, look: Look) -> Portrait:
    """Return the person leaning the head to the left and to the right by turns."""
    rng, side = look.rng(43), side_of(look)
    bearing = measure_bearing(portrait.landmarks)
    tilt_deg = bearing.tilt(side * rng.uniform(*TILT_DEG))
    way = 1 if tilt_deg > 0 else -1
    movement = Movement(
        right_deg=bearing.aside(-way, rng.uniform(3.0, 6.0)),
        down_deg=bearing.nod(rng.uniform(0.5, 2.5)),
        tilt_deg=tilt_deg,
    )
    return move_head(portrait, movement)


POSE = Change(
    Card(
        "tilted",
        title=LocalizedText(en="Head tilted", fr="Tête penchée"),
        description=LocalizedText(
            en="The head leaning towards a shoulder, which stays where it is.",
            fr="La tête penchée vers une épaule, qui ne bouge pas.",
        ),
        words="with the head tilted slightly towards one shoulder",
    ),
    Kind.POSE,
    tilt,
)
