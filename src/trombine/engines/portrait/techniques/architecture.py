"""Places that people built: their perspective, arches, strings and lamps, and plants in pots."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from trombine.engines.portrait.techniques.boards import Board, Glow, box, floats
from trombine.imaging.arrays import FloatArray

Span = tuple[float, float]


@dataclass(frozen=True, slots=True)
class View:
    """One-point perspective: what lies at depth 1 is in the plane of the picture."""

    x_px: float
    y_px: float

    def see(self, points: Iterable[tuple[float, float, float]]) -> FloatArray:
        """Return where points (x and y as in the plane of the picture, depth) are seen."""
        at = np.array(list(points), np.float32)
        eye = np.array([self.x_px, self.y_px], np.float32)
        return eye + (at[:, :2] - eye) / at[:, 2:]

    def wall(self, x_px: float, high: Span, deep: Span) -> FloatArray:
        """Return a stretch of a wall along the line of sight as four corners."""
        top, foot = high
        near, far = deep
        return self.see(
            [(x_px, top, near), (x_px, top, far), (x_px, foot, far), (x_px, foot, near)]
        )


def pointed_arch(left: float, top: float, right: float, foot: float) -> FloatArray:
    """Return the outline of a Gothic window: two arcs about each other's beginnings."""
    wide = right - left
    turn = np.linspace(0, np.pi / 3, 13)
    inward, rise = wide * (1 - np.cos(turn)), top + wide * (np.sqrt(0.75) - np.sin(turn))
    up = np.column_stack([left + inward, rise])
    down = np.column_stack([right - inward, rise])[::-1]
    return np.vstack([[[left, foot]], up, down[1:], [[right, foot]]]).astype(np.float32)


def round_arch(left: float, top: float, right: float, foot: float) -> FloatArray:
    """Return the outline of a round-headed opening."""
    turn = np.linspace(np.pi, 2 * np.pi, 25, dtype=np.float32)
    half = (right - left) / 2
    bow = np.column_stack([left + half + half * np.cos(turn), top + half + half * np.sin(turn)])
    return np.vstack([[[left, foot]], bow, [[right, foot]]]).astype(np.float32)


def sagging(start: tuple[float, float], end: tuple[float, float], *, sag_px: float) -> FloatArray:
    """Return a string that hangs between two nails, 25 points."""
    share = np.linspace(0, 1, 25, dtype=np.float32)[:, None]
    line = floats(start) + (floats(end) - floats(start)) * share
    line[:, 1:] += 4 * sag_px * share * (1 - share)
    return line


def spans(
    rng: np.random.Generator, within: Span, *, wide: Span, gap: float = 0.0
) -> Iterator[Span]:
    """Yield beginnings and ends, one after the other: books on a shelf, houses along a street."""
    place, end = within
    while place < end:
        width = float(rng.uniform(*wide))
        yield place, min(place + width, end)
        place += width + gap


def pendant(
    board: Board, glow: Glow, lamp: tuple[float, float, float], colors: Sequence[FloatArray]
) -> None:
    """Hang a lamp (x, y of its rim, size) from the ceiling; colors of metal, its edge and light."""
    x_px, y_px, size = lamp
    metal, edge, light = colors
    board.stroke(floats([[x_px, -10], [x_px, y_px - size]]), metal * 0.7, size * 0.05)
    turn = np.linspace(0, np.pi / 2, 9, dtype=np.float32)
    half = size * (0.16 + 0.84 * np.sin(turn) ** 1.6)
    rise = y_px - size * 0.85 * np.cos(turn)
    left, right = np.column_stack([x_px - half, rise]), np.column_stack([x_px + half, rise])
    board.blend(left, right, [edge, metal, metal * 0.55])
    board.fill(
        box(x_px - size * 0.1, y_px - size * 1.02, x_px + size * 0.1, y_px - size * 0.8), metal
    )
    board.ball((x_px, y_px, size, size * 0.2), (np.minimum(light * 1.25, 1), light * 0.9))
    board.ball((x_px, y_px + size * 0.08, size * 0.3, size * 0.26), (floats([1, 1, 0.94]), light))
    glow.bulb(x_px, y_px + size * 0.2, size * 1.5, light * 0.55)
    glow.bulb(x_px, y_px + size * 1.6, size * 4.2, light * 0.2)


@dataclass(frozen=True, slots=True)
class Leaf:
    """Where a leaf begins, where it heads, its length, half its width, how it bends, its cuts."""

    x_px: float
    y_px: float
    heading_rad: float
    length_px: float
    half_px: float
    bend_rad: float = 0.5
    cuts: int = 0


def grow_leaf(board: Board, leaf: Leaf, lit: FloatArray, shaded: FloatArray) -> None:
    """Paint a leaf in two halves, one of them in the light, about its rib."""
    along = np.linspace(0, 1, 33)
    heading = leaf.heading_rad + leaf.bend_rad * along
    step = leaf.length_px / 33
    rib_x = leaf.x_px + np.cumsum(np.cos(heading)) * step
    rib_y = leaf.y_px + np.cumsum(np.sin(heading)) * step
    half = leaf.half_px * np.sin(np.pi * along**0.62) ** 0.8
    if leaf.cuts:
        # Cut toward the rib between the veins, as a Swiss cheese plant's leaves are.
        tooth = (along * leaf.cuts) % 1
        half = half * np.where((tooth > 0.8) & (along > 0.15), 0.4, 1.0)
    # What is cut or spread leans toward the tip.
    lean = half * 0.35
    forward_x, forward_y = np.cos(heading), np.sin(heading)
    rib = np.column_stack([rib_x, rib_y])
    halves = []
    for side in (-1, 1):
        edge_x = rib_x - side * forward_y * half + forward_x * lean
        edge_y = rib_y + side * forward_x * half + forward_y * lean
        halves.append(np.column_stack([edge_x, edge_y]))
    # The half that lies more to the upper left is the one in the light.
    halves.sort(key=lambda edge: float(edge.sum()))
    for edge, color in zip(halves, (lit, shaded), strict=True):
        board.fill(np.vstack([rib, edge[::-1]]), color)
        for vein in range(5, 29, 5) if leaf.half_px > 50 else ():
            ends = np.stack([rib[vein], rib[vein] * 0.25 + edge[min(32, vein + 2)] * 0.75])
            board.stroke(ends, color * 0.84, max(1.0, leaf.half_px * 0.03))
    board.stroke(rib[:-2], lit * 0.5 + shaded * 0.2 + 0.2, max(2.0, leaf.half_px * 0.06))
