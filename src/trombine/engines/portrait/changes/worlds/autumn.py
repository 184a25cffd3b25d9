"""A park in autumn: an avenue of red and golden trees, a lamp, a bench, leaves falling."""

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
    colors,
    crest,
    glow,
    haze,
    land,
    lay,
    lens,
    scene_grid,
    shape,
    sky,
    soften,
    stamp,
    stroke,
    tapered,
)
from trombine.engines.portrait.techniques.plants import (
    crown,
    falling,
    foliage,
    trunk,
)
from trombine.imaging.arrays import FloatArray
from trombine.imaging.color import hex_color
from trombine.imaging.filters import mix, smoothstep

PURPOSE = 200
HOURS = (
    ("#ffe3a0", "#b8d0d8", "#f8ecd0", "#e8842c", "#c23b22", "#f2b632", "#4a3228"),
    ("#ffc98a", "#c8a8a8", "#ffe0b4", "#d9622b", "#9f2b2b", "#e89a2f", "#3f2a2c"),
    ("#fff0c8", "#a8c0c0", "#f0eedc", "#d9922f", "#b8552a", "#f0cc52", "#4f3c30"),
)
"""Light; sky, horizon, three colors of leaves, bark."""


def stand_there(portrait: Portrait, look: Look) -> Portrait:
    """Return the person in a park in autumn."""
    return set_in_painted(portrait, look, _paint, hours=HOURS, purpose=PURPOSE)


def _paint(hour: tuple[str, ...], picture: FloatArray, rng: np.random.Generator) -> None:
    light, zenith, horizon, orange, red, gold, bark = colors(*hour)
    sky(picture, (0.0, zenith), (0.6, horizon), (1.0, horizon))
    glow(picture, light, at=(0.18, 0.26), reach=0.45, strength=0.8)
    leaves = [orange, red, gold]
    far = [
        (mix(c * 0.75, horizon, 0.5), mix(c, horizon, 0.45), mix(c, horizon, 0.65)) for c in leaves
    ]
    stamp(picture, partial(_plant_row, rng, far, mix(bark, horizon, 0.5)))
    haze(picture, mix(horizon, light, 0.3), top=0.35, foot=0.70, strength=0.55)
    soften(picture, 0.004)
    lawn = crest(rng, 0.665, 0.02, knots=3, rough=0.35)
    green = mix(hex_color("#9aa84a"), gold, 0.35)
    land(picture, lawn, mix(green, light, 0.25), mix(green, bark, 0.35), reach=0.34)
    _lay_path(picture, mix(hex_color("#e6cfa8"), light, 0.2), mix(hex_color("#b89a78"), bark, 0.25))
    middle = [(c * 0.55, mix(c, gold, 0.1), mix(c, light, 0.40)) for c in leaves]
    stamp(picture, partial(_plant_sides, rng, middle, bark, light))
    stamp(picture, partial(_furnish, light, bark))
    stamp(picture, partial(_litter, rng, (orange, red, gold, mix(gold, light, 0.4))))
    stamp(picture, partial(falling, rng=rng, tones=(orange, red, gold), count=34, size=0.014))


def _plant_row(
    rng: np.random.Generator, tones: list[Tones], bark: FloatArray, canvas: Bytes
) -> None:
    foot, wide, count = 0.62, 0.10, 8
    for number, x in enumerate(np.linspace(0.02, 0.98, count) + rng.normal(0, 0.02, count)):
        tall = foot - rng.uniform(0.16, 0.24)
        trunk(canvas, rng, (float(x), foot + 0.06), (float(x), tall), 0.016, (bark, bark * 0.85))
        clumps = crown(rng, float(x), tall, wide, wide * 1.1, count=12)
        foliage(canvas, rng, clumps, tones[number % 3], leaf=0.38, count=7)


def _lay_path(picture: FloatArray, lit: FloatArray, shade: FloatArray) -> None:
    """Lay a path that winds towards the far trees, in bars of light and shade."""
    x, y = scene_grid()
    down = np.clip((y - 0.665) / 0.335, 0, 1)
    middle = 0.47 + 0.05 * np.sin(down * 3.4) - 0.02
    half = 0.018 + 0.40 * down**1.25
    cover = smoothstep(1.0, 0.985 - 0.03, np.abs(x - middle) / half) * (y > 0.667)
    bars = smoothstep(0.1, 0.4, np.sin(down**0.6 * 26 + x * 3))
    lay(picture, mix(lit, shade, bars * 0.55), cover)


def _plant_sides(
    rng: np.random.Generator,
    tones: list[Tones],
    bark: FloatArray,
    light: FloatArray,
    canvas: Bytes,
) -> None:
    order = rng.permutation(3)
    for number, (x, foot, wide) in enumerate(
        (
            (0.25, 0.72, 0.09),
            (0.76, 0.72, 0.10),
            (0.13, 0.80, 0.14),
            (0.89, 0.80, 0.15),
            (-0.02, 0.95, 0.20),
            (1.03, 0.95, 0.22),
        )
    ):
        tall = foot - 2.6 * wide
        wood = (mix(bark, light, 0.3), bark * 0.8)
        trunk(canvas, rng, (x, foot), (x + rng.normal(0, 0.01), tall), wide * 0.24, wood)
        for side in (-1, 1):
            line = [(x, tall + wide * 0.9), (x + side * wide * 0.5, tall + wide * 0.2)]
            shape(canvas, bark * 0.85, tapered(line, [wide * 0.12, wide * 0.05]))
        clumps = crown(rng, x, tall - wide * 0.1, wide * 1.15, wide * 1.15, count=20)
        foliage(canvas, rng, clumps, tones[order[number % 3]], leaf=0.24)


def _furnish(light: FloatArray, bark: FloatArray, canvas: Bytes) -> None:
    """Set a lamp on the left and a bench on the right."""
    iron = bark * 0.55
    stroke(canvas, iron, [(0.245, 0.86), (0.245, 0.44)], 0.010)
    shape(canvas, iron, [(0.225, 0.87), (0.235, 0.82), (0.255, 0.82), (0.265, 0.87)])
    shape(
        canvas,
        mix(light, np.ones(3, np.float32), 0.3),
        [(0.228, 0.385), (0.262, 0.385), (0.254, 0.44), (0.236, 0.44)],
    )
    shape(canvas, iron, [(0.220, 0.388), (0.245, 0.355), (0.270, 0.388)])
    wood = mix(bark, light, 0.15)
    for y in (0.765, 0.785, 0.82):
        shape(canvas, wood, [(0.755, y), (0.935, y), (0.94, y + 0.012), (0.75, y + 0.012)])
    for x in (0.775, 0.915):
        stroke(canvas, iron, [(x, 0.765), (x, 0.87)], 0.008)


def _litter(rng: np.random.Generator, tones: tuple[FloatArray, ...], canvas: Bytes) -> None:
    for number in range(170):
        depth = rng.random() ** 0.8
        x, y = rng.random(), 0.70 + 0.30 * depth
        size = 0.003 + 0.009 * depth
        shape(canvas, tones[number % len(tones)], lens(float(x), float(y), size, size * 0.45))


WORLD = Change(
    Card(
        "autumn",
        title=LocalizedText(en="Autumn park", fr="Parc en automne"),
        description=LocalizedText(
            en="An avenue of red and golden trees, leaves falling.",
            fr="Une allée d’arbres roux et dorés, des feuilles qui tombent.",
        ),
        words=(
            "Behind them a park in autumn, an avenue of red and golden trees, a lamp, fallen leaves"
        ),
    ),
    Kind.WORLD,
    stand_there,
)
