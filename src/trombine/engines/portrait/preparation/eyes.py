"""Eyes that look: a glare as large as the eye's white leaves no gaze, a catchlight makes one."""

import cv2
import numpy as np

from trombine.engines.portrait.features import FeatureMasks
from trombine.faces.topology import CHIN, FOREHEAD_TOP
from trombine.imaging.arrays import LabImage, Mask, Points, SrgbImage
from trombine.imaging.color import lab_to_srgb, srgb_to_lab
from trombine.imaging.filters import blur

CATCHLIGHT_SHARE = 0.024
"""Diameter of the largest catchlight against the face's length; what is larger is glare."""

LIGHTEST_WHITE = 14
"""In L* over the middle of the skin: the whites of eyes in a good light are no lighter."""


def calm_glare(
    image: SrgbImage, skin: Mask, features: FeatureMasks, landmarks: Points
) -> SrgbImage:
    """Return the picture with no white of an eye far lighter than the skin around it."""
    lab = srgb_to_lab(image)
    lightness = lab[..., 0]
    face = (features.oval > 0.5) & (skin > 0.7)
    if not face.any():
        return image
    lightest = np.float32(np.median(lightness[face]) + LIGHTEST_WHITE)
    face_px = float(np.linalg.norm(landmarks[FOREHEAD_TOP] - landmarks[CHIN]))
    across = max(3, round(face_px * CATCHLIGHT_SHARE))
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (across, across))
    # Opened, the lightness has lost what is smaller than the disc: lashes of light, catchlights.
    broad = cv2.morphologyEx(lightness, cv2.MORPH_OPEN, disc)
    excess = blur(np.clip(broad - lightest, 0, None), 1.5) * features.eyes
    calmed = lab.copy()
    calmed[..., 0] = lightness - excess
    return lab_to_srgb(LabImage(calmed))
