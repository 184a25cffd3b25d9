"""A small, finer canvas over part of the picture: what is drawn by hand has clean edges there."""

from dataclasses import dataclass
from typing import Self

import cv2
import numpy as np

from trombine.engines.portrait.portrait import SIDE_PX
from trombine.imaging.arrays import FloatArray

FINER = 3
"""Subpixels a side."""


@dataclass(frozen=True, slots=True)
class Canvas:
    """A window of the picture, in whole pixels; points are given in pixels of the picture."""

    left: int
    top: int
    wide: int
    tall: int

    @classmethod
    def around(cls, points: FloatArray, *, margin_px: float) -> Self | None:
        """Return the canvas around some points; None where that leaves the picture."""
        low = np.clip(np.floor(points.min(axis=0) - margin_px), 0, SIDE_PX).astype(int)
        high = np.clip(np.ceil(points.max(axis=0) + margin_px), 0, SIDE_PX).astype(int)
        wide, tall = (high - low).tolist()
        return cls(int(low[0]), int(low[1]), wide, tall) if min(wide, tall) > 4 else None

    @property
    def window(self) -> tuple[slice, slice]:
        """Rows and columns of the picture."""
        return slice(self.top, self.top + self.tall), slice(self.left, self.left + self.wide)

    def grid(self) -> tuple[FloatArray, FloatArray]:
        """Return x and y of every subpixel."""
        y, x = np.mgrid[0 : self.tall * FINER, 0 : self.wide * FINER].astype(np.float32)
        half = np.float32(0.5)
        return (x + half) / FINER - half + self.left, (y + half) / FINER - half + self.top

    def fill(self, outline: FloatArray) -> FloatArray:
        """Return the inside of a polygon at full fineness; shrinking smooths its edge."""
        mask = np.zeros((self.tall * FINER, self.wide * FINER), np.float32)
        local = (outline - np.array([self.left, self.top]) + 0.5) * FINER - 0.5
        corners = np.round(local * 16).astype(np.int32)
        cv2.fillPoly(mask, [corners], 1.0, lineType=cv2.LINE_8, shift=4)
        return mask

    def stroke(self, path: FloatArray, width_px: FloatArray) -> FloatArray:
        """Return a stroke along a path (N, 2) with its own width at every point, (N,)."""
        along = np.gradient(path, axis=0)
        along = along / np.maximum(np.linalg.norm(along, axis=1, keepdims=True), 1e-3)
        across = np.column_stack([-along[:, 1], along[:, 0]]) * width_px[:, None] / 2
        return self.fill(np.vstack([path + across, (path - across)[::-1]]))

    def enlarge(self, plane: FloatArray) -> FloatArray:
        """Return the window of a plane of the picture at full fineness."""
        size = (self.wide * FINER, self.tall * FINER)
        return cv2.resize(plane[self.window], size, interpolation=cv2.INTER_LINEAR)

    def shrink(self, plane: FloatArray) -> FloatArray:
        """Return a fine plane at the size of the window."""
        return cv2.resize(plane, (self.wide, self.tall), interpolation=cv2.INTER_AREA)
