"""Three small networks that measure a picture; what follows from it is the policy's affair.

They were trained by others on pictures we have not seen and miss things: see SECURITY.md.
"""

from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from trombine.imaging.arrays import FloatArray, SrgbImage
from trombine.moderation.weights import weight_path

# open_nsfw was trained on the middle 224 px of pictures brought to 256 px, BGR, less these means.
OPEN_NSFW_SIDE_PX, OPEN_NSFW_CROP_PX = 256, 224
OPEN_NSFW_MEANS_BGR = np.array([104, 117, 123], np.float32)
NSFWJS_SIDE_PX = 224
NSFWJS_HENTAI, NSFWJS_PORN = 1, 3
AGE_SIDE_PX, AGE_PADDING = 64, 0.2
AGE_MEANS_RGB = np.array([122.782, 117.001, 104.298], np.float32)
AGES_YEARS = np.array([0.25, *range(1, 81)], np.float32)


@dataclass(frozen=True, slots=True)
class NudityScores:
    """How surely each network calls a picture unfit, in [0, 1]."""

    open_nsfw: float
    nsfwjs: float


def rate_nudity(image: SrgbImage) -> NudityScores:
    """Return what both networks say of a picture of any size; about 60 ms on one core.

    Mahadeokar and Pesavento 2016, "Open Sourcing a Deep Learning Solution for Detecting NSFW
    Images" (open_nsfw, a thin ResNet-50); Laborde 2019, nsfwjs (MobileNet v2), of which the shares
    of real and of drawn pornography are added.
    """
    shares = _run("nsfwjs.onnx", _as_planes(_shrink(image, NSFWJS_SIDE_PX)))
    bgr = _shrink(image, OPEN_NSFW_SIDE_PX)[..., ::-1] * np.float32(255) - OPEN_NSFW_MEANS_BGR
    margin = (OPEN_NSFW_SIDE_PX - OPEN_NSFW_CROP_PX) // 2
    middle = np.ascontiguousarray(bgr[margin:-margin, margin:-margin])
    return NudityScores(
        open_nsfw=float(_run("open_nsfw.onnx", middle[None])[1]),
        nsfwjs=float(shares[NSFWJS_HENTAI] + shares[NSFWJS_PORN]),
    )


def estimate_age(chip: NDArray[np.uint8]) -> float:
    """Return about how many years old a face looks; an estimate, never a proof of age.

    ``chip`` is an aligned face of ``AGE_SIDE_PX`` with dlib's padding ``AGE_PADDING``, RGB. The
    expected value of the network's 81 classes, averaged with the mirrored face's, for a network
    should not care which way a face looks. Cydral Technology 2024, dlib's age predictor.
    """
    sides = [chip, chip[:, ::-1]]
    planes = [_as_planes((side.astype(np.float32) - AGE_MEANS_RGB) / 256) for side in sides]
    return float(np.mean([_run("age.onnx", given) @ AGES_YEARS for given in planes]))


def load_classifiers() -> None:
    """Read every network once, as whoever forks wants it done before."""
    noise = np.random.default_rng(0).random((NSFWJS_SIDE_PX, NSFWJS_SIDE_PX, 3), dtype=np.float32)
    rate_nudity(SrgbImage(noise))
    estimate_age(np.zeros((AGE_SIDE_PX, AGE_SIDE_PX, 3), np.uint8))


def _shrink(image: SrgbImage, side_px: int) -> FloatArray:
    """Bring a picture to a square; both networks were trained on such squeezed ones."""
    return cv2.resize(image, (side_px, side_px), interpolation=cv2.INTER_AREA)


def _as_planes(image: FloatArray) -> FloatArray:
    return np.ascontiguousarray(image.transpose(2, 0, 1)[None], np.float32)


def _run(name: str, given: FloatArray) -> FloatArray:
    network = _load(name)
    network.setInput(given)
    return np.array(network.forward()[0])


@cache
def _load(name: str) -> "cv2.dnn.Net":
    # OpenCV's older engine takes the widening of the stored weights for data and answers nonsense.
    return cv2.dnn.readNetFromONNX(str(weight_path(name)), cv2.dnn.ENGINE_NEW)
