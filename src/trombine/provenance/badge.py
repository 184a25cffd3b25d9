"""The visible label: a small dark pill with a spark and "AI" or "IA", drawn into the picture."""

from functools import lru_cache
from typing import Literal, TypeAlias

import cv2
import numpy as np

from trombine.domain.text import Language
from trombine.imaging.arrays import FloatArray, LinearImage, Mask, SrgbImage, as_mask, as_srgb
from trombine.imaging.color import linear_to_srgb, srgb_to_linear

Shape: TypeAlias = Literal["square", "circle"]
Stroke: TypeAlias = tuple[float, float, float, float]

WORDS: dict[Language, str] = {"en": "AI", "fr": "IA"}
# In heights of a capital: each letter's strokes from point to point, and how wide it is.
LETTERS: dict[str, tuple[float, tuple[Stroke, ...]]] = {
    "A": (0.86, ((0.43, 0.0, 0.0, 1.0), (0.43, 0.0, 0.86, 1.0), (0.15, 0.66, 0.71, 0.66))),
    "I": (0.0, ((0.0, 0.0, 0.0, 1.0),)),
}
STROKE, LETTER_GAP, SPARK, SPARK_GAP = 0.2, 0.34, 0.9, 0.26
SPARK_BEND = 0.58  # 1 would be a diamond, 0 a cross
RIM, RIM_INK = 0.06, 0.3  # against dark ground; of the pill's height, and of the ink
# Of the pill's height: the capitals, and the room left and right of what it holds.
CAPITAL, PADDING = 0.46, 0.4
INK, PILL = np.float32(0.96), np.float32(0.012)
PILL_OPACITY = np.float32(0.9)
FINER = 4


def draw_badge(
    image: SrgbImage, cutout: Mask | None, *, language: Language, shape: Shape = "square"
) -> tuple[SrgbImage, Mask | None]:
    """Return the picture with its badge, and the cutout with the badge in it.

    In a square it sits in the lower right corner, in a circle at the foot, where nothing cuts it.
    """
    side = min(image.shape[:2])
    height = round(min(max(0.048 * side + 7, 20), side / 4))
    pill, ink = _draw_pill(height, WORDS[language])
    margin = round(0.032 * side)
    bottom = image.shape[0] - (margin if shape == "square" else round(0.06 * side))
    middle = (image.shape[1] + pill.shape[1]) // 2
    right = image.shape[1] - margin if shape == "square" else middle
    place = slice(bottom - pill.shape[0], bottom), slice(right - pill.shape[1], right)
    cover = (np.maximum(pill * PILL_OPACITY, ink))[..., None]
    color = INK * ink[..., None] + PILL * (1 - ink[..., None])
    light = srgb_to_linear(SrgbImage(image[place])) * (1 - cover) + color * cover
    badged = image.copy()
    badged[place] = linear_to_srgb(LinearImage(light.astype(np.float32)))
    if cutout is None:
        return as_srgb(badged), None
    covered = cutout.copy()
    covered[place] = np.maximum(covered[place], cover[..., 0])
    return as_srgb(badged), as_mask(covered)


@lru_cache(maxsize=16)
def _draw_pill(height_px: int, word: str) -> tuple[FloatArray, FloatArray]:
    """Return how much of each pixel the pill covers, and how much the spark and letters."""
    fine = height_px * FINER
    capital = CAPITAL * fine
    width = SPARK + SPARK_GAP + _word_width(word)
    columns = round((2 * PADDING * fine + width * capital) / FINER) * FINER
    down, right = np.mgrid[0:fine, 0:columns].astype(np.float32) + 0.5
    radius = fine / 2
    across = np.abs(right - columns / 2) - (columns / 2 - radius)
    reach = np.hypot(np.maximum(across, 0), down - radius) / fine
    pill, rim = reach <= 0.5, (reach <= 0.5) & (reach > 0.5 - RIM)
    # Everything inside is measured in heights of a capital from the top left of the first one.
    x = (right - PADDING * fine) / capital
    y = (down - (fine - capital) / 2) / capital
    bent = np.abs(x - SPARK / 2) ** SPARK_BEND + np.abs(y - 0.5) ** SPARK_BEND
    letters = _letters(word, x - SPARK - SPARK_GAP, y)
    ink = np.where((bent <= (SPARK / 2) ** SPARK_BEND) | letters, 1.0, RIM_INK * rim)
    size = columns // FINER, height_px
    pill_cover, ink_cover = (
        cv2.resize(each.astype(np.float32), size, interpolation=cv2.INTER_AREA)
        for each in (pill, ink)
    )
    return pill_cover, ink_cover


def _word_width(word: str) -> float:
    return sum(LETTERS[letter][0] for letter in word) + LETTER_GAP * (len(word) - 1)


def _letters(word: str, x: FloatArray, y: FloatArray) -> FloatArray:
    """Return where the strokes of a word lie; ``x`` and ``y`` from the top left of its first."""
    inside = np.zeros(x.shape, bool)
    for letter in word:
        width, strokes = LETTERS[letter]
        for stroke in strokes:
            inside |= _distance(x, y, stroke) <= STROKE / 2
        x = x - width - LETTER_GAP
    return inside


def _distance(x: FloatArray, y: FloatArray, stroke: Stroke) -> FloatArray:
    """Return how far each point is from a stroke."""
    from_x, from_y, to_x, to_y = stroke
    along_x, along_y = to_x - from_x, to_y - from_y
    share = ((x - from_x) * along_x + (y - from_y) * along_y) / (along_x**2 + along_y**2)
    share = np.clip(share, 0, 1)
    return np.hypot(x - from_x - share * along_x, y - from_y - share * along_y)
