"""Which pixels are a person: MediaPipe's selfie segmentation, averaged with its mirror image."""

import cv2
import numpy as np

from trombine.faces.litert import load_network
from trombine.imaging.arrays import Mask, SrgbImage, as_mask

INPUT_PX = 256


def segment_person(image: SrgbImage) -> Mask:
    """Return the probability of a person at every pixel; the network sees the image at 256 px."""
    small = cv2.resize(image, (INPUT_PX, INPUT_PX), interpolation=cv2.INTER_AREA)
    network = load_network("selfie_segmentation.tflite")
    straight = network.run(small)[0].reshape(INPUT_PX, INPUT_PX)
    flipped = network.run(np.ascontiguousarray(small[:, ::-1]))[0].reshape(INPUT_PX, INPUT_PX)
    mean = (straight + flipped[:, ::-1]) / 2
    size = (image.shape[1], image.shape[0])
    return as_mask(cv2.resize(mean, size, interpolation=cv2.INTER_LINEAR))
