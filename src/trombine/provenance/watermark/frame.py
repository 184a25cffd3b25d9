"""Where in a picture the mark lives: a square frame of cosines.

The frame is the square around the whole picture, whatever its size in pixels. Its cosines (DCT-II)
from 6 to 45 periods a side carry the mark: low enough to survive 256 px and JPEG, high enough to
be unseen. Two thirds carry the mark's words; a third is the same in every mark and tells where the
frame lies in a picture that was cropped or scaled.
"""

import hashlib
from dataclasses import dataclass
from functools import cache, lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from trombine.imaging.arrays import FloatArray
from trombine.provenance.watermark.code import CODE_LENGTH, WORDS, encode_mark

FRAME_PX = 256
LOWEST_PERIODS, HIGHEST_PERIODS = 6, 45
# JPEG and WebP halve the resolution of color, so the color part of the mark keeps lower.
HIGHEST_COLOR_PERIODS = 32
# Fixes places and signs of all carriers: another seed is another watermark.
SEED = b"trombine mark 1"


@dataclass(frozen=True, slots=True)
class Carriers:
    """Places in the flattened DCT and signs: of the words (4, 1024), and of the beacon (N,)."""

    word_places: NDArray[np.intp]
    word_signs: FloatArray
    beacon_places: NDArray[np.intp]
    beacon_signs: FloatArray


@cache
def place_carriers() -> Carriers:
    """Return the carriers, shuffled over the band so that no part of it is one word's alone.

    Places come from a hash and not from numpy's generators, whose streams may change with numpy.
    """
    periods = _periods()
    down, right = np.indices(periods.shape)
    usable = (periods >= LOWEST_PERIODS) & (periods < HIGHEST_PERIODS) & (down > 0) & (right > 0)
    band = np.flatnonzero(usable)
    stream = np.frombuffer(hashlib.shake_256(SEED).digest(8 * band.size), "<u4")
    places = band[np.argsort(stream[: band.size], kind="stable")]
    signs = np.where(stream[band.size :] & 1, 1, -1).astype(np.float32)
    words = WORDS * CODE_LENGTH
    return Carriers(
        places[:words].reshape(WORDS, CODE_LENGTH),
        signs[:words].reshape(WORDS, CODE_LENGTH),
        places[words:],
        signs[words:],
    )


@lru_cache(maxsize=4)
def draw_patterns(mark: int) -> tuple[FloatArray, FloatArray]:
    """Return the mark as a frame of lightness and a frame of color, each of mean square 1."""
    carriers = place_carriers()
    spectrum = np.zeros(FRAME_PX * FRAME_PX, np.float32)
    spectrum[carriers.word_places] = carriers.word_signs * encode_mark(mark)
    spectrum[carriers.beacon_places] = carriers.beacon_signs
    square = spectrum.reshape(FRAME_PX, FRAME_PX)
    soft_limit = 1 / (1 + (_periods() / np.float32(HIGHEST_COLOR_PERIODS)) ** 6)
    lightness, color = cv2.idct(square), cv2.idct(square * soft_limit)
    return lightness / lightness.std(), color / color.std()


@cache
def draw_beacon() -> FloatArray:
    """Return what all marks have in common, as a frame whose squares sum to 1."""
    carriers = place_carriers()
    spectrum = np.zeros(FRAME_PX * FRAME_PX, np.float32)
    spectrum[carriers.beacon_places] = carriers.beacon_signs
    beacon = cv2.idct(spectrum.reshape(FRAME_PX, FRAME_PX))
    return beacon / np.sqrt((beacon**2).sum())


def read_words(frame: FloatArray) -> FloatArray:
    """Return the soft carriers of the words, (4, 1024), from a frame of picture."""
    carriers = place_carriers()
    return cv2.dct(frame).ravel()[carriers.word_places] * carriers.word_signs


def _periods() -> FloatArray:
    """Return how many periods a side each cosine of the frame has."""
    steps = np.arange(FRAME_PX, dtype=np.float32) / 2
    return np.hypot(steps[:, None], steps[None, :])
