"""From one color space to another; all arrays float32, white D65."""

import cv2
import numpy as np

from trombine.imaging.arrays import FloatArray, LabImage, LinearImage, OklabImage, SrgbImage

LUMA_WEIGHTS = np.array([0.299, 0.587, 0.114], np.float32)
# Ottosson 2020, "A perceptual color space for image processing" (OKLab).
RGB_TO_LMS = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ],
    np.float32,
)
LMS_TO_OKLAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ],
    np.float32,
)


def srgb_to_linear(image: SrgbImage) -> LinearImage:
    """Undo the sRGB transfer curve (IEC 61966-2-1); [0, 1] to [0, 1]."""
    low = image / np.float32(12.92)
    high = np.power((image + np.float32(0.055)) / np.float32(1.055), np.float32(2.4))
    return LinearImage(np.where(image <= 0.04045, low, high).astype(np.float32))


def linear_to_srgb(image: LinearImage) -> SrgbImage:
    """Apply the sRGB transfer curve; what lies outside [0, 1] is clipped first."""
    light = np.clip(image, 0, 1)
    high = np.float32(1.055) * np.power(light, np.float32(1 / 2.4)) - np.float32(0.055)
    return SrgbImage(np.where(light <= 0.0031308, light * np.float32(12.92), high))


def srgb_to_oklab(image: SrgbImage) -> OklabImage:
    """Return lightness in [0, 1] and two signed chroma axes."""
    lms = np.cbrt(srgb_to_linear(image) @ RGB_TO_LMS.T)
    return OklabImage((lms @ LMS_TO_OKLAB.T).astype(np.float32))


def srgb_to_lab(image: SrgbImage) -> LabImage:
    """Return CIELAB; L in [0, 100], a and b about [-127, 127]."""
    return LabImage(cv2.cvtColor(image, cv2.COLOR_RGB2LAB))


def lab_to_srgb(image: LabImage) -> SrgbImage:
    """Return sRGB; colors outside its gamut are clipped."""
    return SrgbImage(np.clip(cv2.cvtColor(image, cv2.COLOR_LAB2RGB), 0, 1))


def luma(image: SrgbImage) -> FloatArray:
    """Return the painter's tone, (H, W) in [0, 1]: Rec. 601 luma of the encoded values."""
    return image @ LUMA_WEIGHTS


def scale_saturation(image: SrgbImage, factor: float) -> SrgbImage:
    """Push every color away from its gray; 1 changes nothing, 0 gives gray."""
    gray = luma(image)[..., None]
    return SrgbImage(np.clip(gray + (image - gray) * np.float32(factor), 0, 1))


def hex_color(code: str) -> FloatArray:
    """Return ``"#rrggbb"`` as (3,) in [0, 1]."""
    digits = code.removeprefix("#")
    return np.array([int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)], np.float32)
