"""Cloth that is known by its weave, embroidery, and what is sewn to an edge."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

import cv2
import numpy as np

from trombine.engines.portrait.changes.tailoring import fabrics
from trombine.engines.portrait.changes.tailoring.body import Body
from trombine.engines.portrait.changes.tailoring.fabrics import Fabric, Place, Swatch
from trombine.engines.portrait.changes.tailoring.shapes import Cover, Points, curve, ribbon
from trombine.imaging.arrays import FloatArray
from trombine.imaging.filters import mix, smoothstep

SUBPIXELS = 4
"""Bits of a coordinate that cv2 is given."""

TURN = np.float32(2 * np.pi)

CREASED_DEG = (63.0, 8.0, -34.0)
"""The ways that creases run."""

CREASE_PX = 90
"""Pixels of noise to a face height: how close creases lie."""

STEPPED = (
    "000000010000000",
    "000000111000000",
    "000001101100000",
    "000011000110000",
    "000110010011000",
    "001100111001100",
    "011001101100110",
    "110011000110011",
    "011001101100110",
    "001100111001100",
    "000110010011000",
    "000011000110000",
    "000001101100000",
    "000000111000000",
    "100000010000001",
    "110000000000011",
)
"""Lozenges within lozenges, one above the other, as they are picked up on a backstrap loom."""


ROSETTE_PX = 128
"""The side of a repeat of damask."""


@dataclass(frozen=True, slots=True)
class Strokes:
    """Strips along many lines: embroidery, the strands of a fringe; pointed with ``taper``."""

    lines: Sequence[Points]
    width: float
    taper: bool = False

    def draw(self, body: Body, *, mirrored: bool) -> Cover:
        """Return the strips."""
        mask = np.zeros(body.shape, np.uint8)
        side = np.array([-1 if mirrored else 1, 1], np.float32)
        for line in self.lines:
            path = np.array(line, np.float32) * side
            widths = np.full(len(path), self.width, np.float32)
            if self.taper:
                widths *= np.linspace(1.0, 0.35, len(path), dtype=np.float32)
            corners = np.round(body.place(ribbon(path, widths)) * 2**SUBPIXELS).astype(np.int32)
            cv2.fillPoly(mask, [corners], 255, lineType=cv2.LINE_AA, shift=SUBPIXELS)
        return mask


@dataclass(frozen=True, slots=True)
class WarpBand:
    """A stripe of a cloth, on either side of its seam in the middle.

    Parameters
    ----------
    middle, width
        Where it lies and how broad it is, in face heights.
    color
        (3,) sRGB.
    figured
        The color of figures woven into it; None for a plain stripe.
    """

    middle: float
    width: float
    color: FloatArray
    figured: FloatArray | None = None


def striped(
    place: Place,
    color: FloatArray,
    *,
    with_color: FloatArray,
    apart: float = 0.125,
    share: float = 0.36,
    lean: float = 0.0,
) -> Swatch:
    """Return jersey with level stripes; ``lean`` lets them run across an arm that hangs aslant."""
    level = place.down + np.float32(lean) * np.abs(place.u) + np.float32(0.012) * place.folds
    phase = np.abs((level / np.float32(apart)) % 1 - 0.5)
    edge = 0.004 / apart
    stripes = smoothstep(share / 2 + edge, share / 2 - edge, phase)
    swatch = fabrics.cotton(place, color)
    yarn = swatch.color / np.maximum(color, np.float32(0.02))
    return replace(swatch, color=yarn * mix(color, with_color, stripes))


def herringbone(
    place: Place,
    color: FloatArray,
    *,
    with_color: FloatArray,
    over: FloatArray,
    angle_deg: float = 0.0,
) -> Swatch:
    """Return tweed: a broad herringbone in two yarns under a windowpane of a third, flecked."""
    angle = np.radians(angle_deg)
    cos, sin = np.float32(np.cos(angle)), np.float32(np.sin(angle))
    u, v = place.u * cos + place.v * sin, place.v * cos - place.u * sin
    bent = np.float32(0.010) * place.folds
    u, v = u + bent, v + bent
    zigzag = np.abs((u / np.float32(0.058)) % 2 - 1) * np.float32(0.058)
    lines = np.sin((v + zigzag) * (TURN / np.float32(0.030)))
    fine, soft = place.speckle(0.8), place.speckle(2.0)
    yarns = mix(color, with_color, smoothstep(-0.45, 0.45, lines + 0.22 * fine) * 0.85)
    pane = np.maximum(_line(u, 0.348, 0.010), _line(v, 0.40, 0.010))
    yarns = mix(yarns, over, pane * (0.55 + 0.2 * np.sign(lines)))
    flecks = smoothstep(2.1, 2.6, fine + 0.5 * soft)
    yarns = mix(yarns, mix(with_color, over, np.float32(0.5)), flecks * 0.7)
    tone = (1 + 0.04 * soft)[..., None].astype(np.float32)
    return Swatch(yarns * tone, relief=(lines + fine) * np.float32(0.28), sheen=0.1)


def _line(along: FloatArray, apart: float, width: float) -> FloatArray:
    away = np.abs((along / np.float32(apart)) % 1 - 0.5) * np.float32(apart)
    return smoothstep(width / 2 + 0.004, width / 2 - 0.004, away)


def creased_linen(place: Place, color: FloatArray) -> Swatch:
    """Return washed linen: uneven threads with slubs, and the soft creases it keeps."""
    woven = fabrics.linen(place, color)
    relief: FloatArray = np.zeros_like(place.u) + np.float32(0.30) * woven.relief
    shade = np.zeros_like(place.u)
    for angle_deg in CREASED_DEG:
        hills = _hills(place, angle_deg)
        # Where two smooth hills meet there is a crease, short and only here and there.
        crease = np.clip(1 - np.abs(hills) / np.float32(0.40), 0, 1)
        here = smoothstep(0.4, 1.5, _hills(place, angle_deg + 100))
        relief = relief + np.float32(0.0065 * place.face_px) * here * (np.abs(hills) - crease)
        shade += crease * here
    tone = (1 - 0.045 * shade)[..., None].astype(np.float32)
    return replace(woven, color=mix(woven.color, color, np.float32(0.62)) * tone, relief=relief)


def _hills(place: Place, angle_deg: float) -> FloatArray:
    """Return smooth noise of deviation 1, drawn out along an angle."""
    bank = cv2.GaussianBlur(place.speckle(8.0)[::2, ::2], (0, 0), 2)
    bank = bank / max(float(bank.std()), 1e-3)
    angle = np.radians(angle_deg)
    cos, sin = np.float32(np.cos(angle) * CREASE_PX), np.float32(np.sin(angle) * CREASE_PX)
    along, across = place.u * cos + place.v * sin, place.v * cos - place.u * sin
    across = across + place.folds * np.float32(4) + np.sin(along / np.float32(17)) * np.float32(5)
    return cv2.remap(
        bank, along * np.float32(0.28), across, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT
    )


def warp_faced(place: Place, color: FloatArray, *, bands: Sequence[WarpBand]) -> Swatch:
    """Return a cloth of two lengths joined in the middle, its stripes running down.

    Only the warp shows: fine cords along the stripes, hardly anything across.
    """
    bent = np.float32(0.014) * place.folds
    # The cloth spreads as it falls over the shoulders and the arms.
    across = np.abs(place.u) / (1 + np.float32(0.10) * np.clip(place.v, -0.4, 1)) + bent
    woven = np.broadcast_to(color, (*across.shape, 3)).astype(np.float32)
    for band in bands:
        away = across - np.float32(band.middle)
        half = band.width / 2
        inside = smoothstep(half + 0.004, half - 0.004, np.abs(away))
        if band.figured is None:
            woven = mix(woven, band.color, inside)
            continue
        figures = _figures(away / np.float32(band.width), place.down / np.float32(band.width))
        woven = mix(woven, mix(band.color, band.figured, figures), inside)
    cords = np.sin(across * (TURN / np.float32(0.014)))
    picks = np.sin(place.down * (TURN / np.float32(0.020)))
    fuzz = place.speckle(0.8)
    tone = 1 + 0.05 * cords + 0.03 * picks + 0.05 * fuzz
    relief = (cords + 0.6 * picks + fuzz) * np.float32(0.3)
    return Swatch(woven * tone[..., None].astype(np.float32), relief=relief, sheen=0.12)


def _figures(across: FloatArray, along: FloatArray) -> FloatArray:
    """Return lozenges woven in steps, [0, 1]; both measures in widths of the band."""
    figure = np.array([[float(each) for each in row] for row in STEPPED], np.float32)
    tile = cv2.resize(figure, None, fx=8, fy=8, interpolation=cv2.INTER_NEAREST)
    px = np.float32(tile.shape[1])
    x = np.clip((across + np.float32(0.5)) * px, 0, px - 1)
    return cv2.remap(tile, x, along * px, cv2.INTER_LINEAR, borderMode=cv2.BORDER_WRAP)


def bazin(place: Place, color: FloatArray) -> Swatch:
    """Return cotton damask, dyed and beaten until it shines."""
    fine, soft = place.speckle(0.8), place.speckle(4.0)
    tone = 1 + 0.02 * fine + 0.015 * soft + 0.06 * place.folds
    relief = place.folds * np.float32(1.5)
    return Swatch(color * tone[..., None].astype(np.float32), relief=relief, gloss=0.5, sheen=0.2)


@cache
def rosettes() -> FloatArray:
    """Return what is woven into bazin: stars of eight leaves in rings, lozenges between them."""
    y, x = np.mgrid[0:ROSETTE_PX, 0:ROSETTE_PX].astype(np.float32) / np.float32(ROSETTE_PX)
    x, y = np.abs(x - 0.5), np.abs(y - 0.5)
    far = np.sqrt(x * x + y * y)
    leaves = 0.20 + 0.12 * np.cos(8 * np.arctan2(y, x))
    star = smoothstep(0.01, -0.01, far - leaves.astype(np.float32)) * smoothstep(0.05, 0.07, far)
    ring = smoothstep(0.022, 0.012, np.abs(far - np.float32(0.38)))
    corner = (np.float32(0.5) - x) + (np.float32(0.5) - y)
    lozenge = smoothstep(0.20, 0.18, corner) * smoothstep(0.09, 0.11, corner)
    return np.maximum(np.maximum(star, ring), lozenge).astype(np.float32)


def hanging(place: Place, color: FloatArray, *, of: Fabric, depth: float = 0.030) -> Swatch:
    """Return a cloth that falls from the shoulders in long folds, no two alike."""
    swatch = of(place, color)
    across = np.abs(place.u) / (1 + np.float32(0.16) * np.clip(place.v, -0.3, 1.2))
    aside = across + np.float32(0.07) * np.sign(place.u)
    drift = np.float32(1.6) * np.sin(aside * 7) + np.float32(0.5) * np.sin(place.v * 3 + aside * 11)
    wave = np.sin(aside * (TURN / np.float32(0.23)) + drift)
    # Ridges are broad, the hollows between them narrow; some folds end before others.
    wave = np.float32(1.4) * (np.sqrt(np.float32(1.02) + wave) - 1)
    wave *= np.float32(0.6) + np.float32(0.4) * np.sin(aside * 13 + 2)
    wave *= smoothstep(0.0, 0.55, place.v - np.float32(0.45) * across + np.float32(0.40))
    tone = (1 + 0.05 * np.minimum(wave, 0.2))[..., None].astype(np.float32)
    relief = swatch.relief + wave * np.float32(depth * place.face_px)
    return replace(swatch, color=swatch.color * tone, relief=relief)


def stitched(place: Place, color: FloatArray) -> Swatch:
    """Return satin stitch, thread beside thread, lustrous."""
    threads = np.sin((place.u * 0.6 + place.v) * (TURN / np.float32(0.010)))
    tone = 1.02 + 0.10 * threads + 0.05 * place.speckle(0.8)
    return Swatch(
        color * tone[..., None].astype(np.float32), relief=threads * np.float32(0.25), gloss=0.4
    )


def latticed(
    place: Place, color: FloatArray, *, thread: FloatArray, apart: float = 0.040
) -> Swatch:
    """Return cloth covered with a close lattice of stitches."""
    swatch = bazin(place, color)
    lines = np.zeros_like(place.u)
    for along in (np.abs(place.u) + place.v, np.abs(place.u) - place.v):
        lines = np.maximum(lines, _line(along, apart, 0.010))
    return replace(
        swatch,
        color=mix(swatch.color, thread, lines * np.float32(0.8)),
        relief=swatch.relief + lines * np.float32(0.8),
    )


def smoothed(points: Points) -> Points:
    """Return the points of a smooth open line through points."""
    return _pairs(curve(np.array(points, np.float32)))


def spirals(points: Points, *, count: int, radius: float, turns: float = 1.6) -> list[Points]:
    """Return scrolls beside each other along a line, curling in turn to either side."""
    lines: list[Points] = []
    middles, along = _even(points, count)
    for number, (middle, way) in enumerate(zip(middles, along, strict=True)):
        start = np.arctan2(way[1], way[0]) + np.pi / 2
        angle = np.linspace(0, turns * 2 * np.pi, 40) * (1 if number % 2 else -1) + start
        reach = radius * np.linspace(1, 0.12, 40)
        lines.append(
            _pairs(middle + np.column_stack([np.cos(angle), np.sin(angle)]) * reach[:, None])
        )
    return lines


def braid(points: Points, *, waves: float, width: float) -> list[Points]:
    """Return two strands that wind about each other along a line."""
    middles, along = _even(points, int(waves * 16))
    across = np.column_stack([-along[:, 1], along[:, 0]])
    sway = np.sin(np.linspace(0, 2 * np.pi * waves, len(middles)))[:, None] * width / 2
    return [_pairs(middles + across * sway), _pairs(middles - across * sway)]


def fringe(points: Points, *, count: int, long: float, fall: tuple[float, float]) -> list[Points]:
    """Return strands that hang from a line, ``fall`` the way they hang; no two alike."""
    rng = np.random.default_rng(5)
    tops, _ = _even(points, count)
    lines: list[Points] = []
    for top in tops:
        way = np.array(fall) + rng.normal(0, 0.10, 2)
        steps = np.linspace(0, 1, 5)[:, None] * long * rng.uniform(0.85, 1.1)
        bow = np.column_stack([np.sin(steps[:, 0] / long * np.pi), np.zeros(5)])
        lines.append(_pairs(top + steps * way + bow * rng.normal(0, 0.010)))
    return lines


def _even(points: Points, count: int) -> tuple[FloatArray, FloatArray]:
    """Return so many points at even distances along a smooth line, and unit vectors along it."""
    path = curve(np.array(points, np.float32))
    gone = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(path, axis=0), axis=1))])
    at = np.linspace(0, gone[-1], count)
    places = np.column_stack([np.interp(at, gone, path[:, axis]) for axis in (0, 1)])
    along = np.gradient(places, axis=0)
    along = along / np.maximum(np.linalg.norm(along, axis=1, keepdims=True), 1e-6)
    return places.astype(np.float32), along.astype(np.float32)


def _pairs(points: FloatArray) -> Points:
    return [(float(u), float(v)) for u, v in points]


def zipped(place: Place, color: FloatArray) -> Swatch:
    """Return the teeth of a closed zip between its tapes, straight down the middle of the body."""
    across = np.abs(place.u)
    row = np.cos((place.v + np.sign(place.u) * np.float32(0.006)) * (TURN / np.float32(0.024)))
    teeth = smoothstep(0.022, 0.017, across) * smoothstep(-0.5, 0.2, row)
    metal = np.array([0.72, 0.70, 0.66], np.float32)
    fine = (1 + 0.04 * place.speckle(0.8))[..., None].astype(np.float32)
    return Swatch(
        mix(color * fine, metal, teeth), relief=teeth * np.float32(1.6), gloss=teeth * 0.7
    )
