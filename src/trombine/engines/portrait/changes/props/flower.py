"""A flower behind the ear, on the side the light comes from."""

from dataclasses import replace

import numpy as np

from trombine.domain.card import Card
from trombine.domain.text import LocalizedText
from trombine.engines.portrait.changes.change import Change, Kind
from trombine.engines.portrait.changes.wearing.colors import pick_color
from trombine.engines.portrait.changes.wearing.flowers import anemone, leaves
from trombine.engines.portrait.changes.wearing.head import Head
from trombine.engines.portrait.changes.wearing.solids import Surface, facing, unit
from trombine.engines.portrait.changes.wearing.wearing import put_on
from trombine.engines.portrait.portrait import Portrait
from trombine.engines.portrait.style import Look
from trombine.imaging.arrays import FloatArray

PRESSED = 0.5
SIZE = 0.185
PETALS = ("#e23e57", "#f28c28", "#f7e9d7", "#c94fb0", "#f4b6c6")


def flower(portrait: Portrait, look: Look) -> Portrait:
    """Return the person with a flower behind the ear."""
    color = pick_color(portrait, look, PETALS)
    return put_on(portrait, look, lambda head: _pick(head, color, look), pressed=PRESSED)


def _pick(head: Head, color: FloatArray, look: Look) -> list[Surface]:
    side = -1 if look.light_from_left else 1
    # On the side of the head that is seen.
    if abs(head.yaw_deg) > 8:
        side = -1 if head.yaw_deg > 0 else 1
    dome = head.worn(PRESSED)
    at = dome.place(np.array(np.pi / 2 - side * 1.22), np.array(0.36)) + np.array(
        [side * 0.02, 0, 0]
    )
    out = np.array([side * 0.62, -0.18, 0.80])
    axes, rng = facing(out), look.rng(76)
    leaf = leaves(np.array([0.6, 2.3, 4.4]) + rng.uniform(-0.3, 0.3, 3), rng, length=1.15)
    parts = [replace(leaf.placed(axes, at, scale=SIZE), lift=0.06, sunk=0.03)]
    parts += [
        replace(each.placed(axes, at + unit(out) * 0.03, scale=SIZE), lift=0.14, sunk=0.02)
        for each in anemone(color, rng)
    ]
    return parts


PROP = Change(
    Card(
        "flower",
        title=LocalizedText(en="Flower behind the ear", fr="Fleur à l’oreille"),
        description=LocalizedText(
            en="A large flower with leaves, worn behind the ear.",
            fr="Une grande fleur et ses feuilles, portées derrière l’oreille.",
        ),
        words="with a large flower tucked behind one ear",
    ),
    Kind.PROP,
    flower,
)
