"""A board for scene painters: shapes, then the light that falls on them, then what shines.

Local colors are painted first, then lit, then whatever shines by itself is added, then its glow.
Every scene has its light on the left; ``toward_light`` turns it.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Self

import cv2
import numpy as np
from numpy.typing import ArrayLike, NDArray

from trombine.engines.portrait.portrait import SIDE_PX
from trombine.engines.portrait.style import Look
from trombine.imaging.arrays import FloatArray, SrgbImage, as_srgb
from trombine.imaging.color import hex_color

SOFT = 256
"""Samples along a side of what is soft: light, glow and haze."""

SUBPIXEL_BITS = 4
STRIP_PX = 5
"""Width of the strips that a gradient across a shape is made of."""


@dataclass(frozen=True, slots=True)
class Board:
    """A picture of ``SIDE_PX`` that is painted on in place; points and widths are in its pixels."""

    pixels: NDArray[np.uint8]

    @classmethod
    def primed(cls, ground: FloatArray) -> Self:
        """Return a board that shows ``ground``, of any size, enlarged."""
        return cls(_eight_bits(_enlarge(ground)))

    def fill(self, outline: FloatArray, color: FloatArray, *, opacity: float = 1.0) -> None:
        """Fill a polygon (N, 2)."""
        if opacity >= 1:
            cv2.fillPoly(self.pixels, [_fixed(outline)], _ink(color), cv2.LINE_AA, SUBPIXEL_BITS)
            return
        low, high = outline.min(axis=0) - 2, outline.max(axis=0) + 2
        window = _window(low, high)
        part = self.pixels[window]
        if part.size == 0:
            return
        mask = np.zeros(part.shape[:2], np.uint8)
        corner = np.array([window[1].start, window[0].start])
        cv2.fillPoly(mask, [_fixed(outline - corner)], 255, cv2.LINE_AA, SUBPIXEL_BITS)
        _lay(part, color, mask.astype(np.float32) * np.float32(opacity / 255))

    def tile(self, left: float, top: float, wide: float, tall: float, color: FloatArray) -> None:
        """Fill an upright rectangle on whole pixels: the quickest for many windows."""
        first, last = (round(left), round(top)), (round(left + wide) - 1, round(top + tall) - 1)
        if last[0] >= first[0] and last[1] >= first[1]:
            cv2.rectangle(self.pixels, first, last, _ink(color), cv2.FILLED)

    def sheet(
        self, outlines: Sequence[FloatArray], color: FloatArray, *, lift_px: float = 0.0
    ) -> None:
        """Lay a sheet of paper on: inside an odd number of polygons it is, elsewhere a hole.

        The higher it lies, the farther and softer its shadow falls to the lower right.
        """
        if lift_px:
            share = np.zeros((SOFT, SOFT), np.uint8)
            fallen = [
                _fixed((o + lift_px * np.array([0.8, 1.0])) * (SOFT / SIDE_PX)) for o in outlines
            ]
            cv2.fillPoly(share, fallen, 130, cv2.LINE_AA, SUBPIXEL_BITS)
            share = 255 - cv2.GaussianBlur(share, (0, 0), lift_px * 0.45 * SOFT / SIDE_PX)
            share = cv2.resize(share, (SIDE_PX, SIDE_PX), interpolation=cv2.INTER_LINEAR)
            cv2.multiply(self.pixels, cv2.merge([share] * 3), dst=self.pixels, scale=1 / 255)
        edge = np.minimum(color * 1.16 + 0.05, 1)
        for nudge, ink in ((-2.5, edge), (0.0, color)):
            corners = [_fixed(o + nudge) for o in outlines]
            cv2.fillPoly(self.pixels, corners, _ink(ink), cv2.LINE_AA, SUBPIXEL_BITS)

    def blend(self, left: FloatArray, right: FloatArray, colors: Sequence[FloatArray]) -> None:
        """Fill between two edges (N, 2) of equally many points, the colors running across."""
        wide = float(np.abs(right - left).max())
        strips = max(len(colors) - 1, min(48, math.ceil(wide / STRIP_PX)))
        stops = np.linspace(0, 1, len(colors))
        for number in range(strips):
            # Each reaches under the next, or seams would show.
            near, far = number / strips, min(1.0, (number + 1.3) / strips)
            share = (number + 0.5) / strips
            color = np.array([np.interp(share, stops, c) for c in np.transpose(colors)])
            edges = [left + (right - left) * near, (left + (right - left) * far)[::-1]]
            self.fill(np.vstack(edges), color)

    def stroke(
        self, path: FloatArray, color: FloatArray, width_px: float, *, closed: bool = False
    ) -> None:
        """Draw a line through points (N, 2)."""
        cv2.polylines(
            self.pixels,
            [_fixed(path)],
            isClosed=closed,
            color=_ink(color),
            thickness=max(1, round(width_px)),
            lineType=cv2.LINE_AA,
            shift=SUBPIXEL_BITS,
        )

    def disc(self, place: tuple[float, float, float, float], color: FloatArray) -> None:
        """Fill an ellipse (x, y, and half its width and height) with one color."""
        x_px, y_px, half_wide, half_tall = (round(v * (1 << SUBPIXEL_BITS)) for v in place)
        axes, ink = (half_wide, half_tall), _ink(color)
        center = (x_px, y_px)
        cv2.ellipse(
            self.pixels, center, axes, 0, 0, 360, ink, cv2.FILLED, cv2.LINE_AA, SUBPIXEL_BITS
        )

    def ball(
        self,
        place: tuple[float, float, float, float],
        colors: tuple[FloatArray, FloatArray],
        *,
        heart: tuple[float, float] = (0.0, 0.0),
        opacity: float = 1.0,
    ) -> None:
        """Paint an ellipse (x, y, and half its width and height), another color at its heart.

        ``heart`` is given in half widths and heights from the middle.
        """
        x_px, y_px, half_wide, half_tall = place
        reach = np.array([half_wide + 2, half_tall + 2])
        window = _window(np.array([x_px, y_px]) - reach, np.array([x_px, y_px]) + reach)
        part = self.pixels[window]
        if part.size == 0:
            return
        rows = (np.arange(window[0].start, window[0].stop, dtype=np.float32) - y_px) / half_tall
        columns = (np.arange(window[1].start, window[1].stop, dtype=np.float32) - x_px) / half_wide
        out = np.hypot(columns[None], rows[:, None])
        inside = np.clip((1 - out) * min(half_wide, half_tall) + 0.5, 0, 1)
        from_heart = np.hypot(columns[None] - heart[0], rows[:, None] - heart[1])
        share = np.clip(from_heart / (1 + math.hypot(*heart)), 0, 1)[..., None]
        _lay(part, colors[0] + (colors[1] - colors[0]) * share * share, inside * opacity)

    def bokeh(
        self, place: tuple[float, float, float], color: FloatArray, *, opacity: float
    ) -> None:
        """Add a light far out of focus (x, y, radius); what lies there shines through it."""
        x_px, y_px, radius = place
        window = _window(np.array([x_px, y_px]) - radius - 3, np.array([x_px, y_px]) + radius + 3)
        part = self.pixels[window]
        if part.size == 0:
            return
        rows = np.arange(window[0].start, window[0].stop, dtype=np.float32) - y_px
        columns = np.arange(window[1].start, window[1].stop, dtype=np.float32) - x_px
        out = np.hypot(columns[None], rows[:, None]) / radius
        share = np.clip((1 - out) * radius / 3 + 0.5, 0, 1) * (
            0.82 + 0.18 * np.minimum(out, 1) ** 3
        )
        light = (share * np.float32(opacity))[..., None] * color.astype(np.float32)
        part[:] = _eight_bits(part + (255 - part.astype(np.float32)) * light, 1.0)

    def lit(self, light: FloatArray) -> "Board":
        """Return the board as it looks in a light (of any size, 1 = as it is painted)."""
        return Board(_eight_bits(self.pixels * _enlarge(np.maximum(light, 0)), 1.0))

    def glazed(self, color: FloatArray, share: FloatArray) -> "Board":
        """Return the board seen through haze; ``share`` [0, 1] may be of any size."""
        haze = np.empty_like(self.pixels)
        haze[:] = np.clip(color * 255, 0, 255)
        weight = _enlarge(share)
        return Board(cv2.blendLinear(self.pixels, haze, 1 - weight, weight))

    def softened(self, sigma_px: float) -> "Board":
        """Return the board out of focus."""
        small = cv2.resize(self.pixels, (SIDE_PX // 4, SIDE_PX // 4), interpolation=cv2.INTER_AREA)
        small = cv2.GaussianBlur(small, (0, 0), sigma_px / 4)
        return Board(cv2.resize(small, (SIDE_PX, SIDE_PX), interpolation=cv2.INTER_LINEAR))

    def paste(self, other: "Board", outlines: Iterable[FloatArray]) -> None:
        """Show another board inside some polygons."""
        mask = np.zeros(self.pixels.shape[:2], np.uint8)
        cv2.fillPoly(mask, [_fixed(o) for o in outlines], 255, cv2.LINE_AA, SUBPIXEL_BITS)
        share = cv2.merge([mask] * 3)
        seen = cv2.multiply(other.pixels, share, scale=1 / 255)
        kept = cv2.multiply(self.pixels, cv2.bitwise_not(share), scale=1 / 255)
        cv2.add(seen, kept, dst=self.pixels)

    def finish(self, glow: "Glow") -> FloatArray:
        """Return the picture with the glow of its lamps added as light is to light."""
        # 1 - (1 - picture) * (1 - glow), without a copy for every step.
        dark = np.subtract(np.float32(255), self.pixels, dtype=np.float32)
        dark *= _enlarge(np.clip(1 - glow.plane, 0, 1) * np.float32(1 / 255))
        return np.subtract(np.float32(1), dark, out=dark)


@dataclass(frozen=True, slots=True)
class Glow:
    """Soft light, (256, 256, 3), added to in place; places and reaches in pixels of the picture."""

    plane: FloatArray = field(default_factory=lambda: np.zeros((SOFT, SOFT, 3), np.float32))

    @classmethod
    def ambient(cls, color: FloatArray) -> Self:
        """Return an even light to which lamps are added."""
        return cls(np.broadcast_to(color, (SOFT, SOFT, 3)).astype(np.float32))

    def bulb(self, x_px: float, y_px: float, reach_px: float, color: FloatArray) -> None:
        """Add a round light that falls off softly."""
        scale = SIDE_PX / SOFT
        reach = 2.6 * reach_px
        rows, columns = _window(
            np.array([x_px - reach, y_px - reach]) / scale,
            np.array([x_px + reach, y_px + reach]) / scale,
            side=SOFT,
        )
        x = (np.arange(columns.start, columns.stop, dtype=np.float32) + 0.5) * scale - x_px
        y = (np.arange(rows.start, rows.stop, dtype=np.float32) + 0.5) * scale - y_px
        falloff = np.float32(-1 / reach_px**2)
        weight = np.exp(y * y * falloff)[:, None] * np.exp(x * x * falloff)[None]
        self.plane[rows, columns] += weight[..., None] * color.astype(np.float32)

    def shaft(self, outline: FloatArray, color: FloatArray, *, softness_px: float) -> None:
        """Add a beam or a patch of light with soft edges."""
        mask = np.zeros((SOFT, SOFT), np.float32)
        corners = _fixed(outline * (SOFT / SIDE_PX))
        cv2.fillPoly(mask, [corners], 1.0, cv2.LINE_AA, SUBPIXEL_BITS)
        mask = cv2.GaussianBlur(mask, (0, 0), softness_px * SOFT / SIDE_PX)
        self.plane[:] += mask[..., None] * color.astype(np.float32)


@cache
def soft_grid() -> tuple[FloatArray, FloatArray]:
    """Return x and y of every soft sample, in pixels of the picture."""
    y, x = np.mgrid[0:SOFT, 0:SOFT].astype(np.float32)
    scale = np.float32(SIDE_PX / SOFT)
    return (x + 0.5) * scale, (y + 0.5) * scale


def ramp(stops: Sequence[tuple[float, FloatArray]]) -> FloatArray:
    """Return (256, 256, 3), colors from top to bottom; places are shares of the height."""
    places = [place for place, _ in stops]
    y = (np.arange(SOFT) + 0.5) / SOFT
    channels = [np.interp(y, places, c) for c in np.transpose([color for _, color in stops])]
    column = np.stack(channels, axis=-1).astype(np.float32)
    return np.broadcast_to(column[:, None], (SOFT, SOFT, 3)).copy()


def pigments(codes: str) -> FloatArray:
    """Return a color (3,), or several (N, 3) where codes are parted by spaces."""
    colors = [hex_color(code) for code in codes.split()]
    return colors[0] if len(colors) == 1 else np.stack(colors)


def floats(values: ArrayLike) -> FloatArray:
    """Return points (N, 2), or a color, as an array."""
    return np.asarray(values, np.float32)


def box(left: float, top: float, right: float, foot: float) -> FloatArray:
    """Return the corners of an upright rectangle."""
    return np.array([[left, top], [right, top], [right, foot], [left, foot]], np.float32)


def toward_light(picture: FloatArray, look: Look) -> SrgbImage:
    """Return the scene with its light on the side of the look."""
    return as_srgb(picture if look.light_from_left else picture[:, ::-1])


def _lay(part: NDArray[np.uint8], color: FloatArray, share: FloatArray) -> None:
    old = part.astype(np.float32)
    old += (np.asarray(color, np.float32) * 255 - old) * share[..., None].astype(np.float32)
    part[:] = _eight_bits(old, 1.0)


def _eight_bits(picture: FloatArray, scale: float = 255.0) -> NDArray[np.uint8]:
    # Of all ways the quickest that also clips; nothing on a board is negative.
    return cv2.convertScaleAbs(picture, alpha=scale)


def _enlarge(soft: FloatArray) -> FloatArray:
    return cv2.resize(soft.astype(np.float32), (SIDE_PX, SIDE_PX), interpolation=cv2.INTER_LINEAR)


def _ink(color: FloatArray) -> list[float]:
    # What is above 255 cv2 clips.
    return (color * 255 + 0.5).tolist()


def _fixed(points: FloatArray) -> NDArray[np.int32]:
    within = np.clip(points, -2 * SIDE_PX, 3 * SIDE_PX)
    return np.round(within * (1 << SUBPIXEL_BITS)).astype(np.int32)


def _window(low: FloatArray, high: FloatArray, *, side: int = SIDE_PX) -> tuple[slice, slice]:
    """Return rows and columns between two corners, as far as they lie on the board."""
    first = np.clip(np.floor(low), 0, side).astype(int).tolist()
    last = np.clip(np.ceil(high), 0, side).astype(int).tolist()
    return slice(first[1], max(first[1], last[1])), slice(first[0], max(first[0], last[0]))
