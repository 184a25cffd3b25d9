"""The lines of pixel art: dark around the figure, colored and one tone darker within it."""

import cv2
import numpy as np
from numpy.typing import NDArray

from trombine.engines.portrait.techniques.pixel_features import IndexedPicture
from trombine.engines.portrait.techniques.ramps import CLOTH, DARKS, HAIR, SKIN, TONES
from trombine.engines.portrait.techniques.squares import (
    GRID,
    Indices,
    beside,
    large_parts,
    to_squares,
    trace,
)
from trombine.imaging.arrays import BoolArray, FloatArray, Points

JAW = (172, 136, 150, 149, 176, 148, 152, 377, 400, 378, 379, 365, 397)
SCRAP = 60
"""Hair of fewer squares is a lock or an earring, and has no line around it."""

UNLIKE_SKIN = 9.0
"""How far from every tone of skin a color of hair is, in CIELAB."""

LINE_SHARE, LINE_LIGHT = (0.45, 0.7, 0.7), (3.0, 17.0)
"""What the outline keeps of the darkest color beside it, and its range of L*."""


def draw_inner_lines(picture: IndexedPicture, what: NDArray[np.intp], landmarks: Points) -> None:
    """Close hair and jaw with a line one tone darker, and shade the skin under a collar."""
    bare = (picture.indices >= TONES.start) & (picture.indices < TONES.stop) & ~picture.locked
    collar = bare & beside(what == CLOTH)
    # What is as light and red as skin was taken for hair by mistake.
    tones = np.array(picture.colors)
    unlike = np.linalg.norm(tones[:, None] - tones[TONES], axis=2).min(axis=1) > UNLIKE_SKIN
    hair = (what == HAIR) & unlike[picture.indices]
    edge = large_parts(hair, smallest=SCRAP) & beside(large_parts(bare, smallest=SCRAP))
    darkest = picture.indices[what == HAIR].min(initial=len(picture.colors))
    jaw = _weak_jaw(picture.indices, bare, landmarks)
    picture.indices[collar] = np.maximum(picture.indices[collar] - 1, DARKS)
    picture.indices[edge] = np.maximum(picture.indices[edge] - 1, darkest)
    picture.indices[jaw] = np.maximum(picture.indices[jaw] - 1, DARKS)


def _weak_jaw(indices: Indices, bare: BoolArray, landmarks: Points) -> tuple[Indices, Indices]:
    """Return the squares of the jaw's line where the neck below is as light as the face above."""
    rows, columns = trace(to_squares(landmarks[list(JAW)]) + np.array((0, 0.3), np.float32))
    below, above = np.clip(rows + 2, 0, GRID - 1), np.clip(rows - 2, 0, GRID - 1)
    weak = bare[rows, columns] & bare[below, columns]
    weak &= indices[below, columns] >= indices[above, columns]
    # Neither gaps nor dashes: a line is drawn in one go.
    strip = cv2.morphologyEx(
        weak[None].astype(np.uint8), cv2.MORPH_CLOSE, np.ones((1, 5), np.uint8)
    )
    strip = cv2.morphologyEx(strip, cv2.MORPH_OPEN, np.ones((1, 7), np.uint8))
    drawn = (strip[0] > 0) & bare[rows, columns]
    return rows[drawn], columns[drawn]


def color_outline(picture: IndexedPicture, what: NDArray[np.intp]) -> FloatArray:
    """Return in which color each square would close the figure, (86, 86, 3) in CIELAB.

    ``what`` is each square's material, -1 outside.
    """
    lines = np.full((GRID, GRID, 3), np.array((LINE_LIGHT[0], 0, 0), np.float32))
    for material in (CLOTH, HAIR, SKIN):
        own = picture.indices[what == material]
        if own.size:
            line = picture.colors[int(own.min())] * np.array(LINE_SHARE, np.float32)
            line[0] = np.clip(line[0], *LINE_LIGHT)
            lines[beside(what == material)] = line
    return lines
