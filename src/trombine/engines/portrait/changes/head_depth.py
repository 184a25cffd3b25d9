"""How far each place of a head lies before the axis it turns about, which runs through the ears.

The face is its mesh. What surrounds it takes the depth of its rim and loses it towards the outline:
no matte is asked, so that a poor one tears no hair.
"""

import cv2
import numpy as np

from trombine.engines.portrait.portrait import SIDE_PX
from trombine.engines.portrait.preparation.normals import rasterize, triangles
from trombine.faces.pose import measure_face_px
from trombine.faces.topology import LEFT_SIDE, MESH_POINTS, RIGHT_SIDE
from trombine.imaging.arrays import BoolArray, FloatArray, Points
from trombine.imaging.filters import blur, smoothstep

COARSE_PX = 256
"""Side of what is worked out coarsely: a head has no finer form."""

UNIT = SIDE_PX // COARSE_PX

REACH = 0.32
"""How far beyond the face, in its lengths, the depth of its rim still acts."""


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
    return blur(run_on, 0.021 * face_px)


def _run_on(depth: FloatArray, on_face: BoolArray, *, reach_px: float) -> FloatArray:
    """Let the rim's depth run on around the face, down to the axis at ``reach_px``."""
    distance, nearest = cv2.distanceTransformWithLabels(
        1 - on_face.astype(np.uint8), cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL
    )
    known = np.zeros(int(nearest.max()) + 1, np.float32)
    known[nearest[on_face]] = depth[on_face]
    around = blur(known[nearest], 0.2 * reach_px) * smoothstep(reach_px, 0, distance)
    return np.where(on_face, depth, around).astype(np.float32)
