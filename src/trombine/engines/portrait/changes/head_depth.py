"""How far each place of a head lies before the axis it turns about, which runs through the ears.

The face is its mesh. What surrounds it takes the depth of its rim and loses it towards the outline:
no matte is asked, so that a poor one tears no hair. Where glasses would sit the surface is even, or
their rims would bend over the bridge of the nose.
"""

import cv2
import numpy as np

from trombine.engines.portrait.portrait import SIDE_PX
from trombine.engines.portrait.preparation.normals import rasterize, triangles
from trombine.faces.pose import measure_face_px
from trombine.faces.topology import (
    LEFT_BROW,
    LEFT_EYE,
    LEFT_EYE_OUTER,
    LEFT_SIDE,
    MESH_POINTS,
    NOSE_BRIDGE,
    RIGHT_BROW,
    RIGHT_EYE,
    RIGHT_EYE_OUTER,
    RIGHT_SIDE,
)
from trombine.imaging.arrays import FloatArray, Points
from trombine.imaging.filters import blur, smoothstep

COARSE_PX = 256
"""Side of what is worked out coarsely: a head has no finer form."""

UNIT = SIDE_PX // COARSE_PX

REACH = 0.32
"""How far beyond the face, in its lengths, the depth of its rim still acts."""

WRAP = 0.03
"""How far glasses curve back from the nose to their outer ends, in lengths of the face."""

ABOVE_EYES, BELOW_EYES = 0.16, 0.19
"""The band where glasses sit, from the line of the eyes, in lengths of the face."""


def to_coarse(places: FloatArray) -> FloatArray:
    """Return places of the square on the coarse grid; both count from the middle of a pixel."""
    return (places + np.float32(0.5)) / np.float32(UNIT) - np.float32(0.5)


def from_coarse(places: FloatArray) -> FloatArray:
    """Return places of the coarse grid in the square."""
    return (places + np.float32(0.5)) * np.float32(UNIT) - np.float32(0.5)


def measure_head_depth(landmarks: Points) -> FloatArray:
    """Return the depth before the axis in pixels of the square, (COARSE_PX, COARSE_PX)."""
    face_px = measure_face_px(landmarks) / UNIT
    ears = float(landmarks[[RIGHT_SIDE, LEFT_SIDE], 2].mean())
    vertices = to_coarse(landmarks[:MESH_POINTS])
    vertices[:, 2] = ears - landmarks[:MESH_POINTS, 2]
    depth = rasterize(np.ascontiguousarray(vertices), triangles(), COARSE_PX)
    on_face = depth > -1e8
    if not on_face.any():
        return np.zeros((COARSE_PX, COARSE_PX), np.float32)
    run_on = _run_on(depth, on_face, reach_px=REACH * face_px)
    # The mesh has facets, and its rim a crease.
    smooth = blur(run_on, 0.020 * face_px)
    return blur(_even_out_eyes(smooth, landmarks), 0.008 * face_px)


def _run_on(depth: FloatArray, on_face: FloatArray, *, reach_px: float) -> FloatArray:
    """Let the rim's depth run on around the face, down to the axis at ``reach_px``."""
    distance, nearest = cv2.distanceTransformWithLabels(
        1 - on_face.astype(np.uint8), cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL
    )
    known = np.zeros(int(nearest.max()) + 1, np.float32)
    known[nearest[on_face]] = depth[on_face]
    around = blur(known[nearest], 0.2 * reach_px) * smoothstep(reach_px, 0, distance)
    return np.where(on_face, depth, around).astype(np.float32)


def _even_out_eyes(depth: FloatArray, landmarks: Points) -> FloatArray:
    """Return the depth with one even surface where glasses sit, as broad as they are."""
    face_px = measure_face_px(landmarks) / UNIT
    corners = landmarks[[RIGHT_EYE_OUTER, LEFT_EYE_OUTER]]
    left, right = to_coarse(corners[np.argsort(corners[:, 0]), :2])
    middle, half_px = (left + right) / 2, float(np.linalg.norm(right - left)) / 2
    along = (right - left) / np.float32(2 * half_px)
    y, x = np.mgrid[0:COARSE_PX, 0:COARSE_PX].astype(np.float32)
    x, y = x - middle[0], y - middle[1]
    across, down = x * along[0] + y * along[1], y * along[0] - x * along[1]

    ids = [*RIGHT_EYE, *LEFT_EYE, *RIGHT_BROW, *LEFT_BROW, NOSE_BRIDGE]
    turn = np.array([along, [-along[1], along[0]]], np.float32)
    seats = (to_coarse(landmarks[ids, :2]) - middle) @ turn.T
    wrap = np.float32(WRAP * face_px * UNIT / half_px**2)
    ears = float(landmarks[[RIGHT_SIDE, LEFT_SIDE], 2].mean())
    heights = ears - landmarks[ids, 2] + wrap * seats[:, 0] ** 2
    design = np.column_stack([seats, np.ones(len(ids), np.float32)])
    plane = np.linalg.lstsq(design, heights, rcond=None)[0].astype(np.float32)
    even = plane[0] * across + plane[1] * down + plane[2] - wrap * across**2
    beside = smoothstep(1.45 * half_px, 1.05 * half_px, np.abs(across))
    band = smoothstep(-ABOVE_EYES * face_px, -0.55 * ABOVE_EYES * face_px, down)
    band = band * smoothstep(BELOW_EYES * face_px, 0.5 * BELOW_EYES * face_px, down)
    return depth + (even - depth) * (beside * band)
