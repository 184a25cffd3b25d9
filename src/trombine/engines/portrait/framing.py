"""Closer, turned, shifted or mirrored: one portrait gives many pictures."""

from dataclasses import replace

import cv2
import numpy as np

from trombine.domain.order import Framing
from trombine.engines.portrait.portrait import SIDE_PX, Portrait
from trombine.faces.topology import CHIN, FOREHEAD_TOP
from trombine.imaging.arrays import FloatArray, Points

LARGEST_FACE = 0.66
"""From forehead to chin, in sides of the picture: a framing goes no closer."""


def apply_framing(portrait: Portrait, framing: Framing) -> Portrait:
    """Return the portrait moved as a whole: pictures, masks, surface and landmarks.

    When mirrored, landmark indices stay those of the person: the left eye is still the left eye.
    """
    if framing == Framing():
        return portrait
    framing = _keep_distance(portrait, framing)
    matrix = _matrix(portrait, framing)

    def warp(plane: FloatArray) -> FloatArray:
        # Linear interpolation stays within the range it is given: no clipping is needed.
        size = (SIDE_PX, SIDE_PX)
        return cv2.warpAffine(plane, matrix, size, borderMode=cv2.BORDER_REPLICATE)

    landmarks = portrait.landmarks.copy()
    landmarks[:, :2] = landmarks[:, :2] @ matrix[:, :2].T + matrix[:, 2]
    landmarks[:, 2] *= framing.zoom
    return portrait.move(
        warp,
        landmarks=Points(landmarks.astype(np.float32)),
        turn_normals=lambda normals: _turn_normals(normals, framing),
        nearer=framing.zoom,
    )


def _keep_distance(portrait: Portrait, framing: Framing) -> Framing:
    """Go less close to a face that is large already, but cover the corners when turned or moved."""
    share = _face_length_px(portrait) / SIDE_PX
    turn = float(np.sin(np.radians(abs(framing.tilt_deg))))
    covering = 1 + turn + 2 * max(abs(framing.shift_x), abs(framing.shift_y))
    closest = max(LARGEST_FACE / share, covering)
    return replace(framing, zoom=min(framing.zoom, closest))


def _face_length_px(portrait: Portrait) -> float:
    top, chin = portrait.landmarks[FOREHEAD_TOP, :2], portrait.landmarks[CHIN, :2]
    return float(np.linalg.norm(top - chin))


def _matrix(portrait: Portrait, framing: Framing) -> FloatArray:
    center = (portrait.landmarks[FOREHEAD_TOP, :2] + portrait.landmarks[CHIN, :2]) / 2
    place = (float(center[0]), float(center[1]))
    matrix = cv2.getRotationMatrix2D(place, framing.tilt_deg, framing.zoom)
    matrix[:, 2] += np.array([framing.shift_x, framing.shift_y]) * SIDE_PX
    if framing.mirrored:
        matrix[0] = -matrix[0]
        matrix[0, 2] += SIDE_PX - 1
    return matrix.astype(np.float32)


def _turn_normals(normals: FloatArray, framing: Framing) -> FloatArray:
    angle = np.radians(framing.tilt_deg)
    cos, sin = np.float32(np.cos(angle)), np.float32(np.sin(angle))
    x, y = normals[..., 0], normals[..., 1]
    turned_x, turned_y = x * cos + y * sin, -x * sin + y * cos
    turned = np.dstack([-turned_x if framing.mirrored else turned_x, turned_y, normals[..., 2]])
    return np.ascontiguousarray(turned, np.float32)
