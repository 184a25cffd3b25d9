"""Above the clouds at sunset: towers of cloud lit from one side, a sea of cloud below."""

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
)
from trombine.engines.portrait.techniques.scenery import cumulus, stars
from trombine.imaging.arrays import FloatArray
from trombine.imaging.filters import mix, smoothstep

PURPOSE = 180
HOURS = (
    ("#ffd27a", "#2f2f7a", "#b0569a", "#ff9a5c", "#5a3f86", "#e0708a", "#ffe0a8"),
    ("#ffe9b0", "#3f6fb8", "#9fb4dc", "#ffd9a0", "#6f86b8", "#e6b8b4", "#fff4dc"),
    ("#ffb08a", "#241f55", "#7a3f8f", "#f0707a", "#3f2f6b", "#b0567f", "#ffc49a"),
)
"""Light; sky above, in the middle, at the horizon; clouds in shade, between, in light."""


def stand_there(portrait: Portrait, look: Look) -> Portrait:
    """Return the person above the clouds at sunset."""
    return set_in_painted(portrait, look, _paint, hours=HOURS, purpose=PURPOSE)


def _paint(hour: tuple[str, ...], picture: FloatArray, rng: np.random.Generator) -> None:
    light, zenith, middle, horizon, shade, between, lit = colors(*hour)
    sky(picture, (0.0, zenith), (0.36, middle), (0.60, horizon), (1.0, between))
    stars(picture, rng, count=40, below=0.22)
    sun = (0.17 + rng.uniform(-0.04, 0.04), 0.50 + rng.uniform(-0.06, 0.04))
    glow(picture, light, at=sun, reach=0.42, strength=0.8, flat=1.3)
    x, y = scene_grid()
    away = np.sqrt((x - sun[0]) ** 2 + (y - sun[1]) ** 2)
    lay(picture, mix(light, np.ones(3, np.float32), 0.5), smoothstep(0.082, 0.076, away))
    stamp(picture, partial(_draw_veils, rng, mix(middle, lit, 0.55)))
    soften(picture, 0.004)
    far = (mix(shade, horizon, 0.6), mix(between, horizon, 0.5), mix(lit, horizon, 0.35))
    line = [(place, 0.66, rng.uniform(0.12, 0.2)) for place in np.linspace(0.02, 0.98, 6)]
    cumulus(picture, rng, line, far, flat=0.45)
    haze(picture, mix(horizon, light, 0.35), top=0.50, foot=0.70, strength=0.5)
    land(
        picture, np.full(x.shape[1], 0.66, np.float32), mix(between, horizon, 0.4), shade, reach=0.3
    )
    tones = (mix(shade, between, 0.15), between, lit)
    towers = [(0.93 + rng.uniform(-0.04, 0.03), 0.80, 0.30), (0.03, 0.84, 0.22)]
    cumulus(picture, rng, towers[:1], tones, flat=1.45)
    cumulus(picture, rng, towers[1:], tones, flat=0.85)
    low = [(0.30, 0.90, 0.26), (0.66, 0.92, 0.26)]
    cumulus(picture, rng, low, tones, flat=0.4)
    near = (shade * 0.9, mix(shade, between, 0.6), mix(lit, between, 0.3))
    cumulus(
        picture, rng, [(0.06, 1.02, 0.30), (0.50, 1.06, 0.34), (0.95, 1.02, 0.30)], near, flat=0.5
    )
    stamp(picture, partial(_let_fly, rng, shade * 0.5))


def _draw_veils(rng: np.random.Generator, color: FloatArray, canvas: Bytes) -> None:
    for y in rng.uniform(0.06, 0.42, 9):
        at, half = rng.random(), rng.uniform(0.08, 0.24)
        shape(canvas, color, lens(at, float(y), half, 0.005 + 0.010 * rng.random()))


def _let_fly(rng: np.random.Generator, color: FloatArray, canvas: Bytes) -> None:
    """Set a skein of birds high up on the side away from the light."""
    x, y = 0.74 + rng.uniform(-0.05, 0.03), 0.10 + rng.uniform(0, 0.06)
    for number in range(7):
        side = 1 if number % 2 else -1
        at = (x + 0.030 * side * ((number + 1) // 2), y + 0.016 * ((number + 1) // 2))
        span = 0.013
        wings = [
            (at[0] - span, at[1] - span * 0.5),
            (at[0] - span * 0.4, at[1] - span * 0.45),
            at,
            (at[0] + span * 0.4, at[1] - span * 0.45),
            (at[0] + span, at[1] - span * 0.5),
        ]
        stroke(canvas, color, wings, 0.004)


WORLD = Change(
    Card(
        "sunset-sky",
        title=LocalizedText(en="Above the clouds", fr="Au-dessus des nuages"),
        description=LocalizedText(
            en="A sea of clouds at sunset, lit from one side.",
            fr="Une mer de nuages au soleil couchant.",
        ),
        words=(
            "Behind them a sea of towering clouds at sunset, lit gold from one side, birds high up"
        ),
    ),
    Kind.WORLD,
    stand_there,
)
