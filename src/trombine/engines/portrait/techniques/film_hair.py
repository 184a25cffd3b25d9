"""Hair as modelers build it: locks that follow the growth, bands of light across them.

The bands follow Kajiya & Kay 1989, "Rendering Fur with Three Dimensional Textures", section 4,
doi:10.1145/74334.74361, with the tangents of the structure tensor laid on the head's surface.
"""

import cv2
import numpy as np

from trombine.engines.portrait.portrait import SIDE_PX, Portrait
from trombine.engines.portrait.techniques.tones import find_locks
from trombine.imaging.arrays import FloatArray
from trombine.imaging.color import LUMA_WEIGHTS
from trombine.imaging.filters import FlowField, blur, flow_field, mix, smooth_along_flow, smoothstep
from trombine.imaging.noise import grain

HALF_PX = SIDE_PX // 2
GROWTH_LENGTH_PX, LOCK_WIDTH_PX = 34, 2.4
"""Of locks drawn into hair, at half size."""

GATHERED_LENGTH_PX = 16
FAINTEST_LOCK = 0.012
RELIEF, GROOVE = 0.17, 0.16
NARROW_BAND, WIDE_BAND = 46.0, 9.0
"""Exponents of the pale band of the cuticle and the colored one below it."""

BAND_JITTER = 0.10
SHARED_NOISE = 11
"""Seed of the locks: the same hair grows in every picture of a person."""


def model_hair(portrait: Portrait, image: FloatArray, *, light_x: float) -> FloatArray:
    """Return the image with hair as modeled locks; worked out at half size, where they are wide.

    ``light_x`` is -1 for light from the left. Curls keep their turns: locks follow the flow.
    """
    hair = _halve(portrait.hair * (1 - portrait.importance))
    if (hair > 0.5).sum() < 200:
        return image
    small = _fill_beyond(_halve(image), hair)
    flow = flow_field(small, sigma_px=4.0, pre_blur_px=1.2)
    gathered = smooth_along_flow(small, flow, length_px=GATHERED_LENGTH_PX, step_px=2.0, where=hair)
    tone: FloatArray = gathered @ LUMA_WEIGHTS
    relief = _relief(tone, hair, flow)
    modeled = gathered * (1 + RELIEF * relief)[..., None]
    modeled = modeled * (1 - GROOVE * smoothstep(-0.5, -1.6, relief))[..., None]
    modeled = modeled + _bands(portrait, gathered, flow, relief, light_x)
    size = (SIDE_PX, SIDE_PX)
    large = cv2.resize(np.clip(modeled, 0, 1), size, interpolation=cv2.INTER_CUBIC)
    return mix(image, np.clip(large, 0, 1), portrait.hair * (1 - portrait.importance))


def _halve(plane: FloatArray) -> FloatArray:
    return cv2.resize(plane, (HALF_PX, HALF_PX), interpolation=cv2.INTER_AREA)


def _fill_beyond(image: FloatArray, hair: FloatArray) -> FloatArray:
    """Return the image with hair's own color run on where hair thins out into the ground."""
    sure = smoothstep(0.6, 0.95, hair) + np.float32(1e-3)
    spread = blur(image * sure[..., None], 7) / blur(sure, 7)[..., None]
    return mix(image, spread, smoothstep(0.02, 0.2, hair) * (1 - smoothstep(0.6, 0.95, hair)))


def _relief(tone: FloatArray, hair: FloatArray, flow: FlowField) -> FloatArray:
    """Return how far each place stands out of the hair: its own locks, and fine ones on them."""
    _, own = find_locks(tone, hair, reach_px=9, faintest=FAINTEST_LOCK)
    noise = grain(SHARED_NOISE, size_px=HALF_PX, softness_px=LOCK_WIDTH_PX)
    drawn = smooth_along_flow(noise, flow, length_px=GROWTH_LENGTH_PX, step_px=2.0, where=hair)
    inside = hair > 0.5
    contrast = float(drawn[inside].std()) if inside.any() else 1.0
    return np.clip(0.75 * own + 0.45 * drawn / max(contrast, 1e-3), -2.2, 2.2)


def _bands(
    portrait: Portrait, color: FloatArray, flow: FlowField, relief: FloatArray, light_x: float
) -> FloatArray:
    """Return the light along the strands, (H, W, 3): a pale band and a wide colored one."""
    normals = _halve(portrait.normals)
    nx, ny, nz = normals[..., 0], normals[..., 1], np.maximum(normals[..., 2], 0.25)
    tx, ty = flow.tangent_x, flow.tangent_y
    tz = -(tx * nx + ty * ny) / nz
    half = np.array([0.42 * light_x, -0.62, 1.35], np.float32)
    half /= np.linalg.norm(half)
    along = (tx * half[0] + ty * half[1] + tz * half[2]) / np.sqrt(tx * tx + ty * ty + tz * tz)
    across = np.clip(1 - (along + BAND_JITTER * relief) ** 2, 0, 1)
    facing = np.clip(nx * half[0] + ny * half[1] + nz * half[2], 0, 1) ** 2
    # Where hair runs nowhere, as in a crop, gloss would be a film of grease.
    sure = facing * smoothstep(0.15, 0.55, flow.anisotropy)
    crest = smoothstep(-0.6, 1.2, relief)
    pale = across**NARROW_BAND * sure * crest * 0.20
    wide = across**WIDE_BAND * sure * (0.35 + 0.65 * crest) * 0.38
    return pale[..., None] * (0.55 + 0.45 * color) + wide[..., None] * (color + 0.05)
