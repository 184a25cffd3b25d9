"""Strands for hair that a small photo shows as blobs."""

import cv2
import numpy as np

from trombine.engines.portrait.portrait import SIDE_PX
from trombine.imaging.arrays import FloatArray, Mask, SrgbImage, as_srgb
from trombine.imaging.filters import blur, flow_field, smooth_along_flow, smoothstep
from trombine.imaging.noise import grain

FINE_ENOUGH, BLOBS = 0.145, 0.095
"""Fine over broad contrast: of hair drawn from a good photo at least, of blobs at most."""

DEPTH, GLINT = 0.22, 0.014
LENGTH_PX = 22
FEWEST_PX = 2000


def draw_missing_strands(painted: SrgbImage, hair: Mask, importance: Mask) -> SrgbImage:
    """Return the painting with strands along the locks, as far as the photo had none to show.

    Noise drawn out along the flow of the hair: it follows the curls there are and invents none.
    """
    green = np.ascontiguousarray(painted[..., 1])
    beyond = (FINE_ENOUGH - _fineness(green, hair)) / (FINE_ENOUGH - BLOBS)
    missing = float(np.clip(beyond, 0, 1))
    if missing == 0:
        return painted
    # The soft rim of the mask lies on skin.
    share = smoothstep(0.80, 1.0, hair) * (1 - importance) * np.float32(missing)
    strands = np.clip(_draw_out(painted, share), -2, 2) * share
    return as_srgb(painted * (1 + DEPTH * strands)[..., None] + GLINT * strands[..., None])


def _fineness(tone: FloatArray, hair: Mask) -> float:
    inside = hair > 0.9
    if inside.sum() < FEWEST_PX:
        return 1.0
    fine, broad = (np.abs(tone - blur(tone, sigma))[inside].mean() for sigma in (1.5, 8.0))
    return float(fine / max(float(broad), 1e-4))


def _draw_out(painted: SrgbImage, share: FloatArray) -> FloatArray:
    """Return strands of unit contrast; worked out at half size, where they have their width."""
    half = (SIDE_PX // 2, SIDE_PX // 2)
    small = cv2.resize(painted, half, interpolation=cv2.INTER_AREA)
    where = cv2.resize(share, half, interpolation=cv2.INTER_AREA)
    flow = flow_field(small, sigma_px=4.5, pre_blur_px=1.5)
    noise = grain(3, size_px=SIDE_PX // 2, softness_px=0.7)
    drawn = smooth_along_flow(noise, flow, length_px=LENGTH_PX, where=where)
    inside = where > 0.5 * where.max()
    contrast = float(drawn[inside].std()) if inside.any() else 1.0
    return cv2.resize(
        drawn / max(contrast, 1e-3), (SIDE_PX, SIDE_PX), interpolation=cv2.INTER_LINEAR
    )
