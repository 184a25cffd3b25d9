"""A winter night in the north: curtains of light over snowy ridges and pines."""

import numpy as np

from trombine.domain.card import Card
from trombine.domain.text import LocalizedText
from trombine.engines.portrait.changes.change import Change, Kind
from trombine.engines.portrait.changes.scene import set_in
from trombine.engines.portrait.portrait import SIDE_PX, Portrait
from trombine.engines.portrait.style import Look
from trombine.engines.portrait.techniques.grounds import pixel_grid
from trombine.engines.portrait.techniques.landscapes import Mood, starry_sky, wooded_ridges
from trombine.imaging.arrays import FloatArray, SrgbImage, as_srgb
from trombine.imaging.color import hex_color
from trombine.imaging.filters import blur, smoothstep

MOOD = Mood(*(hex_color(c) for c in ("#07122e", "#2f7d86", "#5f93a8", "#0b1f33", "#dffcf0")))
FOOT, CROWN = hex_color("#6dffb0"), hex_color("#8a63ff")
"""Of the curtains: oxygen glows green, and farther up violet."""

CURTAINS = ((0.44, 0.30, 0.95), (0.30, 0.24, 0.75), (0.56, 0.20, 0.55))
"""Height of the foot and of the light above it, in sides, and brightness."""


def stand_below(portrait: Portrait, look: Look) -> Portrait:
    """Return the person under the northern lights, the brighter half where the light is."""
    return set_in(portrait, look, _paint(look), light=FOOT)


def _paint(look: Look) -> SrgbImage:
    rng = look.rng(41)
    picture = starry_sky(MOOD, rng)
    glow = np.zeros_like(picture)
    for foot, height, brightness in CURTAINS:
        glow += _curtain(rng, foot, height) * np.float32(brightness)
    x, y = pixel_grid()
    across = x / SIDE_PX if not look.light_from_left else 1 - x / SIDE_PX
    glow *= (0.55 + 0.6 * across)[..., None]
    # Light adds to light: it never covers a star.
    picture = 1 - (1 - picture) * (1 - np.clip(glow, 0, 1))
    lit = glow.mean(axis=(0, 1))
    snow = Mood(MOOD.zenith, np.clip(MOOD.horizon * 0.8 + lit * 0.5, 0, 1), *_snow(lit), MOOD.sun)
    return as_srgb(wooded_ridges(picture, snow, rng, highest=0.66))


def _snow(lit: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return far and near snow as the sky lights it."""
    return np.clip(MOOD.far * 0.75 + lit * 0.5, 0, 1), MOOD.near


def _curtain(rng: np.random.Generator, foot: float, height: float) -> FloatArray:
    """Return a hanging sheet of light: sharp at its winding foot, in rays, fading upwards."""
    x, y = pixel_grid()
    along = np.linspace(0, 1, SIDE_PX, dtype=np.float32)
    winding = sum(
        np.sin(along * np.float32(2 * np.pi * waves) + np.float32(rng.uniform(0, 6.3))) / waves
        for waves in (0.7, 1.6, 3.7)
    )
    base = SIDE_PX * (foot + 0.075 * winding)
    rays = _rays(rng)
    tall = SIDE_PX * height * (0.55 + 0.75 * rays)
    above = np.clip(base - y, 0, None)
    fading = np.exp(-above / tall) * smoothstep(-14, 10, base - y)
    light = fading * (0.35 + 0.65 * rays)
    share = np.clip(above / (SIDE_PX * height * 1.3), 0, 1)[..., None]
    return blur(light.astype(np.float32), 1.6)[..., None] * (FOOT * (1 - share) + CROWN * share)


def _rays(rng: np.random.Generator) -> FloatArray:
    """Return how bright each column is, [0, 1]: broad folds and fine rays."""
    place = np.linspace(0, 1, SIDE_PX, dtype=np.float32)
    total = np.zeros(SIDE_PX, np.float32)
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
