"""A forest: light falls between trunks, ferns grow on both sides."""

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
    haze,
    land,
    scene_grid,
    sky,
    soften,
    stamp,
)
from trombine.engines.portrait.techniques.plants import (
    blades,
    crown,
    foliage,
    frond,
    trunk,
)
from trombine.imaging.arrays import FloatArray
from trombine.imaging.filters import mix, smoothstep

PURPOSE = 150
HOURS = (
    ("#fff6b8", "#e6f3a8", "#8cbf6a", "#1e4a34", "#6b4a34", "#5aa83f"),
    ("#ffe6a0", "#ffe9a8", "#c9a85a", "#3f3a24", "#6a4228", "#a89a34"),
    ("#e8fff2", "#d6f2e4", "#6fb3a0", "#143f44", "#4f4a44", "#3f9a7a"),
)
"""Light; air where it falls, air elsewhere, depth, bark, leaves."""


def stand_there(portrait: Portrait, look: Look) -> Portrait:
    """Return the person in a forest."""
    return set_in_painted(portrait, look, _paint, hours=HOURS, purpose=PURPOSE)


def _paint(hour: tuple[str, ...], picture: FloatArray, rng: np.random.Generator) -> None:
    light, bright, air, deep, bark, leaf = colors(*hour)
    sky(
        picture,
        (0.0, mix(air, bright, 0.55)),
        (0.55, mix(air, bright, 0.75)),
        (0.75, air),
        (1.0, mix(air, deep, 0.5)),
    )
    glow(picture, light, at=(0.22, 0.14), reach=0.45, strength=0.7)
    for number in range(3):
        near = number / 2
        tone = mix(air, deep, 0.30 + 0.28 * near)
        stamp(picture, partial(_stand, rng, number, tone, mix(tone, bright, 0.35)))
        ground = crest(rng, 0.70 + 0.06 * number, 0.04, knots=4, rough=0.5)
        land(
            picture,
            ground,
            mix(mix(leaf, air, 0.6 - 0.25 * number), bright, 0.2),
            mix(tone, air, 0.3),
            reach=0.12,
        )
        soften(picture, 0.004 - 0.001 * number)
        haze(picture, mix(air, bright, 0.6), top=0.35, foot=0.80, strength=0.40 - 0.13 * number)
    _let_light_in(picture, rng, light)
    stamp(picture, partial(_frame, rng, bark, deep, leaf, light))


def _stand(
    rng: np.random.Generator, number: int, tone: FloatArray, lit: FloatArray, canvas: Bytes
) -> None:
    for x in np.linspace(0.02, 0.98, 11 - 2 * number) + rng.normal(0, 0.02, 11 - 2 * number):
        wide = (0.014 + 0.011 * number) * rng.uniform(0.7, 1.3)
        trunk(
            canvas,
            rng,
            (float(x), 0.78 + 0.05 * number),
            (float(x) + rng.normal(0, 0.02), -0.05),
            wide,
            (lit, tone),
        )
    tones = (mix(tone, lit, 0.1), mix(tone, lit, 0.45), mix(tone, lit, 0.8))
    clumps = [(x, rng.uniform(-0.02, 0.10), rng.uniform(0.05, 0.09)) for x in rng.random(9)]
    foliage(canvas, rng, clumps, tones)


def _let_light_in(picture: FloatArray, rng: np.random.Generator, light: FloatArray) -> None:
    x, y = scene_grid()
    across = x - y * 0.72
    beams = np.zeros(x.shape, np.float32)
    for place in (-0.25, -0.08, 0.06, 0.24, 0.42):
        wide = rng.uniform(0.02, 0.055)
        beam = smoothstep(wide, wide * 0.35, np.abs(across - place - rng.uniform(-0.03, 0.03)))
        beams += beam * np.float32(rng.uniform(0.5, 1.0))
    weight = np.clip(beams * smoothstep(0.95, 0.15, y) * np.float32(0.30), 0, 0.5)[..., None]
    picture += (1 - picture) * light * weight


def _frame(
    rng: np.random.Generator,
    bark: FloatArray,
    deep: FloatArray,
    leaf: FloatArray,
    light: FloatArray,
    canvas: Bytes,
) -> None:
    wood = (mix(bark, light, 0.30), mix(bark, deep, 0.6))
    trunk(canvas, rng, (0.05, 1.02), (0.02, -0.05), 0.10, wood)
    trunk(canvas, rng, (0.93, 1.02), (0.98, -0.05), 0.12, (wood[0] * 0.8, wood[1] * 0.8))
    tones = (mix(leaf, deep, 0.65), mix(leaf, deep, 0.2), mix(leaf, light, 0.4))
    corner = crown(rng, 0.02, 0.0, 0.20, 0.10, count=14) + crown(
        rng, 1.0, 0.02, 0.24, 0.13, count=18
    )
    foliage(canvas, rng, corner, tones, leaf=0.26)
    fern = (mix(leaf, deep, 0.45), leaf, mix(leaf, light, 0.25))
    for x in (0.0, 0.15, 0.84, 1.0):
        for number, angle in enumerate(np.linspace(-2.7, -0.4, 7) + rng.normal(0, 0.1, 7)):
            frond(canvas, (x, 1.02), float(angle), rng.uniform(0.20, 0.30), fern[number % 3])
    blades(canvas, rng, foot=1.01, height=0.08, tones=fern, count=110)


WORLD = Change(
    Card(
        "forest",
        title=LocalizedText(en="Forest", fr="Forêt"),
        description=LocalizedText(
            en="Light falling between trunks, ferns below.",
            fr="La lumière entre les troncs, des fougères en bas.",
        ),
        words="Behind them a forest, beams of light between tall trunks, ferns and moss",
    ),
    Kind.WORLD,
    stand_there,
)
