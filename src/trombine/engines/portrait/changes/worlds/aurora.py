"""A winter night in the north: curtains of light over snowy ridges and pines."""

import numpy as np

from trombine.domain.card import Card
from trombine.domain.text import LocalizedText
from trombine.engines.portrait.changes.change import Change, Kind
from trombine.engines.portrait.changes.scene import set_in
from trombine.engines.portrait.portrait import SIDE_PX, Portrait
from trombine.engines.portrait.style import Look
from trombine.engines.portrait.techniques.grounds import pixel_grid
from trombine.engines.portrait.techniques.landscapes import Mood, winter_night
from trombine.imaging.arrays import FloatArray, SrgbImage, as_srgb
from trombine.imaging.color import hex_color
from trombine.imaging.filters import blur, smoothstep

MOOD = Mood(*(hex_color(c) for c in ("#060d24", "#1f5f78", "#7fb3c2", "#0a1a2c", "#e8fff6")))
FOOT, CROWN = hex_color("#6dffb0"), hex_color("#8a63ff")
"""Of the curtains: oxygen glows green, and farther up violet."""

CURTAINS = ((0.46, 0.34, 1.0), (0.28, 0.26, 0.6))
"""Height of the foot and of the light above it, in sides, and brightness."""


def stand_below(portrait: Portrait, look: Look) -> Portrait:
    """Return the person under the northern lights, the brighter half where the light is."""
    return set_in(portrait, look, _paint(look), light=FOOT)


def _paint(look: Look) -> SrgbImage:
    rng = look.rng(41)
    x, _ = pixel_grid()
    away = x / SIDE_PX if look.light_from_left else 1 - x / SIDE_PX
    light = np.zeros((SIDE_PX, SIDE_PX, 3), np.float32)
    for foot, height, brightness in CURTAINS:
        # Hung slantwise, the nearest end on the side the light comes from.
        curtain = _curtain(rng, foot - 0.10 + 0.20 * away, height * (1.25 - 0.6 * away))
        light += curtain * (brightness * (1.15 - 0.75 * away))[..., None]
    return as_srgb(winter_night(MOOD, rng, light=light))


def _curtain(rng: np.random.Generator, foot: FloatArray, height: FloatArray) -> FloatArray:
    """Return a hanging sheet of light: sharp at its winding foot, in rays, fading upwards."""
    _, y = pixel_grid()
    along = np.linspace(0, 1, SIDE_PX, dtype=np.float32)
    winding = sum(
        np.sin(along * np.float32(2 * np.pi * waves) + np.float32(rng.uniform(0, 6.3))) / waves
        for waves in (0.8, 2.1, 5.3)
    )
    base = SIDE_PX * (foot + 0.05 * winding)
    rays = _rays(rng)
    tall = SIDE_PX * height * (0.55 + 0.75 * rays)
    above = np.clip(base - y, 0, None)
    fading = np.exp(-above / tall) * smoothstep(-30, 8, base - y)
    light = fading * (0.25 + 0.75 * rays)
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
