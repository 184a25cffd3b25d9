"""Branches with leaves, as a gouache painter puts them around a portrait."""

import math
from dataclasses import dataclass

import cv2
import numpy as np

from trombine.engines.portrait.portrait import SIDE_PX
from trombine.imaging.arrays import FloatArray

SUBPIXEL_BITS = 4
LEAF_POINTS = 18


@dataclass(frozen=True, slots=True)
class Branch:
    """Where a branch begins in pixels, where it heads, how long it is, how many pairs of leaves."""

    x_px: float
    y_px: float
    heading_rad: float
    length_px: float
    pairs: int = 8


def paint_branch(
    picture: FloatArray, branch: Branch, color: FloatArray, rng: np.random.Generator
) -> FloatArray:
    """Return the picture with a branch on it; leaves lean back and grow smaller to the tip."""
    canvas = np.ascontiguousarray(picture, np.float32).copy()
    stem = _grow_stem(branch, rng)
    cv2.polylines(
        canvas,
        [_fixed(stem[:, :2])],
        isClosed=False,
        color=color.tolist(),
        thickness=4,
        lineType=cv2.LINE_AA,
        shift=SUBPIXEL_BITS,
    )
    for number, (x, y, heading) in enumerate(stem[1:]):
        for side in (-1, 1):
            size = branch.length_px * 0.30 * (1 - 0.5 * number / branch.pairs)
            size *= rng.uniform(0.85, 1.15)
            angle = heading + side * rng.uniform(0.75, 1.0)
            _paint_leaf(canvas, (x, y), angle, size, side, color)
    return canvas


def _grow_stem(branch: Branch, rng: np.random.Generator) -> FloatArray:
    """Return (pairs + 1, 3): x, y and heading at every pair of leaves."""
    x, y, heading = branch.x_px, branch.y_px, branch.heading_rad
    step = branch.length_px / branch.pairs
    stem = []
    for _ in range(branch.pairs + 1):
        stem.append((x, y, heading))
        x, y = x + math.cos(heading) * step, y + math.sin(heading) * step
        heading += rng.normal(0, 0.06) + 0.05
    return np.array(stem, np.float32)


def _paint_leaf(
    canvas: FloatArray,
    foot: tuple[float, float],
    angle_rad: float,
    length_px: float,
    side: int,
    color: FloatArray,
) -> None:
    along = np.linspace(0, 1, LEAF_POINTS)
    bend = angle_rad - 0.35 * side * along
    vein_x = foot[0] + np.cumsum(np.cos(bend)) * length_px / LEAF_POINTS
    vein_y = foot[1] + np.cumsum(np.sin(bend)) * length_px / LEAF_POINTS
    half = np.sin(math.pi * along**0.75) * length_px * 0.16
    across_x, across_y = -np.sin(bend) * half, np.cos(bend) * half
    upper = np.stack([vein_x + across_x, vein_y + across_y], axis=1)
    lower = np.stack([vein_x - across_x, vein_y - across_y], axis=1)
    blade = _fixed(np.concatenate([upper, lower[::-1]]))
    tint = np.clip(color * (1 + 0.05 * side), 0, 1).tolist()
    cv2.fillPoly(canvas, [blade], tint, cv2.LINE_AA, SUBPIXEL_BITS)
    cv2.polylines(
        canvas,
        [_fixed(np.stack([vein_x, vein_y], axis=1)[:14])],
        isClosed=False,
        color=(color * 0.82).tolist(),
        thickness=2,
        lineType=cv2.LINE_AA,
        shift=SUBPIXEL_BITS,
    )


def _fixed(points: FloatArray) -> np.ndarray[tuple[int, ...], np.dtype[np.int32]]:
    within = np.clip(points, -SIDE_PX, 2 * SIDE_PX)
    return np.round(within * (1 << SUBPIXEL_BITS)).astype(np.int32)
