"""A harbour: houses along the quay, boats at their moorings, a lighthouse in the haze."""

from functools import partial
from itertools import pairwise

import numpy as np

from trombine.domain.card import Card
from trombine.domain.text import LocalizedText
from trombine.engines.portrait.changes.change import Change, Kind
from trombine.engines.portrait.changes.scene import set_in_painted
from trombine.engines.portrait.portrait import Portrait
from trombine.engines.portrait.style import Look
from trombine.engines.portrait.techniques.nature import (
    Bytes,
    box,
    colors,
    crest,
    glow,
    land,
    lens,
    placed,
    shape,
    sky,
    soften,
    stamp,
)
from trombine.engines.portrait.techniques.scenery import cumulus, glitter, water
from trombine.imaging.arrays import FloatArray
from trombine.imaging.color import hex_color
from trombine.imaging.filters import mix

PURPOSE = 210
HOURS = (
    ("#fff0c0", "#5aa9dc", "#e2f2f4", "#3f8fb0", "#2a5f86"),
    ("#ffc27a", "#6f74b8", "#ffd9b0", "#8f8fb0", "#3f4f7f"),
    ("#fff6e2", "#86c2d6", "#f2f2e6", "#5aa8a8", "#2f6f7a"),
)
"""Light; sky, horizon, far and near water."""

HOUSES = ("#d9593f", "#f2b84a", "#f4e6cf", "#5a9fb0", "#e08a7a", "#8fb07a", "#c24a4a")
EDGES = (0.62, 0.677, 0.748, 0.831, 0.932, 1.06)
"""Between them stand the houses, the nearer the broader."""

BOATS = ("#d8402f", "#2f6fa8", "#f0b03c", "#3f8f7a")
MOORINGS = ((0.30, 0.70, 0.050), (0.71, 0.71, 0.056), (0.13, 0.82, 0.115), (0.90, 0.83, 0.125))
"""Where boats lie and how large they are, the nearer last."""


def stand_there(portrait: Portrait, look: Look) -> Portrait:
    """Return the person in a harbour."""
    return set_in_painted(portrait, look, _paint, hours=HOURS, purpose=PURPOSE)


def _paint(hour: tuple[str, ...], picture: FloatArray, rng: np.random.Generator) -> None:
    light, zenith, horizon, far, near = colors(*hour)
    white = np.ones(3, np.float32)
    sky(picture, (0.0, zenith), (0.58, horizon), (1.0, horizon))
    glow(picture, light, at=(0.10, 0.20), reach=0.42, strength=0.7)
    tones = (mix(zenith, horizon, 0.6), mix(horizon, white, 0.5), mix(light, white, 0.6))
    clouds = [(0.72 + rng.uniform(-0.1, 0.1), 0.22, 0.22), (0.36, 0.36, 0.14), (0.06, 0.26, 0.13)]
    cumulus(picture, rng, clouds, tones, flat=0.42)
    hills = crest(rng, 0.56, 0.08, knots=3, rough=0.4)
    land(picture, hills, mix(far, horizon, 0.45), mix(far, horizon, 0.7), reach=0.1)
    stamp(picture, partial(_light_the_way, light, mix(near, horizon, 0.45)))
    soften(picture, 0.003)
    water(
        picture,
        rng,
        (0.62, 1.0),
        (mix(far, horizon, 0.45), near, mix(horizon, white, 0.4), near * 0.75),
        count=200,
    )
    glitter(picture, rng, (0.63, 0.98), mix(light, white, 0.3), x=0.36, count=80)
    stamp(picture, partial(_build_quay, rng, light, near, horizon))
    stamp(picture, partial(_moor, rng, light, near))


def _light_the_way(light: FloatArray, stone: FloatArray, canvas: Bytes) -> None:
    """Set a lighthouse on its rock, on the side of the light."""
    rock = [(-0.05, 0.63), (0.02, 0.60), (0.09, 0.585), (0.24, 0.59), (0.33, 0.615), (0.40, 0.63)]
    shape(canvas, stone, rock)
    shape(canvas, mix(stone, light, 0.4), [*rock[:3], (0.16, 0.587), (0.13, 0.63)])
    white, red = mix(light, np.ones(3, np.float32), 0.5), mix(hex_color("#c8402f"), stone, 0.25)
    at, size = (0.17, 0.60), 0.07
    for number in range(5):
        low, high, wide, narrow = -number, -number - 1, 0.54 - 0.054 * number, 0.49 - 0.054 * number
        tone = red if number % 2 else white
        bands = ((tone, -1.0), (tone * 0.8, 0.3))  # the right third lies in the shade
        for color, left in bands:
            ring = [(left * wide, low), (wide, low), (narrow, high), (left * narrow, high)]
            shape(canvas, color, placed(ring, at, size))
    gallery, lamp, roof = ((-0.41, -5.1), (0.41, -5.0)), ((-0.22, -5.7), (0.22, -5.1)), -5.7
    box(canvas, stone * 0.6, *placed(gallery, at, size).tolist())
    box(canvas, light, *placed(lamp, at, size).tolist())
    shape(canvas, red, placed([(-0.33, roof), (0, roof - 0.5), (0.33, roof)], at, size))


