"""Silk, gold thread, printed and woven patterns, pleats: what festive garments are made of."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import TypeAlias

import cv2
import numpy as np

from trombine.engines.portrait.changes.tailoring.fabrics import Fabric, Place, Swatch
from trombine.engines.portrait.changes.tailoring.shapes import Cover
from trombine.imaging.arrays import FloatArray
from trombine.imaging.filters import mix

Tile: TypeAlias = Callable[[], FloatArray]
"""Returns one repeat of a pattern, one plane or some, in [0, 1], that joins itself on all sides."""

TILE_PX = 96
FINER = 4
"""Patterns are drawn so much larger, then reduced: smooth edges."""

STREWN = 3
"""A tile of strewn flowers is so many times as wide as others."""

SHADED = 0.30
"""How much darker the bottom of a pleat is."""


@dataclass(frozen=True, slots=True)
class Motif:
    """A pattern and how it lies on the cloth.

    Parameters
    ----------
    tile
        What is repeated.
    width
        Of one repeat, in face heights.
    angle_deg
        How far the pattern is turned clockwise.
    shift
        How far it is moved, in face heights: cloth that was cut elsewhere.
    """

    tile: Tile
    width: float
    angle_deg: float = 0.0
    shift: float = 0.0


@dataclass(frozen=True, slots=True)
class Fan:
    """Pleats that fan out from a point.

    Parameters
    ----------
    origin
        The point (u, v); of a pair that of the right one.
    apart_deg
        The angle from one pleat to the next.
    depth
        Of a pleat, in face heights.
    begin
        So far from the point, in face heights, the cloth still lies flat.
    pair
        Whether another fan mirrors it on the other side of the body.
    """

    origin: tuple[float, float]
    apart_deg: float
    depth: float
    begin: float = 0.0
    pair: bool = False


def silk(place: Place, color: FloatArray) -> Swatch:
    """Return a heavy silk that shimmers where it bends."""
    fine = cv2.blur(place.speckle(0.8), (1, 9))
    glow = 1 + np.float32(0.10) * place.folds + np.float32(0.05) * fine
    relief = place.folds * np.float32(1.2)
    return Swatch(color * glow[..., None], relief=relief, gloss=0.42, sheen=0.30)


def crepe(place: Place, color: FloatArray) -> Swatch:
    """Return a silk of twisted yarn, hardly shining, which lies flat."""
    fine = cv2.blur(place.speckle(0.8), (3, 3))
    tone = 1 + np.float32(0.03) * fine
    return Swatch(color * tone[..., None], relief=fine * np.float32(0.06), gloss=0.2, sheen=0.25)


def drill(place: Place, color: FloatArray) -> Swatch:
    """Return white work cotton, ironed: a fine twill that hardly shows."""
    lines = np.sin((place.u + place.v) * np.float32(2 * np.pi / 0.013))
    tone = np.float32(1.06) + np.float32(0.02) * lines
    return Swatch(color * tone[..., None], relief=lines * np.float32(0.06), sheen=0.05)


def canvas(place: Place, color: FloatArray) -> Swatch:
    """Return sturdy washed cotton, paler on its ridges."""
    fine, soft = cv2.blur(place.speckle(0.8), (2, 2)), place.speckle(4.0)
    weave = np.sin(place.u * np.float32(2 * np.pi / 0.014))
    weave = weave * np.sin(place.down * np.float32(2 * np.pi / 0.014))
    worn = np.clip(place.folds, 0, 1) * np.float32(0.08)
    tone = 1 + 0.03 * weave + 0.03 * fine + 0.015 * soft + worn
    return Swatch(color * tone[..., None], relief=(weave + 0.6 * fine) * np.float32(0.13))


def mesh(place: Place, color: FloatArray) -> Swatch:
    """Return a strong elastic cloth of small hexagons."""
    cells = _repeat(place, Motif(hexagons, 0.052), hexagons())
    tone = 0.86 + 0.16 * cells
    return Swatch(color * tone[..., None], relief=cells * np.float32(0.9), gloss=0.30, sheen=0.15)


def printed(
    place: Place, color: FloatArray, *, of: Fabric, motif: Motif, inks: Sequence[FloatArray]
) -> Swatch:
    """Return a cloth with a pattern on it, every plane of its tile in an ink of its own."""
    dyed = np.broadcast_to(color, (*motif.tile().shape[:2], 3)).astype(np.float32)
    planes = np.moveaxis(np.atleast_3d(motif.tile()), 2, 0)
    for plane, ink in zip(planes, inks, strict=True):
        dyed = mix(dyed, ink, plane)
    return of(place, _repeat(place, motif, dyed))


def brocade(
    place: Place, color: FloatArray, *, of: Fabric, motif: Motif, gold: FloatArray
) -> Swatch:
    """Return a cloth with a pattern woven in with metal thread, which is raised and glitters."""
    swatch = of(place, color)
    seen = _repeat(place, motif, motif.tile())
    threads = np.float32(1) + np.float32(0.10) * place.speckle(0.8)
    return replace(
        swatch,
        color=mix(swatch.color, gold * threads[..., None], seen),
        relief=swatch.relief + seen * np.float32(1.3),
        gloss=swatch.gloss + (np.float32(0.75) - swatch.gloss) * seen,
    )


def pleated(place: Place, color: FloatArray, *, of: Fabric, fan: Fan) -> Swatch:
    """Return a cloth in pleats."""
    swatch = of(place, color)
    wave = _fanned(place, fan)
    tone = 1 + np.float32(0.5 * SHADED) * np.minimum(wave, 0.3)
    relief = swatch.relief + wave * np.float32(fan.depth * place.face_px)
    return replace(swatch, color=swatch.color * tone[..., None], relief=relief)


def _fanned(place: Place, fan: Fan) -> FloatArray:
    """Return ridges and hollows of pleats in [-1, 1]; soft, so drawn at half size."""
    u, v = place.u[::2, ::2], place.v[::2, ::2]
    u = (np.abs(u) if fan.pair else u) - np.float32(fan.origin[0])
    v = v - np.float32(fan.origin[1])
    far = np.sqrt(u * u + v * v)
    # No two pleats alike: their angles drift, and they bend a little on their way down.
    angle = np.degrees(np.arctan2(v, u)) / np.float32(fan.apart_deg)
    angle = angle + 0.30 * np.sin(angle * np.float32(1.7)) + 0.22 * np.sin(far * 7 + angle)
    wave = np.sin(angle * np.float32(2 * np.pi))
    wave = wave * np.float32(0.75) + np.float32(0.25) * np.sin(angle * np.float32(4 * np.pi) + 1)
    wave *= np.clip((far - np.float32(fan.begin)) / np.float32(0.22), 0, 1)
    rows, columns = place.u.shape
    return cv2.resize(wave, (columns, rows), interpolation=cv2.INTER_LINEAR)


def _repeat(place: Place, motif: Motif, pattern: FloatArray) -> FloatArray:
    """Return a pattern, of one plane or of colors, laid over a place as its motif lies."""
    px = np.float32(pattern.shape[1] / motif.width)
    # A pattern goes with the cloth into its folds.
    bent = place.folds * np.float32(0.012) + np.float32(motif.shift)
    u, v = place.u + bent, place.down + bent
    if motif.angle_deg:
        angle = np.radians(motif.angle_deg)
        cos, sin = np.float32(np.cos(angle)), np.float32(np.sin(angle))
        u, v = u * cos + v * sin, v * cos - u * sin
    return cv2.remap(pattern, u * px, v * px, cv2.INTER_LINEAR, borderMode=cv2.BORDER_WRAP)


@cache
def hexagons() -> FloatArray:
    """Return cells, each domed, with dark joints."""
    columns, rows = TILE_PX // 3, round(TILE_PX // 3 * np.sqrt(3))
    y, x = np.mgrid[0:rows, 0:columns].astype(np.float32)
    domes = np.zeros((rows, columns), np.float32)
    for cx, cy in ((0, 0), (0.5, 0.5)):
        dx = np.abs((x / columns - cx + 0.5) % 1 - 0.5)
        dy = np.abs((y / rows - cy + 0.5) % 1 - 0.5) * np.sqrt(3)
        reach = np.maximum(dx, dx / 2 + dy * np.sqrt(3) / 2)
        domes = np.maximum(domes, np.clip((0.5 - reach) / 0.14, 0, 1))
    return domes.astype(np.float32)


@cache
def waves() -> FloatArray:
    """Return seigaiha, the blue sea: arcs upon arcs, as on silk since the eighth century."""
    side = TILE_PX * FINER
    canvas = np.zeros((side // 2, side), np.uint8)
    radius = side // 2
    for row in range(-1, 5):
        y = row * side // 4
        for column in (-1, 0, 1, 2):
            x = column * side + (side // 2 if row % 2 else 0)
            for share, value in ((1.0, 0), (0.94, 255), (0.84, 0), (0.66, 255), (0.56, 0)):
                cv2.circle(canvas, (x, y), int(radius * share), value, -1)
            cv2.circle(canvas, (x, y), int(radius * 0.38), 255, -1)
            cv2.circle(canvas, (x, y), int(radius * 0.28), 0, -1)
    return _reduced(canvas)


@cache
def blossoms_on_waves() -> FloatArray:
    """Return three planes: waves, plum blossoms strewn over them, smaller ones in the gaps."""
    many = _strewn(
        (0.22, 0.20, 0.150, 10),
        (0.68, 0.38, 0.115, 40),
        (0.30, 0.70, 0.095, 25),
        (0.80, 0.84, 0.155, 55),
    )
    small = _strewn(
        (0.03, 0.47, 0.110, 30),
        (0.52, 0.07, 0.120, 5),
        (0.48, 0.565, 0.075, 50),
        (0.55, 0.85, 0.055, 20),
    )
    return np.dstack([np.tile(waves(), (2 * STREWN, STREWN)), many, small])


def _strewn(*blossoms: tuple[float, float, float, float]) -> FloatArray:
    """Return blossoms given by place and size in shares of the tile, and their turn in degrees."""
    side = STREWN * TILE_PX * FINER
    canvas = np.zeros((side, side), np.uint8)
    for u, v, size, turn in blossoms:
        for x, y in _around_tile((u, v), side, side):
            _blossom(canvas, (x, y), size * side, turn)
    return _reduced(canvas)


def _blossom(canvas: Cover, center: tuple[float, float], size: float, turn_deg: float) -> None:
    angles = np.radians(turn_deg + 72 * np.arange(5))
    for angle in angles:
        spot = (center[0] + 0.55 * size * np.cos(angle), center[1] + 0.55 * size * np.sin(angle))
        _disc(canvas, spot, 0.40 * size, 255)
    _disc(canvas, center, 0.24 * size, 0)
    for angle in angles:
        tip = (center[0] + 0.62 * size * np.cos(angle), center[1] + 0.62 * size * np.sin(angle))
        start = (center[0] + 0.2 * size * np.cos(angle), center[1] + 0.2 * size * np.sin(angle))
        cv2.line(canvas, _px(start), _px(tip), 0, max(1, int(0.05 * size)), cv2.LINE_AA)
        _disc(canvas, tip, 0.075 * size, 0)
    _disc(canvas, center, 0.13 * size, 255)


@cache
def sprigs() -> FloatArray:
    """Return butis, small drops with a leaf on either side, in half drop."""
    wide, tall = TILE_PX * FINER, int(TILE_PX * FINER * 1.3)
    canvas = np.zeros((tall, wide), np.uint8)
    for spot in ((0.25, 0.25), (0.75, 0.75)):
        for x, y in _around_tile(spot, wide, tall):
            unit = 0.085 * wide
            _drop(canvas, (x, y), unit)
            for side in (-1, 1):
                _ellipse(canvas, (x + side * 0.95 * unit, y + unit), (0.7, 0.28), unit, -40 * side)
    return _reduced(canvas)


def _drop(canvas: Cover, center: tuple[float, float], unit: float) -> None:
    x, y = center
    _disc(canvas, (x, y + 0.1 * unit), 0.62 * unit, 255)
    tip = [(x - 0.60 * unit, y), (x + 0.60 * unit, y), (x + 0.1 * unit, y - 1.5 * unit)]
    cv2.fillPoly(canvas, [np.array([_px(p) for p in tip])], 255, cv2.LINE_AA)


@cache
def temple_border() -> FloatArray:
    """Return a woven border: lozenges between lines, all of gold but for their joints."""
    side = TILE_PX * FINER
    canvas = np.full((side, side), 255, np.uint8)
    for x, y in _around_tile((0.5, 0.5), side, side):
        for reach, value in ((0.46, 0), (0.38, 255), (0.22, 0), (0.12, 255)):
            corners = [(x + reach * side, y), (x, y + reach * side)]
            corners += [(x - reach * side, y), (x, y - reach * side)]
            cv2.fillPoly(canvas, [np.array([_px(p) for p in corners])], value, cv2.LINE_AA)
    return _reduced(canvas)


@cache
def spots() -> FloatArray:
    """Return dots in half drop."""
    side = TILE_PX * FINER
    canvas = np.zeros((side, side), np.uint8)
    for spot in ((0.25, 0.25), (0.75, 0.75)):
        for center in _around_tile(spot, side, side):
            _disc(canvas, center, 0.13 * side, 255)
    return _reduced(canvas)


def _reduced(canvas: Cover) -> FloatArray:
    small = cv2.resize(canvas, None, fx=1 / FINER, fy=1 / FINER, interpolation=cv2.INTER_AREA)
    return small.astype(np.float32) / np.float32(255)


def _around_tile(
    spot: tuple[float, float], wide: float, tall: float
) -> Sequence[tuple[float, float]]:
    """Return a place given in shares of a tile, and the same in all tiles beside it."""
    shifts = (-1, 0, 1)
    return [((spot[0] + i) * wide, (spot[1] + j) * tall) for i in shifts for j in shifts]


def _px(point: tuple[float, float]) -> tuple[int, int]:
    return round(point[0]), round(point[1])


def _disc(canvas: Cover, center: tuple[float, float], radius: float, value: int) -> None:
    cv2.circle(canvas, _px(center), max(1, round(radius)), value, -1, cv2.LINE_AA)


def _ellipse(
    canvas: Cover,
    center: tuple[float, float],
    radii: tuple[float, float],
    unit: float,
    turn_deg: float,
) -> None:
    axes = (round(radii[0] * unit), round(radii[1] * unit))
    cv2.ellipse(canvas, _px(center), axes, turn_deg, 0, 360, 255, -1, cv2.LINE_AA)
