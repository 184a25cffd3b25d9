"""What a face does: how far it smiles, blinks, frowns, read off its mesh.

Grishchenko et al. 2022, "Blendshapes GHUM: Real-time Monocular Facial Blendshape Prediction",
arXiv:2309.05782: a network on 146 points of the mesh.
"""

from collections.abc import Mapping

import numpy as np

from trombine.faces.litert import BUNDLE, load_network
from trombine.faces.topology import EXPRESSIVE_POINTS
from trombine.imaging.arrays import Points

# fmt: off
MOVEMENTS = (
    "_neutral", "browDownLeft", "browDownRight", "browInnerUp", "browOuterUpLeft",
    "browOuterUpRight", "cheekPuff", "cheekSquintLeft", "cheekSquintRight", "eyeBlinkLeft",
    "eyeBlinkRight", "eyeLookDownLeft", "eyeLookDownRight", "eyeLookInLeft", "eyeLookInRight",
    "eyeLookOutLeft", "eyeLookOutRight", "eyeLookUpLeft", "eyeLookUpRight", "eyeSquintLeft",
    "eyeSquintRight", "eyeWideLeft", "eyeWideRight", "jawForward", "jawLeft", "jawOpen", "jawRight",
    "mouthClose", "mouthDimpleLeft", "mouthDimpleRight", "mouthFrownLeft", "mouthFrownRight",
    "mouthFunnel", "mouthLeft", "mouthLowerDownLeft", "mouthLowerDownRight", "mouthPressLeft",
    "mouthPressRight", "mouthPucker", "mouthRight", "mouthRollLower", "mouthRollUpper",
    "mouthShrugLower", "mouthShrugUpper", "mouthSmileLeft", "mouthSmileRight", "mouthStretchLeft",
    "mouthStretchRight", "mouthUpperUpLeft", "mouthUpperUpRight", "noseSneerLeft",
    "noseSneerRight",
)
# fmt: on


def measure_expression(landmarks: Points) -> Mapping[str, float]:
    """Return how far each of ``MOVEMENTS`` goes, [0, 1]; left and right are the person's own."""
    points = np.ascontiguousarray(landmarks[list(EXPRESSIVE_POINTS), :2])
    network = load_network(BUNDLE, "face_blendshapes.tflite")
    (coefficients,) = network.run(points)
    return dict(zip(MOVEMENTS, coefficients.tolist(), strict=True))


def measure_smile(landmarks: Points) -> float:
    """Return how much the mouth smiles, [0, 1]: the mean of its two corners."""
    expression = measure_expression(landmarks)
    return (expression["mouthSmileLeft"] + expression["mouthSmileRight"]) / 2