def _build_quay(
    rng: np.random.Generator,
    light: FloatArray,
    near: FloatArray,
    air: FloatArray,
    canvas: Bytes,
) -> None:
    """Set houses that come nearer towards the border, with their mirror in the water."""
    paints = [hex_color(code) for code in HOUSES]
    order = rng.permutation(len(paints))
    for number, (left, right) in enumerate(pairwise(EDGES)):
        nearness = (number + 1) / 5
        foot, wide = 0.635 + 0.035 * nearness, right - left
        tall = wide * rng.uniform(1.25, 1.65) + 0.06 + 0.05 * nearness
        paint = mix(paints[order[number]], air, 0.36 - 0.30 * nearness)
        for depth in rng.random(9) ** 1.4:
            ripple = lens(
                left + wide * rng.uniform(0.2, 0.8),
                foot + 0.05 + depth * min(tall, 0.3),
                wide * rng.uniform(0.2, 0.5),
                0.004 + 0.006 * depth,
            )
            shape(canvas, mix(paint, near, 0.45), ripple)
        _house(canvas, (left, foot), (wide, tall), mix(paint, light, 0.12))
    stone = mix(mix(near, light, 0.45), hex_color("#a89a8a"), 0.6)
    shape(canvas, stone, [(0.60, 0.636), (1.05, 0.672), (1.05, 0.715), (0.60, 0.646)])
    shape(canvas, stone * 0.6, [(0.60, 0.646), (1.05, 0.702), (1.05, 0.722), (0.60, 0.650)])


def _house(
    canvas: Bytes, at: tuple[float, float], size: tuple[float, float], paint: FloatArray
) -> None:
    """Set a gabled house, its right side in the shade; ``at`` is its lower left corner."""
    (left, foot), (wide, tall) = at, size
    top, right, middle = foot - tall, left + wide, left + wide / 2
    box(canvas, paint, (left, top), (right, foot + 0.03))
    box(canvas, paint * 0.88, (right - wide * 0.16, top), (right, foot + 0.03))
    roof, over, ridge = mix(hex_color("#8a4a3c"), paint, 0.2), wide * 0.06, top - wide * 0.42
    shape(canvas, roof, [(left - over, top), (middle, ridge), (right + over, top)])
    shape(canvas, roof * 0.78, [(middle, ridge), (right + over, top), (middle + over, top)])
    pane, sill = mix(hex_color("#3a4a5f"), paint, 0.15), np.full(3, 0.95, np.float32)
    glass, frame = wide * 0.17, wide * 0.024
    rows = max(2, int(tall / (glass * 2.4)))
    for row in range(rows):
        y = top + glass * 0.9 + row * (tall - glass) / rows
        for x in (left + wide * 0.24, left + wide * 0.62):
            low, high = (x, y), (x + glass, y + glass * 1.35)
            box(canvas, sill, (x - frame, y - frame), (high[0] + frame, high[1] + frame))
            box(canvas, pane, low, high)


def _moor(rng: np.random.Generator, light: FloatArray, near: FloatArray, canvas: Bytes) -> None:
    order = rng.permutation(len(BOATS))
    for number, (x, y, size) in enumerate(MOORINGS):
        paint = mix(hex_color(BOATS[order[number]]), near, 0.25 if size < 0.1 else 0.0)
        _boat(canvas, (x + rng.uniform(-0.02, 0.02), y), size, paint, light)
        for depth in rng.random(7):
            at = (x + rng.normal(0, size * 0.4), y + size * (0.35 + 0.7 * depth))
            shape(canvas, mix(paint, near, 0.5), lens(*at, size * rng.uniform(0.3, 0.7), 0.004))


def _boat(
    canvas: Bytes, at: tuple[float, float], size: float, paint: FloatArray, light: FloatArray
) -> None:
    white = mix(light, np.ones(3, np.float32), 0.6)
    parts = (
        (hex_color("#6a4a34"), [(-0.04, 0), (-0.03, -2.5), (0.03, -2.5), (0.04, 0)]),
        (white, [(-0.07, -2.4), (-0.07, -0.45), (-0.95, -0.45), (-0.55, -1.4)]),
        (white * 0.86, [(0.08, -2.2), (0.08, -0.45), (0.75, -0.45)]),
        (paint * 0.72, [(-1.05, -0.28), (1.1, -0.28), (0.8, 0.30), (-0.75, 0.30)]),
        (paint, [(-1.05, -0.28), (0.2, -0.28), (0.05, 0.30), (-0.75, 0.30)]),
        (white, [(-1.05, -0.28), (1.1, -0.28), (1.02, -0.16), (-0.98, -0.16)]),
    )
    for color, points in parts:
        shape(canvas, color, placed(points, at, size))


WORLD = Change(
    Card(
        "harbour",
        title=LocalizedText(en="Harbour", fr="Port"),
        description=LocalizedText(
            en="Boats before the colored houses of a quay.",
            fr="Des bateaux devant les maisons colorées d’un quai.",
        ),
        words=(
            "Behind them a small harbour, sailing boats, colored houses along the quay, a "
            "lighthouse"
        ),
    ),
    Kind.WORLD,
    stand_there,
)
