"""The eyes of a face upright and at one size, to look for what lies around them."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from trombine.faces import topology
from trombine.faces.pose import measure_face_px
from trombine.imaging.arrays import FloatArray, Points, SrgbImage
from trombine.imaging.color import srgb_to_lab

FACE_PX = 512.0
"""The face is looked at at this height, upright, whatever its size on the photo."""

VIEW_PX, EYES_AT = (500, 300), (250.0, 130.0)
"""Width and height of what is looked at, and where the middle between the eyes lies in it."""

ANGLES = 72
"""Of a rim: so many points run round an eye, from the temple down."""

LENS_WIDE, LENS_TALL, LENS_BELOW = 79.0, 54.0, 9.0
"""Half the width and height of a usual lens, and how far below the eye its middle lies."""


@dataclass(frozen=True, slots=True)
class Lens:
    """Where a usual lens lies.

    Its middle, whether its temple is to the right (1) or to the left (-1) of that,
    and which share of the usual width it has.
    """

    middle: FloatArray
    outwards: int
    narrow: float


@dataclass(frozen=True, slots=True)
class EyeView:
    """The eyes upright, the face ``FACE_PX`` tall: L*, the landmarks, and the way there (2, 3)."""

    lightness: FloatArray
    points: FloatArray
    way: FloatArray

    def back(self, points: FloatArray) -> FloatArray:
        """Return points (N, 2) of the view in pixels of the picture."""
        inverse = cv2.invertAffineTransform(self.way)
        return (points @ inverse[:, :2].T + inverse[:, 2]).astype(np.float32)


def stand_upright(landmarks: Points) -> FloatArray:
    """Return the similarity (2, 3) that leads from a picture to the view of the eyes."""
    right, left = (
        landmarks[list(eye), :2].mean(axis=0) for eye in (topology.RIGHT_EYE, topology.LEFT_EYE)
    )
    across = left - right
    x, y = across / max(float(np.linalg.norm(across)), 1e-3)
    turn = np.array([[x, y], [-y, x]]) * (FACE_PX / max(measure_face_px(landmarks), 1.0))
    shift = np.array(EYES_AT) - turn @ ((left + right) / 2)
    return np.hstack([turn, shift[:, None]]).astype(np.float32)


def look_at_eyes(image: SrgbImage, landmarks: Points) -> EyeView:
    """Return the view of the eyes of a face."""
    way = stand_upright(landmarks)
    shrinks = float(np.linalg.norm(way[:, 0])) < 1
    flags = cv2.INTER_AREA if shrinks else cv2.INTER_CUBIC
    seen = cv2.warpAffine(image, way, VIEW_PX, flags=flags, borderMode=cv2.BORDER_REPLICATE)
    points = (landmarks[:, :2] @ way[:, :2].T + way[:, 2]).astype(np.float32)
    return EyeView(srgb_to_lab(SrgbImage(np.clip(seen, 0, 1)))[..., 0], points, way)


def usual_lenses(points: FloatArray) -> list[Lens]:
    """Return the right and the left lens; the far one of a turned head is the narrower."""
    eyes = [points[list(ids)] for ids in (topology.RIGHT_EYE, topology.LEFT_EYE)]
    widths = [float(np.linalg.norm(eye[0] - eye[8])) for eye in eyes]
    return [
        Lens(eye.mean(axis=0) + np.array((0, LENS_BELOW)), side, np.sqrt(width / max(*widths, 1.0)))
        for eye, side, width in zip(eyes, (-1, 1), widths, strict=True)
    ]


def free_of(features: Sequence[tuple[Sequence[int], float, float]], view: EyeView) -> FloatArray:
    """Return 1 where none of the features is, 0 where one is."""
    free = np.ones_like(view.lightness)
    for ids, wider, taller in features:
        contour = view.points[list(ids)]
        middle = contour.mean(axis=0)
        grown = (contour - middle) * (wider, taller) + middle
        cv2.fillPoly(free, [np.round(grown).astype(np.int32)], 0.0)
    return free
