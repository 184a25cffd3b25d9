"""Mountains: snowy summits behind a lake, firs on both sides."""

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
    sky,
    soften,
    stamp,
)
from trombine.engines.portrait.techniques.plants import (
    blades,
    fir,
)
from trombine.engines.portrait.techniques.scenery import Rock, cumulus, massif, water
from trombine.imaging.arrays import FloatArray
from trombine.imaging.filters import mix

PURPOSE = 130
HOURS = (
    ("#fff4d6", "#4a95d2", "#dff0f4", "#8d93a3", "#56637f", "#2f6b4a", "#7fb55a"),
    ("#ffc490", "#5a6fae", "#ffd7bd", "#c98a78", "#5d5274", "#27504a", "#8a8a4a"),
    ("#fbe9f4", "#6aa7cf", "#f3ece6", "#9aa0ad", "#6b7590", "#3c6f63", "#9fbf6a"),
)
"""Light; sky, horizon, rock in the light and in the shade, firs, meadow."""


def stand_there(portrait: Portrait, look: Look) -> Portrait:
    """Return the person before mountains."""
    return set_in_painted(portrait, look, _paint, hours=HOURS, purpose=PURPOSE)


def _paint(hour: tuple[str, ...], picture: FloatArray, rng: np.random.Generator) -> None:
    light, zenith, horizon, rock, dark, wood, grass = colors(*hour)
    white = np.ones(3, np.float32)
    sky(picture, (0.0, zenith), (0.5, horizon), (1.0, horizon))
    glow(picture, light, at=(0.05, 0.18), reach=0.42, strength=0.6)
    cumulus(
        picture,
        rng,
        [(rng.uniform(0.3, 0.5), 0.17, 0.15), (0.68, 0.10, 0.10)],
        (mix(zenith, horizon, 0.6), mix(horizon, white, 0.5), mix(light, white, 0.6)),
        flat=0.3,
    )
    soften(picture, 0.004)
    snow = (mix(light, white, 0.55), mix(zenith, white, 0.45))
    far = [(0.50 + rng.uniform(-0.05, 0.05), 0.34, 0.34), (0.28, 0.38, 0.26), (0.70, 0.36, 0.28)]
    massif(picture, rng, far, Rock((rock, dark), snow, horizon, hazy=0.5, foot=0.66))
    tall = (0.12 + rng.uniform(-0.02, 0.03), 0.20 + rng.uniform(-0.03, 0.05), 0.34)
    other = (0.90 + rng.uniform(-0.03, 0.02), 0.11 + rng.uniform(-0.03, 0.05), 0.40)
    massif(
        picture,
        rng,
        [tall, other],
        Rock((rock, dark), snow, mix(horizon, zenith, 0.25), hazy=0.12, foot=0.68),
    )
    hills = crest(rng, 0.63, 0.05, knots=5, rough=0.55)
    land(picture, hills, mix(wood, horizon, 0.35), mix(wood, horizon, 0.6), reach=0.07)
    water(
        picture,
        rng,
        (0.665, 0.80),
        (mix(horizon, zenith, 0.35), zenith * 0.8, mix(light, white, 0.5), mix(wood, zenith, 0.5)),
        count=110,
    )
    near = crest(rng, 0.79, 0.06, knots=2, rough=0.4)
    land(picture, near, mix(grass, light, 0.15), grass * 0.6, reach=0.22)
    stamp(picture, partial(_plant, rng, wood, grass, light))


def _plant(
    rng: np.random.Generator, wood: FloatArray, grass: FloatArray, light: FloatArray, canvas: Bytes
) -> None:
    tones = (wood * 0.45, wood * 0.8, mix(wood, light, 0.28))
    for x in np.sort(rng.random(14)):
        away = 0.0 if 0.22 < x < 0.78 else 1.0
        fir(canvas, rng, (float(x), 0.80), 0.07 + 0.05 * away, tones)
    for x, foot, height in (
        (0.02, 0.98, 0.62),
        (0.15, 0.97, 0.40),
        (0.97, 0.99, 0.56),
        (0.86, 0.96, 0.36),
    ):
        fir(
            canvas, rng, (x + rng.uniform(-0.02, 0.02), foot), height * rng.uniform(0.9, 1.1), tones
        )
    green = (grass * 0.45, grass * 0.7, mix(grass, light, 0.3))
    blades(canvas, rng, foot=1.01, height=0.07, tones=green, count=160)


WORLD = Change(
    Card(
        "mountains",
        title=LocalizedText(en="Mountains", fr="Montagnes"),
        description=LocalizedText(
            en="Snowy summits above a lake between firs.",
            fr="Des sommets enneigés au-dessus d’un lac, entre les sapins.",
        ),
        words="Behind them snowy mountains above a clear lake, dark firs on both sides",
    ),
    Kind.WORLD,
    stand_there,
)
