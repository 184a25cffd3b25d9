"""A winter day: snowy hills and firs, a cabin with a lit window, falling flakes."""

from functools import partial

import numpy as np

from trombine.domain.card import Card
from trombine.domain.text import LocalizedText
from trombine.engines.portrait.changes.change import Change, Kind
from trombine.engines.portrait.changes.scene import set_in_painted
from trombine.engines.portrait.portrait import Portrait
from trombine.engines.portrait.style import Look
from trombine.engines.portrait.techniques.nature import (
    Bytes,
    Tones,
    box,
    colors,
    crest,
    disc,
    glow,
    land,
    lay,
    placed,
    scene_grid,
    shape,
    sky,
    soften,
    stamp,
)
from trombine.engines.portrait.techniques.plants import (
    fir,
)
from trombine.engines.portrait.techniques.scenery import Rock, massif
from trombine.imaging.arrays import FloatArray
from trombine.imaging.color import hex_color
from trombine.imaging.filters import mix, smoothstep

PURPOSE = 170
HOURS = (
    ("#fff1d0", "#7fb4de", "#e6f1f7", "#ffffff", "#a9c4e2", "#2f5a5a"),
    ("#ffcfa0", "#8a94cc", "#ffe0cf", "#fff4ee", "#b3aede", "#34506a"),
    ("#eef6ff", "#9fbfd8", "#eef3f6", "#fbfdff", "#b4cade", "#3d6468"),
)
"""Light; sky, horizon, snow in the light and in the shade, firs."""


def stand_there(portrait: Portrait, look: Look) -> Portrait:
    """Return the person on a winter day."""
    return set_in_painted(portrait, look, _paint, hours=HOURS, purpose=PURPOSE)


def _paint(hour: tuple[str, ...], picture: FloatArray, rng: np.random.Generator) -> None:
    light, zenith, horizon, snow, shade, wood = colors(*hour)
    sky(picture, (0.0, zenith), (0.55, horizon), (1.0, horizon))
    glow(picture, light, at=(0.08, 0.24), reach=0.40, strength=0.8)
    tall = [
        (0.20 + rng.uniform(-0.05, 0.05), 0.30, 0.34),
        (0.80, 0.25 + rng.uniform(0, 0.06), 0.38),
    ]
    rock = (mix(zenith, shade, 0.5), mix(zenith, wood, 0.25))
    massif(picture, rng, tall, Rock(rock, (snow, shade), horizon, hazy=0.45, foot=0.66))
    soften(picture, 0.003)
    for number, height in enumerate((0.60, 0.68, 0.79)):
        line = crest(rng, height, 0.09 - 0.01 * number, knots=2, rough=0.3)
        far = 0.5 - 0.25 * number
        land(picture, line, mix(snow, horizon, far * 0.6), mix(shade, horizon, far), reach=0.13)
        _shade_slopes(picture, line, mix(shade, horizon, far * 0.7))
        stamp(
            picture,
            partial(
                _plant, rng, number, line, (wood, mix(wood, horizon, far), light), (snow, shade)
            ),
        )
        if number == 1:
            stamp(picture, partial(_build, rng, line, snow, shade))
    stamp(picture, partial(_let_fall, rng, mix(snow, light, 0.1)))


def _shade_slopes(picture: FloatArray, line: FloatArray, shade: FloatArray) -> None:
    """Shade what falls away from the light."""
    _, y = scene_grid()
    falling_away = smoothstep(0.0, 0.35, np.gradient(line) * len(line))
    depth = np.clip((y - line[None]) / np.float32(0.09), 0, 1)
    lay(picture, shade, (1 - depth) * falling_away[None] * (y > line[None]) * np.float32(0.8))


def _plant(
    rng: np.random.Generator,
    number: int,
    line: FloatArray,
    tones: Tones,
    snow: tuple[FloatArray, FloatArray],
    canvas: Bytes,
) -> None:
    wood, far, light = tones
    needles = (far * 0.72, far, mix(far, light, 0.25))
    if number < 2:
        for x in np.sort(np.concatenate([rng.uniform(0, 0.34, 7), rng.uniform(0.66, 1, 7)])):
            foot = float(line[int(x * (len(line) - 1))]) + 0.012
            size = (0.09 + 0.06 * number) * rng.uniform(0.7, 1.3)
            fir(canvas, rng, (float(x), foot), size, needles, snow=snow)
        return
    near = (wood * 0.55, wood * 0.85, mix(wood, light, 0.2))
    for x, foot, height in ((0.05, 0.96, 0.66), (0.19, 0.93, 0.36), (0.98, 0.99, 0.74)):
        place = (x + rng.uniform(-0.02, 0.02), foot)
        fir(canvas, rng, place, height * rng.uniform(0.9, 1.08), near, snow=snow)


def _build(
    rng: np.random.Generator, line: FloatArray, snow: FloatArray, shade: FloatArray, canvas: Bytes
) -> None:
    """Set a cabin under snow, its windows lit, smoke above it."""
    x, size = 0.80 + rng.uniform(-0.04, 0.03), 0.10
    at = (x, float(line[int(x * (len(line) - 1))]) + 0.02)
    wall, dark, lamp = hex_color("#8a5a3c"), hex_color("#5a3a30"), hex_color("#ffc861")
    for number in range(6):
        right, up = at[0] + 0.030 + 0.012 * number, at[1] - 0.16 - 0.025 * number
        disc(canvas, mix(snow, shade, 0.35), right, up, 0.010 + 0.004 * number)
    gable = [(0.2, 0), (0.2, -0.6), (0.55, -1.1), (0.9, -0.6), (0.9, 0)]
    parts = (
        (dark, [(0.25, -1), (0.25, -1.55), (0.45, -1.55), (0.45, -1)]),
        (wall, [(-1, 0), (-1, -0.6), (0.2, -0.6), (0.2, 0)]),
        (dark, gable),
        (snow, [(-1.15, -0.55), (-0.75, -1.25), (0.58, -1.25), (0.16, -0.55)]),
        (shade, [(0.58, -1.25), (1.05, -0.55), (0.90, -0.52), (0.55, -1.08)]),
    )
    for color, points in parts:
        shape(canvas, color, placed(points, at, size))
    for left in (-0.65, -0.15):
        window = placed([(left, -0.45), (left + 0.22, -0.20)], at, size).tolist()
        box(canvas, lamp, *window)


def _let_fall(rng: np.random.Generator, white: FloatArray, canvas: Bytes) -> None:
    for x, y, size in zip(rng.random(170), rng.random(170), rng.random(170), strict=True):
        disc(canvas, white, float(x), float(y), 0.0018 + 0.0075 * float(size) ** 5)


WORLD = Change(
    Card(
        "snow",
        title=LocalizedText(en="Snow", fr="Neige"),
        description=LocalizedText(
            en="A winter day, firs under snow, flakes in the air.",
            fr="Un jour d’hiver, des sapins enneigés, des flocons.",
        ),
        words=(
            "Behind them a winter day, snowy hills and firs, a cabin with lit windows, falling snow"
        ),
    ),
    Kind.WORLD,
    stand_there,
)
