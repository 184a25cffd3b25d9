"""Masks of the features of a face, drawn from its landmarks."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from trombine.faces import topology
from trombine.faces.pose import measure_face_px, measure_iris
from trombine.imaging.arrays import FloatArray, Mask, Points


@dataclass(frozen=True, slots=True)
class FeatureMasks:
    """Anti-aliased masks; ``lips`` without the gap between them, which is ``mouth``."""

    oval: Mask
    eyes: Mask
    irises: Mask
    brows: Mask
    lips: Mask
    mouth: Mask


def draw_features(landmarks: Points, *, size_px: int) -> FeatureMasks:
    """Return every feature's mask at ``size_px``."""

    def union(*contours: Sequence[int]) -> Mask:
        parts = [polygon_mask(landmarks[list(ids), :2], size_px=size_px) for ids in contours]
        return Mask(np.maximum.reduce(parts))

    eyes = union(topology.LEFT_EYE, topology.RIGHT_EYE)
    mouth = union(topology.LIPS_INNER)
    lips = union(topology.LIPS_OUTER)
    return FeatureMasks(
        oval=union(topology.FACE_OVAL),
        eyes=eyes,
        irises=Mask(_iris_discs(landmarks, size_px=size_px) * eyes),
        brows=union(topology.LEFT_BROW, topology.RIGHT_BROW),
        lips=Mask(np.clip(lips - mouth, 0, 1)),
        mouth=mouth,
    )


def draw_importance(landmarks: Points, *, size_px: int) -> Mask:
    """Return how much each place matters for likeness, [0, 1]: eyes, mouth, brows, nose base."""
    face_px = measure_face_px(landmarks)
    weights: tuple[tuple[Sequence[int], float, float], ...] = (
        (topology.LEFT_EYE, 0.035, 1.0),
        (topology.RIGHT_EYE, 0.035, 1.0),
        (topology.LIPS_OUTER, 0.03, 0.95),
        (topology.LEFT_BROW, 0.025, 0.7),
        (topology.RIGHT_BROW, 0.025, 0.7),
        (topology.NOSE_BASE, 0.03, 0.7),
    )
    quarter = size_px // 4
    importance = np.zeros((quarter, quarter), np.float32)
    for ids, softness, weight in weights:
        points = landmarks[list(ids), :2] / 4
        center = points.mean(axis=0)
        grown = polygon_mask((points - center) * 1.35 + center, size_px=quarter)
        soft = cv2.GaussianBlur(grown, (0, 0), max(softness * face_px / 4, 0.5))
        importance = np.maximum(importance, weight * np.clip(1.6 * soft, 0, 1))
    return Mask(cv2.resize(importance, (size_px, size_px), interpolation=cv2.INTER_LINEAR))


def polygon_mask(points: FloatArray, *, size_px: int) -> Mask:
    """Fill the smooth closed curve through ``points``."""
    canvas = np.zeros((size_px, size_px), np.uint8)
    curve = np.round(closed_spline(points) * 16).astype(np.int32)
    cv2.fillPoly(canvas, [curve], 255, lineType=cv2.LINE_AA, shift=4)
    return Mask(canvas.astype(np.float32) / 255)


def closed_spline(points: FloatArray, *, per_segment: int = 8) -> FloatArray:
    """Return a closed Catmull-Rom curve through ``points``, (N * per_segment, 2)."""
    before, after = np.roll(points, 1, axis=0), np.roll(points, -1, axis=0)
    later = np.roll(points, -2, axis=0)
    t = np.linspace(0, 1, per_segment, endpoint=False, dtype=np.float32)[None, :, None]
    p0, p1, p2, p3 = (p[:, None, :] for p in (before, points, after, later))
    curve = 0.5 * (
        2 * p1
        + (p2 - p0) * t
        + (2 * p0 - 5 * p1 + 4 * p2 - p3) * t**2
        + (3 * p1 - p0 - 3 * p2 + p3) * t**3
    )
    return curve.reshape(-1, 2).astype(np.float32)


def _iris_discs(landmarks: Points, *, size_px: int) -> FloatArray:
    canvas = np.zeros((size_px, size_px), np.uint8)
    for ids in (topology.LEFT_IRIS, topology.RIGHT_IRIS):
        center, radius = measure_iris(landmarks, ids)
        place = tuple(np.round(center * 16).astype(int).tolist())
        cv2.circle(canvas, place, int(radius * 16), 255, -1, cv2.LINE_AA, 4)
    return canvas.astype(np.float32) / 255
