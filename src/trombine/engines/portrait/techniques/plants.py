"""Trees and plants for painted scenes, lit from the left; see ``nature``.

All functions set shapes on bytes, between ``nature.stamp`` and the picture.
"""

import math
from collections.abc import Iterable

import cv2
import numpy as np

from trombine.engines.portrait.techniques.nature import (
    SCENE_PX,
    SUBPIXELS,
    Bytes,
    Tones,
    shape,
    stroke,
    tapered,
)
from trombine.imaging.arrays import FloatArray
from trombine.imaging.filters import mix


def foliage(
    canvas: Bytes,
    rng: np.random.Generator,
    clumps: Iterable[tuple[float, float, float]],
    tones: Tones,
    *,
    leaf: float = 0.30,
    count: int = 13,
) -> None:
    """Set clumps (x, y, radius) of leaves: shade below, light on the upper left.

    ``leaf`` is the size of a leaf in shares of its clump.
    """
    x, y, radius = np.array(list(clumps)).T[:, :, None, None]
    shift = np.array([0.20, -0.02, -0.30])[:, None]
    spread = np.array([1.0, 0.86, 0.6])[:, None]
    angle, away, size, light = rng.random((4, x.shape[0], 3, count))
    angle, away = angle * (2 * math.pi), np.sqrt(away) * radius * spread
    at_x = x + shift * radius + np.cos(angle) * away
    at_y = y + shift * radius * 0.9 + np.sin(angle) * away * 0.85
    wide = radius * leaf * (0.6 + 0.6 * size)
    places = np.stack([at_x, at_y, wide], axis=-1) * (SCENE_PX * SUBPIXELS)
    inks = np.stack(tones)[:, None] * (245 + 20 * light[..., None])
    for (left, top, half), ink in zip(
        places.astype(int).reshape(-1, 3).tolist(), inks.reshape(-1, 3).tolist(), strict=True
    ):
        cv2.circle(canvas, (left, top), half, ink, -1, cv2.LINE_AA, 4)


def crown(
    rng: np.random.Generator, x: float, y: float, wide: float, tall: float, *, count: int
) -> list[tuple[float, float, float]]:
    """Return clumps that fill the crown of a tree, the upper ones first: the lower hang before."""
    angle = rng.random(count) * (2 * math.pi)
    away = rng.random(count) ** 0.6
    clumps = [
        (x + math.cos(a) * r * wide, y + math.sin(a) * r * tall, (wide + tall) / 2 * size)
        for a, r, size in zip(angle, away, rng.uniform(0.22, 0.40, count), strict=True)
    ]
    return sorted(clumps, key=lambda clump: clump[1])


def trunk(
    canvas: Bytes,
    rng: np.random.Generator,
    foot: tuple[float, float],
    top: tuple[float, float],
    width: float,
    bark: tuple[FloatArray, FloatArray],
) -> None:
    """Set a trunk with a lit left and a shaded right side, broader at the foot."""
    share = np.linspace(0, 1, 9)
    sway = np.sin(share * math.pi * rng.uniform(0.8, 1.6)) * width * rng.uniform(-0.5, 0.5)
    line = np.outer(1 - share, foot) + np.outer(share, top)
    line[:, 0] += sway
    wide = width * (0.55 + 0.45 * (1 - share) + 0.7 * np.exp(-share * 18))
    lit, shade = bark
    shape(canvas, shade, tapered(line, wide))
    left = line - np.stack([wide * 0.22, np.zeros_like(wide)], axis=1)
    shape(canvas, lit, tapered(left, wide * 0.5))
    shape(
        canvas, mix(lit, shade, 0.45), tapered(line + (wide * 0.10)[:, None] * (1, 0), wide * 0.22)
    )


