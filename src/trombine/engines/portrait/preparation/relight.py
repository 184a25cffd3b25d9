"""Even, honest light: clear where the photo was dull, never lighter skin than it was exposed."""

import numpy as np

from trombine.engines.portrait.features import FeatureMasks
from trombine.faces.pose import measure_face_px
from trombine.imaging.arrays import BoolArray, FloatArray, LabImage, Mask, Points, SrgbImage
from trombine.imaging.color import lab_to_srgb, srgb_to_lab
from trombine.imaging.filters import blur, guided_filter, mix

FLATTENED = 0.30
SKIN_HUE_RANGE_DEG = (34, 72)
SKIN_CHROMA_RANGE = (8, 34)
LIVELY_SKIN = 0.44
"""Chroma over lightness of skin in warm light."""

ENLIVENED, MOST_ENLIVENED = 0.45, 0.30


def relight(
    foreground: SrgbImage,
    alpha: Mask,
    skin: Mask,
    features: FeatureMasks,
    importance: Mask,
    landmarks: Points,
) -> SrgbImage:
    """Return the person with full contrast, softened side light, lively skin and no color cast.

    Levels come from the person alone and keep the face's median lightness, so that no skin tone
    is moved towards another.
    """
    lab = srgb_to_lab(foreground)
    face = (features.oval > 0.5) & (features.eyes < 0.1)
    face_px = measure_face_px(landmarks)
    lightness = _stretch_levels(lab[..., 0], alpha > 0.8, face)
    lightness = _soften_side_light(lightness, skin, face, face_px)
    detail = lightness - guided_filter(foreground[..., 1], lightness, radius_px=24, epsilon=2e-3)
    color = _enliven(lab[..., 1:] + _white_balance(lab, face), lightness, skin, features, face)
    balanced = np.dstack([np.clip(lightness + detail * 0.25, 0, 100), color])
    relit = lab_to_srgb(LabImage(balanced.astype(np.float32)))
    clean = guided_filter(relit, relit, radius_px=9, epsilon=9e-4)
    weight = skin * (1 - 0.85 * importance) * 0.8
    return SrgbImage(np.clip(mix(relit, clean, weight), 0, 1))


def _stretch_levels(lightness: FloatArray, person: BoolArray, face: BoolArray) -> FloatArray:
    """Spread the person's tones over the range, then bend them so that the face stays put."""
    low, high = np.percentile(lightness[person], [1.0, 99.3])
    low, high = min(low, 14), max(high, 60)
    spread = np.clip((lightness - low) / (high - low), 0, 1.02) * 97
    before, after = float(np.median(lightness[face])), float(np.median(spread[face]))
    # A photo taken too dark may come up a little; otherwise the tone of the skin is the photo's.
    wanted = max(before, 22.0)
    gamma = np.log(wanted / 97) / np.log(min(max(after, 1), 96) / 97)
    return (97 * np.power(np.clip(spread / 97, 0, 1), np.clip(gamma, 0.5, 2.0))).astype(np.float32)


def _soften_side_light(
    lightness: FloatArray, skin: Mask, face: BoolArray, face_px: float
) -> FloatArray:
    weight = skin + np.float32(1e-3)
    broad = blur(lightness * weight, face_px * 0.16) / np.maximum(
        blur(weight, face_px * 0.16), 1e-4
    )
    correction = np.clip(np.median(broad[face]) - broad, -18, 18) * FLATTENED
    return lightness + correction * blur(skin, face_px * 0.05)


def _white_balance(lab: LabImage, face: BoolArray) -> FloatArray:
    """Return what to add to a and b so that skin lies among the hues skin can have."""
    a, b = float(np.median(lab[..., 1][face])), float(np.median(lab[..., 2][face]))
    hue = float(np.clip(np.degrees(np.arctan2(b, a)), *SKIN_HUE_RANGE_DEG))
    chroma = float(np.clip(np.hypot(a, b), *SKIN_CHROMA_RANGE))
    hue_rad = np.radians(hue)
    shift = chroma * np.cos(hue_rad) - a, chroma * np.sin(hue_rad) - b
    return np.array(shift, np.float32) * np.float32(0.7)


def _enliven(
    color: FloatArray, lightness: FloatArray, skin: Mask, features: FeatureMasks, face: BoolArray
) -> FloatArray:
    """Give dull skin some of the color that flat light and haze took from it.

    Judged by its chroma for its lightness, which differs much less between people than either.
    """
    chroma = float(np.median(np.hypot(color[face, 0], color[face, 1])))
    liveliness = max(chroma / max(float(np.median(lightness[face])), 1), 1e-3)
    missing = max(LIVELY_SKIN / liveliness - 1, 0)
    factor = np.float32(min(missing * ENLIVENED, MOST_ENLIVENED))
    bare = skin * (1 - np.maximum(features.eyes, features.mouth))
    return color * (1 + factor * bare)[..., None]
