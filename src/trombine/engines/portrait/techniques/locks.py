"""Hair as a chisel cuts it: locks that follow the hair's own flow, round above and sharp below."""

import cv2
import numpy as np

from trombine.engines.portrait.portrait import SIDE_PX
from trombine.imaging.arrays import FloatArray
from trombine.imaging.filters import blur, flow_field, smooth_along_flow
from trombine.imaging.noise import grain

HALF_PX = SIDE_PX // 2
"""Locks are worked out at half size: they are broad, and it takes a quarter of the time."""

FLOW_PX, LOCK_LENGTH_PX = 5.0, 24.0
LOCK_PX, STRAND_PX = (2.2, 11.0), (0.9, 3.6)
"""The finest and the broadest deviation of what counts as a lock and as a strand, at half size."""

FAINTEST = 0.012
"""Deviation of lightness below which the photo shows no locks, only noise."""

OVERCUT = 0.75
"""Raising it cuts the valleys between locks sharper and flattens their tops."""


def cut_locks(image: FloatArray, fur: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return height of locks and of strands where ``fur`` is, both of deviation about 1.

    Measured in deviations of the tone around, so that black and blond hair are cut alike. Where a
    photo shows no locks, noise drawn out along the flow stands in for them.
    """
    size = (HALF_PX, HALF_PX)
    small = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
    where = cv2.resize(fur, size, interpolation=cv2.INTER_AREA)
    flow = flow_field(small, sigma_px=FLOW_PX)
    tone = np.ascontiguousarray(small[..., 1])
    noise = grain(5, size_px=HALF_PX, softness_px=1.6) * np.float32(0.02)
    both = smooth_along_flow(
        np.dstack([tone, noise]), flow, length_px=LOCK_LENGTH_PX, step_px=2.0, where=where
    )
    seen, made = both[..., 0], both[..., 1]
    locks = _stand_out(seen, made, where, LOCK_PX)
    strands = _stand_out(seen, made, where, STRAND_PX)
    return _enlarge(_overcut(locks)), _enlarge(strands)


def _stand_out(
    seen: FloatArray, made: FloatArray, part: FloatArray, band_px: tuple[float, float]
) -> FloatArray:
    fine, broad = band_px
    band, spread = _measure(seen, part, fine, broad)
    stand_in, its_spread = _measure(made, part, fine, broad)
    lacking = 1 / (1 + (spread / np.float32(FAINTEST)) ** 2)
    drawn = band / np.maximum(spread, np.float32(FAINTEST / 2))
    drawn = drawn + (stand_in / np.maximum(its_spread, np.float32(1e-4)) - drawn) * lacking
    return np.clip(drawn, -2.5, 2.5) * part


def _measure(
    tone: FloatArray, part: FloatArray, fine: float, broad: float
) -> tuple[FloatArray, FloatArray]:
    """Return a band of the tone within a part, and its deviation around each place."""
    weight = blur(part, broad) + np.float32(1e-3)
    band = blur(tone, fine) - blur(tone * part, broad) / weight
    square = blur(band * band * part, 2 * broad) / (blur(part, 2 * broad) + np.float32(1e-3))
    return band, np.sqrt(np.maximum(square, 0))


def _overcut(height: FloatArray) -> FloatArray:
    return (1 - np.exp(-np.float32(OVERCUT) * height)) / np.float32(OVERCUT)


def _enlarge(plane: FloatArray) -> FloatArray:
    return cv2.resize(plane, (SIDE_PX, SIDE_PX), interpolation=cv2.INTER_CUBIC)
