"""A harbour: houses along the quay, boats at their moorings, a lighthouse in the haze."""

from functools import partial

import numpy as np

from trombine.domain.card import Card
from trombine.domain.text import LocalizedText
from trombine.engines.portrait.changes.change import Change, Kind
from trombine.engines.portrait.changes.scene import set_in
from trombine.engines.portrait.portrait import Portrait
from trombine.engines.portrait.style import Look
from trombine.engines.portrait.techniques.nature import (
    Bytes,
    choose,
    colors,
    crest,
    cumulus,
    disc,
    glitter,
    glow,
    haze,
    land,
    lay,
    lens,
    massif,
    paint_scene,
    scene_grid,
    shape,
    sky,
    soften,
    stamp,
    stroke,
    tapered,
    water,
)
from trombine.imaging.arrays import FloatArray
from trombine.imaging.color import hex_color
from trombine.imaging.filters import mix, smoothstep

PURPOSE = 210
HOURS = (
    ("#fff0c0", "#5aa9dc", "#e2f2f4", "#3f8fb0", "#2a5f86"),
    ("#ffc27a", "#6f74b8", "#ffd9b0", "#8f8fb0", "#3f4f7f"),
    ("#fff6e2", "#86c2d6", "#f2f2e6", "#5aa8a8", "#2f6f7a"),
)
"""Light; sky, horizon, far and near water."""

HOUSES = ("#d9593f", "#f2b84a", "#f4e6cf", "#5a9fb0", "#e08a7a", "#8fb07a", "#c24a4a")
BOATS = ("#d8402f", "#2f6fa8", "#f0b03c", "#3f8f7a")


def stand_there(portrait: Portrait, look: Look) -> Portrait:
    """Return the person in a harbour."""
    hour = choose(look, PURPOSE, HOURS)
    scene = paint_scene(look, PURPOSE + 1, partial(_paint, hour))
    return set_in(portrait, look, scene, light=hex_color(hour[0]))


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
    water(picture, rng, top=0.62, foot=1.0, far=mix(far, horizon, 0.45), near=near,
          ripple=mix(horizon, white, 0.4), dark=near * 0.75, count=200)
    glitter(picture, rng, x=0.36, top=0.63, foot=0.98, color=mix(light, white, 0.3), count=80)
    stamp(picture, partial(_build_quay, rng, light, near, horizon))
    stamp(picture, partial(_moor, rng, light, near))


def _light_the_way(light: FloatArray, stone: FloatArray, canvas: Bytes) -> None:
    """Set a lighthouse on its rock, on the side of the light."""
    x, foot, size = 0.17, 0.60, 1.9
    rock = [(-0.05, 0.63), (0.02, 0.60), (0.09, 0.585), (0.24, 0.59), (0.33, 0.615), (0.40, 0.63)]
    shape(canvas, stone, rock)
    shape(canvas, mix(stone, light, 0.4), [rock[0], rock[1], rock[2], (0.16, 0.587), (0.13, 0.63)])
    white, red = mix(light, np.ones(3, np.float32), 0.5), mix(hex_color("#c8402f"), stone, 0.25)
    for number in range(5):
        low, high = foot - 0.037 * size * number, foot - 0.037 * size * (number + 1)
        wide, narrow = size * (0.020 - 0.002 * number), size * (0.018 - 0.002 * number)
        tone = red if number % 2 else white
        shape(canvas, tone, [(x - wide, low), (x + wide, low), (x + narrow, high), (x - narrow, high)])
        shape(canvas, tone * 0.8, [(x + wide * 0.3, low), (x + wide, low), (x + narrow, high),
                                   (x + narrow * 0.3, high)])
    top, half = foot - 0.185 * size, 0.008 * size
    shape(canvas, stone * 0.6, [(x - half * 1.9, top), (x + half * 1.9, top), (x + half * 1.9, top - 0.008),
                                (x - half * 1.9, top - 0.008)])
    shape(canvas, light, [(x - half, top - 0.008), (x + half, top - 0.008), (x + half, top - 0.05),
                          (x - half, top - 0.05)])
    shape(canvas, red, [(x - half * 1.5, top - 0.05), (x, top - 0.085), (x + half * 1.5, top - 0.05)])


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
    edges = 0.62 + 0.44 * np.array([0.0, 0.13, 0.29, 0.48, 0.71, 1.0])
    for number in range(5):
        near_share = (number + 1) / 5
        foot, left = 0.635 + 0.035 * near_share, float(edges[number])
        wide = float(edges[number + 1]) - left
        tall = wide * rng.uniform(1.25, 1.65) + 0.06 + 0.05 * near_share
        paint = mix(paints[order[number]], air, 0.36 - 0.30 * near_share)
        _mirror(canvas, rng, left, wide, foot, tall, mix(paint, near, 0.45))
        _house(canvas, (left, foot), wide, tall, mix(paint, light, 0.12), near_share)
    for inner, outer in ((0.60, 1.05),):
        stone = mix(mix(near, light, 0.45), hex_color("#a89a8a"), 0.6)
        shape(canvas, stone, [(inner, 0.636), (outer, 0.672), (outer, 0.715), (inner, 0.646)])
        shape(canvas, stone * 0.6, [(inner, 0.646), (outer, 0.702), (outer, 0.722), (inner, 0.650)])


