"""Whether two photos show one and the same moment: one is the other cropped, mirrored or edited.

Faces are laid over each other by their landmarks and compared as patterns of light and dark, so
that size, place, frame, tone, brightness and small turns do not count. Measured by
``benchmarks/same_moment.py`` (its result lies beside it): twelve kinds of derivative of every photo
are at least 0.97 alike to it, the sample's crops at least 0.98 to one another; different photos of
one person at most 0.91, and those are two official portraits of one sitting, all others at most
0.77. Two derivatives of one photo are at least 0.95 alike. It takes 1 ms a photo and 0.2 ms a pair.
"""

import cv2
import numpy as np

from trombine.faces.embedding import fit_similarity
from trombine.faces.topology import (
    LEFT_EYE_INNER,
    LEFT_EYE_OUTER,
    LEFT_MOUTH_CORNER,
    NOSE_UNDER,
    RIGHT_EYE_INNER,
    RIGHT_EYE_OUTER,
    RIGHT_MOUTH_CORNER,
)
from trombine.imaging.arrays import FloatArray, Points, SrgbImage
from trombine.imaging.color import luma

SAME_MOMENT = 0.93
"""How alike two views of one moment are at least."""
SIDE_PX = 96
SLACK_PX = 3
"""How far two views may be moved against each other: landmarks are never exactly the same."""
FINEST_PX, COARSEST_PX = 1.5, 6.0
"""What is finer (noise, compression) or coarser (light, tone) than this is not compared."""
FAINTEST = 0.004
"""Contrast, in tones, below which a plain area stays plain."""
ENOUGH_PIXELS = 4
"""Pixels of a large photo, along one side, that are averaged into one of the view."""
ANCHORS = (
    RIGHT_EYE_OUTER,
    RIGHT_EYE_INNER,
    LEFT_EYE_OUTER,
    LEFT_EYE_INNER,
    NOSE_UNDER,
    RIGHT_MOUTH_CORNER,
    LEFT_MOUTH_CORNER,
)
# Where the anchors lie on the view, in sides: symmetric, so that a mirrored photo fits mirrored.
PLACES = np.array(
    [
        [0.2125, 0.25],
        [0.39375, 0.25],
        [0.7875, 0.25],
        [0.60625, 0.25],
        [0.5, 0.59375],
        [0.325, 0.75],
        [0.675, 0.75],
    ],
    np.float32,
)


def view_face(image: SrgbImage, landmarks: Points) -> FloatArray:
    """Return the pattern of light and dark of a face, (96, 96), about [-3, 3], locally even."""
    onto_view = fit_similarity(landmarks[list(ANCHORS), :2], PLACES * SIDE_PX - 0.5)
    small, onto_view = _shrink_around_face(image, onto_view)
    view = cv2.warpAffine(
        small,
        onto_view,
        (SIDE_PX, SIDE_PX),
        flags=cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    )
    smooth = cv2.GaussianBlur(view, (0, 0), FINEST_PX)
    pattern = smooth - cv2.GaussianBlur(smooth, (0, 0), COARSEST_PX)
    contrast = cv2.GaussianBlur(pattern * pattern, (0, 0), COARSEST_PX)
    return np.asarray(pattern / np.sqrt(contrast + FAINTEST**2), np.float32)


def moment_likeness(first: FloatArray, second: FloatArray) -> float:
    """Return in [-1, 1] how alike two views are, one of them mirrored where that fits better."""
    inner = slice(SLACK_PX, SIDE_PX - SLACK_PX)
    center = second[inner, inner]
    return max(
        float(cv2.matchTemplate(first, np.ascontiguousarray(each), cv2.TM_CCOEFF_NORMED).max())
        for each in (center, center[:, ::-1])
    )


def is_same_moment(first: FloatArray, second: FloatArray) -> bool:
    """Return whether two views are of one moment."""
    return moment_likeness(first, second) >= SAME_MOMENT


def _shrink_around_face(image: SrgbImage, onto_view: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the tones of the part that is seen, no larger than the view needs, and its transform.

    Of large photos only so many pixels are read as an average needs: time must not grow with size.
    """
    corners = np.array([[0, 0, 1], [1, 0, 1], [0, 1, 1], [1, 1, 1]]) * [SIDE_PX, SIDE_PX, 1]
    seen = corners @ cv2.invertAffineTransform(onto_view).T
    limit = np.array(image.shape[1::-1])
    left, top = np.clip(np.floor(seen.min(axis=0)) - 1, 0, limit - 1).astype(int)
    right, bottom = np.clip(np.ceil(seen.max(axis=0)) + 1, [left + 1, top + 1], limit).astype(int)
    scale = float(np.sqrt(abs(np.linalg.det(onto_view[:, :2]))))
    step = max(1, int(1 / (scale * ENOUGH_PIXELS)))
    tones = luma(SrgbImage(image[top:bottom:step, left:right:step]))
    height, width = tones.shape
    shrink = min(1.0, scale * step)
    size = (max(1, round(width * shrink)), max(1, round(height * shrink)))
    small = cv2.resize(tones, size, interpolation=cv2.INTER_AREA)
    back = step * np.array([width, height]) / size
    first_pixel = np.array([left, top]) + (back - step) / 2
    onto_photo = np.array([[back[0], 0, first_pixel[0]], [0, back[1], first_pixel[1]], [0, 0, 1]])
    return small, onto_view @ onto_photo
