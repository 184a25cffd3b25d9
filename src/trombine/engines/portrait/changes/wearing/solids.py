"""Solids as grids of points in space: bands, tubes, turned shapes, balls and petals.

All lengths are in faces along the axes of the head (see ``head``).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from trombine.engines.portrait.techniques.sheets import open_spline
from trombine.imaging.arrays import FloatArray

UP = np.array([0, -1, 0], np.float32)
"""Towards the top of the head."""

SMALL = 0.035
"""Balls up to this radius need fewer points to look round."""

ALIKE = 0.9
"""A direction this near to another says nothing of what is across it."""


@dataclass(frozen=True, slots=True)
class Finish:
    """How a surface takes light; all from 0 to 1.

    Parameters
    ----------
    gloss
        A small bright reflection of the lamp, as of plastic.
    metal
        Reflects what is around in its own color.
    fuzz
        Light along the outline, as of wool and velvet.
    glow
        Shines by itself.
    """

    gloss: float = 0.0
    metal: float = 0.0
    fuzz: float = 0.0
    glow: float = 0.0


MATT, PLASTIC, CLOTH = Finish(gloss=0.08), Finish(gloss=0.7), Finish(fuzz=0.5)
GOLD, ENAMEL, GEM = Finish(gloss=0.8, metal=1.0), Finish(gloss=0.5), Finish(gloss=1.0, metal=0.25)


@dataclass(frozen=True, slots=True)
class Surface:
    """K grids of U by V points each, (K, U, V, 3), and their sRGB colors, of the same shape.

    Parameters
    ----------
    closed
        The first row of each grid is its last one again.
    sunk
        How deep strands of hair reach over it; 0 lies on all of them.
    lift
        By how much nearer it is taken to be where the head could hide it.
    """

    points: FloatArray
    color: FloatArray
    finish: Finish = MATT
    closed: bool = False
    sunk: float = 0.0
    lift: float = 0.0

    def placed(self, axes: FloatArray, at: FloatArray, *, scale: float = 1.0) -> "Surface":
        """Return it turned so that its own x, y, z are these columns, enlarged and moved."""
        return replace(self, points=self.points @ (axes.T * np.float32(scale)) + at)


def grid(
    points: FloatArray, color: FloatArray, finish: Finish = MATT, *, closed: bool = False
) -> Surface:
    """Return one grid (U, V, 3) or several (K, U, V, 3) as a surface; a color (3,) spreads."""
    stacked = points[None] if points.ndim == 3 else points
    colors = np.broadcast_to(color if color.ndim != 3 else color[None], stacked.shape)
    return Surface(
        np.ascontiguousarray(stacked, np.float32),
        np.ascontiguousarray(colors, np.float32),
        finish,
        closed,
    )


def unit(vectors: FloatArray) -> FloatArray:
    """Return vectors (..., 3) of length 1."""
    length = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return (vectors / np.maximum(length, 1e-6)).astype(np.float32)


def facing(outward: FloatArray, *, up: FloatArray = UP) -> FloatArray:
    """Return axes (3, 3), columns: x across, y as near to ``up`` as may be, z outward."""
    z = unit(outward)
    if abs(float(z @ up)) > ALIKE:
        up = np.array([0, 0, 1], np.float32)
    x = unit(np.cross(up, z))
    return np.stack([x, np.cross(z, x), z], axis=1)


def tube(  # noqa: PLR0913  (a tube has that many traits)
    path: FloatArray,
    radius: FloatArray | float,
    color: FloatArray,
    finish: Finish = MATT,
    *,
    outward: FloatArray,
    flat: float = 1.0,
    sides: int = 14,
) -> Surface:
    """Return a tube along a path (N, 3); below 1, ``flat`` is its thickness ``outward`` (N, 3).

    ``color`` is one (3,), or one for each point of the path, (N, 3).
    """
    along = unit(np.gradient(path, axis=0))
    across = unit(np.cross(outward, along))
    out = unit(np.cross(along, across))
    turn = np.linspace(0, 2 * np.pi, sides + 1)
    ring = (
        across[:, None] * np.cos(turn)[None, :, None]
        + out[:, None] * np.sin(turn)[None, :, None] * flat
    )
    widths = np.broadcast_to(np.asarray(radius, np.float32), len(path))
    points = path[:, None] + ring * widths[:, None, None]
    colors = color if color.ndim == 1 else np.broadcast_to(color[:, None], points.shape)
    return grid(points.transpose(1, 0, 2), _turned(colors), finish, closed=True)


def _turned(colors: FloatArray) -> FloatArray:
    return colors if colors.ndim == 1 else colors.transpose(1, 0, 2)


def band(
    lower: FloatArray,
    upper: FloatArray,
    color: FloatArray,
    finish: Finish = MATT,
    *,
    rows: int = 5,
    bulge: float = 0.0,
) -> Surface:
    """Return a closed band between two curves (N, 3); raising ``bulge`` rounds it outward."""
    share = np.linspace(0, 1, rows)[None, :, None]
    middle = (lower + upper) / 2
    outward = unit(middle - middle.mean(axis=0))[:, None]
    points = lower[:, None] * (1 - share) + upper[:, None] * share
    points = points + outward * (4 * share * (1 - share)) * bulge
    return grid(points, color, finish, closed=True)


def turned(
    profile: Sequence[tuple[float, float]],
    color: FloatArray,
    finish: Finish = MATT,
    *,
    sides: int = 40,
) -> Surface:
    """Return what a lathe turns about z: the profile is (radius, z), run through smoothly."""
    radius, height = open_spline(np.asarray(profile, np.float32), per_segment=4).T
    turn = np.linspace(0, 2 * np.pi, sides + 1)[:, None]
    across, down = np.cos(turn) * radius, np.sin(turn) * radius
    points = np.stack([across, down, np.broadcast_to(height, across.shape)], axis=-1)
    return grid(points, color, finish, closed=True)


def balls(
    centers: FloatArray, radius: FloatArray | float, color: FloatArray, finish: Finish = MATT
) -> Surface:
    """Return balls at centers (K, 3); ``radius`` is a number, (K,), or (K, 3) for each axis."""
    count = len(centers)
    sizes = np.asarray(radius, np.float32)
    sizes = np.broadcast_to(sizes[:, None] if sizes.ndim == 1 else sizes, (count, 3))
    around, upward = (17, 9) if float(sizes.max()) > SMALL else (11, 6)
    turn, up = np.meshgrid(
        np.linspace(0, 2 * np.pi, around),
        np.linspace(-np.pi / 2, np.pi / 2, upward),
        indexing="ij",
    )
    sphere = np.stack([np.cos(turn) * np.cos(up), np.sin(up), np.sin(turn) * np.cos(up)], axis=-1)
    points = centers[:, None, None] + sphere[None] * sizes[:, None, None]
    colors = color if color.ndim == 1 else color[:, None, None]
    return grid(points, colors, finish, closed=True)


def raised(
    rim: FloatArray,
    profile: Sequence[tuple[float, float]],
    color: FloatArray,
    finish: Finish = MATT,
    *,
    lean: FloatArray | None = None,
    rows: int = 24,
) -> Surface:
    """Return what rises from a closed rim (N, 3): crowns of hats, brims, cones.

    The profile is (share of the rim's radius, height above it), run through smoothly; ``lean``
    (M, 3) shifts the middle at each point of the profile.
    """
    steps = np.linspace(0, len(profile) - 1, rows)
    given = np.arange(len(profile))
    share, height = (np.interp(steps, given, each) for each in np.asarray(profile).T)
    share, height = (_rounded(each) for each in (share, height))
    middle = rim[:-1].mean(axis=0)
    quarter = len(rim) // 4
    upward = unit(np.cross(rim[0] - middle, rim[quarter] - middle))
    upward = upward if upward[1] < 0 else -upward
    points = middle + (rim - middle)[:, None] * share[:, None] + upward * height[:, None]
    if lean is not None:
        points = points + np.stack(
            [_rounded(np.interp(steps, given, lean[:, k])) for k in range(3)], axis=-1
        )
    return grid(points, color, finish, closed=True)


def _rounded(values: FloatArray) -> FloatArray:
    """Return the values with corners rounded, their ends where they were."""
    padded = np.concatenate([values[:1], values, values[-1:]])
    smooth = np.convolve(padded, [0.25, 0.5, 0.25], mode="valid")
    return np.concatenate([values[:1], smooth[1:-1], values[-1:]])


def star(size: float, thickness: float, color: FloatArray, finish: Finish = ENAMEL) -> Surface:
    """Return a star of five points with a ridge to each, its face towards z."""
    turn = np.linspace(0, 2 * np.pi, 11) - np.pi / 2
    reach = np.where(np.arange(11) % 2 == 0, size, size * 0.45)
    rim = np.stack([np.cos(turn) * reach, np.sin(turn) * reach, np.zeros(11)], axis=-1)
    top = np.array([0, 0, thickness])
    # Every facet is a grid of its own, or its edges would be rounded.
    facets = np.stack(
        [np.stack([np.stack([a, b]), np.stack([top, top])]) for a, b in pairwise(rim)]
    )
    return grid(facets, color, finish)


def normals_of(surface: Surface) -> FloatArray:
    """Return unit normals (K, U, V, 3); the head's side they point to follows the grid."""
    points = surface.points
    along = np.gradient(points, axis=1)
    if surface.closed:
        along[:, 0] = along[:, -1] = (points[:, 1] - points[:, -2]) / 2
    return unit(np.cross(along, np.gradient(points, axis=2)))
