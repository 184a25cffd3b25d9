"""Landscapes made of noise: misty mountains, pines, a sun, birds."""

from dataclasses import dataclass

import cv2
import numpy as np

from trombine.engines.portrait.portrait import SIDE_PX
from trombine.engines.portrait.techniques.grounds import disc, distance_from, pixel_grid
from trombine.imaging.arrays import FloatArray
from trombine.imaging.filters import mix

RIDGES = 6
FIRST_WITH_PINES = 3
PINE_SPACING_PX = (13, 19, 27)
BIRDS = 9


@dataclass(frozen=True, slots=True)
class Mood:
    """Colors of a landscape, each (3,): sky above and at the horizon, far and near hills, sun."""

    zenith: FloatArray
    horizon: FloatArray
    far: FloatArray
    near: FloatArray
    sun: FloatArray


def misty_mountains(mood: Mood, rng: np.random.Generator) -> FloatArray:
    """Return ridges behind ridges, each with mist at its foot, the nearer ones wooded."""
    _, y = pixel_grid()
    whole = (SIDE_PX, SIDE_PX, 3)
    sky = np.clip(y / (SIDE_PX * 0.62), 0, 1) ** np.float32(1.2)
    picture = mix(np.broadcast_to(mood.zenith, whole).astype(np.float32), mood.horizon, sky)
    sun_x, sun_y = SIDE_PX * float(rng.uniform(0.3, 0.7)), SIDE_PX * 0.25
    glow = np.exp(-((distance_from(sun_x, sun_y) / (SIDE_PX * 0.16)) ** 2)) * 0.55
    picture = mix(picture, mood.sun, glow)
    picture = mix(picture, mood.sun, disc(sun_x, sun_y, SIDE_PX * 0.075))
    for number in range(RIDGES):
        nearness = number / (RIDGES - 1)
        crest = _crest(rng, SIDE_PX * (0.38 + 0.115 * number), SIDE_PX * (0.26 - 0.02 * number))
        color = mood.far * (1 - nearness) + mood.near * nearness
        mist = np.clip((y - crest) / (SIDE_PX * 0.16), 0, 1) * np.float32(0.75 - 0.55 * nearness)
        hill = mix(np.broadcast_to(color, whole).astype(np.float32), mood.horizon, mist)
        picture = mix(picture, hill, np.clip(y - crest + 0.5, 0, 1))
        if number >= FIRST_WITH_PINES:
            spacing = PINE_SPACING_PX[number - FIRST_WITH_PINES]
            picture = mix(picture, color * 0.8, _pines(crest, spacing, rng))
    return mix(picture, mood.near * 0.8, _birds(rng))


def _crest(rng: np.random.Generator, height_px: float, relief_px: float) -> FloatArray:
    """Return the y of a mountain line for every x: midpoints on six scales."""
    x = np.linspace(0, 1, SIDE_PX, dtype=np.float32)
    rise = np.zeros(SIDE_PX, np.float32)
    for octave in range(6):
        count = 3 * 2**octave
        knots = rng.random(count + 2, dtype=np.float32) - 0.5
        rise += np.interp(x * count, np.arange(count + 2), knots).astype(np.float32) * 0.5**octave
    return (height_px - relief_px * rise).astype(np.float32)


def _pines(crest: FloatArray, spacing_px: int, rng: np.random.Generator) -> FloatArray:
    canvas = np.zeros((SIDE_PX, SIDE_PX), np.uint8)
    for place in range(0, SIDE_PX, spacing_px):
        x = int(np.clip(place + rng.normal(0, spacing_px * 0.4), 0, SIDE_PX - 1))
        height = spacing_px * rng.uniform(1.6, 3.4)
        for tier in range(4):
            foot = crest[x] + 4 - height * tier * 0.23
            half = height * 0.24 * (1 - tier * 0.22)
            tree = [[x - half, foot], [x + half, foot], [x, foot - height * 0.42]]
            corners = np.round(np.array(tree) * 16).astype(np.int32)
            cv2.fillConvexPoly(canvas, corners, 255, cv2.LINE_AA, 4)
    return canvas.astype(np.float32) / 255


def _birds(rng: np.random.Generator) -> FloatArray:
    canvas = np.zeros((SIDE_PX, SIDE_PX), np.uint8)
    for _ in range(BIRDS):
        x, y = rng.uniform(0.15, 0.85) * SIDE_PX, rng.uniform(0.03, 0.2) * SIDE_PX
        span = rng.uniform(5, 12)
        wings = [(-2, -0.6), (-1.4, -0.95), (-0.8, -0.8), (0, 0), (0.8, -0.8), (1.4, -0.95)]
        points = [(x + dx * span, y + dy * span) for dx, dy in [*wings, (2, -0.6)]]
        curve = np.round(np.array(points) * 16).astype(np.int32)
        cv2.polylines(
            canvas, [curve], isClosed=False, color=255, thickness=2, lineType=cv2.LINE_AA, shift=4
        )
    return canvas.astype(np.float32) / 255
