"""A wreath of flowers and leaves, half sunk in the hair."""

from dataclasses import replace

import numpy as np

from trombine.domain.card import Card
from trombine.domain.text import LocalizedText
from trombine.engines.portrait.changes.change import Change, Kind
from trombine.engines.portrait.changes.wearing.flowers import LEAF, anemone, daisy, leaves, rose
from trombine.engines.portrait.changes.wearing.head import Head, find_hairline, measure_head
from trombine.engines.portrait.changes.wearing.solids import Surface, facing, tube, unit
from trombine.engines.portrait.changes.wearing.wearing import put_on
from trombine.engines.portrait.portrait import Portrait
from trombine.engines.portrait.style import Look
from trombine.imaging.arrays import FloatArray
from trombine.imaging.color import hex_color

PRESSED = 0.55
BACK_DEG, FLOWERS = 8.0, 22
PETALS = ("#e8567c", "#f6f1e7", "#f2a33c", "#b06fd0", "#f4c3cf", "#5f8fd6", "#d9403c")
SUNK = 0.055


def flower_wreath(portrait: Portrait, look: Look) -> Portrait:
    """Return the person with a wreath of flowers in the hair."""
    above = find_hairline(portrait, measure_head(portrait))
    return put_on(portrait, look, lambda head: _bind(head, above, look), pressed=PRESSED)


def _bind(head: Head, hairline_rad: float, look: Look) -> list[Surface]:
    rng = look.rng(75)
    dome = head.worn(PRESSED).grown(0.015)
    front = dome.place(np.array(np.pi / 2), np.array(hairline_rad + 0.04))
    height = -float(front[1]) - float(front[2]) * np.tan(np.radians(BACK_DEG))
    ring = dome.ring(height, back_deg=BACK_DEG, count=FLOWERS * 4 + 1)
    colors = [hex_color(PETALS[k]) for k in rng.permutation(len(PETALS))[:4]]
    parts = [
        replace(tube(ring, 0.016, LEAF * np.float32(0.6), outward=dome.outward(ring)), sunk=SUNK)
    ]
    kinds = (rose, daisy, anemone)
    for k in range(FLOWERS):
        at = ring[k * 4] + rng.uniform(-0.014, 0.014, 3)
        out = dome.outward(at) + rng.uniform(-0.25, 0.25, 3)
        # What is behind the head nobody sees.
        if head.axes[2] @ out < -0.35:
            continue
        size = rng.uniform(0.080, 0.120)
        axes = facing(out)
        parts.append(
            _set(leaves(np.array([0.0, 3.14]) + rng.uniform(-0.7, 0.7, 2), rng), axes, at, 0.12)
        )
        color = colors[int(rng.integers(4))]
        kind = kinds[int(rng.integers(3))]
        parts += [_set(each, axes, at + unit(out) * 0.012, size) for each in kind(color, rng)]
    return parts


def _set(part: Surface, axes: FloatArray, at: FloatArray, size: float) -> Surface:
    return replace(part.placed(axes, at, scale=size), sunk=SUNK, lift=0.02)


PROP = Change(
    Card(
        "flower-wreath",
        title=LocalizedText(en="Flower wreath", fr="Couronne de fleurs"),
        description=LocalizedText(
            en="A wreath of flowers and leaves in the hair.",
            fr="Une couronne de fleurs et de feuilles dans les cheveux.",
        ),
        words="wearing a wreath of fresh flowers and leaves in the hair",
    ),
    Kind.PROP,
    flower_wreath,
)
