"""Caricature: larger eyes, a slimmer jaw, a smaller nose, by one smooth displacement."""

from dataclasses import dataclass, field

import cv2
import numpy as np

from trombine.engines.portrait.portrait import SIDE_PX, Portrait
from trombine.faces.topology import CHIN, FOREHEAD_TOP, LEFT_EYE, RIGHT_EYE
from trombine.imaging.arrays import FloatArray, Points

COARSE = 4
NOSE_TIP_AND_WINGS = (4, 98, 327)


def _zeros() -> FloatArray:
    side = SIDE_PX // COARSE
    return np.zeros((side, side), np.float32)


@dataclass(slots=True)
class _Field:
    """A displacement from the drawn picture back to the source, in pixels, on a coarse grid."""

    up: FloatArray
    right: FloatArray
    dx: FloatArray = field(default_factory=_zeros)
    dy: FloatArray = field(default_factory=_zeros)

    def scale(
        self,
        center: FloatArray,
        radius_px: float,
        amount: float,
        *,
        wide: float,
        tall: float,
        even: float = 0.0,
    ) -> None:
        """Enlarge (amount > 0) or shrink what lies within a radius, along the face's own axes.

        All that lies within the share ``even`` of the radius grows alike: a circle stays one.
        """
        y, x = np.mgrid[0:SIDE_PX:COARSE, 0:SIDE_PX:COARSE].astype(np.float32)
        x, y = x - np.float32(center[0]), y - np.float32(center[1])
        across = x * self.right[0] + y * self.right[1]
        along = x * self.up[0] + y * self.up[1]
        squared = (across**2 + along**2) / np.float32(radius_px**2)
        beyond = np.clip((squared - even**2) / np.float32(1 - even**2), 0, 1)
        weight = (1 - beyond) ** 2 * np.float32(amount)
        move_across, move_along = -across * weight * wide, -along * weight * tall
        self.dx = self.dx + move_across * self.right[0] + move_along * self.up[0]
        self.dy = self.dy + move_across * self.right[1] + move_along * self.up[1]


def caricature(
    portrait: Portrait, *, eyes: float, jaw: float, nose: float, even: float = 0.0
) -> Portrait:
    """Return the portrait with these shares added to the eyes and taken from jaw and nose.

    Raising ``even`` towards 1 enlarges an eye with its corners, not its middle most.
    """
    landmarks = portrait.landmarks[:, :2]
    length = portrait.face_height_px
    up = landmarks[FOREHEAD_TOP] - landmarks[CHIN]
    up = up / np.linalg.norm(up)
    moves = _Field(up, np.array([-up[1], up[0]], np.float32))
    for ids in (LEFT_EYE, RIGHT_EYE):
        contour = landmarks[list(ids)]
        reach = max(float(np.ptp(contour[:, 0])) * 1.55, length * 0.16)
        moves.scale(contour.mean(axis=0), reach, eyes, wide=0.85, tall=1.15, even=even)
    wings = landmarks[list(NOSE_TIP_AND_WINGS)].mean(axis=0)
    moves.scale(wings, length * 0.22, -nose, wide=1, tall=1)
    moves.scale(landmarks[CHIN] + up * length * 0.10, length * 0.55, -jaw, wide=1.2, tall=0.25)
    return _displace(portrait, moves)


def _displace(portrait: Portrait, moves: _Field) -> Portrait:
    size = (SIDE_PX, SIDE_PX)
    dx = cv2.resize(moves.dx, size, interpolation=cv2.INTER_CUBIC)
    dy = cv2.resize(moves.dy, size, interpolation=cv2.INTER_CUBIC)
    y, x = np.mgrid[0:SIDE_PX, 0:SIDE_PX].astype(np.float32)
    first, second = cv2.convertMaps(x + dx, y + dy, cv2.CV_16SC2)

    def warp(plane: FloatArray) -> FloatArray:
        return cv2.remap(plane, first, second, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)

    return portrait.move(warp, landmarks=_carry(portrait.landmarks, dx, dy))


def _carry(landmarks: Points, dx: FloatArray, dy: FloatArray) -> Points:
    """Find where each landmark went: the displacement points the other way, so step by step."""
    moved = landmarks.copy()
    for _ in range(4):
        column, row = np.clip(moved[:, :2], 0, SIDE_PX - 1).astype(int).T
        moved[:, 0] = landmarks[:, 0] - dx[row, column]
        moved[:, 1] = landmarks[:, 1] - dy[row, column]
    return moved
