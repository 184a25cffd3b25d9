"""Glasses stay whole: where somebody wears them the surface that moves is even.

No mask knows of glasses: their bridge is looked for over the nose, where skin has no hard edge.
"""

import cv2
import numpy as np

from trombine.engines.portrait.changes.head_depth import COARSE_PX, UNIT, to_coarse
from trombine.engines.portrait.portrait import Portrait
from trombine.faces.pose import measure_face_px
from trombine.faces.topology import (
    CHIN,
    FOREHEAD_TOP,
    LEFT_BROW,
    LEFT_EYE,
    LEFT_EYE_OUTER,
    LEFT_SIDE,
    NOSE_BRIDGE,
    RIGHT_BROW,
    RIGHT_EYE,
    RIGHT_EYE_OUTER,
    RIGHT_SIDE,
)
from trombine.imaging.arrays import FloatArray, Points
from trombine.imaging.color import LUMA_WEIGHTS
from trombine.imaging.filters import smoothstep

SEARCHED = (-0.06, 0.16)
"""Rows above and below the bridge of the nose, in lengths of the face."""

ACROSS = 0.035
ROWS, COLUMNS = 111, 15
BARE, FRAMED = 18.0, 40.0
"""Steepest edge over the nose, in shares of the lightness there per length of the face."""

DARKEST = 0.08
ABOVE_EYES, BELOW_EYES = 0.16, 0.19
"""The band where glasses sit, from the line of the eyes, in lengths of the face."""

WRAP = 0.02
"""How far glasses curve back from the nose to the corners of the eyes, in lengths of the face."""


def find_glasses(portrait: Portrait) -> float:
    """Return how surely the person wears glasses with a frame, [0, 1]; rimless ones stay unseen."""
    landmarks = portrait.landmarks
    face_px = measure_face_px(landmarks)
    down = landmarks[CHIN, :2] - landmarks[FOREHEAD_TOP, :2]
    down = down / np.linalg.norm(down)
    rows = np.linspace(*SEARCHED, ROWS, dtype=np.float32)[:, None] * np.float32(face_px)
    columns = np.linspace(-ACROSS, ACROSS, COLUMNS, dtype=np.float32) * np.float32(face_px)
    x = landmarks[NOSE_BRIDGE, 0] + rows * down[0] + columns * down[1]
    y = landmarks[NOSE_BRIDGE, 1] + rows * down[1] - columns * down[0]
    nose = cv2.remap(portrait.relit, x, y, cv2.INTER_LINEAR) @ LUMA_WEIGHTS
    nose = cv2.GaussianBlur(nose, (0, 0), 1.0)
    per_row = np.float32((SEARCHED[1] - SEARCHED[0]) / (ROWS - 1))
    around = np.maximum(cv2.blur(nose, (1, 31))[:-1], np.float32(DARKEST))
    edges = np.median(np.abs(np.diff(nose, axis=0)) / around, axis=1) / per_row
    return float(smoothstep(BARE, FRAMED, edges.max()))


def even_out(
    depth: FloatArray, landmarks: Points, *, half_widths: tuple[float, float]
) -> FloatArray:
    """Return the coarse depth of a head with one even surface where glasses sit.

    It reaches from the middle as far as the first of ``half_widths``, counted in half the distance
    of the outer corners of the eyes, and ends at the second.
    """
    face_px = measure_face_px(landmarks) / UNIT
    corners = landmarks[[RIGHT_EYE_OUTER, LEFT_EYE_OUTER]]
    left, right = to_coarse(corners[np.argsort(corners[:, 0]), :2])
    middle, half_px = (left + right) / 2, float(np.linalg.norm(right - left)) / 2
    along = (right - left) / np.float32(2 * half_px)
    y, x = np.mgrid[0:COARSE_PX, 0:COARSE_PX].astype(np.float32)
    x, y = x - middle[0], y - middle[1]
    across, down = x * along[0] + y * along[1], y * along[0] - x * along[1]
    wrap = np.float32(WRAP * face_px * UNIT / half_px**2)
    turn = np.array([along, [-along[1], along[0]]], np.float32)
    slopes = _fit_plane(landmarks, middle=middle, turn=turn, wrap=wrap)
    even = slopes[0] * across + slopes[1] * down + slopes[2] - wrap * across**2
    beside = smoothstep(half_widths[1] * half_px, half_widths[0] * half_px, np.abs(across))
    band = smoothstep(-ABOVE_EYES * face_px, -0.55 * ABOVE_EYES * face_px, down)
    band = band * smoothstep(BELOW_EYES * face_px, 0.5 * BELOW_EYES * face_px, down)
    return depth + (even - depth) * (beside * band)


def _fit_plane(
    landmarks: Points, *, middle: FloatArray, turn: FloatArray, wrap: np.float32
) -> FloatArray:
    """Return slopes (3,) of the plane through eyes, brows and bridge: across, down, and height."""
    ids = [*RIGHT_EYE, *LEFT_EYE, *RIGHT_BROW, *LEFT_BROW, NOSE_BRIDGE]
    seats = (to_coarse(landmarks[ids, :2]) - middle) @ turn.T
    ears = float(landmarks[[RIGHT_SIDE, LEFT_SIDE], 2].mean())
    heights = ears - landmarks[ids, 2] + wrap * seats[:, 0] ** 2
    design = np.column_stack([seats, np.ones(len(ids), np.float32)])
    return np.linalg.lstsq(design, heights, rcond=None)[0].astype(np.float32)