def bough(
    canvas: Bytes,
    rng: np.random.Generator,
    limb: tuple[float, float, float],
    size: tuple[float, float],
    color: FloatArray,
    *,
    depth: int = 3,
) -> list[tuple[float, float]]:
    """Set a branch that forks ``depth`` times; return where its twigs are.

    ``limb`` is where it starts and its angle in radians, ``size`` its length and width.
    """
    *start, angle_rad = limb
    length, width = size
    share = np.linspace(0, 1, 7)
    turn = angle_rad + rng.normal(0, 0.16, 7).cumsum() * 0.5
    step = length / 6
    x = start[0] + np.concatenate([[0], np.cos(turn[1:]) * step]).cumsum()
    y = start[1] + np.concatenate([[0], np.sin(turn[1:]) * step]).cumsum()
    line = np.stack([x, y], axis=1)
    shape(canvas, color, tapered(line, np.maximum(width * (1 - 0.65 * share), 0.0016)))
    twigs = [tuple(point) for point in line[2:].tolist()]
    if depth > 1:
        for place in (2, 4, 5, 6):
            fork = turn[place] + rng.choice([-1, 1]) * rng.uniform(0.35, 0.85)
            at = (float(x[place]), float(y[place]), float(fork))
            smaller = (length * rng.uniform(0.4, 0.6), width * (1 - 0.6 * share[place]) * 0.62)
            twigs += bough(canvas, rng, at, smaller, color, depth=depth - 1)
    return twigs


def fir(
    canvas: Bytes,
    rng: np.random.Generator,
    foot: tuple[float, float],
    height: float,
    tones: Tones,
    *,
    snow: tuple[FloatArray, FloatArray] | None = None,
) -> None:
    """Set a fir in tiers, each lit on the left, with snow on them where there are colors for it."""
    x, y = foot
    shade, middle, lit = tones
    tiers = 6
    shape(
        canvas, shade * 0.6, [(x - 0.02 * height, y), (x, y - height * 0.5), (x + 0.02 * height, y)]
    )
    for tier in range(tiers):
        low = y - height * (0.06 + 0.78 * tier / tiers)
        high = low - height * 0.34 * (1 - 0.30 * tier / tiers)
        reach = height * 0.26 * (1 - tier / (tiers + 0.6)) * rng.uniform(0.9, 1.12)
        rag = _rags(rng, x, low, reach, height * 0.03)
        peak = (x, max(high, y - height))
        shape(canvas, shade, [peak, *rag])
        half = len(rag) * 6 // 10
        shape(canvas, middle, [peak, *rag[:half]])
        shape(
            canvas,
            lit,
            [peak, *[(px - 0.12 * reach, py - 0.02 * height) for px, py in rag[: half - 2]]],
        )
        if snow is not None:
            white, blue = snow
            slope = [(px, py - height * 0.05) for px, py in rag]
            shape(canvas, blue, [peak, *slope[1:-1], (x + 0.1 * reach, low - height * 0.11)])
            shape(canvas, white, [peak, *slope[:half], (x - 0.05 * reach, low - height * 0.12)])


def _rags(
    rng: np.random.Generator, x: float, y: float, reach: float, depth: float
) -> list[tuple[float, float]]:
    """Return the lower edge of a tier from left to right, its ends hanging."""
    across = np.linspace(-1, 1, 11)
    hang = np.abs(across) ** 2 * depth + rng.uniform(-0.5, 0.8, 11) * depth
    hang[::2] += depth * 0.6
    return [(x + a * reach, y + h) for a, h in zip(across.tolist(), hang.tolist(), strict=True)]


def palm(
    canvas: Bytes,
    rng: np.random.Generator,
    stem: tuple[tuple[float, float], tuple[float, float]],
    bark: tuple[FloatArray, FloatArray],
    tones: Tones,
    *,
    leaf: float,
) -> None:
    """Set a palm with arching leaves on a bent stem, given from its foot to its top."""
    foot, top = stem
    width = leaf * 0.135
    share = np.linspace(0, 1, 14)
    line = np.outer(1 - share, foot) + np.outer(share, top)
    line[:, 0] += np.sin(share * math.pi) * (foot[0] - top[0]) * 0.22
    wide = width * (1 - 0.45 * share)
    shape(canvas, bark[1], tapered(line, wide))
    shape(canvas, bark[0], tapered(line - (wide * 0.2)[:, None] * (1, 0), wide * 0.55))
    fan = np.linspace(-2.95, 0.35, 10) + rng.normal(0, 0.09, 10)
    order = sorted(fan.tolist(), key=lambda angle: -abs(angle + math.pi / 2))
    for angle in order:
        tone = tones[2] if angle < -1.9 else tones[1] if angle < -0.9 else tones[0]
        frond(canvas, top, angle, leaf * rng.uniform(0.85, 1.1), tone)


