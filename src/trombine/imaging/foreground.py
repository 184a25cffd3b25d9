"""A figure's own colors along its edge, where the ground shines through."""

import cv2
import numpy as np

from trombine.imaging.arrays import FloatArray, Mask, SrgbImage, as_srgb
from trombine.kernels import kernel


def estimate_foreground(image: SrgbImage, alpha: Mask) -> SrgbImage:
    """Return the person's own colors, the old ground taken out of half-covered pixels.

    Forte 2021, "Approximate Fast Foreground Colour Estimation" (blur fusion, twice), ICIP.
    """
    foreground: FloatArray = image
    background: FloatArray = image
    for radius_px in (45, 3):
        foreground, background = _fuse(image, foreground, background, alpha, radius_px)
    return as_srgb(foreground)


def lay_figure(image: SrgbImage, *, over: FloatArray, alpha: Mask) -> SrgbImage:
    """Return the figure of a picture on another ground, its half-covered pixels in its own colors.

    The same estimate, worked out at half size and read along the edge only: a fifth of the time.
    """
    half = (image.shape[1] // 2, image.shape[0] // 2)
    small = cv2.resize(image, half, interpolation=cv2.INTER_AREA)
    cover = cv2.resize(alpha, half, interpolation=cv2.INTER_AREA)
    foreground: FloatArray = small
    background: FloatArray = small
    for radius_px in (22, 2):
        foreground, background = _fuse(small, foreground, background, Mask(cover), radius_px)
    ground = np.ascontiguousarray(over, np.float32)
    return SrgbImage(_lay(image, ground, foreground, background, alpha))


@kernel(fastmath=True)
def _lay(
    image: FloatArray,
    ground: FloatArray,
    foreground: FloatArray,
    background: FloatArray,
    alpha: FloatArray,
) -> FloatArray:
    """Compose; where a pixel is half covered the old ground's share is exchanged for the new."""
    result = np.empty_like(image)
    zero, one = np.float32(0), np.float32(1)
    last_y, last_x = foreground.shape[0] - 1, foreground.shape[1] - 1
    for y in range(image.shape[0]):
        for x in range(image.shape[1]):
            share = alpha[y, x]
            for c in range(3):
                value = ground[y, x, c]
                if share >= one:
                    value = image[y, x, c]
                elif share > zero:
                    # Of F = Fm + a (I - a Fm - (1 - a) Bm), the color that is the figure's own.
                    own = foreground[min(y // 2, last_y), min(x // 2, last_x), c]
                    old = background[min(y // 2, last_y), min(x // 2, last_x), c]
                    own += share * (image[y, x, c] - share * own - (one - share) * old)
                    value += (min(max(own, zero), one) - value) * share
                result[y, x, c] = min(max(value, zero), one)
    return result


def _fuse(
    image: SrgbImage, foreground: FloatArray, background: FloatArray, alpha: Mask, radius_px: int
) -> tuple[FloatArray, FloatArray]:
    side = 2 * radius_px + 1
    cover = alpha[..., None]

    def box(array: FloatArray) -> FloatArray:
        return cv2.blur(array, (side, side), borderType=cv2.BORDER_REFLECT)

    alpha_mean = box(alpha)[..., None]
    foreground_mean = box(foreground * cover) / (alpha_mean + np.float32(1e-5))
    background_mean = box(background * (1 - cover)) / (1 - alpha_mean + np.float32(1e-5))
    residual = image - cover * foreground_mean - (1 - cover) * background_mean
    return np.clip(foreground_mean + cover * residual, 0, 1), background_mean
