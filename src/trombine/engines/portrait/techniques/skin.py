"""Skin: broad, calm tones without islands, in the color the person has."""

from itertools import pairwise

import cv2
import numpy as np

from trombine.engines.portrait.portrait import SIDE_PX, Portrait
from trombine.imaging.arrays import BoolArray, FloatArray
from trombine.imaging.filters import blur, guided_filter, mix, smoothstep

HALF_PX = SIDE_PX // 2
FEWEST_SAMPLES = 200

CALM_RADIUS_PX, CALM_EPSILON = 18, 5e-3
"""Of the guided filter, at half size and in lightness of [0, 1]: a change of less than 0.07
within the radius is no form of the face."""

CLEAREST_STEP = 9.0
"""In L*: two tones of skin are at least so far apart, or there is one tone less."""

SPECK_SHARE, ISLAND_SHARE, FAINT = 0.05, 0.28, 4.5
"""Diameter against the face's length below which a patch goes; the same for a patch that rises
less than ``FAINT`` L* above what is around it."""

LOST, FOUND = 0.12, 0.40
"""In L* a pixel at half size: where tone changes as slowly a contour is lost, or is sharp."""

LOST_PX = 9.0
"""How far a lost contour is drawn out, at half size."""


def calm_tone(lightness: FloatArray, bare: FloatArray) -> FloatArray:
    """Return the broad, edge-aware lightness of bare skin, run on below all that is not bare.

    Parameters
    ----------
    lightness
        (H, W) in L*, at half size.
    bare
        (H, W) skin without eyes, brows and mouth, in [0, 1].
    """
    few = np.float32(1e-3)
    middle = np.median(lightness[bare > 0.7]) if (bare > 0.7).any() else np.float32(50)
    around = (blur(lightness * bare, 9) + few * middle) / (blur(bare, 9) + few)
    filled = (mix(around, lightness, bare) / 100).astype(np.float32)
    calm = guided_filter(filled, filled, radius_px=CALM_RADIUS_PX, epsilon=CALM_EPSILON)
    return blur(calm, 2.0) * np.float32(100)


def choose_skin_tones(calm: FloatArray, bare: FloatArray, *, most: int) -> list[float]:
    """Return the tones a face is laid in, dark to light: as many as it has, ``most`` at most."""
    inside = calm[bare > 0.7]
    low, high = np.percentile(inside, [4, 97])
    count = int(np.clip(1 + (high - low) // CLEAREST_STEP, 2, most))
    edges = np.linspace(low, high, count + 1)
    return [(first + second) / 2 for first, second in pairwise(edges.tolist())]


def find_tone_shapes(
    calm: FloatArray, borders: list[float], *, face_height_px: float, rounded_px: float = 2.2
) -> list[FloatArray]:
    """Return one mask per border, where the tone lies above it, without islands.

    A painter's edges: found where the form turns, lost where tone hardly changes, or contours
    would draw a map on every cheek.

    Parameters
    ----------
    face_height_px
        In pixels of ``calm``.
    rounded_px
        Raising it rounds the shapes.
    """
    dx = cv2.Sobel(calm, cv2.CV_32F, 1, 0, ksize=3, scale=1 / 8)
    dy = cv2.Sobel(calm, cv2.CV_32F, 0, 1, ksize=3, scale=1 / 8)
    found = smoothstep(LOST, FOUND, blur(np.sqrt(dx * dx + dy * dy), 4))
    shapes = []
    for border in borders:
        shape = _drop_islands(calm, border, face_height_px).astype(np.float32)
        sharp = np.clip((blur(shape, rounded_px) - 0.5) * 3 + 0.5, 0, 1)
        shapes.append(mix(blur(shape, LOST_PX), sharp, found))
    return shapes


def flatten_skin(portrait: Portrait, lightness: FloatArray, *, levels: int) -> FloatArray:
    """Return the lightness of skin in a few flat tones with rounded contours, (H, W)."""
    half = (HALF_PX, HALF_PX)
    bare = cv2.resize(find_bare_skin(portrait), half, interpolation=cv2.INTER_AREA)
    if (bare > 0.7).sum() < FEWEST_SAMPLES:
        return lightness
    calm = calm_tone(cv2.resize(lightness, half, interpolation=cv2.INTER_AREA), bare)
    tones = choose_skin_tones(calm, bare, most=levels)
    borders = [(low + high) / 2 for low, high in pairwise(tones)]
    shapes = find_tone_shapes(calm, borders, face_height_px=portrait.face_height_px / 2)
    flat = np.full_like(lightness, tones[0])
    for shape, (low, high) in zip(shapes, pairwise(tones), strict=True):
        large = cv2.resize(shape, (SIDE_PX, SIDE_PX), interpolation=cv2.INTER_LINEAR)
        flat += large * np.float32(high - low)
    return flat


def find_bare_skin(portrait: Portrait) -> FloatArray:
    """Return skin away from eyes, brows, nose base and mouth, [0, 1]."""
    return portrait.skin * np.clip(1 - 2 * portrait.importance, 0, 1)


def _drop_islands(calm: FloatArray, border: float, face_height_px: float) -> BoolArray:
    """Return where the tone lies above the border, patches too small or too faint filled in."""
    above = calm > border
    away = np.abs(calm - border)
    for inside in (True, False):
        _, labels, stats, _ = cv2.connectedComponentsWithStats(
            (above == inside).astype(np.uint8), connectivity=4
        )
        area = stats[:, cv2.CC_STAT_AREA]
        rise = np.zeros(len(area), np.float32)
        np.maximum.at(rise, labels.ravel(), away.ravel())
        gone = area < (SPECK_SHARE * face_height_px) ** 2
        gone |= (area < (ISLAND_SHARE * face_height_px) ** 2) & (rise < FAINT)
        gone[0] = False  # label 0 is what was not asked for
        above = np.where(gone[labels], not inside, above)
    return above
