"""Mountains, clouds, water, stars, planets for painted scenes lit from the left; see ``nature``.

All functions paint in place.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from trombine.engines.portrait.techniques.nature import (
    SCENE_PX,
    Bytes,
    Tones,
    corners,
    disc,
    lay,
    lens,
    outline_mask,
    rows_of,
    scene_grid,
    shape,
    stamp,
)
from trombine.imaging.arrays import FloatArray
from trombine.imaging.filters import mix, smoothstep


@dataclass(frozen=True, slots=True)
class Rock:
    """What mountains are made of; pairs of colors are lit, then shaded.

    ``foot`` is the height they rise from, where ``air`` gathers; raising ``hazy`` moves them
    farther off.
    """

    face: tuple[FloatArray, FloatArray]
    snow: tuple[FloatArray, FloatArray]
    air: FloatArray
    hazy: float
    foot: float


def massif(
    picture: FloatArray,
    rng: np.random.Generator,
    summits: Iterable[tuple[float, float, float]],
    rock: Rock,
) -> None:
    """Set mountains (x, y, half width), each with a lit and a shaded face and snow on top."""
    for x, y, half in summits:
        _mountain(picture, rng, (x, y, half), rock)


def _mountain(
    picture: FloatArray, rng: np.random.Generator, place: tuple[float, float, float], rock: Rock
) -> None:
    x, y, half = place
    rise, foot = rock.foot - y, rock.foot
    top = np.array([x, y])
    left = _jagged(rng, top, np.array([x - half, foot]), rise * 0.10)
    right = _jagged(rng, top, np.array([x + half, foot]), rise * 0.10)
    spine = _jagged(rng, top, np.array([x + half * rng.uniform(0.05, 0.3), foot]), rise * 0.16)
    rows = slice(max(0, int(y * SCENE_PX) - 2), int(foot * SCENE_PX))
    whole = outline_mask(np.vstack([left[::-1], right[1:]]))[rows]
    lit = outline_mask(np.vstack([left[::-1], spine[1:]]))
    lit = np.minimum(lit, 255 - _ribs(rng, spine, half, side=-1))
    lit = np.maximum(lit, _ribs(rng, spine, half, side=1))[rows]
    light = lit * np.float32(1 / 255)
    across, down = (plane[rows] for plane in scene_grid())
    waves = np.sin(across[:1] * 95 + x * 40) * 0.3 + np.sin(across[:1] * 41 + y * 90)
    line = y + rise * (rng.uniform(0.34, 0.5) + 0.09 * waves)
    cap = np.clip((line.astype(np.float32) - down) * (SCENE_PX / 2) + 0.5, 0, 1)
    body = mix(mix(rock.face[1], rock.face[0], light), mix(rock.snow[1], rock.snow[0], light), cap)
    share = np.clip((down[:, :1] - y) / np.float32(rise), 0, 1) ** np.float32(1.4)
    air = np.broadcast_to(rock.hazy + (1 - rock.hazy) * 0.75 * share, whole.shape)
    body = mix(body, rock.air, air)
    picture[rows] = mix(picture[rows], body, whole * np.float32(1 / 255))


def _jagged(
    rng: np.random.Generator, start: NDArray[np.float64], end: NDArray[np.float64], relief: float
) -> NDArray[np.float64]:
    """Return a broken line between two points (midpoint displacement)."""
    points = np.stack([start, end])
    for _ in range(5):
        middles = (points[:-1] + points[1:]) / 2
        middles[:, 0] += rng.normal(0, relief * 0.45, len(middles))
        middles[:, 1] += rng.normal(0, relief * 0.30, len(middles))
        points = np.insert(points, np.arange(1, len(points)), middles, axis=0)
        relief *= 0.5
    return points


def _ribs(rng: np.random.Generator, spine: NDArray[np.float64], half: float, *, side: int) -> Bytes:
    """Return wedges that run down from the spine to one side, narrowing."""
    canvas = np.zeros((SCENE_PX, SCENE_PX), np.uint8)
    for place in rng.uniform(0.12, 0.7, 4):
        start = spine[int(place * (len(spine) - 1))]
        size = half * rng.uniform(0.18, 0.42)
        slope = rng.uniform(0.9, 1.5)
        down = np.array([side * size, size * slope])
        tip, back = start + down, start + down * (0.18, rng.uniform(0.6, 0.9))
        cv2.fillPoly(canvas, [corners(np.stack([start, tip, back]))], 255, cv2.LINE_AA, 4)
    return canvas


def cumulus(
    picture: FloatArray,
    rng: np.random.Generator,
    clouds: Iterable[tuple[float, float, float]],
    tones: Tones,
    *,
    flat: float = 0.42,
) -> None:
    """Set heaped clouds (x, foot, half width), flat at the foot; tones from shade to light.

    Raising ``flat`` makes them taller.
    """

    def draw(canvas: Bytes) -> None:
        for x, foot, half in clouds:
            below = round(foot * SCENE_PX)
            kept = canvas[below:].copy()
            _heap(canvas, rng, (x, foot, half), tones, flat)
            canvas[below:] = kept

    stamp(picture, draw)


def _heap(
    canvas: Bytes,
    rng: np.random.Generator,
    place: tuple[float, float, float],
    tones: Tones,
    flat: float,
) -> None:
    """Set puffs from the top down, each a little lighter towards the light than below."""
    x, foot, half = place
    shade, middle, lit = tones
    puffs = []
    for across in np.clip(np.linspace(-0.95, 0.95, 17) + rng.normal(0, 0.04, 17), -0.99, 0.99):
        tall = flat * (1 - across**2) ** 0.8 * rng.uniform(0.7, 1.15)
        steps = max(2, round(tall / 0.16))
        for level in (np.arange(steps) + 0.3) / steps:
            size = 0.20 * rng.uniform(0.75, 1.2) * (1 - 0.45 * level) * (1 - 0.4 * across**2)
            puffs.append((across + rng.normal(0, 0.03), tall * level, level, size))
    for across, rise, level, size in sorted(puffs, key=lambda puff: -puff[1]):
        light = float(np.clip(0.34 + 0.62 * level - 0.36 * across, 0, 1))
        at = (x + across * half, foot - rise * half)
        radius = max(size, 0.05) * half
        for move, grown, more in ((0.0, 1.0, -0.11), (-0.16, 0.80, 0.0), (-0.32, 0.52, 0.10)):
            tone = min(max(light + more, 0), 1) * 2
            color = mix(shade, middle, tone) if tone < 1 else mix(middle, lit, tone - 1)
            disc(canvas, color, at[0] + move * radius, at[1] + move * radius, radius * grown)


def water(
    picture: FloatArray,
    rng: np.random.Generator,
    span: tuple[float, float],
    tones: tuple[FloatArray, FloatArray, FloatArray, FloatArray],
    *,
    count: int = 150,
) -> None:
    """Fill from one height to another with water: ripples as strokes that grow towards the viewer.

    ``tones`` are the water far off and near, and its light and dark ripples.
    """
    top, foot = span
    far, near, ripple, dark = tones
    rows = rows_of(top, foot)
    down = np.linspace(0, 1, rows.stop - rows.start, dtype=np.float32)[:, None]
    picture[rows] = mix(far, near, np.sqrt(down))[:, 0][:, None]

    def draw(canvas: Bytes) -> None:
        depth = rng.random(count) ** 1.7
        places = rng.random(count)
        for share, x in sorted(zip(depth.tolist(), places.tolist(), strict=True)):
            y = top + (foot - top) * (0.015 + 0.985 * share)
            long, thick = 0.014 + 0.075 * share, 0.0014 + 0.0042 * share
            color = ripple if rng.random() < 0.55 else dark
            ground = mix(far, near, share**0.5)
            shape(canvas, mix(ground, color, 0.25 + 0.35 * share), lens(x, y, long, thick))

    stamp(picture, draw)


def glitter(
    picture: FloatArray,
    rng: np.random.Generator,
    span: tuple[float, float],
    color: FloatArray,
    *,
    x: float,
    count: int = 70,
) -> None:
    """Lay the path of a low light on water, broader and more broken towards the viewer."""
    top, foot = span

    def draw(canvas: Bytes) -> None:
        for share in np.sort(rng.random(count) ** 1.3):
            y = top + (foot - top) * share
            at = x + rng.normal(0, 0.012 + 0.055 * share)
            shape(canvas, color, lens(at, y, 0.010 + 0.040 * share, 0.0018 + 0.0042 * share))

    stamp(picture, draw)


def stars(picture: FloatArray, rng: np.random.Generator, *, count: int, below: float) -> None:
    """Set stars of three sizes above a height, few of them large."""

    def draw(canvas: Bytes) -> None:
        places = rng.random((count, 2)) * (1, below)
        for (x, y), size in zip(places.tolist(), rng.random(count).tolist(), strict=True):
            bright = 0.45 + 0.55 * size**2
            tint = np.array([1.0, 0.97, 0.92] if size < 0.5 else [0.86, 0.93, 1.0]) * bright
            disc(canvas, tint, x, y, 0.0011 + 0.0032 * size**6)

    stamp(picture, draw)


def globe(
    picture: FloatArray,
    *,
    at: tuple[float, float],
    radius: float,
    lit: FloatArray,
    shade: FloatArray,
    bands: FloatArray | None = None,
) -> None:
    """Set a planet lit from the upper left; ``bands`` (3,) is the color of its stripes."""
    x, y = scene_grid()
    right, down = (x - at[0]) / np.float32(radius), (y - at[1]) / np.float32(radius)
    squared = right**2 + down**2
    forward = np.sqrt(np.clip(1 - squared, 0, 1))
    body = mix(lit, lit, np.zeros_like(right))
    if bands is not None:
        latitude = down * 0.94 - right * 0.34
        waves = np.sin(latitude * 13 + np.sin(right * 5) * 0.5) * 0.5 + np.sin(latitude * 29) * 0.25
        body = mix(body, bands, smoothstep(-0.1, 0.5, waves) * np.float32(0.8))
    light = smoothstep(-0.12, 0.95, -0.74 * right - 0.42 * down + 0.42 * forward)
    cover = np.clip((1 - np.sqrt(squared)) * np.float32(radius * SCENE_PX) + 0.5, 0, 1)
    lay(picture, mix(shade, body, light), cover)
