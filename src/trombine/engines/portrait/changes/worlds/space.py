"""Space: nebulae, a planet with a ring, and the rim of a moon in the foreground."""

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
    clouds_of,
    colors,
    crest,
    disc,
    glow,
    land,
    lay,
    lens,
    scene_grid,
    shape,
    sky,
    stamp,
)
from trombine.engines.portrait.techniques.scenery import globe, stars
from trombine.imaging.arrays import FloatArray
from trombine.imaging.filters import mix, smoothstep

PURPOSE = 110
HOURS = (
    ("#ffd9a8", "#0b0d2e", "#5a2a86", "#e0609a", "#f2b56b", "#7a3f3a", "#cfa7b8"),
    ("#bfe8ff", "#071a33", "#134f7c", "#35b7b2", "#8fc7e6", "#2f4f8a", "#9fb4cc"),
    ("#ffc2d8", "#150a2e", "#3d2b8f", "#8e62e0", "#f08fa8", "#6b2f6e", "#b3a2d6"),
)
"""Light; the dark, two colors of dust, the planet and its bands, the ground of the moon."""


def stand_there(portrait: Portrait, look: Look) -> Portrait:
    """Return the person between nebulae, a planet at their side."""
    return set_in_painted(portrait, look, _paint, hours=HOURS, purpose=PURPOSE)


def _paint(hour: tuple[str, ...], picture: FloatArray, rng: np.random.Generator) -> None:
    light, deep, dust, core, planet, bands, ground = colors(*hour)
    sky(picture, (0.0, deep * 0.8), (0.6, mix(deep, dust, 0.25)), (1.0, mix(deep, dust, 0.6)))
    x, y = scene_grid()
    clouds = clouds_of(rng, cells=3, gain=0.55)
    across = y - 0.34 - 0.42 * (0.5 - x) + (clouds - 0.5) * 0.5
    lay(picture, dust, np.exp(-((across / 0.26) ** 2)) * smoothstep(0.25, 0.7, clouds) * 0.95)
    wisps = clouds_of(rng, cells=4, gain=0.6)
    lay(picture, core, np.exp(-((across / 0.12) ** 2)) * smoothstep(0.42, 0.8, wisps) * 0.85)
    stars(picture, rng, count=230, below=0.9)
    glow(picture, light, at=(0.0, 0.16), reach=0.34, strength=0.55)
    stamp(picture, partial(_sparkle, rng, light))
    at = (0.86 + rng.uniform(-0.03, 0.02), 0.27 + rng.uniform(-0.05, 0.05))
    radius = rng.uniform(0.15, 0.19)
    _ring(picture, at, radius, mix(planet, light, 0.5), behind=True)
    globe(picture, at=at, radius=radius, lit=planet, shade=deep * 0.7, bands=bands)
    _ring(picture, at, radius, mix(planet, light, 0.5), behind=False)
    globe(picture, at=(0.13, 0.50), radius=0.045, lit=mix(ground, light, 0.5), shade=deep)
    _raise_moon(picture, rng, ground, deep)


def _sparkle(rng: np.random.Generator, light: FloatArray, canvas: Bytes) -> None:
    for _ in range(7):
        x, y, size = rng.random(), rng.uniform(0.03, 0.6), rng.uniform(0.010, 0.022)
        tint = mix(light, np.ones(3, np.float32), 0.6)
        shape(canvas, tint, lens(x, y, size, 0.0016))
        shape(canvas, tint, lens(y, x, size, 0.0016)[:, ::-1])
        disc(canvas, tint, x, y, 0.003)


def _ring(
    picture: FloatArray, at: tuple[float, float], radius: float, color: FloatArray, *, behind: bool
) -> None:
    x, y = scene_grid()
    right, down = (x - at[0]) / np.float32(radius), (y - at[1]) / np.float32(radius)
    along, across = right * 0.94 - down * 0.34, (right * 0.34 + down * 0.94) / 0.24
    away = np.sqrt(along**2 + across**2)
    half = across < 0 if behind else across >= 0
    groove = 1 - 0.75 * np.exp(-(((away - 1.72) / 0.04) ** 2))
    band = smoothstep(1.32, 1.38, away) * smoothstep(2.08, 2.0, away) * groove
    lay(picture, color, band * half * np.float32(0.85))


def _raise_moon(
    picture: FloatArray, rng: np.random.Generator, ground: FloatArray, deep: FloatArray
) -> None:
    far = crest(rng, 0.78, 0.10, knots=4, rough=0.45)
    land(picture, far, mix(ground, deep, 0.55), mix(ground, deep, 0.75), reach=0.12)
    line = crest(rng, 0.86, 0.07, knots=2, rough=0.36)
    land(picture, line, ground * 0.95, mix(ground, deep, 0.6), reach=0.16)

    def craters(canvas: Bytes) -> None:
        for _ in range(9):
            x = float(rng.choice([rng.uniform(0, 0.28), rng.uniform(0.72, 1)]))
            y = float(line[min(int(x * len(line)), len(line) - 1)]) + rng.uniform(0.02, 0.11)
            wide = rng.uniform(0.015, 0.045)
            angle = np.linspace(0, 2 * np.pi, 24)
            ring = np.stack([x + np.cos(angle) * wide, y + np.sin(angle) * wide * 0.3], axis=1)
            shape(canvas, ground * 1.15, ring + np.array([wide * 0.10, wide * 0.06]))
            shape(canvas, mix(ground, deep, 0.6), ring)

    stamp(picture, craters)


WORLD = Change(
    Card(
        "space",
        title=LocalizedText(en="Space", fr="Espace"),
        description=LocalizedText(
            en="Nebulae and a planet with a ring, seen from a moon.",
            fr="Des nébuleuses et une planète à anneau, vues d’une lune.",
        ),
        words="Behind them deep space, glowing nebulae and a ringed planet above the rim of a moon",
    ),
    Kind.WORLD,
    stand_there,
)
