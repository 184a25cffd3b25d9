"""PDQ: 256 bits that stay nearly the same when a picture is resized or compressed again.

Facebook 2019, "The TMK+PDQF video-hashing algorithm and the PDQ image-hashing algorithm"; the same
bits as its published program, which test vectors show. Written anew here because its Python
binding comes without wheels.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from trombine.imaging.arrays import FloatArray, SrgbImage

GRID, KEPT, BITS = 64, 16, 256
LONGEST_SIDE_PX = 512
LUMA_WEIGHTS = np.array([0.299, 0.587, 0.114], np.float32)
SMOOTHINGS = 2
# Sum of the visible steps between neighbors of the 64 x 64 picture that counts as full quality.
FULL_QUALITY_STEPS = 90


@dataclass(frozen=True, slots=True)
class PdqHash:
    """256 bits as 32 bytes in the order of the usual hexadecimal writing, and 0 to 100."""

    packed: NDArray[np.uint8]
    quality: int

    @property
    def text(self) -> str:
        """The 64 hexadecimal digits lists are written in."""
        return self.packed.tobytes().hex()


def pdq_hash(image: SrgbImage) -> PdqHash:
    """Return the hash of a picture as it stands; about 5 ms."""
    small = _shrink_luma(image)
    return PdqHash(_pack(_coefficients(small)), _quality(small))


def pdq_hashes(image: SrgbImage) -> list[PdqHash]:
    """Return the hashes of the picture and of its seven mirror images and quarter turns."""
    small = _shrink_luma(image)
    quality = _quality(small)
    return [PdqHash(_pack(turned), quality) for turned in _dihedral(_coefficients(small))]


def _shrink_luma(image: SrgbImage) -> FloatArray:
    """Return the light of the picture on 64 x 64 points, each a tent-weighted mean, 0 to 255."""
    scale = LONGEST_SIDE_PX / max(image.shape[:2])
    size = [max(1, round(side * scale)) for side in image.shape[1::-1]]
    bounded = image if scale >= 1 else cv2.resize(image, size, interpolation=cv2.INTER_AREA)
    light = np.round(bounded * np.float32(255)) @ LUMA_WEIGHTS
    for _ in range(SMOOTHINGS):
        light = _box_mean(_box_mean(light).T).T
    rows, columns = (_centers(side) for side in light.shape)
    return light[np.ix_(rows, columns)]


def _box_mean(values: FloatArray) -> FloatArray:
    """Return means along the rows over PDQ's window, which shrinks at the borders."""
    length = values.shape[1]
    window = (length + 2 * GRID - 1) // (2 * GRID)
    ahead = (window + 2) // 2
    sums = np.cumsum(np.pad(values, ((0, 0), (1, 0))), axis=1, dtype=np.float64)
    places = np.arange(length)
    start = np.maximum(places + ahead - window, 0)
    end = np.minimum(places + ahead, length)
    return ((sums[:, end] - sums[:, start]) / (end - start)).astype(np.float32)


def _centers(side_px: int) -> NDArray[np.intp]:
    return ((np.arange(GRID) + 0.5) * side_px / GRID).astype(np.intp)


def _coefficients(small: FloatArray) -> FloatArray:
    """Return the 16 x 16 lowest cosine coefficients without the constant ones."""
    order, place = np.mgrid[1 : KEPT + 1, 0:GRID]
    cosines = np.sqrt(2 / GRID) * np.cos(np.pi / (2 * GRID) * order * (2 * place + 1))
    return cosines @ small @ cosines.T


def _dihedral(coefficients: FloatArray) -> Iterator[FloatArray]:
    """Yield the coefficients of every mirror image and quarter turn, the picture's own first.

    Mirroring a picture changes the sign of its odd cosines, turning it swaps rows and columns.
    """
    signs = np.where(np.arange(KEPT) % 2 == 0, -1.0, 1.0)
    for swapped in (coefficients, coefficients.T):
        yield swapped
        yield swapped * signs
        yield swapped * signs[:, None]
        yield swapped * signs * signs[:, None]


def _pack(coefficients: FloatArray) -> NDArray[np.uint8]:
    """Return which coefficients exceed their median, the highest first."""
    middle = np.sort(coefficients.ravel())[BITS // 2 - 1]
    return np.packbits(coefficients.ravel()[::-1] > middle)


def _quality(small: FloatArray) -> int:
    """Return how much there is to see, 0 to 100; below 50 two pictures may match by chance."""
    steps = [np.diff(small, axis=axis) * 100 / 255 for axis in (0, 1)]
    seen = sum(int(np.abs(np.trunc(step)).sum()) for step in steps)
    return min(seen // FULL_QUALITY_STEPS, 100)