def _house(
    canvas: Bytes,
    at: tuple[float, float],
    wide: float,
    tall: float,
    paint: FloatArray,
    near_share: float,
) -> None:
    left, foot = at
    top = foot - tall
    right = left + wide
    shape(canvas, paint, [(left, foot + 0.03), (left, top), (right, top), (right, foot + 0.03)])
    roof = mix(hex_color("#8a4a3c"), paint, 0.35 - 0.2 * near_share)
    over, rise = wide * 0.06, wide * 0.42
    shape(canvas, roof, [(left - over, top), ((left + right) / 2, top - rise), (right + over, top)])
    shape(canvas, roof * 0.78, [((left + right) / 2, top - rise), (right + over, top),
                                ((left + right) / 2 + over, top)])
    shape(canvas, paint * 0.88, [(right - wide * 0.16, foot + 0.03), (right - wide * 0.16, top),
                                 (right, top), (right, foot + 0.03)])
    pane, sill = mix(hex_color("#3a4a5f"), paint, 0.15), np.ones(3, np.float32) * 0.95
    size = wide * 0.17
    rows = max(2, int(tall / (size * 2.4)))
    for row in range(rows):
        y = top + size * 0.9 + row * (tall - size) / rows
        for place in (0.24, 0.62):
            x = left + wide * place
            for tone, out in ((sill, size * 0.14), (pane, 0.0)):
                shape(canvas, tone, [(x - out, y - out), (x + size + out, y - out),
                                     (x + size + out, y + size * 1.35 + out), (x - out, y + size * 1.35 + out)])


def _mirror(
    canvas: Bytes,
    rng: np.random.Generator,
    left: float,
    wide: float,
    foot: float,
    tall: float,
    color: FloatArray,
) -> None:
    for _ in range(9):
        depth = rng.random() ** 1.4
        y = foot + 0.05 + depth * min(tall, 0.30)
        x = left + wide * rng.uniform(0.2, 0.8)
        shape(canvas, color, lens(x, y, wide * rng.uniform(0.2, 0.5), 0.004 + 0.006 * depth))


def _moor(rng: np.random.Generator, light: FloatArray, near: FloatArray, canvas: Bytes) -> None:
    order = rng.permutation(len(BOATS))
    for number, (x, y, size) in enumerate(((0.30, 0.70, 0.050), (0.71, 0.71, 0.056),
                                           (0.13, 0.82, 0.115), (0.90, 0.83, 0.125))):
        paint = mix(hex_color(BOATS[order[number]]), near, 0.25 if size < 0.1 else 0.0)
        _boat(canvas, x + rng.uniform(-0.02, 0.02), y, size, paint, light)
        for _ in range(7):
            depth = rng.random()
            shape(canvas, mix(paint, near, 0.5), lens(x + rng.normal(0, size * 0.4), y + size * (0.35 + 0.7 * depth),
                                                      size * rng.uniform(0.3, 0.7), 0.004))


def _boat(
    canvas: Bytes, x: float, y: float, size: float, paint: FloatArray, light: FloatArray
) -> None:
    mast = hex_color("#6a4a34")
    white = mix(light, np.ones(3, np.float32), 0.6)
    stroke(canvas, mast, [(x, y), (x, y - size * 2.5)], size * 0.07)
    shape(canvas, white, [(x - size * 0.07, y - size * 2.4), (x - size * 0.07, y - size * 0.45),
                          (x - size * 0.95, y - size * 0.45), (x - size * 0.55, y - size * 1.4)])
    shape(canvas, white * 0.86, [(x + size * 0.08, y - size * 2.2), (x + size * 0.08, y - size * 0.45),
                                 (x + size * 0.75, y - size * 0.45)])
    hull = [(x - size * 1.05, y - size * 0.28), (x + size * 1.1, y - size * 0.28), (x + size * 0.8, y + size * 0.30),
            (x - size * 0.75, y + size * 0.30)]
    shape(canvas, paint * 0.72, hull)
    shape(canvas, paint, [hull[0], (x + size * 0.2, y - size * 0.28), (x + size * 0.05, y + size * 0.30), hull[3]])
    shape(canvas, white, [hull[0], hull[1], (x + size * 1.02, y - size * 0.16), (x - size * 0.98, y - size * 0.16)])


WORLD = Change(
    Card(
        "harbour",
        title=LocalizedText(en="Harbour", fr="Port"),
        description=LocalizedText(
            en="Boats before the colored houses of a quay.",
            fr="Des bateaux devant les maisons colorées d’un quai.",
        ),
        words="Behind them a small harbour, sailing boats, colored houses along the quay, a lighthouse",
    ),
    Kind.WORLD,
    stand_there,
)
