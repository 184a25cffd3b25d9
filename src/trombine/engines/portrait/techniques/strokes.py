"""Brush strokes: where they go, and laying them down with bristles and relief.

Hertzmann 1998, "Painterly Rendering with Curved Brush Strokes of Multiple Sizes",
doi:10.1145/280814.280951. Departure: strokes are short arcs with a bristle texture.
"""

from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np

from trombine.imaging.arrays import FloatArray
from trombine.imaging.filters import FlowField
from trombine.kernels import kernel

TEXTURE_ROWS, TEXTURE_COLUMNS = 128, 256


@dataclass(frozen=True, slots=True)
class Brush:
    """How strokes are laid: spacing, size, and how unsteady the hand is.

    ``dryness`` breaks the paint up, ``color_spread`` and ``angle_spread_rad`` are deviations.
    """

    spacing_px: float
    length_px: float
    width_px: float
    opacity: float = 0.9
    dryness: float = 0.2
    color_spread: float = 0.02
    angle_spread_rad: float = 0.15


def lay_strokes(  # noqa: PLR0913, PLR0917  (canvas, relief and what guides the hand)
    canvas: FloatArray,
    relief: FloatArray,
    reference: FloatArray,
    flow: FlowField,
    density: FloatArray,
    brush: Brush,
    rng: np.random.Generator,
) -> tuple[FloatArray, FloatArray]:
    """Return canvas and paint relief after one layer of strokes.

    ``reference`` gives each stroke its color, ``density`` in [0, 1] the chance that one is laid.
    """
    strokes = _plan(reference, flow, density, brush, rng)
    painted, height = canvas.copy(), relief.copy()
    _paint(painted, height, strokes, _bristles(), np.float32(brush.opacity))
    return painted, height


def _plan(
    reference: FloatArray,
    flow: FlowField,
    density: FloatArray,
    brush: Brush,
    rng: np.random.Generator,
) -> FloatArray:
    """Return one row per stroke: x, y, cos, sin, half length, half width, bend, r, g, b, t, dry."""
    height, width = density.shape
    half = brush.spacing_px / 2
    y, x = np.mgrid[half : height : brush.spacing_px, half : width : brush.spacing_px]
    place = np.stack([x.ravel(), y.ravel()], axis=1)
    place = place + rng.uniform(-0.6, 0.6, place.shape) * brush.spacing_px
    place = np.clip(place, 0, [width - 1, height - 1])[rng.permutation(len(place))]
    column, row = place.astype(int).T
    chosen = rng.random(len(place)) < density[row, column]
    place, column, row = place[chosen], column[chosen], row[chosen]
    count = len(place)
    angle = np.arctan2(flow.tangent_y[row, column], flow.tangent_x[row, column])
    angle = angle + rng.normal(0, brush.angle_spread_rad, count)
    spread = brush.color_spread
    color = reference[row, column] + rng.normal(0, spread, (count, 1))
    color = np.clip(color + rng.normal(0, spread * 0.55, (count, 3)), 0, 1)
    length = brush.length_px * rng.uniform(0.7, 1.3, count)
    return np.column_stack(
        [
            place,
            np.cos(angle),
            np.sin(angle),
            length / 2,
            brush.width_px * rng.uniform(0.75, 1.25, count) / 2,
            rng.normal(0, 0.16, count) / length,
            color,
            rng.integers(0, 200, count),
            brush.dryness * rng.uniform(0.5, 1.5, count),
        ]
    ).astype(np.float32)


@cache
def _bristles() -> FloatArray:
    """Return the texture along and across a stroke, in [0, 1]."""
    rng = np.random.default_rng(3)
    hairs = np.repeat(rng.random((TEXTURE_ROWS, 1), dtype=np.float32), TEXTURE_COLUMNS, axis=1)
    hairs = cv2.GaussianBlur(hairs, (0, 0), sigmaX=0.1, sigmaY=1.6)
    streaks = rng.random((TEXTURE_ROWS, TEXTURE_COLUMNS), dtype=np.float32)
    streaks = cv2.GaussianBlur(streaks, (0, 0), sigmaX=26, sigmaY=1.2)
    texture = 0.6 * hairs + 0.4 * streaks
    return ((texture - texture.min()) / np.ptp(texture)).astype(np.float32)


@kernel(fastmath=True)
def _paint(
    canvas: FloatArray,
    relief: FloatArray,
    strokes: FloatArray,
    texture: FloatArray,
    opacity: np.float32,
) -> None:
    """Lay the strokes in order, in place."""
    height, width = relief.shape
    rows, columns = texture.shape
    for i in range(strokes.shape[0]):
        cx, cy, cos, sin = strokes[i, 0], strokes[i, 1], strokes[i, 2], strokes[i, 3]
        half_length, half_width, bend = strokes[i, 4], strokes[i, 5], strokes[i, 6]
        across = half_width + abs(bend) * half_length * half_length
        reach_x = abs(cos) * half_length + abs(sin) * across + 2
        reach_y = abs(sin) * half_length + abs(cos) * across + 2
        dry = strokes[i, 11]
        for y in range(max(0, int(cy - reach_y)), min(height - 1, int(cy + reach_y) + 1) + 1):
            for x in range(max(0, int(cx - reach_x)), min(width - 1, int(cx + reach_x) + 1) + 1):
                along = cos * (x - cx) + sin * (y - cy)
                aside = -sin * (x - cx) + cos * (y - cy) - bend * along * along
                u, v = along / half_length, aside / half_width
                if abs(u) >= 1 or abs(v) >= 1:
                    continue
                row = int((v * 0.5 + 0.5) * (rows - 1))
                column = int((u * 0.5 + 0.5) * (columns * 0.5 - 1) + strokes[i, 10]) % columns
                bristle = texture[row, column]
                tip = 1 - max(0.0, (abs(u) - 0.72) / 0.28)
                load = tip * 1.7 - (1 - bristle) * (0.7 + dry) - 0.1 + (1 - dry) * 0.35
                if load <= 0:
                    continue
                edge = min(1.0, (1 - abs(v)) * half_width * 0.8)
                cover = np.float32(min(1.0, load * 2.2) * edge) * opacity
                shade = np.float32(0.94) + np.float32(0.12) * bristle
                for c in range(3):
                    color = min(np.float32(1.0), strokes[i, 7 + c] * shade)
                    canvas[y, x, c] += cover * (color - canvas[y, x, c])
                thickness = (0.35 + 0.65 * bristle) * (1 - v * v * 0.5)
                relief[y, x] += cover * (thickness - 0.75 * relief[y, x])
