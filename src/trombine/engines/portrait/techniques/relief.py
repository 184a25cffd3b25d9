"""A portrait as sculpture: color taken out, form carved in, eyes drilled."""

from dataclasses import dataclass

import numpy as np

from trombine.engines.portrait.features import FeatureMasks
from trombine.engines.portrait.portrait import Portrait
from trombine.engines.portrait.techniques.grounds import distance_from
from trombine.engines.portrait.techniques.tones import even_light
from trombine.faces.topology import LEFT_EYE, LEFT_IRIS, RIGHT_EYE, RIGHT_IRIS
from trombine.imaging.arrays import FloatArray
from trombine.imaging.color import srgb_to_lab
from trombine.imaging.filters import blur, mix, shift_mask, smoothstep

CLAY = 0.58
"""The tone of a place that is neither raised nor hollow."""

BROW_COLOR, LIP_COLOR = 0.75, 0.40
"""So much of a feature's own darkness stays: a face without it is hardly anybody's."""


@dataclass(frozen=True, slots=True)
class Relief:
    """A carved portrait.

    Parameters
    ----------
    normals
        (H, W, 3) unit normals with locks, folds, wrinkles, lids and eyes.
    hollow
        How deep a place lies below its surroundings, [0, 1]; light does not get there.
    clay
        Tone about ``CLAY`` with the colors of the person taken out.
    """

    normals: FloatArray
    hollow: FloatArray
    clay: FloatArray


def carve(portrait: Portrait, features: FeatureMasks, *, depth: float = 1.0) -> Relief:
    """Return the portrait as a relief; raising ``depth`` cuts locks, folds and wrinkles deeper."""
    clay = _take_colors_out(portrait, features)
    # A chisel leaves no stubble and no cracks in lips; only the line between them stays exact.
    lips = np.clip(features.lips + features.mouth, 0, 1)
    polished = blur(lips, 16) * (1 - blur(features.mouth, 2.5)) * portrait.skin
    clay = mix(clay, blur(clay, 3.2), np.clip(polished * 1.8, 0, 0.9))
    smooth_skin = mix(blur(clay, 1.5), blur(clay, 4.5), portrait.skin * (1 - portrait.importance))
    strands = (blur(clay, 1.0) - CLAY) * portrait.hair
    height = smooth_skin * 15 + blur(clay, 7) * 16 + strands * 9
    dy, dx = np.gradient(height)
    steep = np.float32(depth) / np.sqrt(1 + (dx * dx + dy * dy) * np.float32(0.35))
    normals = portrait.normals.copy()
    normals[..., 0] -= dx * steep
    normals[..., 1] -= dy * steep
    broad = np.clip((blur(clay, 24) - blur(clay, 3)) * 2.2, 0, 0.8)
    fine = np.clip((blur(clay, 7) - clay) * 3.0, 0, 0.7)
    sunk = np.clip((broad * 0.6 + fine * 0.8) * np.float32(depth), 0, 1)
    normals, hollow = _set_eyes(portrait, features, normals, sunk)
    unit = normals / np.linalg.norm(normals, axis=2, keepdims=True)
    return Relief(unit.astype(np.float32), hollow, clay)


def _take_colors_out(portrait: Portrait, features: FeatureMasks) -> FloatArray:
    """Return the clay: what is darker than its surroundings by color is brought level."""
    evened = even_light(portrait, portrait.combed, share=0.8)
    lightness = srgb_to_lab(evened)[..., 0] / 100
    clay = _level_parts(portrait, lightness)
    around = blur(clay * portrait.skin, 40) / np.maximum(blur(portrait.skin, 40), 0.05)
    for mask, soft_px, kept in ((features.brows, 9, BROW_COLOR), (features.lips, 5, LIP_COLOR)):
        inside = blur(mask, soft_px)
        own = blur(clay * mask, 14) / np.maximum(blur(mask, 14), 0.05)
        clay = clay + np.clip(around - own, 0, 0.5) * np.clip(inside * 1.5, 0, 1) * (1 - kept)
    # Teeth are a ridge with seams; the dark behind them is a hollow, not a black.
    mouth = blur(features.mouth, 1.6)
    teeth = 0.56 + (clay - 0.5) * 0.55
    return mix(clay, np.clip(teeth, 0.36, 0.74), mouth)