def frond(
    canvas: Bytes, start: tuple[float, float], angle_rad: float, length: float, color: FloatArray
) -> None:
    """Set one arching leaf with leaflets that hang from both sides of its rib."""
    share = np.linspace(0, 1, 15)
    x = start[0] + math.cos(angle_rad) * length * share
    y = start[1] + math.sin(angle_rad) * length * share + 0.62 * length * share**2
    rib = np.stack([x, y], axis=1)
    along = np.gradient(rib, axis=0)
    along /= np.linalg.norm(along, axis=1, keepdims=True)
    for place in range(1, 15):
        long = length * 0.34 * math.sin(math.pi * min(0.12 + 0.82 * share[place], 1)) + 0.004
        for side in (-1, 1):
            out = np.array([-along[place, 1], along[place, 0]]) * side
            tip = rib[place] + (out * 0.75 + along[place] * 0.7) * long + (0, 0.35 * long)
            base = along[place] * length * 0.028
            tone = color if side * along[place, 0] < 0 else color * 0.82
            shape(canvas, tone, [rib[place] - base, tip, rib[place] + base])
    stroke(canvas, color * 1.1, rib, length * 0.012)


def blades(
    canvas: Bytes,
    rng: np.random.Generator,
    *,
    foot: float,
    height: float,
    tones: Tones,
    count: int,
) -> None:
    """Set grass along a line, the lit blades last."""
    places = rng.random(count)
    for number, x in enumerate(places.tolist()):
        tone = tones[number * 3 // count]
        tall, lean = height * rng.uniform(0.5, 1.0), rng.normal(0, 0.35)
        half = height * 0.035
        middle = (x + lean * tall * 0.35, foot - tall * 0.6)
        tip = (x + lean * tall, foot - tall)
        shape(
            canvas,
            tone,
            [
                (x - half, foot),
                (middle[0] - half * 0.7, middle[1]),
                tip,
                (middle[0] + half * 0.7, middle[1]),
                (x + half, foot),
            ],
        )


def kelp(
    canvas: Bytes,
    rng: np.random.Generator,
    foot: tuple[float, float],
    height: float,
    width: float,
    tones: Tones,
) -> None:
    """Set a waving weed with leaves in turn on both sides."""
    share = np.linspace(0, 1, 16)
    phase = rng.uniform(0, 6.3)
    x = foot[0] + np.sin(share * 5.5 + phase) * width * 0.9 * share
    y = foot[1] - share * height
    line = np.stack([x, y], axis=1)
    shape(canvas, tones[0], tapered(line, width * 0.35 * (1 - 0.8 * share)))
    for place in range(1, 16):
        side = 1 if place % 2 else -1
        long = width * (1.9 - 1.1 * share[place])
        root = line[place]
        out = np.array([side * long, -long])
        tip, belly, back = (root + out * to for to in ((1, 0.75), (0.55, 0.08), (0.35, 0.62)))
        shape(canvas, tones[1] if side > 0 else tones[2], [root, belly, tip, back])


def falling(
    canvas: Bytes,
    rng: np.random.Generator,
    tones: Iterable[FloatArray],
    *,
    count: int,
    size: float,
) -> None:
    """Scatter petals or leaves that fall, turned each its own way."""
    palette = list(tones)
    for number in range(count):
        x, y, turn = rng.random(), rng.random(), rng.uniform(0, math.pi)
        long = size * rng.uniform(0.6, 1.3)
        cos, sin = math.cos(turn) * long, math.sin(turn) * long
        belly = rng.uniform(0.3, 0.6)
        shape(
            canvas,
            palette[number % len(palette)],
            [
                (x - cos, y - sin),
                (x + sin * belly, y - cos * belly),
                (x + cos, y + sin),
                (x - sin * belly, y + cos * belly),
            ],
        )
