"""Where faces are: BlazeFace, the long-range model.

Bazarevsky et al. 2019, "BlazeFace: Sub-millisecond Neural Face Detection on Mobile GPUs",
arXiv:1907.05047. Departure: overlapping boxes are averaged by score, as that paper proposes, on
256 px.
"""

from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np

from trombine.faces.litert import load_network
from trombine.imaging.arrays import FloatArray, Points, SrgbImage

INPUT_PX = 256
SAME_FACE_OVERLAP = 0.3


@dataclass(frozen=True, slots=True)
class DetectedFace:
    """One face: box (x0, y0, x1, y1) and six key points in pixels, score in [0, 1].

    Key points: right eye, left eye, nose tip, mouth, right ear, left ear.
    """

    box: FloatArray
    keypoints: Points
    score: float

    @property
    def width_px(self) -> float:
        """Width of the box."""
        return float(self.box[2] - self.box[0])


def detect_faces(image: SrgbImage, *, minimum_score: float = 0.5) -> list[DetectedFace]:
    """Return the faces on an image, the widest first; raising the score drops doubtful ones."""
    height, width = image.shape[:2]
    scale = INPUT_PX / max(height, width)
    inner = (max(1, round(width * scale)), max(1, round(height * scale)))
    left, top = (INPUT_PX - inner[0]) // 2, (INPUT_PX - inner[1]) // 2
    canvas = np.full((INPUT_PX, INPUT_PX, 3), -1.0, np.float32)
    small = cv2.resize(image, inner, interpolation=cv2.INTER_AREA)
    canvas[top : top + inner[1], left : left + inner[0]] = small * 2 - 1

    regressors, logits = load_network("face_detection_back.tflite").run(canvas)
    scores = 1 / (1 + np.exp(-np.clip(logits[:, 0], -80, 80)))
    likely = scores > minimum_score
    offsets = regressors[likely].reshape(-1, 8, 2) / INPUT_PX
    anchors = _anchors()[likely]
    centers, halves = offsets[:, 0] + anchors, offsets[:, 1] / 2
    boxes = np.concatenate([centers - halves, centers + halves], axis=1)
    keypoints = offsets[:, 2:] + anchors[:, None]

    origin = np.array([left, top], np.float32)
    faces = [
        DetectedFace(
            box=((box.reshape(2, 2) * INPUT_PX - origin) / scale).reshape(4).astype(np.float32),
            keypoints=Points(((points * INPUT_PX - origin) / scale).astype(np.float32)),
            score=score,
        )
        for box, points, score in _merge(boxes, keypoints, scores[likely])
    ]
    return sorted(faces, key=lambda face: -face.width_px)


def _merge(
    boxes: FloatArray, keypoints: FloatArray, scores: FloatArray
) -> list[tuple[FloatArray, FloatArray, float]]:
    """Average the boxes that overlap the best one, weighted by score, until none is left."""
    merged = []
    rest = np.argsort(-scores)
    while rest.size:
        overlap = _intersection_over_union(boxes[rest[0]], boxes[rest])
        group = rest[overlap > SAME_FACE_OVERLAP]
        weights = scores[group] / scores[group].sum()
        box = np.tensordot(weights, boxes[group], 1)
        points = np.tensordot(weights, keypoints[group], 1)
        merged.append((box, points, float(scores[rest[0]])))
        rest = rest[overlap <= SAME_FACE_OVERLAP]
    return merged


def _intersection_over_union(box: FloatArray, others: FloatArray) -> FloatArray:
    sides = np.minimum(box[2:], others[:, 2:]) - np.maximum(box[:2], others[:, :2])
    common = np.prod(np.clip(sides, 0, None), axis=1)
    areas = np.prod(others[:, 2:] - others[:, :2], axis=1)
    return common / (np.prod(box[2:] - box[:2]) + areas - common + 1e-9)


@cache
def _anchors() -> FloatArray:
    """Return the centers of the 896 anchor boxes, (N, 2) in [0, 1]."""
    grids = []
    for stride, repeats in ((16, 2), (32, 6)):
        cells = INPUT_PX // stride
        y, x = np.mgrid[0:cells, 0:cells].astype(np.float32)
        centers = np.stack([(x + 0.5) / cells, (y + 0.5) / cells], axis=-1).reshape(-1, 2)
        grids.append(np.repeat(centers, repeats, axis=0))
    return np.concatenate(grids)
