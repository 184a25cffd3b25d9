"""An invisible mark in the picture itself, which outlives metadata, scaling and cropping.

The mark is a faint pattern over the whole picture: stronger in texture, where the eye misses it,
about half a level of 255 on flat ground. A marked picture keeps its mark at other sizes; marking
it again would only make it louder, so every file is made from the drawn picture, marked once.
"""

from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter

import cv2
import numpy as np

from trombine.imaging.arrays import FloatArray, SrgbImage, as_srgb
from trombine.imaging.color import LUMA_WEIGHTS
from trombine.provenance.watermark.code import correlate, match_mark, read_mark
from trombine.provenance.watermark.frame import FRAME_PX, draw_patterns, read_words
from trombine.provenance.watermark.search import find_placements, lay_in_frame

COMMON_MARK = 0x54524F4D
"""The mark of all private installations alike: marks of their own would tie pseudonyms together."""

KNOWN_SCORE = 5.5
BLIND_SCORE = 8.5
"""From these scores on a picture counts as marked: fewer than one unmarked picture in 100,000
does, at all placements tried together (benchmarks/watermark.py)."""

# Rec. 601 blue-yellow, and what a step along it is in RGB while lightness stays.
BLUE_YELLOW_WEIGHTS = np.array([-0.168736, -0.331264, 0.5], np.float32)
BLUE_YELLOW_STEP = np.array([0.0, -0.344136, 1.772], np.float32)
LIGHTNESS_STEP = np.ones(3, np.float32)

# Root mean square of the mark in levels of 255, on flat ground and in texture.
FLAT_LIGHTNESS, TEXTURED_LIGHTNESS = 0.5, 1.5
FLAT_COLOR, TEXTURED_COLOR = 0.3, 0.9
# Texture is full where pixels (of 256 a side) differ this many levels from the mean of their four
# neighbors; shading, which would show a mark, does not.
FULL_TEXTURE = 0.5
TEXTURE_SIGMA_PX = 4
# The ground beside an edge is flat: what has no texture within this reach counts as having none.
EDGE_REACH_PX = 5

