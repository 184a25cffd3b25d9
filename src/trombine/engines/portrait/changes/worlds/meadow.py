"""A meadow after rain: a rainbow before dark clouds, hills in new light, flowers."""

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
    disc,
    glow,
    haze,
    land,
    lay,
    scene_grid,
    sky,
    soften,
    stamp,
    stroke,
)
from trombine.engines.portrait.techniques.plants import (
    blades,
    crown,
    foliage,
    trunk,
)
from trombine.engines.portrait.techniques.scenery import cumulus
from trombine.imaging.arrays import FloatArray
from trombine.imaging.color import hex_color
from trombine.imaging.filters import mix, smoothstep

PURPOSE = 220
HOURS = (
    ("#fff2b8", "#9fd0ee", "#f4f4e2", "#5f7390", "#8fc24a", "#2f7f4f"),
    ("#ffdc9a", "#b4b8e0", "#ffeccf", "#665f8a", "#a8b84a", "#3f7a55"),
    ("#f6ffd0", "#a6dcd8", "#f0f8e4", "#56788a", "#7fc06a", "#2a7a64"),
)
"""Light; sky on the lit side, horizon, rain clouds, meadow in the light, trees."""

BOW = ("#e8505a", "#f59a4a", "#f9dc5c", "#7fcf7a", "#5ab0e6", "#8f78d8")
FLOWERS = ("#e8404a", "#ffd84a", "#ffffff", "#b07ae0", "#f58ab4")


def stand_there(portrait: Portrait, look: Look) -> Portrait:
    """Return the person in a meadow under a rainbow."""
    return set_in_painted(portrait, look, _paint, hours=HOURS, purpose=PURPOSE)


def _paint(hour: tuple[str, ...], picture: FloatArray, rng: np.random.Generator) -> None:
    light, clear, horizon, rain, grass, wood = colors(*hour)
    white = np.ones(3, np.float32)
    sky(picture, (0.0, clear), (0.56, horizon), (1.0, horizon))
    x, y = scene_grid()
    lay(picture, rain, smoothstep(0.15, 1.0, x + 0.15 * (0.5 - y)) * smoothstep(0.75, 0.40, y))
    glow(picture, light, at=(0.06, 0.20), reach=0.42, strength=0.75)
    dark = (rain * 0.85, mix(rain, clear, 0.15), mix(rain, white, 0.42))
    heaps = [(0.62, 0.62, 0.34), (0.98, 0.60, 0.42)]
    cumulus(
        picture, rng, [(a + rng.uniform(-0.05, 0.05), b, c) for a, b, c in heaps], dark, flat=0.95
    )
    haze(picture, mix(rain, horizon, 0.75), top=0.30, foot=0.62, strength=0.75)
    bright = (mix(clear, horizon, 0.4), mix(horizon, white, 0.5), mix(light, white, 0.75))
    cumulus(picture, rng, [(0.10 + rng.uniform(-0.04, 0.06), 0.40, 0.18)], bright, flat=0.5)
    soften(picture, 0.006)
    _bend_bow(picture, rng)
    hills = ((0.555, 0.07, 0.60), (0.615, 0.06, 0.36), (0.69, 0.06, 0.14))
    for number, (height, relief, far) in enumerate(hills):
        line = crest(rng, height, relief, knots=2 + (number == 0), rough=0.3)
        land(
            picture,
            line,
            mix(mix(grass, light, 0.30), horizon, far),
            mix(grass * 0.66, horizon, far * 0.8),
            reach=0.14,
        )
        leaves = (wood * 0.55, mix(wood, grass, 0.2), mix(grass, light, 0.25))
        shade, middle, lit = (mix(color, horizon, far) for color in leaves)
        tones = (shade, middle, lit)
        stamp(picture, partial(_plant, rng, line, tones, 0.020 + 0.018 * number))
    near = crest(rng, 0.79, 0.04, knots=2, rough=0.3)
    land(picture, near, mix(grass, light, 0.25), grass * 0.55, reach=0.22)
    stamp(picture, partial(_sow, rng, grass, light))


