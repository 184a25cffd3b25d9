"""How near two faces are: dlib's 128-dimensional descriptor.

King 2017, "High Quality Face Recognition with Deep Metric Learning". It was trained to put one
person's faces within 0.6 of each other. A consistency check, never a proof of identity. Embeddings
are biometric data: they stay in memory and are never stored, logged or compared across users.
"""

from functools import cache

import cv2
import dlib
import numpy as np

from trombine.faces.topology import (
    LEFT_EYE_INNER,
    LEFT_EYE_OUTER,
    NOSE_UNDER,
    RIGHT_EYE_INNER,
    RIGHT_EYE_OUTER,
)
from trombine.faces.weights import weight_path
from trombine.imaging.arrays import FloatArray, Points, SrgbImage

CHIP_PX, CHIP_PADDING = 150, 0.25
# Where dlib's own aligner puts eye corners and nose on a chip with padding 0.25.
CHIP_POINTS = np.array(
    [
        [0.8595674595992, 0.2134981538014],
        [0.6460604764104, 0.2289674387677],
        [0.1205750620789, 0.2137274526848],
        [0.3340850613712, 0.2290642403242],
        [0.4901123135679, 0.6277975316475],
    ],
    np.float32,
)
CHIP_INDICES = (LEFT_EYE_OUTER, LEFT_EYE_INNER, RIGHT_EYE_OUTER, RIGHT_EYE_INNER, NOSE_UNDER)


def embed_face(image: SrgbImage, landmarks: Points) -> FloatArray:
    """Return the (128,) descriptor of the face at these landmarks; about 100 ms."""
    chip = align_face(image, landmarks)
    return np.array(load_descriptor_network().compute_face_descriptor(chip), np.float32)


def align_face(
    image: SrgbImage, landmarks: Points, *, side_px: int = CHIP_PX, padding: float = CHIP_PADDING
) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """Return the upright chip dlib's networks expect, uint8 RGB; more padding shows more head."""
    target = (padding + CHIP_POINTS) / (2 * padding + 1) * side_px
    transform = fit_similarity(landmarks[list(CHIP_INDICES), :2], target)
    scale = float(np.sqrt(abs(np.linalg.det(transform[:, :2]))))
    source = image if scale > 0.6 else cv2.GaussianBlur(image, (0, 0), 0.4 / scale)
    chip = cv2.warpAffine(source, transform, (side_px, side_px), flags=cv2.INTER_LINEAR)
    return np.ascontiguousarray(np.clip(chip * 255 + 0.5, 0, 255).astype(np.uint8))


def face_distance(first: FloatArray, second: FloatArray) -> float:
    """Return the Euclidean distance; below 0.6 means the same person to the network."""
    return float(np.linalg.norm(first - second))


def fit_similarity(source: FloatArray, target: FloatArray) -> FloatArray:
    """Return rotation, scale and shift in the least-squares sense, 2 x 3.

    Umeyama 1991, "Least-squares estimation of transformation parameters between two point
    patterns", doi:10.1109/34.88573.
    """
    source_mean, target_mean = source.mean(axis=0), target.mean(axis=0)
    centered = source - source_mean
    covariance = (target - target_mean).T @ centered / len(source)
    left, singular, right = np.linalg.svd(covariance)
    sign = np.diag([1.0, np.sign(np.linalg.det(left) * np.linalg.det(right))])
    rotation = left @ sign @ right
    scale = float((singular * np.diag(sign)).sum() / centered.var(axis=0).sum())
    shift = target_mean - scale * rotation @ source_mean
    return np.concatenate([scale * rotation, shift[:, None]], axis=1).astype(np.float32)


@cache
def load_descriptor_network() -> "dlib.face_recognition_model_v1":
    """Return dlib's network, read from the vendored file once; 80 ms."""
    return dlib.face_recognition_model_v1(
        str(weight_path("dlib_face_recognition_resnet_model_v1.dat"))
    )