def _level_parts(portrait: Portrait, lightness: FloatArray) -> FloatArray:
    """Bring skin, hair and cloth to one tone, with as much modelling in each."""
    detail = {
        "skin": (portrait.skin, 55.0, 0.24, 0.60),
        "hair": (portrait.hair, 22.0, 0.15, 0.90),
        "cloth": (portrait.cloth, 26.0, 0.13, 0.85),
    }
    clay, covered = np.zeros_like(lightness), np.full_like(lightness, 1e-4)
    for mask, reach_px, contrast, leveled in detail.values():
        weight = np.maximum(blur(mask, reach_px), np.float32(0.03))
        mean = blur(lightness * mask, reach_px) / weight
        spread = blur((lightness - mean) ** 2 * mask, reach_px) / weight
        inside = mask > 0.5
        if inside.sum() < 300:
            continue
        middle = float(np.median(lightness[inside]))
        level = mean * leveled + middle * (1 - leveled)
        deviation = np.sqrt(np.maximum(spread, 0)) * 0.7 + 0.3 * float(lightness[inside].std())
        carved = np.tanh((lightness - level) / np.maximum(deviation, 0.05) * 0.55)
        # The shade under a nose is light, not form: half of it would read as a moustache.
        clay += mask * (CLAY + contrast * np.where(carved < 0, carved * 0.85, carved))
        covered += mask
    return np.where(covered > 0.05, clay / covered, np.float32(CLAY)).astype(np.float32)


def _set_eyes(
    portrait: Portrait, features: FeatureMasks, normals: FloatArray, hollow: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Replace painted eyes by carved ones: a ball, the iris a groove, the pupil drilled."""
    inside = blur(features.eyes, 1.2)
    ball = normals.copy()
    carved = np.zeros_like(hollow)
    for eye, iris in ((RIGHT_EYE, RIGHT_IRIS), (LEFT_EYE, LEFT_IRIS)):
        contour = portrait.landmarks[list(eye), :2]
        center_x, center_y = contour.mean(axis=0).tolist()
        reach = max(float(np.ptp(contour[:, 0])) * 0.62, 4.0)
        near = distance_from(center_x, center_y) < reach * 1.5
        rows, columns = np.nonzero(near)
        bulge_x, bulge_y = (columns - center_x) / reach, (rows - center_y) / reach
        ball[near, 0], ball[near, 1] = bulge_x * 0.75, bulge_y * 0.9
        ball[near, 2] = np.sqrt(np.maximum(1 - np.minimum(bulge_x**2 + bulge_y**2, 0.7), 0.3))
        carved = np.maximum(carved, _iris(portrait.landmarks[list(iris), :2]))
    height = -blur(carved, 0.8) * 3.0
    dy, dx = np.gradient(height)
    ball[..., 0] -= dx
    ball[..., 1] -= dy
    # The upper lid lies over the ball and shades it.
    lid = inside * (1 - shift_mask(inside, right_px=0, down_px=portrait.face_height_px * 0.016))
    sunk = np.clip(np.maximum(carved * 0.95, blur(lid, 2.0) * 0.75), 0, 1)
    return mix(normals, ball, inside), mix(hollow, sunk, inside)


def _iris(points: FloatArray) -> FloatArray:
    """Return how deep a carved iris is: a shallow ring, and a deep pupil with a lit notch."""
    center, rim = points[0], points[1:]
    radius = max(float(np.linalg.norm(rim - center, axis=1).mean()), 2.0)
    away = distance_from(float(center[0]), float(center[1])) / np.float32(radius)
    ring = np.exp(-(((away - 0.92) / 0.11) ** 2)) * 0.55
    pupil = smoothstep(0.60, 0.46, away)
    notch_x, notch_y = float(center[0] - 0.26 * radius), float(center[1] - 0.30 * radius)
    notch = smoothstep(0.30, 0.20, distance_from(notch_x, notch_y) / np.float32(radius))
    disc = smoothstep(0.95, 0.85, away) * 0.22
    return np.maximum(np.maximum(ring, disc), pupil) * (1 - notch)
