"""Another smile than on the photo: broader where there is room, softer where it is broad.

The mouth never opens and no teeth are drawn: what is there is moved.
"""

from trombine.domain.card import Card
from trombine.domain.text import LocalizedText
from trombine.engines.portrait.changes.bearing import measure_bearing, side_of
from trombine.engines.portrait.changes.change import Change, Kind
from trombine.engines.portrait.changes.muscles import SMILE, measure_smile, strengthen
from trombine.engines.portrait.changes.turning import Movement, move_head
from trombine.engines.portrait.portrait import Portrait
from trombine.engines.portrait.style import Look

BROAD = 0.6
"""A smile this broad is softened."""

BROADER, SOFTER = (0.60, 0.80), (-0.65, -0.5)


def smile(portrait: Portrait, look: Look) -> Portrait:
    """Return the person with another smile, the head a little to one side and the other."""
    rng, side = look.rng(45), side_of(look)
    bearing = measure_bearing(portrait.landmarks)
    now = measure_smile(portrait.landmarks)
    more = rng.uniform(*(SOFTER if now > BROAD else BROADER))
    movement = Movement(
        right_deg=bearing.aside(side, rng.uniform(3.0, 5.0)),
        down_deg=bearing.nod(rng.uniform(-1.5, 1.5)),
        tilt_deg=bearing.tilt(side * rng.uniform(2.0, 4.0)),
        face=strengthen(SMILE, more),
    )
    return move_head(portrait, movement)


POSE = Change(
    Card(
        "smiling",
        title=LocalizedText(en="Another smile", fr="Un autre sourire"),
        description=LocalizedText(
            en="A smile a little broader or softer than on the photo.",
            fr="Un sourire un peu plus large ou plus doux que sur la photo.",
        ),
        words="with a warm, natural smile",
    ),
    Kind.POSE,
    smile,
)
