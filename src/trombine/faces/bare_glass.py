"""Lenses without a frame: the edge of the glass is a line so fine that it cannot be followed.

The rounded boxes that lie best on both eyes are taken for them.
"""

from itertools import product

import cv2
import numpy as np

from trombine.faces import topology
from trombine.faces.eye_view import (
    ANGLES,
    LENS_TALL,
    LENS_WIDE,
    EyeView,
    Lens,
    free_of,
    usual_lenses,
)
from trombine.imaging.arrays import FloatArray
from trombine.imaging.resample import read_at

FINE_LINES_PX = (1.2, 4.0)
"""The edge of glass is a line of about the first width; what is broader than the second is skin."""

LEAST_SEEN = 0.48
"""Along so much of each lens a line runs: 0.55 and 0.62 where there was glass."""

NO_LINE_L, A_LINE_L = 0.05, 0.25
"""Bends of L* per square pixel: below the first there is no line, from their sum on it is one."""

NO_GLASS = (
    (topology.LEFT_EYE, 1.4, 2.6),
    (topology.RIGHT_EYE, 1.4, 2.6),
    (topology.LEFT_BROW, 1.1, 1.3),
    (topology.RIGHT_BROW, 1.1, 1.3),
)
"""What has fine lines of its own, and how much wider and taller than drawn it is taken to be."""

BOX_WIDTHS, BOX_HEIGHTS = np.linspace(0.70, 1.25, 9), np.linspace(0.60, 1.20, 9)
BOX_CORNERS, BOX_DOWN_PX, BOX_OUT_PX = (2.0, 2.6, 3.4), (-8, -3, 2, 7), range(-14, 31, 4)
"""Lenses without a frame are looked for in these sizes, against a usual lens, and places."""


def find_bare_glass(view: EyeView) -> tuple[FloatArray, FloatArray] | None:
    """Return the edges of the right and the left lens, (ANGLES, 2), None where none is seen.

    They are alike, but how far out each lies is found for itself: glasses stand off the face, so
    that on a turned head they lie askew over the eyes.
    """
    bends, lenses = _bend(view), usual_lenses(view.points)
    best, most = [_box(BOX_CORNERS[0], (0.0, 0.0))[0, 0]] * 2, -np.inf
    for rounded, down in product(BOX_CORNERS, BOX_DOWN_PX):
        boxes = _box(rounded, *((out, down) for out in BOX_OUT_PX))
        seen = [_seen_along(bends, _set_box(boxes[..., ::2, :], lens)) for lens in lenses]
        both = np.sum([each.max(axis=1) for each in seen], axis=0)
        size = int(both.argmax())
        if both[size] > most:
            best, most = [boxes[size, each[size].argmax()] for each in seen], float(both[size])
    right, left = (
        _set_box(box, lens).astype(np.float32) for box, lens in zip(best, lenses, strict=True)
    )
    if min(float(_seen_along(bends, rim)) for rim in (right, left)) < LEAST_SEEN:
        return None
    return right, left


def _box(rounded: float, *middles: tuple[float, float]) -> FloatArray:
    """Return superellipses of all sizes at all places, (sizes, places, ANGLES, 2), outwards first.

    With ``rounded`` 2 they are ellipses; raising it makes them squarer.
    """
    turn = np.linspace(0, 2 * np.pi, ANGLES, endpoint=False)
    direction = np.stack([np.cos(turn), np.sin(turn)], axis=1)
    radius = (np.abs(direction) ** rounded).sum(axis=1, keepdims=True) ** (-1 / rounded)
    sizes = np.array(list(product(LENS_WIDE * BOX_WIDTHS, LENS_TALL * BOX_HEIGHTS)))
    return direction * radius * sizes[:, None, None] + np.array(middles)[:, None]


def _set_box(boxes: FloatArray, lens: Lens) -> FloatArray:
    return lens.middle + boxes * (lens.outwards * lens.narrow, 1.0)


def _bend(view: EyeView) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return how fine lines bend L* (second derivatives xx, xy, yy), 0 at eyes and brows."""
    fine, broad = (cv2.GaussianBlur(view.lightness, (0, 0), px) for px in FINE_LINES_PX)
    free = free_of(NO_GLASS, view)
    xx, xy, yy = (
        cv2.Sobel(fine - broad, cv2.CV_32F, *orders, ksize=3, scale=1 / 4) * free
        for orders in ((2, 0), (1, 1), (0, 2))
    )
    return xx, xy, yy


def _seen_along(bends: tuple[FloatArray, FloatArray, FloatArray], curves: FloatArray) -> FloatArray:
    """Return along how much of each closed curve (..., N, 2) a line runs, dark or light, [0, 1]."""
    along = np.roll(curves, -1, axis=-2) - np.roll(curves, 1, axis=-2)
    along /= np.maximum(np.linalg.norm(along, axis=-1, keepdims=True), 1e-3)
    x, y = -along[..., 1], along[..., 0]
    xx, xy, yy = (read_at(plane, curves) for plane in bends)
    across = np.abs(xx * x * x + 2 * xy * x * y + yy * y * y)
    return np.clip((across - NO_LINE_L) / A_LINE_L, 0, 1).mean(axis=-1)
