"""Surfaces drawn with hidden parts hidden, in one light, their edges smooth."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trombine.engines.portrait.changes.wearing.head import Head
from trombine.engines.portrait.changes.wearing.solids import Surface, normals_of
from trombine.engines.portrait.portrait import SIDE_PX
from trombine.imaging.arrays import FloatArray
from trombine.kernels import kernel

FINER = 2
"""So many samples a pixel each way."""

NOTHING = -1e9
LAMP = (-0.52, -0.62, 0.59)
"""Where the lamp stands when the light comes from the left: beside, above and before the head."""

SOFT = 0.012
"""Over this much depth, in faces, a thing sinks into the head."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A prop drawn in a window of the picture, rows and columns.

    Parameters
    ----------
    front, behind
        How much of each pixel it covers before and behind the head; together at most 1.
    color, normals
        Of what covers the pixel, (H, W, 3).
    height_px
        How near that is, from between the ears.
    """

    window: tuple[slice, slice]
    front: FloatArray
    behind: FloatArray
    color: FloatArray
    normals: FloatArray
    height_px: FloatArray


def find_window(surfaces: Sequence[Surface], head: Head) -> tuple[slice, slice]:
    """Return the rows and columns of the picture that the surfaces take up."""
    seen = [head.project(surface.points).reshape(-1, 3)[:, :2] for surface in surfaces]
    low = np.floor(np.min([each.min(axis=0) for each in seen], axis=0)).astype(int) - 2
    high = np.ceil(np.max([each.max(axis=0) for each in seen], axis=0)).astype(int) + 3
    low = np.clip(low, 0, SIDE_PX - 1)
    high = np.clip(high, low + 1, SIDE_PX)
    return slice(int(low[1]), int(high[1])), slice(int(low[0]), int(high[0]))


def draw(
    surfaces: Sequence[Surface],
    head: Head,
    *,
    window: tuple[slice, slice],
    surface_px: FloatArray,
    strands: FloatArray,
    from_left: bool,
) -> Drawn:
    """Return the surfaces as seen in the window.

    ``surface_px`` (H, W) is how near the head is there, ``strands`` how far single strands of hair
    stand out of it, about [-1, 1].
    """
    rows, columns = window
    shape = (FINER * (rows.stop - rows.start), FINER * (columns.stop - columns.start))
    near = np.full(shape, NOTHING, np.float32)
    paint, facing = (np.empty((*shape, 3), np.float32) for _ in range(2))
    which = np.empty(shape, np.int16)
    corner = np.array([columns.start, rows.start, 0], np.float32)
    for number, each in enumerate(surfaces):
        places = (head.project(each.points) - corner) * np.array([FINER, FINER, 1], np.float32)
        normals = np.ascontiguousarray(normals_of(each) @ head.axes.T, np.float32)
        samples = (near, paint, facing, which)
        _raster(np.ascontiguousarray(places, np.float32), normals, each.color, number, *samples)
    lamp = np.array([LAMP[0] if from_left else -LAMP[0], *LAMP[1:]], np.float32)
    lamp /= np.linalg.norm(lamp)
    soft = np.float32(SOFT * head.face_px)
    finishes = _finishes(surfaces, head.face_px)
    parts = _resolve(near, paint, facing, which, finishes, lamp, surface_px, strands, soft)
    return Drawn(window, *parts)


def _finishes(surfaces: Sequence[Surface], face_px: float) -> FloatArray:
    """Return a row for each surface: gloss, metal, fuzz, glow, and lift and sinking in pixels."""
    return np.array(
        [
            (f.gloss, f.metal, f.fuzz, f.glow, each.lift * face_px, each.sunk * face_px)
            for each in surfaces
            for f in (each.finish,)
        ],
        np.float32,
    )


@kernel(fastmath=True)
def _raster(  # noqa: C901, PLR0913, PLR0917  (a kernel calls nothing and returns nothing)
    points: FloatArray,
    normals: FloatArray,
    colors: FloatArray,
    number: int,
    near: FloatArray,
    paint: FloatArray,
    facing: FloatArray,
    which: NDArray[np.int16],
) -> None:
    """Draw every cell of every grid as two triangles into the nearest samples, in place."""
    height, width = near.shape
    half, edge = np.float32(0.5), np.float32(-1e-4)
    for k in range(points.shape[0]):
        for i in range(points.shape[1] - 1):
            for j in range(points.shape[2] - 1):
                for second in range(2):
                    ai, aj, bi, bj = i + second, j, i + 1, j + second
                    a, b, c = points[k, ai, aj], points[k, bi, bj], points[k, i, j + 1]
                    area = (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
                    if abs(area) < 1e-5:
                        continue
                    # Seen from behind, a sheet shows its other side.
                    side = np.float32(1.0) if area > 0 else np.float32(-1.0)
                    left = max(0, int(np.floor(min(a[0], b[0], c[0]) - half)))
                    right = min(width - 1, int(np.ceil(max(a[0], b[0], c[0]) - half)))
                    top = max(0, int(np.floor(min(a[1], b[1], c[1]) - half)))
                    bottom = min(height - 1, int(np.ceil(max(a[1], b[1], c[1]) - half)))
                    scale = np.float32(1) / area
                    for y in range(top, bottom + 1):
                        py = y + half
                        for x in range(left, right + 1):
                            px = x + half
                            u = ((b[0] - px) * (c[1] - py) - (b[1] - py) * (c[0] - px)) * scale
                            v = ((c[0] - px) * (a[1] - py) - (c[1] - py) * (a[0] - px)) * scale
                            w = np.float32(1) - u - v
                            if u < edge or v < edge or w < edge:
                                continue
                            z = u * a[2] + v * b[2] + w * c[2]
                            if z <= near[y, x]:
                                continue
                            near[y, x] = z
                            which[y, x] = number
                            for d in range(3):
                                facing[y, x, d] = side * (
                                    u * normals[k, ai, aj, d]
                                    + v * normals[k, bi, bj, d]
                                    + w * normals[k, i, j + 1, d]
                                )
                                paint[y, x, d] = (
                                    u * colors[k, ai, aj, d]
                                    + v * colors[k, bi, bj, d]
                                    + w * colors[k, i, j + 1, d]
                                )


@kernel(fastmath=True)
def _shade(normal: FloatArray, color: FloatArray, finish: FloatArray, lamp: FloatArray) -> None:
    """Light one place, in place: lamp and sky (Phong 1975), metal by what is mirrored in it."""
    gloss, metal, fuzz, glow = finish[0], finish[1], finish[2], finish[3]
    normal[2] = max(normal[2], np.float32(0.03))
    length = np.sqrt(normal[0] ** 2 + normal[1] ** 2 + normal[2] ** 2)
    for d in range(3):
        normal[d] /= length
    facing = normal[0] * lamp[0] + normal[1] * lamp[1] + normal[2] * lamp[2]
    lit = max((facing + np.float32(0.30)) / np.float32(1.30), np.float32(0))
    sky = np.float32(0.5) - np.float32(0.5) * normal[1]
    edge = 1 - normal[2]
    shade = np.float32(0.40) + np.float32(0.17) * sky + np.float32(0.50) * lit
    shade += fuzz * np.float32(0.30) * edge * edge
    # What a mirror shows at this angle: sky, floor, a lamp beside and a weaker one opposite.
    up = np.float32(2) * normal[2] * normal[1]
    aside = (
        np.float32(2) * normal[2] * normal[0] * (np.float32(1) if lamp[0] > 0 else np.float32(-1))
    )
    mirrored = np.float32(0.40) + np.float32(0.45) * _ramp(
        (np.float32(0.05) - up) / np.float32(0.7)
    )
    mirrored += np.float32(0.22) * _ramp((up - np.float32(0.15)) / np.float32(0.6))
    mirrored += np.float32(0.55) * _ramp(1 - abs(aside - np.float32(0.50)) / np.float32(0.42))
    mirrored += np.float32(0.22) * _ramp(1 - abs(aside + np.float32(0.72)) / np.float32(0.25))
    shade = shade * (1 - metal) + (np.float32(0.25) * shade + mirrored) * metal
    shade = shade * (1 - glow) + np.float32(1.05) * glow
    across = lamp[2] + 1
    middle = np.sqrt(lamp[0] ** 2 + lamp[1] ** 2 + across**2)
    half = (normal[0] * lamp[0] + normal[1] * lamp[1] + normal[2] * across) / middle
    gleam = np.float32(0)
    if gloss > 0:
        gleam = (
            gloss
            * np.float32(0.75)
            * max(half, np.float32(0)) ** (np.float32(10) + np.float32(70) * gloss)
        )
    gleam += gloss * np.float32(0.10) * edge * edge * edge
    cool = np.float32(0.05) * max(np.float32(1) - shade, np.float32(0)) * (1 - glow)
    for d in range(3):
        color[d] = color[d] * (shade + cool * (d - 1)) + gleam


@kernel(fastmath=True)
def _ramp(value: np.float32) -> np.float32:
    value = min(max(value, np.float32(0)), np.float32(1))
    return value * value * (3 - 2 * value)


@kernel(fastmath=True)
def _resolve(  # noqa: C901, PLR0913, PLR0917  (as above)
    near: FloatArray,
    paint: FloatArray,
    facing: FloatArray,
    which: NDArray[np.int16],
    finishes: FloatArray,
    lamp: FloatArray,
    surface: FloatArray,
    strands: FloatArray,
    soft: np.float32,
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray, FloatArray]:
    """Return what the samples of each pixel show together, before and behind the head."""
    height, width = surface.shape
    front = np.zeros((height, width), np.float32)
    behind = np.zeros((height, width), np.float32)
    color = np.zeros((height, width, 3), np.float32)
    normals = np.zeros((height, width, 3), np.float32)
    level = np.zeros((height, width), np.float32)
    share = np.float32(1 / FINER**2)
    finish = np.zeros(4, np.float32)
    for y in range(height):
        for x in range(width):
            count = np.float32(0)
            finish[:] = 0
            for sy in range(y * FINER, y * FINER + FINER):
                for sx in range(x * FINER, x * FINER + FINER):
                    z = near[sy, sx]
                    if z < -1e8:
                        continue
                    own = finishes[which[sy, sx]]
                    head = surface[y, x] + strands[y, x] * own[5]
                    before = (z + own[4] - head) / soft + np.float32(0.5)
                    before = min(max(before, np.float32(0)), np.float32(1))
                    front[y, x] += before * share
                    behind[y, x] += (1 - before) * share
                    level[y, x] += z
                    count += 1
                    for d in range(4):
                        finish[d] += own[d]
                    for d in range(3):
                        color[y, x, d] += paint[sy, sx, d]
                        normals[y, x, d] += facing[sy, sx, d]
            if count > 0:
                level[y, x] /= count
                for d in range(4):
                    finish[d] /= count
                for d in range(3):
                    color[y, x, d] /= count
                _shade(normals[y, x], color[y, x], finish, lamp)
                for d in range(3):
                    color[y, x, d] = min(max(color[y, x, d], np.float32(0)), np.float32(1))
    return front, behind, color, normals, level
