"""Under water: shafts of light, a reef on both sides, a shoal of fish."""

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
    colors,
    crest,
    disc,
    glow,
    land,
    lay,
    scene_grid,
    shape,
    sky,
    soften,
    stamp,
    tapered,
)
from trombine.engines.portrait.techniques.plants import (
    kelp,
)
from trombine.imaging.arrays import FloatArray
from trombine.imaging.color import hex_color
from trombine.imaging.filters import mix, smoothstep

PURPOSE = 140
HOURS = (
    ("#d8fff0", "#7fe6dc", "#1593ad", "#063a63", "#ff7f6b", "#f2b04a", "#e86fa8"),
    ("#e6fbff", "#8fdcf2", "#2079c2", "#0a2a6b", "#ffb14f", "#ff6f86", "#9f7fe6"),
    ("#f2ffd6", "#a6ecc4", "#1f9a8c", "#064650", "#ff8f5a", "#f7d05a", "#d95a86"),
)
"""Light; water at the surface, in the middle, in the deep; three colors of coral and fish."""


def stand_there(portrait: Portrait, look: Look) -> Portrait:
    """Return the person under water."""
    return set_in_painted(portrait, look, _paint, hours=HOURS, purpose=PURPOSE)


def _paint(hour: tuple[str, ...], picture: FloatArray, rng: np.random.Generator) -> None:
    light, surface, middle, deep, *life = colors(*hour)
    sky(picture, (0.0, surface), (0.28, middle), (1.0, deep))
    x, _ = scene_grid()
    lay(picture, deep, smoothstep(0.35, 1.1, x) * np.float32(0.55))
    glow(picture, light, at=(0.16, -0.04), reach=0.42, strength=0.9, flat=1.3)
    _let_light_in(picture, rng, light)
    for number, height in enumerate((0.70, 0.77)):
        reef = crest(rng, height, 0.18, knots=6, rough=0.5)
        reef = reef - np.float32(0.12) * np.abs(x[0] * 2 - 1) ** 2
        land(picture, reef, mix(deep, middle, 0.55 - 0.25 * number), deep, reach=0.35)
    soften(picture, 0.004)
    bed = crest(rng, 0.90, 0.05, knots=3, rough=0.36)
    sand = mix(middle, hex_color("#f0e0b8"), 0.5)
    land(picture, bed, sand, mix(sand, deep, 0.6), reach=0.12)
    stamp(picture, partial(_people, rng, life, light, deep, middle))


def _let_light_in(picture: FloatArray, rng: np.random.Generator, light: FloatArray) -> None:
    x, y = scene_grid()
    beams = np.zeros(x.shape, np.float32)
    for slope in np.linspace(0.05, 1.0, 6) + rng.uniform(-0.06, 0.06, 6):
        axis = 0.10 + slope * (y + 0.15)
        wide = 0.016 + 0.05 * y
        beams += np.exp(-(((x - axis) / wide) ** 2)) * np.float32(rng.uniform(0.4, 1.0))
    fading = smoothstep(0.85, 0.0, y)
    weight = np.clip(beams * fading * np.float32(0.34), 0, 0.6)[..., None]
    picture += (1 - picture) * light * weight