def _bend_bow(picture: FloatArray, rng: np.random.Generator) -> None:
    x, y = scene_grid()
    middle, outer, wide = 0.56 + rng.uniform(-0.03, 0.03), 0.52, 0.090
    share = (outer - np.sqrt((x - middle) ** 2 + ((y - 0.62) * 0.98) ** 2)) / wide
    seen = (share > -0.04) & (share < 1.04) & (y < 0.66)
    share, height = share[seen], y[seen]
    count = len(BOW)
    # Each color holds for two fifths of its band and runs into the next in the rest.
    knots = np.sort(np.concatenate([np.arange(count) + 0.3, np.arange(count) + 0.7])) / count
    bands = np.repeat(np.stack([hex_color(code) for code in BOW]), 2, axis=0)
    color = np.stack([np.interp(share, knots, bands[:, c]) for c in range(3)], axis=1)
    cover = smoothstep(-0.04, 0.10, share) * smoothstep(1.04, 0.90, share)
    cover *= smoothstep(0.64, 0.45, height * np.float32(0.9)) * np.float32(0.62)
    picture[seen] += (color - picture[seen]) * cover[:, None]


def _plant(
    rng: np.random.Generator,
    line: FloatArray,
    tones: Tones,
    size: float,
    canvas: Bytes,
) -> None:
    for x in np.concatenate([rng.uniform(0.0, 0.30, 3), rng.uniform(0.70, 1.0, 4)]):
        foot = float(line[int(x * (len(line) - 1))]) + size * 0.2
        trunk(
            canvas,
            rng,
            (float(x), foot),
            (float(x), foot - size * 1.2),
            size * 0.2,
            (tones[1] * 0.6, tones[0] * 0.6),
        )
        foliage(
            canvas,
            rng,
            crown(rng, float(x), foot - size * 1.6, size * 0.8, size * 0.7, count=9),
            tones,
            leaf=0.5,
            count=6,
        )


def _sow(rng: np.random.Generator, grass: FloatArray, light: FloatArray, canvas: Bytes) -> None:
    green = (grass * 0.42, grass * 0.65, mix(grass, light, 0.30))
    paints = [hex_color(code) for code in FLOWERS]
    order = rng.permutation(len(paints))
    for depth in np.linspace(0, 1, 7):
        foot = 0.82 + 0.20 * depth**1.2
        tall = 0.020 + 0.085 * depth
        blades(canvas, rng, foot=foot, height=tall, tones=green, count=round(64 - 30 * depth))
        for number, x in enumerate(rng.random(round(26 - 10 * depth)).tolist()):
            paint = paints[order[number % 3]]
            head = foot - tall * rng.uniform(0.55, 1.15)
            size = 0.0045 + 0.0135 * depth
            stroke(canvas, green[1], [(x, foot), (x, head)], 0.003)
            _flower(canvas, x, head, size, paint)


def _flower(canvas: Bytes, x: float, y: float, size: float, paint: FloatArray) -> None:
    for angle in np.linspace(0, 2 * np.pi, 6)[:5]:
        tone = paint if np.cos(angle) < 0.4 else paint * 0.84
        disc(
            canvas,
            tone,
            x + float(np.cos(angle)) * size * 0.62,
            y + float(np.sin(angle)) * size * 0.5,
            size * 0.52,
        )
    disc(
        canvas, hex_color("#f0b03c") if paint[2] > 0.5 else hex_color("#5a3a24"), x, y, size * 0.34
    )


WORLD = Change(
    Card(
        "meadow",
        title=LocalizedText(en="Rainbow meadow", fr="Prairie à l’arc-en-ciel"),
        description=LocalizedText(
            en="Hills in flower under a rainbow, just after rain.",
            fr="Des collines en fleurs sous un arc-en-ciel, après la pluie.",
        ),
        words=(
            "Behind them a meadow in flower after rain, a rainbow before dark clouds, green hills"
        ),
    ),
    Kind.WORLD,
    stand_there,
)
