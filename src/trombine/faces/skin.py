"""How light a face's skin is, read where neither beard, hair nor glasses usually are."""

import cv2
import numpy as np

from trombine.faces.pose import measure_face_px
from trombine.faces.topology import LEFT_CHEEK, NOSE_TIP, RIGHT_CHEEK
from trombine.imaging.arrays import Points, SrgbImage
from trombine.imaging.color import srgb_to_lab

SPOTS = (RIGHT_CHEEK, LEFT_CHEEK, NOSE_TIP)
SPOT_SHARE = 0.07
"""Radius of a spot as a share of the face's height."""


def measure_skin_lightness(image: SrgbImage, landmarks: Points) -> float:
    """Return the median CIELAB L* of both cheeks and the tip of the nose, [0, 100].

    The median holds when a lamp or a shadow takes one of the three.
    """
    height_px = measure_face_px(landmarks)
    spots = np.zeros(image.shape[:2], np.uint8)
    for x, y in landmarks[list(SPOTS), :2]:
        center = (round(float(x)), round(float(y)))
        cv2.circle(spots, center, max(1, round(height_px * SPOT_SHARE)), 1, thickness=-1)
    skin = image[spots.astype(bool)]
    if not skin.size:
        return 0.0
    return float(np.median(srgb_to_lab(SrgbImage(skin[None]))[..., 0]))
