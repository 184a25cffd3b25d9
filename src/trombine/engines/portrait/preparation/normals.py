"""The surface of a head: the face mesh, and a body blown up to its silhouette."""

from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from trombine.engines.portrait.portrait import SIDE_PX
from trombine.faces.pose import measure_face_px
from trombine.faces.topology import FACE_OVAL, MESH_POINTS
from trombine.faces.weights import weight_path
from trombine.imaging.arrays import FloatArray, Mask, Points
from trombine.kernels import kernel

COARSE_PX, FINE_PX = 128, 512


def model_surface(alpha: Mask, landmarks: Points) -> tuple[FloatArray, FloatArray]:
    """Return unit normals (H, W, 3) and depth (H, W) in pixels.

    Depth squared is inflated by a Poisson equation between the mesh and the silhouette, which
    rounds a body as a pillow; after Johnston 2002 (Lumo), doi:10.1145/508530.508538.
    """
    unit = SIDE_PX / COARSE_PX
    face_px = measure_face_px(landmarks) / unit
    offset = face_px * 0.62
    face, on_face = _face_depth(landmarks)
    small = (COARSE_PX, COARSE_PX)
    face_small = cv2.resize(face, small, interpolation=cv2.INTER_AREA) + offset
    certain = cv2.resize(on_face, small, interpolation=cv2.INTER_AREA)
    certain = cv2.erode(certain, np.ones((11, 11), np.uint8)) > 0.9
    body = cv2.resize(alpha, small, interpolation=cv2.INTER_AREA) > 0.5

    start = np.where(body, np.float32((offset * 0.8) ** 2), np.float32(0))
    squared = np.where(certain, np.maximum(face_small, 1) ** 2, start).astype(np.float32)
    _inflate(squared, certain, body, np.float32(2.2), 500, np.float32(1.8))
    depth = cv2.resize(np.sqrt(np.maximum(squared, 0)), (FINE_PX, FINE_PX))
    depth = cv2.GaussianBlur(depth, (0, 0), 7)

    weight = cv2.resize(certain.astype(np.float32), (FINE_PX, FINE_PX))
    weight = cv2.GaussianBlur(cv2.erode(weight, np.ones((17, 17), np.uint8)), (0, 0), 16)
    weight = np.clip(weight * 1.25 - 0.12, 0, 1)
    weight = weight * weight * (3 - 2 * weight)
    face_fine = cv2.GaussianBlur(face + np.float32(offset), (0, 0), 4)
    depth = cv2.GaussianBlur(depth * (1 - weight) + face_fine * weight, (0, 0), 2.5)
    depth = cv2.resize(depth, (SIDE_PX, SIDE_PX), interpolation=cv2.INTER_CUBIC)
    depth = depth * np.float32(unit)
    return normals_of(depth), depth


def normals_of(depth: FloatArray) -> FloatArray:
    """Return the unit normals of a height field, x right, y down, z towards the viewer."""
    dx = cv2.Scharr(depth, cv2.CV_32F, 1, 0, scale=1 / 32)
    dy = cv2.Scharr(depth, cv2.CV_32F, 0, 1, scale=1 / 32)
    normals = np.dstack([-dx, -dy, np.ones_like(dx)])
    return normals / np.linalg.norm(normals, axis=2, keepdims=True)


def _face_depth(landmarks: Points) -> tuple[FloatArray, FloatArray]:
    """Return the mesh's depth above its rim in coarse pixels at ``FINE_PX``, and where it is."""
    vertices = landmarks[:MESH_POINTS] * np.float32(FINE_PX / SIDE_PX)
    vertices = vertices * np.array([1, 1, -1], np.float32)
    depth = rasterize(np.ascontiguousarray(vertices), triangles(), FINE_PX)
    inside = depth > -1e8
    rim = np.median(vertices[list(FACE_OVAL), 2])
    scaled = np.where(inside, depth - rim, 0) * np.float32(1.15 * COARSE_PX / FINE_PX)
    return scaled.astype(np.float32), inside.astype(np.float32)


@cache
def triangles() -> NDArray[np.int16]:
    """Return the corners of the mesh's triangles, (N, 3) indices of landmarks."""
    corners: NDArray[np.int16] = np.load(weight_path("face_mesh_triangles.npy"))
    return corners


@kernel()
def rasterize(vertices: FloatArray, triangles: NDArray[np.int16], size: int) -> FloatArray:
    """Return the largest z of a mesh at each pixel, (size, size); below -1e8 beside it."""
    depth = np.full((size, size), -1e9, np.float32)
    for t in range(triangles.shape[0]):
        a, b, c = vertices[triangles[t, 0]], vertices[triangles[t, 1]], vertices[triangles[t, 2]]
        area = (b[1] - c[1]) * (a[0] - c[0]) + (c[0] - b[0]) * (a[1] - c[1])
        if abs(area) < 1e-6:
            continue
        left = max(0, int(min(a[0], b[0], c[0])))
        right = min(size - 1, int(max(a[0], b[0], c[0])) + 1)
        top = max(0, int(min(a[1], b[1], c[1])))
        bottom = min(size - 1, int(max(a[1], b[1], c[1])) + 1)
        for y in range(top, bottom + 1):
            for x in range(left, right + 1):
                u = ((b[1] - c[1]) * (x - c[0]) + (c[0] - b[0]) * (y - c[1])) / area
                v = ((c[1] - a[1]) * (x - c[0]) + (a[0] - c[0]) * (y - c[1])) / area
                w = 1 - u - v
                if u >= -1e-4 and v >= -1e-4 and w >= -1e-4:
                    z = u * a[2] + v * b[2] + w * c[2]
                    depth[y, x] = max(depth[y, x], z)
    return depth


@kernel()
def _inflate(
    squared: FloatArray,
    fixed: NDArray[np.bool_],
    body: NDArray[np.bool_],
    source: np.float32,
    rounds: int,
    relaxation: np.float32,
) -> None:
    """Relax (successive over-relaxation) in place; the photo's border lets the body run on."""
    size = squared.shape[0]
    for _ in range(rounds):
        for y in range(size):
            for x in range(size):
                if fixed[y, x] or not body[y, x]:
                    continue
                up = squared[y - 1, x] if y > 0 else squared[y, x]
                down = squared[y + 1, x] if y < size - 1 else squared[y, x]
                left = squared[y, x - 1] if x > 0 else squared[y, x]
                right = squared[y, x + 1] if x < size - 1 else squared[y, x]
                target = (up + down + left + right + source) * np.float32(0.25)
                squared[y, x] += relaxation * (target - squared[y, x])