def _people(
    rng: np.random.Generator,
    life: list[FloatArray],
    light: FloatArray,
    deep: FloatArray,
    middle: FloatArray,
    canvas: Bytes,
) -> None:
    for x, y in zip(rng.uniform(0.62, 0.98, 16), rng.normal(0.22, 0.05, 16), strict=True):
        _fish(canvas, float(x), float(y), 0.016, mix(middle, light, 0.55), mix(middle, light, 0.3))
    green = hex_color("#3fae7a")
    weeds = (mix(green, deep, 0.6), mix(green, deep, 0.25), mix(green, light, 0.25))
    for x, height, wide in (
        (0.03, 0.62, 0.034),
        (0.10, 0.44, 0.028),
        (0.97, 0.66, 0.036),
        (0.90, 0.48, 0.028),
        (0.20, 0.26, 0.02),
        (0.82, 0.30, 0.022),
    ):
        kelp(
            canvas,
            rng,
            (x + rng.uniform(-0.02, 0.02), 1.0),
            height * rng.uniform(0.85, 1.1),
            wide,
            weeds,
        )
    order = rng.permutation(3)
    for x, color in (
        (0.15, life[order[0]]),
        (0.86, life[order[1]]),
        (0.0, life[order[2]]),
        (1.0, life[order[0]]),
    ):
        _coral(canvas, rng, x + rng.uniform(-0.02, 0.02), color, deep, light)
    for number, (x, y, size) in enumerate(
        ((0.16, 0.34, 0.042), (0.85, 0.44, 0.05), (0.07, 0.52, 0.03), (0.93, 0.33, 0.03))
    ):
        tone = life[order[number % 3]]
        _fish(
            canvas,
            x + rng.uniform(-0.03, 0.03),
            y + rng.uniform(-0.04, 0.04),
            size,
            mix(tone, light, 0.25),
            tone * 0.75,
        )
    for _ in range(16):
        x = float(rng.choice([0.24, 0.77])) + rng.normal(0, 0.03)
        y, size = rng.uniform(0.02, 0.7), rng.uniform(0.003, 0.011)
        disc(canvas, mix(middle, light, 0.55), x, y, size)
        disc(canvas, mix(middle, light, 0.15), x + size * 0.15, y + size * 0.15, size * 0.75)
        disc(canvas, light, x - size * 0.35, y - size * 0.35, size * 0.25)


def _fish(
    canvas: Bytes, x: float, y: float, size: float, back: FloatArray, belly: FloatArray
) -> None:
    angle = np.linspace(0, 2 * np.pi, 20)
    body = np.stack([x + np.cos(angle) * size, y + np.sin(angle) * size * 0.52], axis=1)
    tail = [
        (x + size * 0.75, y),
        (x + size * 1.6, y - size * 0.5),
        (x + size * 1.35, y),
        (x + size * 1.6, y + size * 0.5),
    ]
    shape(canvas, belly, tail)
    shape(canvas, belly, body)
    shape(
        canvas,
        back,
        np.stack([body[:, 0] - size * 0.05, y - size * 0.14 + (body[:, 1] - y) * 0.72], axis=1),
    )
    shape(
        canvas,
        belly * 0.9,
        [
            (x - size * 0.1, y - size * 0.42),
            (x + size * 0.5, y - size * 0.8),
            (x + size * 0.45, y - size * 0.3),
        ],
    )
    if size > 0.025:
        disc(canvas, np.ones(3, np.float32), x - size * 0.55, y - size * 0.1, size * 0.13)
        disc(canvas, np.zeros(3, np.float32), x - size * 0.58, y - size * 0.1, size * 0.07)


def _coral(
    canvas: Bytes,
    rng: np.random.Generator,
    x: float,
    color: FloatArray,
    deep: FloatArray,
    light: FloatArray,
) -> None:
    """Set a fan of fingers with lit tips."""
    for lean in np.linspace(-0.75, 0.75, 7) + rng.normal(0, 0.07, 7):
        tall = 0.20 * rng.uniform(0.7, 1.15) * (1 - 0.35 * abs(lean))
        share = np.linspace(0, 1, 7)
        line = np.stack([x + np.sin(lean) * tall * share**0.8, 1.0 - tall * share], axis=1)
        shape(canvas, mix(color, deep, 0.35), tapered(line, 0.030 - 0.012 * share))
        shape(canvas, color, tapered(line - (0.005, 0), 0.016 - 0.007 * share))
        disc(canvas, mix(color, light, 0.45), float(line[-1, 0]), float(line[-1, 1]), 0.011)


WORLD = Change(
    Card(
        "underwater",
        title=LocalizedText(en="Under water", fr="Sous l’eau"),
        description=LocalizedText(
            en="A reef in shafts of light, with fish and weeds.",
            fr="Un récif sous les rayons, des poissons et des algues.",
        ),
        words="Behind them an underwater reef in shafts of light, colorful fish, corals and kelp",
    ),
    Kind.WORLD,
    stand_there,
)
