"""Eyes that look: a glare as large as the eye's white leaves no gaze, a catchlight makes one."""

import cv2
import numpy as np

from trombine.engines.portrait.features import FeatureMasks
from trombine.faces.pose import measure_face_px
from trombine.imaging.arrays import LabImage, Mask, Points, SrgbImage
from trombine.imaging.color import lab_to_srgb, srgb_to_lab
from trombine.imaging.filters import blur

CATCHLIGHT_SHARE = 0.024
"""Diameter of the largest catchlight against the face's length; what is larger is glare."""

STEP_PX = 4
LIGHTEST_WHITE, LIGHTEST_IRIS = 14, -14
"""In L* from the middle of the skin: whites and irises in a good light are no lighter."""


def calm_glare(
    image: SrgbImage, skin: Mask, features: FeatureMasks, landmarks: Points
) -> SrgbImage:
    """Return the picture with no white of an eye far lighter than the skin, and no white iris."""
    face = ((features.oval > 0.5) & (skin > 0.7))[::STEP_PX, ::STEP_PX]
    left, top, wide, tall = cv2.boundingRect((features.eyes > 0).astype(np.uint8))
    if not face.any() or not wide:
        return image
    bare = srgb_to_lab(SrgbImage(image[::STEP_PX, ::STEP_PX][face][None]))[..., 0]
    middle = np.float32(np.median(bare))
    window = slice(top, top + tall), slice(left, left + wide)
    lab = srgb_to_lab(SrgbImage(image[window]))
    face_px = measure_face_px(landmarks)
    across = max(3, round(face_px * CATCHLIGHT_SHARE))
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (across, across))
    # Opened, the lightness has lost what is smaller than the disc: lashes of light, catchlights.
    broad = cv2.morphologyEx(lab[..., 0], cv2.MORPH_OPEN, disc)
    iris = features.irises[window]
    lightest = middle + LIGHTEST_WHITE * (1 - iris) + LIGHTEST_IRIS * iris
    excess = blur(np.clip(broad - lightest, 0, None), 1.5) * features.eyes[window]
    if not excess.any():
        return image
    lab[..., 0] -= excess
    calmed = image.copy()
    calmed[window] = lab_to_srgb(LabImage(lab))
    return SrgbImage(calmed)
