"""An invisible mark in the picture itself, which outlives metadata, scaling and cropping.

The mark is a faint pattern over the whole picture: stronger in texture, where the eye misses it,
about half a level of 255 on flat ground. A marked picture keeps its mark at other sizes; marking
it again would only make it louder, so every file is made from the drawn picture, marked once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter

import cv2
import numpy as np

from trombine.imaging.arrays import FloatArray, SrgbImage, as_srgb
from trombine.imaging.color import LUMA_WEIGHTS
from trombine.provenance.watermark.code import correlate, match_mark, read_mark
from trombine.provenance.watermark.frame import FRAME_PX, draw_patterns, read_words
from trombine.provenance.watermark.search import find_placements, lay_in_frame
from trombine.provenance.watermark.whitening import BLUE_YELLOW_WEIGHTS, shrink, whiten

COMMON_MARK = 0x54524F4D
"""The mark of all private installations alike: marks of their own would tie pseudonyms together."""

KNOWN_SCORE = 5.5
BLIND_SCORE = 8.5
"""From these scores on a picture counts as marked: fewer than one unmarked picture in 100,000
does, at all placements tried together (benchmarks/watermark.py)."""

# A step along blue-yellow and one along lightness, in RGB; neither moves the other.
BLUE_YELLOW_STEP = np.array([0.0, -0.344136, 1.772], np.float32)
LIGHTNESS_STEP = np.ones(3, np.float32)

# Root mean square of the mark in levels of 255, on flat ground and in texture.
FLAT_LIGHTNESS, TEXTURED_LIGHTNESS = 0.5, 1.8
FLAT_COLOR, TEXTURED_COLOR = 0.3, 1.1
# Texture is full where pixels (of 256 a side) differ this many levels from the mean of their four
# neighbors, the finest grain blurred away: neither shading nor the grain of paper hides a mark.
FULL_TEXTURE = 0.6
GRAIN_SIGMA_PX = 0.8
TEXTURE_SIGMA_PX = 4
# The ground beside an edge is flat: what has no texture within this reach counts as having none.
EDGE_REACH_PX = 5


@dataclass(frozen=True, slots=True)
class MarkReading:
    """Whether a picture is marked, how strongly, and with what.

    ``score`` is in standard deviations of what a random mark scores on the same picture. ``mark``
    is the mark asked for, or the one read; None where none is there.
    """

    detected: bool
    score: float
    mark: int | None


def embed_mark(image: SrgbImage, mark: int) -> SrgbImage:
    """Return the picture with an invisible 32-bit mark, of any size and shape.

    The peak signal-to-noise ratio is 40 dB or better; flat ground moves by a level or two of 255.
    """
    height, width = image.shape[:2]
    small = shrink(image)
    lightness, color = (_cut_middle(frame, small) for frame in draw_patterns(mark))
    lightness = lightness * _strength(small @ LUMA_WEIGHTS, FLAT_LIGHTNESS, TEXTURED_LIGHTNESS)
    color = color * _strength(small @ BLUE_YELLOW_WEIGHTS, FLAT_COLOR, TEXTURED_COLOR)
    change = lightness[..., None] * LIGHTNESS_STEP + color[..., None] * BLUE_YELLOW_STEP
    full = cv2.resize(change / 255, (width, height), interpolation=cv2.INTER_CUBIC)
    full += image
    return as_srgb(full)


def find_mark(image: SrgbImage, *, mark: int | None = None) -> MarkReading:
    """Look for one mark, or for any mark, in a picture as it came back from the world.

    Scaled, cropped to three quarters of a side, turned by up to 3 degrees and mirrored are
    searched, which takes about 0.1 s. A known mark is found where too little is left to read an
    unknown one.
    """
    agreements = read_agreements(image)
    any_mark = _read_any(agreements)
    return any_mark if mark is None else _match(agreements, mark, any_mark)


def find_known_or_any(image: SrgbImage, marks: Sequence[int]) -> MarkReading:
    """Look for the first of ``marks`` that is there, else for any mark, in one search.

    Where there is none, the score is that of the first of ``marks``.
    """
    agreements = read_agreements(image)
    any_mark = _read_any(agreements)
    known = [_match(agreements, mark, any_mark) for mark in marks]
    return next((reading for reading in (*known, any_mark) if reading.detected), known[0])


def read_agreements(image: SrgbImage) -> list[FloatArray]:
    """Return how far all codewords agree with the picture, (4, 1024), at each likely placement.

    Both the picture and its mirror image are tried, for portraits are often flipped.
    """
    whitened = whiten(image)
    return [
        correlate(read_words(lay_in_frame(view, placement)))
        for view in (whitened, cv2.flip(whitened, 1))
        for placement in find_placements(view)
    ]


def _read_any(agreements: Sequence[FloatArray]) -> MarkReading:
    blind = max(map(read_mark, agreements), key=attrgetter("checked", "strength"))
    readable = blind.checked and blind.strength >= BLIND_SCORE
    return MarkReading(readable, blind.strength, blind.mark if readable else None)


def _match(agreements: Sequence[FloatArray], mark: int, any_mark: MarkReading) -> MarkReading:
    known = max(
        (match_mark(agreement, mark) for agreement in agreements), key=attrgetter("strength")
    )
    # Marks may have a word in common; a strong one would answer for the other.
    detected = known.strength >= KNOWN_SCORE and any_mark.mark in {mark, None}
    return MarkReading(detected, known.strength, mark if detected else None)


def _cut_middle(frame: FloatArray, small: FloatArray) -> FloatArray:
    """Return the part of the frame that a picture which is not square shows."""
    height, width = small.shape[:2]
    top, left = (FRAME_PX - height) // 2, (FRAME_PX - width) // 2
    return frame[top : top + height, left : left + width]


def _strength(plane: FloatArray, flat: float, textured: float) -> FloatArray:
    """Return how many levels the mark may have at each place of a plane."""
    smooth = cv2.GaussianBlur(plane, (0, 0), GRAIN_SIGMA_PX)
    from_neighbors = np.abs(cv2.Laplacian(smooth, cv2.CV_32F, ksize=1, scale=0.25))
    detail = np.minimum(from_neighbors / np.float32(FULL_TEXTURE), 1)
    reach = 2 * EDGE_REACH_PX + 1
    inside = cv2.erode(_soften(detail), np.ones((reach, reach), np.uint8))
    return flat + (textured - flat) * _soften(inside)


def _soften(plane: FloatArray) -> FloatArray:
    return cv2.GaussianBlur(plane, (0, 0), TEXTURE_SIGMA_PX)
