"""A beach: a bay with an island, foam on sand, a palm leaning in from the far side."""

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
    glow,
    land,
    lay,
    scene_grid,
    sky,
    soften,
    stamp,
)
from trombine.engines.portrait.techniques.plants import (
    frond,
    palm,
)
from trombine.engines.portrait.techniques.scenery import cumulus, glitter, water
from trombine.imaging.arrays import FloatArray
from trombine.imaging.color import hex_color
from trombine.imaging.filters import mix, smoothstep

PURPOSE = 120
HOURS = (
    ("#fff3cf", "#4fb4e6", "#cdeff5", "#2fa6b8", "#7fe0d4", "#f6e0b4", "#dcb47c", "#3f8f4a"),
    ("#ffd08a", "#6f74c4", "#ffd2a4", "#5668a8", "#dfa0ac", "#f2c795", "#b9835e", "#2f5a4a"),
    ("#fff0dc", "#3f9fd0", "#e8f4e6", "#1f8fa0", "#9fe8cf", "#fbeed2", "#e2c193", "#5aa04a"),
)
"""Light; sky, horizon, far water, near water, sand, its shade, leaves."""


def stand_there(portrait: Portrait, look: Look) -> Portrait:
    """Return the person on a beach."""
    return set_in_painted(portrait, look, _paint, hours=HOURS, purpose=PURPOSE)


def _paint(hour: tuple[str, ...], picture: FloatArray, rng: np.random.Generator) -> None:
    light, zenith, horizon, far, near, sand, shade, leaf = colors(*hour)
    white = np.ones(3, np.float32)
    sky(picture, (0.0, zenith), (0.52, horizon), (1.0, horizon))
    glow(picture, light, at=(0.08, 0.20), reach=0.40, strength=0.75)
    heaps = [(0.74, 0.40, 0.20), (0.22, 0.45, 0.16), (1.0, 0.44, 0.16)]
    places = [(x + rng.uniform(-0.05, 0.05), foot, half) for x, foot, half in heaps]
    tones = (mix(zenith, horizon, 0.6), mix(horizon, white, 0.5), mix(light, white, 0.6))
    cumulus(picture, rng, places, tones, flat=0.5)
    soften(picture, 0.005)
    sea = 0.535
    water(picture, rng, (sea, 0.80), (far, near, mix(near, white, 0.5), far * 0.9))
    glitter(picture, rng, (sea, 0.72), mix(light, white, 0.4), x=0.10)
    _raise_island(picture, rng, leaf, mix(far, horizon, 0.5), sea)
    _wash_ashore(picture, rng, sand, shade, white)
    stamp(picture, partial(_set_palm, rng, leaf, shade))


def _raise_island(
    picture: FloatArray, rng: np.random.Generator, leaf: FloatArray, air: FloatArray, sea: float
) -> None:
    x, y = scene_grid()
    middle = 0.88 + rng.uniform(-0.06, 0.04)
    line = crest(rng, 0.0, 0.05, knots=6, rough=0.55)
    hill = sea - 0.10 * np.exp(-(((x[0] - middle) / 0.11) ** 2)) + line * 0.5
    lit = mix(leaf, air, 0.45)
    facing = smoothstep(-0.10, 0.10, x - middle + (y - sea) * 0.5)
    color = mix(mix(lit, np.ones(3, np.float32), 0.15), lit * 0.72, facing)
    there = (np.abs(x - middle) < 0.2) & (y < sea + 0.002)
    cover = np.clip((y - hill[None]) * len(line) + 0.5, 0, 1) * there
    lay(picture, color, cover)


def _wash_ashore(
    picture: FloatArray,
    rng: np.random.Generator,
    sand: FloatArray,
    shade: FloatArray,
    white: FloatArray,
) -> None:
    x, _ = scene_grid()
    swing = rng.uniform(0, 6.3)
    shore = 0.735 + 0.03 * np.sin(x[0] * 6 + swing) + 0.012 * np.sin(x[0] * 17 + swing * 2)
    shore = (shore + 0.07 * (x[0] - 0.5)).astype(np.float32)
    land(picture, shore - np.float32(0.030), mix(sand, white, 0.75), white, reach=0.02)
    land(picture, shore, mix(shade, sand, 0.35), mix(sand, shade, 0.2), reach=0.05)
    land(picture, shore + np.float32(0.045), sand, mix(sand, shade, 0.55), reach=0.25)
    second = shore - np.float32(0.085) + np.float32(0.008) * np.sin(x[0] * 23)
    foam = np.exp(-(((scene_grid()[1] - second[None]) / 0.006) ** 2)) * np.float32(0.8)
    lay(picture, white, foam)


def _set_palm(rng: np.random.Generator, leaf: FloatArray, bark: FloatArray, canvas: Bytes) -> None:
    tones = (leaf * 0.55, leaf * 0.8, mix(leaf, hex_color("#f4f0a0"), 0.30))
    high = rng.uniform(0.16, 0.22)
    wood = (bark * 0.85, bark * 0.5)
    palm(canvas, rng, ((1.03, 0.99), (0.84, high)), wood, tones, leaf=0.30)
    palm(canvas, rng, ((1.08, 0.86), (0.97, high + 0.17)), wood, tones, leaf=0.22)
    for angle in (0.15, 0.55, 0.95):
        frond(canvas, (-0.06, -0.05), angle, rng.uniform(0.30, 0.38), tones[0])


WORLD = Change(
    Card(
        "beach",
        title=LocalizedText(en="Beach", fr="Plage"),
        description=LocalizedText(
            en="A bay in the sun, foam on the sand, a palm leaning in.",
            fr="Une baie au soleil, l’écume sur le sable, un palmier penché.",
        ),
        words=(
            "Behind them a sunny beach, turquoise water, an island, a palm leaning over the sand"
        ),
    ),
    Kind.WORLD,
    stand_there,
)
