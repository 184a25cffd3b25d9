"""The frame of a head, on small copies of a picture."""

from dataclasses import dataclass

import cv2
import numpy as np

from trombine.engines.portrait.portrait import SIDE_PX, Portrait
from trombine.faces.topology import CHIN, FOREHEAD_TOP
from trombine.imaging.arrays import FloatArray

QUARTER, HALF = 4, 2
SIDES = (234, 454)
LOBES = (58, 288)
"""Corners of the jaw a little below the lobes of the ears."""


@dataclass(frozen=True, slots=True)
class HeadFrame:
    """Right and down from the chin in face heights, at a quarter of the side.

    ``lobes`` is how far down the lobes of the ears are, it is negative; ``axis`` how far right of
    the chin the axis of the neck is.
    """

    across: FloatArray
    down: FloatArray
    lobes: float
    axis: float
    face_px: float

    @classmethod
    def of(cls, portrait: Portrait) -> "HeadFrame":
        """Lay the frame on a portrait."""
        points, face_px = portrait.landmarks[:, :2], portrait.face_height_px
        chin = points[CHIN]
        down = chin - points[FOREHEAD_TOP]
        down = down / np.linalg.norm(down)
        y, x = np.mgrid[0:SIDE_PX:QUARTER, 0:SIDE_PX:QUARTER].astype(np.float32)
        x, y = (x - chin[0]) / np.float32(face_px), (y - chin[1]) / np.float32(face_px)
        lobes = float(((points[list(LOBES)] - chin) @ down).mean()) / face_px
        across = x * down[1] - y * down[0]
        axis = float((points[list(SIDES), 0].mean() - chin[0]) / face_px)
        return cls(across, x * down[0] + y * down[1], lobes, axis, face_px)


def shrink(plane: FloatArray, by: int = QUARTER) -> FloatArray:
    """Return a plane or picture at a fraction of its size."""
    return cv2.resize(plane, None, fx=1 / by, fy=1 / by, interpolation=cv2.INTER_AREA)


def enlarge(plane: FloatArray) -> FloatArray:
    """Return a small plane at the size of the picture."""
    return cv2.resize(plane.astype(np.float32), (SIDE_PX, SIDE_PX), interpolation=cv2.INTER_LINEAR)
