"""The picture as the search wants it: small, and with its own drawing pressed down."""

from functools import lru_cache

import cv2
import numpy as np

from trombine.imaging.arrays import FloatArray, SrgbImage
from trombine.imaging.color import LUMA_WEIGHTS
from trombine.provenance.watermark.frame import FRAME_PX

# Rec. 601.
BLUE_YELLOW_WEIGHTS = np.array([-0.168736, -0.331264, 0.5], np.float32)

# Steps between neighboring pixels beyond this are the picture's own; the mark's are smaller.
LARGEST_STEP = 0.5
# How far the whitening undoes the gradient: 0 leaves it, 1 gives back a picture without edges.
INTEGRATION = 0.25
WHITENED_PERIODS = (4.0, 50.0)
WHITENED_COLOR_PERIODS = 30.0
LARGEST_DEVIATION = 2.5


def shrink(image: SrgbImage) -> FloatArray:
    """Return the picture in levels of 255 with a longer side of ``FRAME_PX``, sides even."""
    height, width = image.shape[:2]
    scale = FRAME_PX / max(height, width)
    size = (2 * max(1, round(width * scale / 2)), 2 * max(1, round(height * scale / 2)))
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    return cv2.resize(image, size, interpolation=method) * np.float32(255)


def whiten(image: SrgbImage) -> FloatArray:
    """Return lightness plus color with the picture's own drawing pressed down, the mark kept.

    Clipping the gradient takes an edge's size away but leaves where it is: what then remains of
    a drawing is about as strong as the mark.
    """
    small = shrink(image)
    height, width = small.shape[:2]
    filters = _whitening_filters(height, width)
    planes = (small @ LUMA_WEIGHTS, small @ BLUE_YELLOW_WEIGHTS)
    total = np.zeros((height, width), np.float32)
    for plane, spectrum in zip(planes, filters, strict=True):
        flat = cv2.idct(cv2.dct(_clipped_divergence(plane)) * spectrum)
        spread = np.sqrt(cv2.GaussianBlur(flat * flat, (0, 0), 4))
        flat /= spread + np.float32(0.1)
        total += np.clip(flat, -LARGEST_DEVIATION, LARGEST_DEVIATION)
    return total


def _clipped_divergence(plane: FloatArray) -> FloatArray:
    """Return minus the divergence of the plane's gradient, steps clipped to what a mark makes."""
    smooth = cv2.GaussianBlur(plane, (0, 0), 0.6)
    across = np.clip(np.diff(smooth, axis=1), -LARGEST_STEP, LARGEST_STEP)
    down = np.clip(np.diff(smooth, axis=0), -LARGEST_STEP, LARGEST_STEP)
    divergence = np.zeros_like(smooth)
    divergence[:, :-1] -= across
    divergence[:, 1:] += across
    divergence[:-1] -= down
    divergence[1:] += down
    return divergence


@lru_cache(maxsize=8)
def _whitening_filters(height: int, width: int) -> tuple[FloatArray, FloatArray]:
    """Return what the DCT of lightness and of color is multiplied by: a band pass, evened out."""
    down = np.arange(height, dtype=np.float32)[:, None]
    right = np.arange(width, dtype=np.float32)[None, :]
    laplacian = 4 - 2 * np.cos(np.pi * down / height) - 2 * np.cos(np.pi * right / width)
    laplacian[0, 0] = 1
    lowest, highest = WHITENED_PERIODS
    periods = np.hypot(down, right) / 2
    band = (1 - 1 / (1 + (periods / lowest) ** 4)) / (1 + (periods / highest) ** 8)
    lightness = (band / laplacian**INTEGRATION).astype(np.float32)
    color = lightness / (1 + (periods / WHITENED_COLOR_PERIODS) ** 4)
    return lightness, color.astype(np.float32)
