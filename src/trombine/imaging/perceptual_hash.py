"""How alike two pictures look at a glance: shape by a DCT hash, color by a coarse grid."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from trombine.imaging.arrays import FloatArray, SrgbImage
from trombine.imaging.color import luma, srgb_to_oklab

HASH_SIDE, DCT_SIDE, COLOR_SIDE = 8, 32, 4


@dataclass(frozen=True, slots=True)
class Glance:
    """What is left of a picture at a glance: 64 bits of shape and 16 mean OKLab colors."""

    shape: NDArray[np.bool_]
    colors: FloatArray


def glance_at(image: SrgbImage) -> Glance:
    """Return the glance; small changes of light, size and compression hardly move it.

    The shape is the usual perceptual hash: signs of the lowest 8 x 8 DCT coefficients about their
    median (Zauner 2010, "Implementation and Benchmarking of Perceptual Image Hash Functions").
    """
    small = cv2.resize(luma(image), (DCT_SIDE, DCT_SIDE), interpolation=cv2.INTER_AREA)
    low = cv2.dct(small)[:HASH_SIDE, :HASH_SIDE].ravel()
    size = (COLOR_SIDE, COLOR_SIDE)
    colors = srgb_to_oklab(SrgbImage(cv2.resize(image, size, interpolation=cv2.INTER_AREA)))
    return Glance(shape=low > np.median(low[1:]), colors=colors.reshape(-1, 3))


def shape_distance(first: Glance, second: Glance) -> int:
    """Return how many of 64 bits differ; about 32 for unrelated pictures, under 8 for copies."""
    return int((first.shape != second.shape).sum())


def color_distance(first: Glance, second: Glance) -> float:
    """Return the mean OKLab distance of the grid's colors; 0.02 is just noticeable."""
    return float(np.linalg.norm(first.colors - second.colors, axis=1).mean())