# Steps between neighboring pixels beyond this are the picture's own; the mark's are smaller.
LARGEST_STEP = 0.5
# How far the whitening undoes the blur of the gradient (0 leaves it, 1 gives back the picture).
INTEGRATION = 0.25
WHITENED_PERIODS = (4.0, 50.0)
WHITENED_COLOR_PERIODS = 30.0
LARGEST_DEVIATION = 2.5


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

    The peak signal-to-noise ratio is 41 dB or better; flat ground moves by a level or two of 255.
    """
    height, width = image.shape[:2]
    small = _shrink(image)
    lightness, color = (_cut_middle(frame, small) for frame in draw_patterns(mark))
    lightness = lightness * _strength(small @ LUMA_WEIGHTS, FLAT_LIGHTNESS, TEXTURED_LIGHTNESS)
    color = color * _strength(small @ BLUE_YELLOW_WEIGHTS, FLAT_COLOR, TEXTURED_COLOR)
    change = lightness[..., None] * LIGHTNESS_STEP + color[..., None] * BLUE_YELLOW_STEP
    full = cv2.resize(change / 255, (width, height), interpolation=cv2.INTER_CUBIC)
    full += image
    return as_srgb(full)


def find_mark(image: SrgbImage, *, mark: int | None = None) -> MarkReading:
    """Look for one mark, or for any mark, in a whole, scaled, cropped or slightly turned picture.

    Looking for a known mark finds it where too little is left to read an unknown one. Cropped down
    to three quarters of the side and turned by up to 3 degrees are found; takes about 0.3 s.
    """
    whitened = _whiten(image)
    agreements = [
        correlate(read_words(lay_in_frame(whitened, placement)))
        for placement in find_placements(whitened)
    ]
    blind = max(map(read_mark, agreements), key=attrgetter("checked", "strength"))
    readable = blind.checked and blind.strength >= BLIND_SCORE
    if mark is None:
        return MarkReading(readable, blind.strength, blind.mark if readable else None)
    known = max(
        (match_mark(agreement, mark) for agreement in agreements), key=attrgetter("strength")
    )
    # Marks may have a word in common; a strong one would answer for the other.
    detected = known.strength >= KNOWN_SCORE and not (readable and blind.mark != mark)
    return MarkReading(detected, known.strength, mark if detected else None)


def _shrink(image: SrgbImage) -> FloatArray:
    """Return the picture in levels of 255 with a longer side of ``FRAME_PX``, sides even."""
    height, width = image.shape[:2]
    scale = FRAME_PX / max(height, width)
    size = (2 * max(1, round(width * scale / 2)), 2 * max(1, round(height * scale / 2)))
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    return cv2.resize(image, size, interpolation=method) * np.float32(255)


def _cut_middle(frame: FloatArray, small: FloatArray) -> FloatArray:
    """Return the part of the frame that a picture which is not square shows."""
    height, width = small.shape[:2]
    top, left = (FRAME_PX - height) // 2, (FRAME_PX - width) // 2
    return frame[top : top + height, left : left + width]


def _strength(plane: FloatArray, flat: float, textured: float) -> FloatArray:
    """Return how many levels the mark may have at each place of a plane."""
    from_neighbors = np.abs(cv2.Laplacian(plane, cv2.CV_32F, ksize=1, scale=0.25))
    detail = np.minimum(from_neighbors / np.float32(FULL_TEXTURE), 1)
    reach = 2 * EDGE_REACH_PX + 1
    inside = cv2.erode(_soften(detail), np.ones((reach, reach), np.uint8))
    return flat + (textured - flat) * _soften(inside)


def _soften(plane: FloatArray) -> FloatArray:
    return cv2.GaussianBlur(plane, (0, 0), TEXTURE_SIGMA_PX)


def _whiten(image: SrgbImage) -> FloatArray:
    """Return lightness plus color with the picture's own drawing pressed down, the mark kept.

    Clipping the gradient takes an edge's size away but leaves where it is: what then remains of
    a drawing is about as strong as the mark.
    """
    small = _shrink(image)
    height, width = small.shape[:2]
    filters = _whitening_filters(height, width)
    planes = (small @ LUMA_WEIGHTS, small @ BLUE_YELLOW_WEIGHTS)
    total = np.zeros((height, width), np.float32)
    for plane, spectrum in zip(planes, filters, strict=True):
        flat = cv2.idct(cv2.dct(_clipped_divergence(plane)) * spectrum)
        spread = np.sqrt(cv2.GaussianBlur(flat * flat, (0, 0), 4))
        flat /= spread + np.float32(0.1)
        total += np.clip(flat, -LARGEST_DEVIATION, LARGEST_DEVIATION)
    return total


def _clipped_divergence(plane: FloatArray) -> FloatArray:
    """Return minus the divergence of the plane's gradient, steps clipped to what a mark makes."""
    smooth = cv2.GaussianBlur(plane, (0, 0), 0.6)
    across = np.clip(np.diff(smooth, axis=1), -LARGEST_STEP, LARGEST_STEP)
    down = np.clip(np.diff(smooth, axis=0), -LARGEST_STEP, LARGEST_STEP)
    divergence = np.zeros_like(smooth)
    divergence[:, :-1] -= across
    divergence[:, 1:] += across
    divergence[:-1] -= down
    divergence[1:] += down
    return divergence


@lru_cache(maxsize=8)
def _whitening_filters(height: int, width: int) -> tuple[FloatArray, FloatArray]:
    """Return what the DCT of lightness and of color is multiplied by: a band pass, evened out."""
    down = np.arange(height, dtype=np.float32)[:, None]
    right = np.arange(width, dtype=np.float32)[None, :]
    laplacian = 4 - 2 * np.cos(np.pi * down / height) - 2 * np.cos(np.pi * right / width)
    laplacian[0, 0] = 1
    lowest, highest = WHITENED_PERIODS
    periods = np.hypot(down, right) / 2
    band = (1 - 1 / (1 + (periods / lowest) ** 4)) / (1 + (periods / highest) ** 8)
    lightness = (band / laplacian**INTEGRATION).astype(np.float32)
    color = lightness / (1 + (periods / WHITENED_COLOR_PERIODS) ** 4)
    return lightness, color.astype(np.float32)
