"""What a layer of a garment covers: outlines, bands, dots, stitches, in the frame of the body."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from trombine.engines.portrait.changes.tailoring.body import Body
from trombine.engines.portrait.features import closed_spline
from trombine.imaging.arrays import FloatArray

Points: TypeAlias = Sequence[tuple[float, float]]
Cover: TypeAlias = NDArray[np.uint8]

SUBPIXELS = 4
"""Bits of a coordinate that cv2 is given."""


class Shape(Protocol):
    """Draws itself as a mask (rows, columns), uint8, of the part that garments are drawn on."""

    def draw(self, body: Body, *, mirrored: bool) -> Cover:
        """Return the mask; mirrored, that of the other side of the body."""
        ...


@dataclass(frozen=True, slots=True)
class Outline:
    """The inside of a closed line; ``smooth`` rounds it through its points."""

    points: Points
    smooth: bool = True

    def draw(self, body: Body, *, mirrored: bool) -> Cover:
        """Return the inside."""
        points = _on_side(self.points, mirrored=mirrored)
        points = closed_spline(points) if self.smooth else _subdivide(points)
        return _fill(body, [points])


@dataclass(frozen=True, slots=True)
class Band:
    """A strip along a smooth line: a cord, a zip, a stripe, an edging; pointed with ``taper``."""

    points: Points
    width: float
    taper: bool = False

    def draw(self, body: Body, *, mirrored: bool) -> Cover:
        """Return the strip."""
        path = curve(_on_side(self.points, mirrored=mirrored))
        widths = np.full(len(path), self.width, np.float32)
        if self.taper:
            widths *= np.sin(np.linspace(0.12, np.pi - 0.12, len(path), dtype=np.float32))
        return _fill(body, [ribbon(path, widths)])


@dataclass(frozen=True, slots=True)
class Dots:
    """Buttons, rivets, eyelets."""

    centers: Points
    radius: float

    def draw(self, body: Body, *, mirrored: bool) -> Cover:
        """Return the discs."""
        angle = np.linspace(0, 2 * np.pi, 20, endpoint=False)
        circle = np.column_stack([np.cos(angle), np.sin(angle)]) * self.radius
        centers = _on_side(self.centers, mirrored=mirrored)
        return _fill(body, [center + circle for center in centers])


@dataclass(frozen=True, slots=True)
class Stitches:
    """A dashed line; ``length`` of a stitch and of the gap after it."""

    points: Points
    width: float = 0.008
    length: float = 0.022

    def draw(self, body: Body, *, mirrored: bool) -> Cover:
        """Return the dashes."""
        path = curve(_on_side(self.points, mirrored=mirrored), per_segment=48)
        steps = np.linalg.norm(np.diff(path, axis=0), axis=1)
        count = np.floor(np.concatenate([[0], np.cumsum(steps)]) / self.length).astype(int)
        dashes = []
        for number in range(0, int(count[-1]) + 1, 2):
            part = path[count == number]
            if len(part) > 1:
                dashes.append(ribbon(part, np.full(len(part), self.width, np.float32)))
        return _fill(body, dashes)


def curve(points: FloatArray, *, per_segment: int = 12) -> FloatArray:
    """Return an open Catmull-Rom curve through points (N, 2)."""
    ends = (2 * points[:1] - points[1:2], 2 * points[-1:] - points[-2:-1])
    padded = np.vstack([ends[0], points, ends[1]])
    t = np.linspace(0, 1, per_segment, endpoint=False, dtype=np.float32)[None, :, None]
    p0, p1, p2, p3 = (padded[i : len(padded) - 3 + i, None, :] for i in range(4))
    between = 0.5 * (
        2 * p1
        + (p2 - p0) * t
        + (2 * p0 - 5 * p1 + 4 * p2 - p3) * t**2
        + (3 * p1 - p0 - 3 * p2 + p3) * t**3
    )
    return np.vstack([between.reshape(-1, 2), points[-1:]]).astype(np.float32)


def ribbon(path: FloatArray, widths: FloatArray) -> FloatArray:
    """Return the outline of a strip along a path (N, 2) with its own width at every point."""
    along = np.gradient(path, axis=0)
    along = along / np.maximum(np.linalg.norm(along, axis=1, keepdims=True), 1e-6)
    across = np.column_stack([-along[:, 1], along[:, 0]]) * widths[:, None] / 2
    return np.vstack([path + across, (path - across)[::-1]])


def both_sides(half: Points) -> Points:
    """Return a closed outline from its right half, given from the middle above to that below."""
    left = [(-u, v) for u, v in reversed(half) if u]
    return [*half, *left]


def ellipse(
    center: tuple[float, float],
    radii: tuple[float, float],
    *,
    start_deg: float = 0,
    end_deg: float = 360,
    count: int = 24,
) -> Points:
    """Return points along an ellipse, clockwise from the right; 90 degrees is below."""
    closed = end_deg - start_deg >= 360
    angles = np.radians(np.linspace(start_deg, end_deg, count, endpoint=not closed))
    u = center[0] + radii[0] * np.cos(angles)
    v = center[1] + radii[1] * np.sin(angles)
    return [(float(a), float(b)) for a, b in zip(u, v, strict=True)]


def _on_side(points: Points, *, mirrored: bool) -> FloatArray:
    array = np.array(points, np.float32)
    return array * np.array([-1, 1], np.float32) if mirrored else array


def _subdivide(points: FloatArray) -> FloatArray:
    """Return a closed polygon with points along its sides, which bend with the body."""
    t = np.linspace(0, 1, 8, endpoint=False, dtype=np.float32)[None, :, None]
    after = np.roll(points, -1, axis=0)
    return (points[:, None] * (1 - t) + after[:, None] * t).reshape(-1, 2)


def _fill(body: Body, outlines: Sequence[FloatArray]) -> Cover:
    mask = np.zeros(body.shape, np.uint8)
    for outline in outlines:
        corners = np.round(body.place(outline) * 2**SUBPIXELS).astype(np.int32)
        cv2.fillPoly(mask, [corners], 255, lineType=cv2.LINE_AA, shift=SUBPIXELS)
    return mask
