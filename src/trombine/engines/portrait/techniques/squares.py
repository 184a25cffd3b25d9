"""Pixel art's grid: squares of a picture, clean clusters of them, and lines one square wide."""

from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from trombine.engines.portrait.portrait import SIDE_PX
from trombine.imaging.arrays import BoolArray, FloatArray

SQUARE_PX = 12
"""Even at half and a quarter of the working size, so that smaller avatars have exact squares."""

GRID = 86
"""Squares a side; the outermost are cut by ``MARGIN_PX``."""

MARGIN_PX = (GRID * SQUARE_PX - SIDE_PX) // 2
FINE = 3
"""Samples along the side of one square, for what is thinner than a square."""

Indices = NDArray[np.intp]
CROSS = cv2.getStructuringElement(cv2.MORPH_CROSS, (3, 3))


def sample_finely(plane: FloatArray) -> FloatArray:
    """Return the plane (H, W) or (H, W, C) at ``FINE`` samples a square, (258, 258)."""
    margin = MARGIN_PX
    framed = cv2.copyMakeBorder(plane, margin, margin, margin, margin, cv2.BORDER_REPLICATE)
    side = GRID * FINE
    return cv2.resize(framed, (side, side), interpolation=cv2.INTER_AREA)


def mean_of_squares(fine: FloatArray) -> FloatArray:
    """Return each square's mean, (86, 86)."""
    return cv2.resize(fine, (GRID, GRID), interpolation=cv2.INTER_AREA)


def darkest_of_squares(fine: FloatArray) -> FloatArray:
    """Return each square's darkest sample, (86, 86)."""
    return fine.reshape(GRID, FINE, GRID, FINE).min(axis=(1, 3))


def enlarge(squares: FloatArray) -> FloatArray:
    """Return the picture in exact blocks of ``SQUARE_PX`` on the working square."""
    side = GRID * SQUARE_PX
    large = cv2.resize(squares, (side, side), interpolation=cv2.INTER_NEAREST)
    return np.ascontiguousarray(large[MARGIN_PX:-MARGIN_PX, MARGIN_PX:-MARGIN_PX])


def to_squares(points: FloatArray) -> FloatArray:
    """Return points of the working square in squares; whole numbers are upper left corners."""
    return (points[:, :2] + MARGIN_PX) / SQUARE_PX


def trace(points: FloatArray, *, closed: bool = False) -> tuple[Indices, Indices]:
    """Return rows and columns of a line one square wide through points given in squares.

    Corners are cut: no square of the line touches two others that touch each other. Nor does one
    square alone stick out of a level or an upright stretch.
    """
    steps = list(_walk(np.floor(points).astype(int), closed=closed))
    kept: list[tuple[int, int]] = []
    for place in steps:
        # A square between two that touch corner to corner would make the line look stepped.
        if len(kept) > 1 and max(abs(place[0] - kept[-2][0]), abs(place[1] - kept[-2][1])) <= 1:
            kept.pop()
        if not kept or place != kept[-1]:
            kept.append(place)
    kept = _without_bumps(kept)
    inside = [(x, y) for x, y in kept if 0 <= x < GRID and 0 <= y < GRID]
    columns, rows = np.array(inside, np.intp).reshape(-1, 2).T
    return rows, columns


def _without_bumps(line: list[tuple[int, int]]) -> list[tuple[int, int]]:
    level = line.copy()
    for place in range(1, len(level) - 1):
        (x, y), (next_x, next_y) = level[place - 1], level[place + 1]
        if y == next_y and abs(next_x - x) == 2:
            level[place] = (level[place][0], y)
        elif x == next_x and abs(next_y - y) == 2:
            level[place] = (x, level[place][1])
    return level


def _walk(corners: NDArray[np.int_], *, closed: bool) -> Iterator[tuple[int, int]]:
    ends = np.roll(corners, -1, axis=0) if closed else corners[1:]
    for (x, y), (to_x, to_y) in zip(corners.tolist(), ends.tolist(), strict=False):
        length = max(abs(to_x - x), abs(to_y - y), 1)
        for step in range(length + 1):
            yield (
                round(x + (to_x - x) * step / length),
                round(y + (to_y - y) * step / length),
            )


def smooth_shape(shape: BoolArray, *, smallest: int) -> BoolArray:
    """Return a shape whose edge has no teeth, without islands and holes under ``smallest``."""
    calm = cv2.GaussianBlur(shape.astype(np.float32), (0, 0), 0.8) > 0.5
    return ~large_parts(~large_parts(calm, smallest=smallest), smallest=smallest)


def beside(shape: BoolArray) -> BoolArray:
    """Return a shape and the squares that share a side with it."""
    return cv2.dilate(shape.astype(np.uint8), CROSS) > 0


def large_parts(shape: BoolArray, *, smallest: int) -> BoolArray:
    """Return a shape without its parts of fewer than ``smallest`` squares."""
    _, parts, statistics, _ = cv2.connectedComponentsWithStats(
        shape.astype(np.uint8), connectivity=4
    )
    large = statistics[:, cv2.CC_STAT_AREA] >= smallest
    large[0] = False
    return large[parts]


def tidy(
    indices: Indices, colors: FloatArray, *, smallest: int, where: BoolArray, diagonal: bool = False
) -> Indices:
    """Return the picture without clusters of fewer than ``smallest`` squares.

    A cluster hangs together side by side, or corner to corner too where ``diagonal``, so that
    slanting lines stay. One that is too small takes, square by square, the color among its
    neighbors that is nearest to its own. What lies outside ``where`` is left alone.
    """
    result = indices.copy()
    for least in range(2, smallest + 1):
        for color in np.unique(result[where]).tolist():
            _, parts, statistics, _ = cv2.connectedComponentsWithStats(
                (result == color).astype(np.uint8), connectivity=8 if diagonal else 4
            )
            small = statistics[:, cv2.CC_STAT_AREA] < least
            small[0] = False
            for row, column in np.argwhere(small[parts] & where).tolist():
                result[row, column] = _nearest_around(result, colors, row, column, where=where)
    return result


def join_strays(indices: Indices, colors: FloatArray, *, where: BoolArray) -> Indices:
    """Return the picture with no square ``where`` that is unlike all eight around it.

    Such a one takes the color beside it that is nearest to its own. As nothing around it had its
    color, no other square is left alone by that.
    """
    framed = np.pad(indices, 1, constant_values=-1)
    shifts = [(down, right) for down in range(3) for right in range(3) if (down, right) != (1, 1)]
    alike = [framed[y : y + GRID, x : x + GRID] == indices for y, x in shifts]
    result = indices.copy()
    for row, column in np.argwhere(where & ~np.any(alike, axis=0)).tolist():
        result[row, column] = _nearest_around(result, colors, row, column, where=where)
    return result


def _nearest_around(
    indices: Indices, colors: FloatArray, row: int, column: int, *, where: BoolArray
) -> int:
    own = int(indices[row, column])
    places = ((row - 1, column), (row + 1, column), (row, column - 1), (row, column + 1))
    around = [
        int(indices[y, x])
        for y, x in places
        if 0 <= y < GRID and 0 <= x < GRID and where[y, x] and indices[y, x] != own
    ]
    if not around:
        return own
    return min(around, key=lambda index: float(np.abs(colors[index] - colors[own]).sum()))
