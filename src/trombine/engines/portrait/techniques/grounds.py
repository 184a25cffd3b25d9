"""What stands behind the figure; every function answers for the whole square."""

from collections.abc import Iterable
from functools import cache

import numpy as np

from trombine.engines.portrait.portrait import SIDE_PX
from trombine.imaging.arrays import FloatArray
from trombine.imaging.filters import mix


@cache
def pixel_grid() -> tuple[FloatArray, FloatArray]:
    """Return x and y of every pixel."""
    y, x = np.mgrid[0:SIDE_PX, 0:SIDE_PX].astype(np.float32)
    return x, y


def distance_from(x_px: float, y_px: float) -> FloatArray:
    """Return the distance to a point in pixels."""
    x, y = pixel_grid()
    return np.sqrt((x - x_px) ** 2 + (y - y_px) ** 2)


def radial(
    inner: FloatArray,
    outer: FloatArray,
    *,
    center: tuple[float, float] = (0.5, 0.45),
    reach: float = 0.75,
    power: float = 1.2,
) -> FloatArray:
    """Return a round gradient; places and ``reach`` are shares of the side."""
    distance = distance_from(center[0] * SIDE_PX, center[1] * SIDE_PX) / (reach * SIDE_PX)
    weight = np.clip(distance, 0, 1) ** np.float32(power)
    return inner + (outer - inner) * weight[..., None]


def rays(*, center: tuple[float, float], count: int, turn_rad: float) -> FloatArray:
    """Return alternating beams from a point, anti-aliased, [0, 1]."""
    x, y = pixel_grid()
    dx, dy = x - center[0] * SIDE_PX, y - center[1] * SIDE_PX
    phase = ((np.arctan2(dy, dx) + turn_rad) / np.float32(2 * np.pi) * count) % 1
    to_edge = np.minimum(np.minimum(phase, np.abs(phase - 0.5)), 1 - phase)
    side = np.where(phase < 0.5, 1, -1)
    width = np.sqrt(dx * dx + dy * dy) * np.float32(2 * np.pi / count)
    return np.clip(to_edge * side * width + 0.5, 0, 1).astype(np.float32)


def dots(*, pitch_px: float, radius_px: FloatArray | float, turn_rad: float) -> FloatArray:
    """Return a turned grid of dots, whose radius may vary from place to place."""
    x, y = pixel_grid()
    cos, sin = np.float32(np.cos(turn_rad)), np.float32(np.sin(turn_rad))
    u, v = (x * cos + y * sin) / pitch_px, (y * cos - x * sin) / pitch_px
    distance = np.sqrt((u - np.round(u)) ** 2 + (v - np.round(v)) ** 2) * pitch_px
    return np.clip(radius_px - distance + 0.5, 0, 1).astype(np.float32)


def add_discs(
    ground: FloatArray, discs: Iterable[tuple[float, float, float, FloatArray, float]]
) -> FloatArray:
    """Return the ground with soft discs (x, y, radius in px, color, opacity)."""
    result = np.ascontiguousarray(ground, np.float32).copy()
    x, y = pixel_grid()
    for center_x, center_y, radius, color, opacity in discs:
        reach = int(radius + 6)
        rows = slice(max(0, int(center_y) - reach), min(SIDE_PX, int(center_y) + reach))
        columns = slice(max(0, int(center_x) - reach), min(SIDE_PX, int(center_x) + reach))
        window = (rows, columns)
        distance = np.sqrt((x[window] - center_x) ** 2 + (y[window] - center_y) ** 2)
        weight = np.clip((radius - distance) / 3 + 0.5, 0, 1) * np.float32(opacity)
        result[window] = mix(result[window], color, weight)
    return result


def disc(x_px: float, y_px: float, radius_px: float) -> FloatArray:
    """Return an anti-aliased disc, [0, 1]."""
    return np.clip(radius_px - distance_from(x_px, y_px) + 0.5, 0, 1)


def blob(
    x_px: float, y_px: float, radius_px: float, *, rng: np.random.Generator, wobble: float = 0.2
) -> FloatArray:
    """Return a round shape as a hand would cut it; raising ``wobble`` leaves the circle further."""
    x, y = pixel_grid()
    angle = np.arctan2(y - y_px, x - x_px)
    rim = np.full_like(angle, radius_px)
    for wave in range(2, 7):
        depth = radius_px * wobble / wave * rng.normal()
        rim += np.float32(depth) * np.cos(wave * angle + np.float32(rng.uniform(0, 6.3)))
    return np.clip(rim - distance_from(x_px, y_px) + 0.5, 0, 1)


def stripes(*, pitch_px: float, width_px: float, turn_rad: float) -> FloatArray:
    """Return parallel anti-aliased bars, [0, 1]; a turn of 0 lays them across."""
    x, y = pixel_grid()
    along = y * np.float32(np.cos(turn_rad)) + x * np.float32(np.sin(turn_rad))
    off_center = np.abs((along / pitch_px) % 1 - 0.5) * pitch_px
    return np.clip(width_px / 2 - off_center + 0.5, 0, 1).astype(np.float32)
