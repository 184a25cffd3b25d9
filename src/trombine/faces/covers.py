"""Whether something hides the mouth or the eyes: two sums over what the landmark network saw.

The network of decision 0024 knows cloth, hands and lenses from skin long before it says where the
lips are. A logistic regression (Cox 1958) on one of its inner layers tells them apart; what it was
taught on, and how well it does, is in decision 0030.
"""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from trombine.faces.litert import BUNDLE, load_network
from trombine.faces.mesh import crop_for_mesh
from trombine.imaging.arrays import FloatArray, Points, SrgbImage

LAYER = 408
"""Tensor of ``face_landmarks_detector.tflite``: 8 x 8 places of 128 channels."""


@dataclass(frozen=True, slots=True)
class Covers:
    """How surely something hides the mouth and the eyes, in logits: 0 is undecided."""

    mouth: float
    eyes: float


def look_for_covers(image: SrgbImage, landmarks: Points) -> Covers:
    """Return what hides a face whose landmarks were found."""
    mouth, eyes = _weights() @ np.append(read_layer(image, landmarks), np.float32(1))
    return Covers(float(mouth), float(eyes))


def read_layer(image: SrgbImage, landmarks: Points) -> FloatArray:
    """Return what the landmark network saw of a face, (8192,)."""
    network = load_network(BUNDLE, "face_landmarks_detector.tflite", inside=(LAYER,))
    (layer,) = network.run(crop_for_mesh(image, landmarks))
    return layer.ravel()


@cache
def _weights() -> FloatArray:
    """Return a row for the mouth and one for the eyes, (2, 8193), the constant last."""
    with (files("trombine.faces") / "covers.npy").open("rb") as file:
        return np.load(file).astype(np.float32)
