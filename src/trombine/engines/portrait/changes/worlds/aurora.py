"""A winter night in the north: curtains of light over snowy ridges and pines."""

from functools import partial

import numpy as np

from trombine.domain.card import Card
from trombine.domain.text import LocalizedText
from trombine.engines.portrait.changes.change import Change, Kind
from trombine.engines.portrait.changes.scene import set_in_painted
from trombine.engines.portrait.portrait import Portrait
from trombine.engines.portrait.style import Look
from trombine.engines.portrait.techniques.nature import (
    SCENE_PX,
    Bytes,
    Tones,
    colors,
    crest,
    land,
    scene_grid,
    sky,
    soften,
    stamp,
)
from trombine.engines.portrait.techniques.plants import fir
from trombine.engines.portrait.techniques.scenery import stars
from trombine.imaging.arrays import FloatArray
from trombine.imaging.filters import mix, smoothstep

PURPOSE = 40
HOURS = (
    ("#6dffb0", "#8a63ff", "#060d24", "#1f5f78", "#7fb3c2", "#0a1a2c"),
    ("#7dffd8", "#d060e0", "#0b0a28", "#3a4f86", "#8fa8cf", "#12142e"),
    ("#b6ff8a", "#3fb0ff", "#04121f", "#1c5a66", "#86b8b4", "#08202a"),
)
"""Foot of the curtains and their crown; sky above and at the horizon; snow; the near dark.

Oxygen glows green, and farther up red or violet.
"""

CURTAINS = ((0.46, 0.34, 1.0), (0.28, 0.26, 0.6))
"""Height of the foot and of the light above it, in sides, and brightness."""


def stand_below(portrait: Portrait, look: Look) -> Portrait:
    """Return the person under the northern lights, the brighter half where the light is."""
    return set_in_painted(portrait, look, _paint, hours=HOURS, purpose=PURPOSE)


def _paint(hour: tuple[str, ...], picture: FloatArray, rng: np.random.Generator) -> None:
    foot, top, zenith, horizon, snow, near = colors(*hour)
    sky(picture, (0.0, zenith), (0.72, horizon), (1.0, horizon))
    stars(picture, rng, count=190, below=0.6)
    x, _ = scene_grid()
    for height, tall, brightness in CURTAINS:
        # Hung slantwise, the nearest end on the side the light comes from.
        base = height - 0.10 + 0.20 * x[0]
        light = _curtain(rng, (foot, top), base, tall * (1.25 - 0.6 * x[0]))
        light *= (brightness * (1.15 - 0.75 * x[0]))[None, :, None]
        # Light adds to light: it covers no star.
        picture[:] = 1 - (1 - picture) * (1 - np.clip(light, 0, 1))
    for number, height in enumerate((0.60, 0.68, 0.76)):
        line = crest(rng, height, 0.17 - 0.03 * number, knots=3, rough=0.52)
        tone = mix(mix(snow, horizon, 0.5 - 0.2 * number), foot, 0.12)
        land(picture, line, tone, mix(tone, zenith, 0.55), reach=0.16)
        if number == 1:
            soften(picture, 0.003)
    ground = crest(rng, 0.86, 0.05, knots=2, rough=0.4)
    land(picture, ground, mix(snow, near, 0.45), mix(snow, near, 0.8), reach=0.16)
    tones = (near * 0.7, mix(near, horizon, 0.25), mix(near, foot, 0.28))
    stamp(picture, partial(_plant, rng, tones))


def _plant(rng: np.random.Generator, tones: Tones, canvas: Bytes) -> None:
    for x in np.sort(np.concatenate([rng.uniform(0, 0.3, 7), rng.uniform(0.7, 1, 7)])):
        fir(canvas, rng, (float(x), 0.86), rng.uniform(0.08, 0.16), tones)
    for x, height in ((0.03, 0.46), (0.14, 0.30), (0.88, 0.34), (0.99, 0.52)):
        fir(canvas, rng, (x + rng.uniform(-0.02, 0.02), 1.0), height * rng.uniform(0.9, 1.1), tones)


def _curtain(
    rng: np.random.Generator,
    ends: tuple[FloatArray, FloatArray],
    base: FloatArray,
    tall: FloatArray,
) -> FloatArray:
    """Return a hanging sheet of light: sharp at its winding foot, in rays, fading upwards."""
    x, y = scene_grid()
    winding = sum(
        np.sin(x[0] * np.float32(2 * np.pi * waves) + np.float32(rng.uniform(0, 6.3))) / waves
        for waves in (0.8, 2.1, 5.3)
    )
    rays = _rays(rng)
    above = (base + 0.05 * winding)[None] - y
    fading = np.exp(-np.clip(above, 0, None) / (tall * (0.55 + 0.75 * rays)))
    light = (fading * smoothstep(-0.03, 0.008, above) * (0.25 + 0.75 * rays)).astype(np.float32)
    share = np.clip(above / (tall * 1.3), 0, 1).astype(np.float32)
    return mix(ends[0], ends[1], share) * light[..., None]


def _rays(rng: np.random.Generator) -> FloatArray:
    """Return how bright each column is, [0, 1]: broad folds and fine rays."""
    place = np.linspace(0, 1, SCENE_PX, dtype=np.float32)
    total = np.zeros(SCENE_PX, np.float32)
    for count, weight in ((5, 0.5), (19, 0.3), (61, 0.2)):
        knots = rng.random(count + 1, dtype=np.float32)
        total += np.interp(place * count, np.arange(count + 1), knots).astype(np.float32) * weight
    return smoothstep(0.2, 0.8, total)


WORLD = Change(
    Card(
        "aurora",
        title=LocalizedText(en="Northern lights", fr="Aurore boréale"),
        description=LocalizedText(
            en="A winter night under curtains of green light.",
            fr="Une nuit d’hiver sous des voiles de lumière verte.",
        ),
        words=(
            "Behind them a winter night, green curtains of northern lights over snowy ridges and "
            "pines"
        ),
    ),
    Kind.WORLD,
    stand_below,
)
