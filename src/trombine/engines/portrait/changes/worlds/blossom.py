"""Spring: boughs of cherry blossom from both corners, hills and a pond, petals falling."""

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
    sky,
    soften,
    stamp,
)
from trombine.engines.portrait.techniques.plants import (
    bough,
    crown,
    falling,
    foliage,
    trunk,
)
from trombine.engines.portrait.techniques.scenery import Rock, massif, water
from trombine.imaging.arrays import FloatArray
from trombine.imaging.filters import mix

PURPOSE = 190
HOURS = (
    ("#fff2dc", "#9fd0ee", "#f6f2ea", "#f58fb4", "#7fb36a", "#5a3a3a"),
    ("#ffe0b8", "#c6b8e2", "#ffe9dc", "#f284a4", "#8fa86a", "#4f3442"),
    ("#f6fff4", "#a8dcd6", "#f2f8ec", "#f4a0c4", "#6fb08a", "#54403a"),
)
"""Light; sky, horizon, blossom, meadow, bark."""


def stand_there(portrait: Portrait, look: Look) -> Portrait:
    """Return the person among cherry trees in blossom."""
    return set_in_painted(portrait, look, _paint, hours=HOURS, purpose=PURPOSE)


def _paint(hour: tuple[str, ...], picture: FloatArray, rng: np.random.Generator) -> None:
    light, zenith, horizon, bloom, grass, bark = colors(*hour)
    white = np.ones(3, np.float32)
    sky(picture, (0.0, zenith), (0.55, horizon), (1.0, horizon))
    glow(picture, light, at=(0.10, 0.16), reach=0.42, strength=0.6)
    peak = [(0.70 + rng.uniform(-0.06, 0.06), 0.36, 0.42)]
    cold = mix(zenith, horizon, 0.35)
    massif(
        picture,
        rng,
        peak,
        Rock((cold, cold * 0.88), (white, mix(cold, white, 0.5)), horizon, hazy=0.35, foot=0.64),
    )
    hills = crest(rng, 0.57, 0.07, knots=3, rough=0.35)
    land(picture, hills, mix(grass, horizon, 0.55), mix(grass, horizon, 0.75), reach=0.12)
    pale = (mix(bloom, grass, 0.35), mix(bloom, white, 0.35), mix(bloom, white, 0.65))
    stamp(picture, partial(_plant_far, rng, pale, bark))
    haze(picture, horizon, top=0.42, foot=0.70, strength=0.40)
    soften(picture, 0.003)
    water(
        picture,
        rng,
        (0.685, 0.80),
        (mix(zenith, horizon, 0.4), mix(zenith, grass, 0.35), white, mix(bloom, zenith, 0.5)),
        count=90,
    )
    meadow = crest(rng, 0.785, 0.05, knots=2, rough=0.35)
    land(picture, meadow, mix(grass, light, 0.35), grass * 0.75, reach=0.2)
    tones = (mix(bloom, bark, 0.28), bloom, mix(bloom, white, 0.62))
    stamp(picture, partial(_hang, rng, bark, tones, light))
    petals = (mix(bloom, white, 0.35), mix(bloom, white, 0.7), bloom)
    stamp(picture, partial(falling, rng=rng, tones=petals, count=60, size=0.010))


def _plant_far(
    rng: np.random.Generator,
    tones: Tones,
    bark: FloatArray,
    canvas: Bytes,
) -> None:
    for x in (0.03, 0.15, 0.27, 0.44, 0.58, 0.72, 0.84, 0.97):
        at = x + rng.uniform(-0.03, 0.03)
        foot = 0.66 + rng.uniform(-0.02, 0.02)
        wide = rng.uniform(0.07, 0.10)
        trunk(canvas, rng, (at, foot + 0.03), (at, foot - 0.06), 0.012, (bark * 1.4, bark * 1.1))
        foliage(
            canvas, rng, crown(rng, at, foot - 0.08, wide, 0.055, count=8), tones, leaf=0.4, count=8
        )


def _hang(
    rng: np.random.Generator,
    bark: FloatArray,
    tones: Tones,
    light: FloatArray,
    canvas: Bytes,
) -> None:
    trunk(canvas, rng, (0.97, 1.03), (0.95, -0.05), 0.085, (mix(bark, light, 0.28), bark * 0.75))
    twigs = []
    for start, angle, length, width in (
        ((-0.05, 0.05), 0.30, 0.42, 0.030),
        ((-0.05, 0.24), 0.05, 0.30, 0.022),
        ((0.95, 0.36), -2.35, 0.42, 0.036),
        ((0.95, 0.30), -1.1, 0.34, 0.03),
        ((0.94, 0.46), -2.85, 0.26, 0.022),
        ((1.05, 0.04), 2.9, 0.36, 0.024),
    ):
        twigs += bough(canvas, rng, (*start, angle + rng.normal(0, 0.06)), (length, width), bark)
    order = sorted(twigs[::2], key=lambda twig: twig[1])
    clumps = [
        (x + rng.normal(0, 0.014), y + rng.normal(0, 0.014), rng.uniform(0.026, 0.046))
        for x, y in order
    ]
    foliage(canvas, rng, clumps, tones, leaf=0.36, count=7)


WORLD = Change(
    Card(
        "blossom",
        title=LocalizedText(en="Cherry blossom", fr="Cerisiers en fleurs"),
        description=LocalizedText(
            en="Spring under boughs of cherry blossom.",
            fr="Le printemps sous les cerisiers en fleurs.",
        ),
        words=(
            "Behind them cherry trees in blossom, a pond and a far mountain, petals falling "
            "in spring light"
        ),
    ),
    Kind.WORLD,
    stand_there,
)
