"""Which pixels are a person, and which are what a photo shows first."""

from functools import cache

import cv2
import numpy as np

from trombine.domain.photo import Salience
from trombine.faces.litert import load_network
from trombine.faces.pose import measure_face_px
from trombine.faces.topology import CHIN, FOREHEAD_TOP
from trombine.faces.weights import weight_path
from trombine.imaging.arrays import Mask, Points, SrgbImage, as_mask

PERSON_PX, SALIENT_PX = 256, 224
"""The squares to which the networks see a picture squeezed."""
SEEN_FACES = 4.0
"""Side of what the salient network sees, in lengths of the face: about twice what is drawn."""
# What U-2-Net was trained with: ImageNet's means and deviations of red, green and blue.
SALIENT_MEANS = np.array([0.485, 0.456, 0.406], np.float32)
SALIENT_DEVIATIONS = np.array([0.229, 0.224, 0.225], np.float32)


def segment_person(image: SrgbImage) -> Mask:
    """Return the probability of a person at every pixel: MediaPipe's, with its mirror image's."""
    small = cv2.resize(image, (PERSON_PX, PERSON_PX), interpolation=cv2.INTER_AREA)
    network = load_network("selfie_segmentation.tflite")
    straight = network.run(small)[0].reshape(PERSON_PX, PERSON_PX)
    flipped = network.run(np.ascontiguousarray(small[:, ::-1]))[0].reshape(PERSON_PX, PERSON_PX)
    mean = (straight + flipped[:, ::-1]) / 2
    size = (image.shape[1], image.shape[0])
    return as_mask(cv2.resize(mean, size, interpolation=cv2.INTER_LINEAR))


def find_salience(image: SrgbImage, landmarks: Points) -> Salience:
    """Return how surely every pixel around a face belongs to what stands out, whatever it is.

    It knows nothing of people: on a portrait it leaves out who stands behind and keeps a hat, but
    loses black hair on a black ground. Where a face is small, a network that saw the whole photo
    would hardly see it, so it sees ``SEEN_FACES``. About 0.2 s on one core.

    Qin et al. 2020, "U2-Net: Going Deeper with Nested U-Structure for Salient Object Detection",
    Pattern Recognition 106; its small network u2netp.
    """
    low, high = limits_around(image, landmarks, side_faces=SEEN_FACES)
    seen = image[low[1] : high[1], low[0] : high[0]]
    small = cv2.resize(seen, (SALIENT_PX, SALIENT_PX), interpolation=cv2.INTER_AREA)
    planes = (small / max(float(small.max()), 1e-6) - SALIENT_MEANS) / SALIENT_DEVIATIONS
    network = _load_salient()
    network.setInput(np.ascontiguousarray(planes.transpose(2, 0, 1)[None], np.float32))
    return Salience(as_mask(np.array(network.forward()[0, 0])), low, high)


def limits_around(
    image: SrgbImage, landmarks: Points, *, side_faces: float
) -> tuple[tuple[int, int], tuple[int, int]]:
    """Return the least and greatest x, y of a square about a face, as far as the photo goes.

    Its side is given in lengths of the face.
    """
    middle = (landmarks[CHIN, :2] + landmarks[FOREHEAD_TOP, :2]) / 2
    side_px = side_faces * measure_face_px(landmarks)
    size = np.array([image.shape[1], image.shape[0]])
    low = np.clip(np.round(middle - side_px / 2).astype(int), 0, size - 2)
    high = np.clip(np.round(middle + side_px / 2).astype(int), low + 2, size)
    return (int(low[0]), int(low[1])), (int(high[0]), int(high[1]))


@cache
def _load_salient() -> "cv2.dnn.Net":
    # OpenCV's older engine takes the widening of the stored weights for data and answers nonsense.
    return cv2.dnn.readNetFromONNX(str(weight_path("u2netp.onnx")), cv2.dnn.ENGINE_NEW)
