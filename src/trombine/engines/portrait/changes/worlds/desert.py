"""A desert: dunes with sharp crests, rocks in the far haze, a low sun."""

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
    disc,
    glow,
    haze,
    lay,
    scene_grid,
    shape,
    sky,
    soften,
    stamp,
    tapered,
)
from trombine.imaging.arrays import FloatArray
from trombine.imaging.color import hex_color
from trombine.imaging.filters import mix, smoothstep

PURPOSE = 160
HOURS = (
    ("#fff0c8", "#4f9fd0", "#f6e6c8", "#f0b868", "#a8603a", "#c98a6a"),
    ("#ffb35c", "#6a5aa0", "#ffc98a", "#f08f4a", "#7a3448", "#a85f62"),
    ("#ffe0b0", "#7fa8c4", "#fbe0c4", "#e8a878", "#8f5a5a", "#b98f86"),
)
"""Light; sky, horizon, sand in the light and in the shade, far rocks."""


def stand_there(portrait: Portrait, look: Look) -> Portrait:
    """Return the person in a desert."""
    return set_in_painted(portrait, look, _paint, hours=HOURS, purpose=PURPOSE)


def _paint(hour: tuple[str, ...], picture: FloatArray, rng: np.random.Generator) -> None:
    light, zenith, horizon, sand, shade, rock = colors(*hour)
    white = np.ones(3, np.float32)
    sky(picture, (0.0, zenith), (0.55, horizon), (1.0, horizon))
    sun = (0.14 + rng.uniform(-0.03, 0.03), 0.27 + rng.uniform(-0.06, 0.04))
    glow(picture, light, at=sun, reach=0.40, strength=0.8)
    x, y = scene_grid()
    away = np.sqrt((x - sun[0]) ** 2 + (y - sun[1]) ** 2)
    lay(picture, mix(light, white, 0.6), smoothstep(0.066, 0.060, away))
    stamp(picture, partial(_raise_rocks, rng, mix(rock, horizon, 0.35), mix(rock, shade, 0.4)))
    haze(picture, horizon, top=0.40, foot=0.62, strength=0.65)
    soften(picture, 0.003)
    for number, height in enumerate((0.58, 0.66, 0.76)):
        tone = 0.45 - 0.22 * number
        _dune(
            picture,
            rng,
            height,
            (mix(sand, horizon, tone), mix(shade, horizon, tone * 0.9)),
            turned=number % 2 == 1,
        )
    stamp(picture, partial(_set_cactus, rng, shade, light))


def _raise_rocks(
    rng: np.random.Generator, lit: FloatArray, dark: FloatArray, canvas: Bytes
) -> None:
    for x, high, half in ((0.86, 0.34, 0.11), (0.30, 0.48, 0.07), (0.70, 0.50, 0.05)):
        at = x + rng.uniform(-0.04, 0.04)
        top = high + rng.uniform(-0.04, 0.03)
        wall = [
            (at - half * 1.5, 0.64),
            (at - half, top + 0.10),
            (at - half * 0.9, top),
            (at + half * 0.8, top + rng.uniform(-0.01, 0.02)),
            (at + half, top + 0.12),
            (at + half * 1.6, 0.64),
        ]
        shape(canvas, dark, wall)
        shape(
            canvas,
            lit,
            [wall[0], wall[1], wall[2], (at - half * 0.1, top), (at - half * 0.2, 0.64)],
        )
        for place in (0.25, 0.55):
            rift = at + half * place
            shape(
                canvas,
                dark * 0.88,
                [
                    (rift, top + 0.02),
                    (rift + 0.01, top + 0.02),
                    (rift + 0.02, 0.64),
                    (rift - 0.01, 0.64),
                ],
            )


def _dune(
    picture: FloatArray,
    rng: np.random.Generator,
    height: float,
    tones: tuple[FloatArray, FloatArray],
    *,
    turned: bool,
) -> None:
    """Set a dune whose crest winds down to the viewer and parts its lit and its shaded face."""
    x, y = scene_grid()
    peak = (0.80 if turned else 0.24) + rng.uniform(-0.08, 0.08)
    away = np.abs(x[0] - peak)
    line = height - 0.11 * np.exp(-((away / 0.30) ** 1.3)) + 0.012 * np.sin(x[0] * 7 + height * 40)
    sand, shade = tones
    down = np.clip(y - np.float32(height - 0.11), 0, 1)
    ridge = peak + 0.10 * np.sin(down * 9 + height * 30) * down * 3 + 0.42 * down
    dark = smoothstep(-0.004, 0.004, x - ridge)
    dark = dark * (1 - smoothstep(0.05, 0.62, x - ridge))
    body = mix(sand, shade, dark)
    ripples = np.sin((y * 210 + np.sin(x * 9) * 5) * (1.4 - down)) * smoothstep(0.02, 0.2, down)
    body = body * (1 + np.float32(0.025) * ripples * (1 - dark))[..., None]
    cover = np.clip((y - line[None]) * len(line) + 0.5, 0, 1)
    lay(picture, body.astype(np.float32), cover.astype(np.float32))


def _set_cactus(
    rng: np.random.Generator, shade: FloatArray, light: FloatArray, canvas: Bytes
) -> None:
    green = mix(hex_color("#4f7a4a"), shade, 0.25)
    for x, foot, tall in (
        (0.90 + rng.uniform(-0.03, 0.03), 0.92, 0.40),
        (0.10 + rng.uniform(-0.03, 0.03), 0.86, 0.22),
    ):
        wide = tall * 0.13
        arms = (
            [(x, foot), (x, foot - tall)],
            [
                (x, foot - tall * 0.38),
                (x + tall * 0.22, foot - tall * 0.42),
                (x + tall * 0.26, foot - tall * 0.52),
                (x + tall * 0.26, foot - tall * 0.78),
            ],
            [
                (x, foot - tall * 0.28),
                (x - tall * 0.20, foot - tall * 0.32),
                (x - tall * 0.24, foot - tall * 0.42),
                (x - tall * 0.24, foot - tall * 0.62),
            ],
        )
        shape(
            canvas,
            shade * 0.75,
            [
                (x, foot - 0.004),
                (x + tall * 0.9, foot + 0.02),
                (x + tall * 0.9, foot + 0.028),
                (x, foot + 0.008),
            ],
        )
        for arm, share in zip(arms, (1.0, 0.72, 0.72), strict=True):
            for tone, size, move in (
                (green * 0.55, 1.0, 0.0),
                (green, 0.6, -0.16),
                (mix(green, light, 0.5), 0.2, -0.28),
            ):
                line = np.asarray(arm) + np.array([move * wide * share, 0])
                shape(canvas, tone, tapered(line, [wide * share * size] * len(arm)))
                disc(canvas, tone, float(line[-1, 0]), float(line[-1, 1]), wide * share * size / 2)


WORLD = Change(
    Card(
        "desert",
        title=LocalizedText(en="Desert", fr="Désert"),
        description=LocalizedText(
            en="Dunes with sharp crests under a low sun.",
            fr="Des dunes aux crêtes vives sous un soleil bas.",
        ),
        words=(
            "Behind them a desert, tall dunes with sharp crests, red rocks in the haze, a low sun"
        ),
    ),
    Kind.WORLD,
    stand_there,
)
