"""Hats: as low as the brows allow, and the hair that would stand out of them tucked in."""

import numpy as np

from trombine.engines.portrait.changes.wearing.head import Dome, Head
from trombine.engines.portrait.portrait import SIDE_PX
from trombine.faces.topology import LEFT_BROW, RIGHT_BROW
from trombine.imaging.arrays import FloatArray
from trombine.imaging.filters import smoothstep

LOWEST, HIGHEST, STEP = 0.16, 0.52, 0.01
"""Between these heights above the ears a rim is tried, in faces."""

PUFF, EDGE = 0.9, 0.012
"""How steeply hair falls outward from under a hat, and how softly it ends, in faces."""


def rim_above_brows(
    head: Head, dome: Dome, *, gap: float, back_deg: float, count: int = 181
) -> FloatArray:
    """Return the lowest rim (count, 3) on a dome that the picture shows above both brows.

    ``gap`` is how far above, in faces; raising ``back_deg`` lowers it behind, see ``Dome.ring``.
    """
    brows = head.project(head.points[[*RIGHT_BROW, *LEFT_BROW]])
    x, y = _upright(head, brows)
    for height in np.arange(LOWEST, HIGHEST, STEP):
        rim = dome.ring(float(height), back_deg=back_deg, count=count)
        rim_x, rim_y = _upright(head, head.project(_front(rim)))
        order = rim_x.argsort()
        if (np.interp(x, rim_x[order], rim_y[order]) < y - gap * head.face_px).all():
            break
    return rim


def _front(rim: FloatArray) -> FloatArray:
    """Return the half of a rim that lies before the head, as ``Dome.ring`` counts it."""
    return rim[: len(rim) // 2 + 1]


def _upright(head: Head, seen: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return places of the picture as x and y of an upright head, in pixels from its origin."""
    down = head.axes[:2, 1] / np.linalg.norm(head.axes[:2, 1])
    away = seen[..., :2] - head.origin_px
    return away @ np.array([down[1], -down[0]]), away @ down


def tucked_in(head: Head, rim: FloatArray) -> FloatArray:
    """Return how much of the person a hat leaves, (rows, side), down to where it hides nothing.

    Hair above the rim is tucked in; beside it, it puffs out from below.
    """
    seen = head.project(_front(rim))
    rim_x, rim_y = _upright(head, seen)
    order = rim_x.argsort()
    half = float(np.ptp(rim_x)) / 2
    lowest = int(np.clip(seen[:, 1].max() + half, 1, SIDE_PX))
    rows, columns = np.mgrid[0:lowest, 0:SIDE_PX].astype(np.float32)
    down = head.axes[:2, 1] / np.linalg.norm(head.axes[:2, 1])
    rows, columns = rows - head.origin_px[1], columns - head.origin_px[0]
    x, y = columns * down[1] - rows * down[0], columns * down[0] + rows * down[1]
    edge = np.interp(x, rim_x[order], rim_y[order]).astype(np.float32)
    beyond = np.maximum(np.abs(x - np.float32(rim_x.mean())) - np.float32(half), 0)
    soft_px = EDGE * head.face_px
    return smoothstep(-2 * soft_px, 0, y - edge - np.float32(PUFF) * beyond)
