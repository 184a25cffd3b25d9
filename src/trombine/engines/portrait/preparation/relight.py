"""Even, honest light: clear where the photo was dull, never lighter skin than it was exposed."""

import numpy as np

from trombine.engines.portrait.features import FeatureMasks
from trombine.engines.portrait.skin_tone import bare_skin, keep_skin, middle_mean
from trombine.faces.pose import measure_face_px
from trombine.imaging.arrays import (
    BoolArray,
    FloatArray,
    LabImage,
    Mask,
    Points,
    SrgbImage,
    as_srgb,
)
from trombine.imaging.color import lab_to_srgb, srgb_to_lab
from trombine.imaging.filters import blur, guided_filter, mix

LIGHTEST = 97
FEWEST_SAMPLES = 2000
FLATTENED = 0.30
SKIN_KEPT = 0.6
"""How much of the photo's own contrast skin keeps: full contrast would carve and soil it."""

SKIN_HUE_RANGE_DEG = (20, 85)
SKIN_CHROMA_RANGE = (5, 45)
"""Wider than skins are in white light: only the color of a lamp lies beyond."""

CAST_TAKEN = 0.5
LIVELY_SKIN = 0.44
"""Chroma over lightness of skin in warm light."""

ENLIVENED, MOST_ENLIVENED = 0.35, 0.20


def relight(
    foreground: SrgbImage,
    alpha: Mask,
    skin: Mask,
    features: FeatureMasks,
    importance: Mask,
    landmarks: Points,
) -> SrgbImage:
    """Return the person with full contrast, softened side light, lively skin and no color cast.

    Levels come from the person alone. Whatever they do to the drawing, the bare skin of the face
    stays as light as it was: no skin tone is moved towards another.
    """
    lab = srgb_to_lab(foreground)
    face = (features.oval > 0.5) & (features.eyes < 0.1)
    face_px = measure_face_px(landmarks)
    calm = _soften_side_light(lab[..., 0], skin, face, face_px)
    lightness = _stretch_levels(calm, alpha > 0.8)
    detail = lightness - guided_filter(foreground[..., 1], lightness, radius_px=24, epsilon=2e-3)
    bare = bare_skin(features.oval, skin, importance)
    bare = bare if bare.sum() > FEWEST_SAMPLES else face
    lightness = _bend_back(lightness + detail * 0.25, calm, bare)
    lightness = mix(lightness, calm, skin * (1 - 0.5 * importance) * SKIN_KEPT)
    color = _enliven(lab[..., 1:] + _white_balance(lab, face), lightness, skin, features, face)
    balanced = np.dstack([lightness, color])
    relit = lab_to_srgb(LabImage(balanced.astype(np.float32)))
    clean = guided_filter(relit, relit, radius_px=9, epsilon=9e-4)
    weight = skin * (1 - 0.85 * importance) * 0.8
    return keep_skin(as_srgb(mix(relit, clean, weight)), foreground, skin, bare, hue=False)


def _stretch_levels(lightness: FloatArray, person: BoolArray) -> FloatArray:
    """Spread the person's tones over the range."""
    low, high = np.percentile(lightness[person], [1.0, 99.3])
    low, high = min(low, 14), max(high, 60)
    spread = np.clip((lightness - low) / (high - low), 0, 1.02) * LIGHTEST
    return spread.astype(np.float32)


def _bend_back(lightness: FloatArray, before: FloatArray, bare: BoolArray) -> FloatArray:
    """Bend the curve between black and white until bare skin is as light as ``before``.

    The middle of a whole face would not do: beard, glasses and shadows of hair lie in it, and
    a contrast that grows around something darker than skin lightens the skin.
    """
    wanted, now = (float(middle_mean(plane[bare])) for plane in (before, lightness))
    gamma = np.log(np.clip(wanted, 1, 96) / LIGHTEST) / np.log(np.clip(now, 1, 96) / LIGHTEST)
    share = np.clip(lightness / LIGHTEST, 0, 1)
    return (LIGHTEST * np.power(share, np.clip(gamma, 0.4, 2.5))).astype(np.float32)


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
    return np.array(shift, np.float32) * np.float32(CAST_TAKEN)


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
