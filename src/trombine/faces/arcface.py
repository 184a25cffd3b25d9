"""How near two faces are to a network of the ArcFace family, where a host has fetched one.

Deng et al. 2019, "ArcFace: Additive Angular Margin Loss for Deep Face Recognition",
arXiv:1801.07698. A second opinion beside dlib's descriptor; what is said there of embeddings holds.
"""

from pathlib import Path

import cv2
import numpy as np

from trombine.faces.embedding import fit_similarity
from trombine.faces.topology import (
    LEFT_IRIS,
    LEFT_MOUTH_CORNER,
    NOSE_TIP,
    RIGHT_IRIS,
    RIGHT_MOUTH_CORNER,
)
from trombine.imaging.arrays import FloatArray, Points, SrgbImage

CHIP_PX = 112
# Where the family's training put eyes, nose and corners of the mouth on its chips.
CHIP_POINTS = np.array(
    [
        [38.2946, 51.6963],
        [73.5318, 51.5014],
        [56.0252, 71.7366],
        [41.5493, 92.3655],
        [70.7299, 92.2041],
    ],
    np.float32,
)
CHIP_INDICES = (RIGHT_IRIS[0], LEFT_IRIS[0], NOSE_TIP, RIGHT_MOUTH_CORNER, LEFT_MOUTH_CORNER)


class FaceNetwork:
    """A network in an ONNX file: a chip of ``CHIP_PX`` in [-1, 1], RGB, to one vector."""

    def __init__(self, path: Path) -> None:
        self._network = cv2.dnn.readNetFromONNX(str(path), cv2.dnn.ENGINE_NEW)

    def embed(self, image: SrgbImage, landmarks: Points) -> FloatArray:
        """Return the unit vector of the face at these landmarks."""
        transform = fit_similarity(landmarks[list(CHIP_INDICES), :2], CHIP_POINTS)
        chip = cv2.warpAffine(image, transform, (CHIP_PX, CHIP_PX), flags=cv2.INTER_LINEAR)
        planes = np.ascontiguousarray((chip * 2 - 1).transpose(2, 0, 1)[None], np.float32)
        self._network.setInput(planes)
        vector = np.array(self._network.forward(), np.float32).ravel()
        return vector / max(float(np.linalg.norm(vector)), 1e-6)
