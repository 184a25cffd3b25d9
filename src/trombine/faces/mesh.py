"""How a face is shaped: 468 surface points and two irises, exact at lids and lips.

Grishchenko et al. 2020, "Attention Mesh: High-fidelity Face Mesh Prediction in Real-time",
arXiv:2006.10962; the network is MediaPipe's later one (decision 0024).
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from trombine.faces.detector import DetectedFace, detect_faces
from trombine.faces.litert import BUNDLE, load_network
from trombine.faces.topology import ALL_POINTS, LEFT_EYE_OUTER, RIGHT_EYE_OUTER
from trombine.imaging.arrays import FloatArray, Points, SrgbImage, as_srgb

MESH_PX = 256
PRESENT = 0.99
"""Faces reach more, also blurred and small ones; half a face beside the first reaches 0.98."""

DIM_LIGHT_GAMMA = 0.55
RIVAL_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class FaceMesh:
    """(478, 3) points, x and y in pixels, z in the same unit, smaller is nearer; confidence."""

    points: Points
    confidence: float


def find_main_face(image: SrgbImage) -> FaceMesh | None:
    """Return the mesh of the widest face, trying dim light and frame-filling faces last."""
    for candidate, pad in _renditions(image):
        faces = detect_faces(candidate)
        if not faces:
            continue
        mesh = find_face_mesh(candidate, faces[0])
        if mesh.confidence > PRESENT:
            shifted = mesh.points.copy()
            shifted[:, :2] -= pad
            return FaceMesh(Points(shifted), mesh.confidence)
    return None


def find_rivals(image: SrgbImage, faces: Sequence[DetectedFace]) -> list[DetectedFace]:
    """Return the faces besides the first, the widest, that are at least half as wide as it.

    A detector also likes seals and knots of curtain; the mesh knows better and has the last word.
    """
    return [
        face
        for face in faces[1:]
        if face.width_px >= faces[0].width_px * RIVAL_SHARE
        and find_face_mesh(image, face).confidence > PRESENT
    ]


def _renditions(image: SrgbImage) -> Iterator[tuple[SrgbImage, int]]:
    yield image, 0
    yield SrgbImage(np.power(image, np.float32(DIM_LIGHT_GAMMA))), 0
    pad = int(0.3 * max(image.shape[:2]))
    padded = cv2.copyMakeBorder(image, pad, pad, pad, pad, cv2.BORDER_REFLECT)
    yield as_srgb(padded), pad


def find_face_mesh(image: SrgbImage, face: DetectedFace) -> FaceMesh:
    """Return the mesh of a detected face, refined on a second, tighter crop."""
    right, left = face.keypoints[0], face.keypoints[1]
    angle_rad = math.atan2(left[1] - right[1], left[0] - right[0])
    center: FloatArray = (face.box[:2] + face.box[2:]) / 2
    side_px = 1.5 * float(max(face.box[2:] - face.box[:2]))
    first, likely = _mesh_on_crop(image, center, side_px=side_px, angle_rad=angle_rad)

    center, side_px, angle_rad = _place(first)
    second, sure = _mesh_on_crop(image, center, side_px=side_px, angle_rad=angle_rad)
    return FaceMesh(Points(second if sure > PRESENT else first), min(likely, sure))


def crop_for_mesh(image: SrgbImage, landmarks: Points) -> FloatArray:
    """Return the upright square the network saw a face on, (MESH_PX, MESH_PX, 3)."""
    center, side_px, angle_rad = _place(landmarks)
    crop, _ = _upright_crop(image, center, side_px=side_px, angle_rad=angle_rad, out_px=MESH_PX)
    return crop


def _place(points: FloatArray) -> tuple[FloatArray, float, float]:
    """Return center and side of the square around a face, in pixels, and how far it is turned."""
    right, left = points[RIGHT_EYE_OUTER], points[LEFT_EYE_OUTER]
    low, high = points[:, :2].min(axis=0), points[:, :2].max(axis=0)
    angle_rad = math.atan2(left[1] - right[1], left[0] - right[0])
    return (low + high) / 2, 1.5 * float(max(high - low)), angle_rad


def _mesh_on_crop(
    image: SrgbImage, center: FloatArray, *, side_px: float, angle_rad: float
) -> tuple[FloatArray, float]:
    crop, to_image = _upright_crop(
        image, center, side_px=side_px, angle_rad=angle_rad, out_px=MESH_PX
    )
    points, logit, _ = load_network(BUNDLE, "face_landmarks_detector.tflite").run(crop)
    raw = points.reshape(ALL_POINTS, 3)
    sure = float(logit.ravel()[0])
    placed = np.concatenate(
        [raw[:, :2] @ to_image[:, :2].T + to_image[:, 2], raw[:, 2:] * (side_px / MESH_PX)], axis=1
    )
    return placed.astype(np.float32), 1 / (1 + math.exp(-min(max(sure, -80), 80)))


def _upright_crop(
    image: SrgbImage, center: FloatArray, *, side_px: float, angle_rad: float, out_px: int
) -> tuple[FloatArray, FloatArray]:
    """Return the turned square around ``center`` and the 2 x 3 map from crop to image."""
    scale = side_px / out_px
    cos, sin = math.cos(angle_rad) * scale, math.sin(angle_rad) * scale
    half = out_px / 2
    to_image = np.array(
        [
            [cos, -sin, center[0] - cos * half + sin * half],
            [sin, cos, center[1] - sin * half - cos * half],
        ],
        np.float32,
    )
    # Area interpolation does not exist for warps: a strong reduction starts with a plain resize.
    source, reduction = image, 1.0
    if scale > 2:
        reduction = 1 / scale
        source = SrgbImage(
            cv2.resize(image, None, fx=reduction, fy=reduction, interpolation=cv2.INTER_AREA)
        )
    crop = cv2.warpAffine(
        source,
        to_image * np.float32(reduction),
        (out_px, out_px),
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
    )
    return crop, to_image
