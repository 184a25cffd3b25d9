"""Landscapes made of noise: mountains, a night sky, a town, the sea, a forest in fog."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import cv2
import numpy as np

from trombine.engines.portrait.portrait import SIDE_PX
from trombine.engines.portrait.techniques.grounds import pixel_grid
from trombine.imaging.arrays import FloatArray
from trombine.imaging.filters import blur, mix, smoothstep
from trombine.imaging.noise import value_noise

RIDGES = 6
WOODED_RIDGES = 3
PINE_SPACING_PX = (15, 26, 46)
BIRDS = 7
SUN_RADIUS_PX = 78
WINDOWS_LIT = 0.13


@dataclass(frozen=True, slots=True)
class Mood:
    """Colors of a landscape, each (3,): sky above and at the horizon, far and near, the light."""

    zenith: FloatArray
    horizon: FloatArray
    far: FloatArray
    near: FloatArray
    sun: FloatArray


Landscape: TypeAlias = Callable[[Mood, np.random.Generator], FloatArray]


def misty_mountains(mood: Mood, rng: np.random.Generator) -> FloatArray:
    """Return ridges behind ridges with mist at their feet, the nearer ones wooded; birds."""
    picture = _sky(mood, horizon_px=SIDE_PX * 0.62)
    _hang_sun(picture, mood, SIDE_PX * float(rng.choice([0.27, 0.73])), SIDE_PX * 0.22)
    _raise_ridges(picture, mood, rng)
    _cover(picture, mood.near * 0.8, _birds(rng))
    return picture


def starry_peaks(mood: Mood, rng: np.random.Generator) -> FloatArray:
    """Return the Milky Way above dark ridges and pines."""
    picture = _sky(mood, horizon_px=SIDE_PX * 0.75)
    x, y = pixel_grid()
    lean = np.float32(rng.uniform(0.5, 0.9) * rng.choice([-1, 1]))
    clouds = value_noise(int(rng.integers(1 << 20)), size_px=SIDE_PX, cells=5, octaves=6, gain=0.6)
    across = (x - SIDE_PX * 0.5) + (y - SIDE_PX * 0.3) * lean + (clouds - 0.5) * 340
    band = np.exp(-((across / 150) ** 2)) * smoothstep(0.25, 0.8, clouds)
    picture[:] = mix(picture, mood.sun * 0.5 + mood.far * 0.5, band * 0.9)
    _cover(picture, mood.sun, _stars(rng, band))
    _raise_ridges(picture, mood, rng, highest=0.50)
    return picture


def town_at_dusk(mood: Mood, rng: np.random.Generator) -> FloatArray:
    """Return towers behind towers in haze, windows lit in the nearer ones."""
    picture = _sky(mood, horizon_px=SIDE_PX * 0.8)
    _hang_sun(picture, mood, SIDE_PX * float(rng.choice([0.27, 0.73])), SIDE_PX * 0.28)
    _, y = pixel_grid()
    for number in range(4):
        nearness = number / 3
        color = mood.far * (1 - nearness) + mood.near * nearness
        towers, windows = _towers(rng, SIDE_PX * (0.36 + 0.15 * number), 54 + 16 * number)
        haze = np.clip((y - SIDE_PX * 0.3) / (SIDE_PX * 0.8), 0, 1) * np.float32(
            0.6 - 0.5 * nearness
        )
        _cover(picture, mix(_flat(color), mood.horizon, haze), towers)
        if number >= 1:
            _cover(picture, mood.sun, windows * np.float32(0.25 + 0.4 * nearness))
    _cover(picture, mood.near * 0.8, _birds(rng))
    return picture


def open_sea(mood: Mood, rng: np.random.Generator) -> FloatArray:
    """Return a low sun, its path on the water, and waves growing towards the viewer."""
    horizon = SIDE_PX * 0.52
    picture = _sky(mood, horizon_px=horizon)
    sun_x = SIDE_PX * float(rng.uniform(0.35, 0.65))
    _hang_sun(picture, mood, sun_x, horizon - SUN_RADIUS_PX * 0.7)
    clouds = _drawn_out_noise(rng, rows=46, columns=7)
    veil = smoothstep(0.52, 0.85, clouds)
    picture[:] = mix(picture, mood.sun * 0.6 + mood.zenith * 0.4, veil * 0.6)
    x, y = pixel_grid()
    below = np.clip((y - horizon) / (SIDE_PX - horizon), 0, 1)
    waves = _drawn_out_noise(rng, rows=190, columns=26) * (1 - below)
    waves = waves + _drawn_out_noise(rng, rows=70, columns=9) * below
    water = mix(_flat(mood.far), mood.near, np.clip(below * 1.3, 0, 1))
    water = water * (0.62 + 0.76 * waves)[..., None]
    path = np.exp(-(((x - sun_x) / (60 + 260 * below)) ** 2)) * smoothstep(0.50, 0.66, waves)
    crests = smoothstep(0.66, 0.80, waves) * 0.35
    water = mix(water, mood.sun, np.maximum(path * 0.9, crests))
    # Sea and sky meet in haze before a far coast: a ruled line would cut a head in two.
    coast = _crest(rng, horizon + SIDE_PX * 0.004, SIDE_PX * 0.16)
    _cover(picture, mood.far * 0.45 + mood.horizon * 0.55, smoothstep(0, 3, y - coast))
    haze = np.exp(-np.clip(y - horizon, 0, None) / np.float32(SIDE_PX * 0.055))
    water = mix(water, mood.far * 0.35 + mood.horizon * 0.65, haze * np.float32(0.85))
    _cover(picture, water, smoothstep(horizon - 5, horizon + 9, y))
    _cover(picture, mood.near, _birds(rng))
    return picture


def foggy_forest(mood: Mood, rng: np.random.Generator) -> FloatArray:
    """Return trunks behind trunks, the farther the paler, and light falling between them."""
    picture = _sky(mood, horizon_px=SIDE_PX * 0.9)
    x, y = pixel_grid()
    lean = np.float32(rng.uniform(0.35, 0.6) * rng.choice([-1, 1]))
    for number in range(4):
        nearness = number / 3
        color = mood.far * (1 - nearness) + mood.near * nearness
        fog = np.clip(y / SIDE_PX, 0, 1) * np.float32(0.55 - 0.45 * nearness)
        trunks = _trunks(rng, spacing_px=38 + 26 * number, width_px=8 + 12 * number)
        _cover(picture, mix(_flat(color), mood.horizon, fog), trunks)
        beams = np.sin((x + y * lean) / np.float32(61 + 17 * number)) * 0.5 + 0.5
        glow = beams**6 * np.clip(1.1 - y / SIDE_PX, 0, 1) * np.float32(0.22)
        picture += (mood.sun - picture) * glow[..., None]
    floor = np.full(SIDE_PX, SIDE_PX * 0.88, np.float32)
    _cover(picture, mood.near * 0.8, _pines(floor + 90, 34, rng))
    return picture


def _flat(color: FloatArray) -> FloatArray:
    return np.broadcast_to(color, (SIDE_PX, SIDE_PX, 3)).astype(np.float32)


def _sky(mood: Mood, *, horizon_px: float) -> FloatArray:
    _, y = pixel_grid()
    height = np.clip(y / horizon_px, 0, 1) ** np.float32(1.2)
    return mix(_flat(mood.zenith), mood.horizon, height)


def _hang_sun(picture: FloatArray, mood: Mood, x_px: float, y_px: float) -> None:
    x, y = pixel_grid()
    distance = np.sqrt((x - x_px) ** 2 + (y - y_px) ** 2)
    glow = np.exp(-((distance / (SIDE_PX * 0.20)) ** 2)) * 0.6
    _cover(picture, mood.sun, np.maximum(glow, np.clip(SUN_RADIUS_PX - distance + 0.5, 0, 1)))


def _cover(picture: FloatArray, color: FloatArray, mask: FloatArray) -> None:
    """Lay a color or a picture on in place, in the rows the mask touches."""
    rows = np.flatnonzero(mask.max(axis=1) > 0)
    if rows.size == 0:
        return
    window = slice(int(rows[0]), int(rows[-1]) + 1)
    new = color[window] if color.ndim == 3 else color
    picture[window] = mix(picture[window], new, mask[window])


def _raise_ridges(
    picture: FloatArray, mood: Mood, rng: np.random.Generator, *, highest: float = 0.38
) -> None:
    """Set ridge before ridge, in place; mist lies at their feet, pines stand on the near ones."""
    _, y = pixel_grid()
    first_wooded = RIDGES - WOODED_RIDGES
    for number in range(RIDGES):
        nearness = number / (RIDGES - 1)
        step = (0.955 - highest) / (RIDGES - 1)
        crest = _crest(rng, SIDE_PX * (highest + step * number), SIDE_PX * (0.26 - 0.02 * number))
        color = mood.far * (1 - nearness) + mood.near * nearness
        mist = np.clip((y - crest) / (SIDE_PX * 0.16), 0, 1) * np.float32(0.75 - 0.55 * nearness)
        _cover(picture, mix(_flat(color), mood.horizon, mist), np.clip(y - crest + 0.5, 0, 1))
        if number >= first_wooded:
            spacing = PINE_SPACING_PX[number - first_wooded]
            _cover(picture, color * 0.75, _pines(crest, spacing, rng))


def _crest(rng: np.random.Generator, height_px: float, relief_px: float) -> FloatArray:
    """Return the y of a mountain line for every x: midpoints on six scales."""
    x = np.linspace(0, 1, SIDE_PX, dtype=np.float32)
    rise = np.zeros(SIDE_PX, np.float32)
    for octave in range(6):
        count = 3 * 2**octave
        knots = rng.random(count + 2, dtype=np.float32) - 0.5
        rise += np.interp(x * count, np.arange(count + 2), knots).astype(np.float32) * 0.5**octave
    return (height_px - relief_px * rise).astype(np.float32)


def _pines(crest: FloatArray, spacing_px: int, rng: np.random.Generator) -> FloatArray:
    """Return pines along a crest: ragged tiers, wider downwards, no two alike."""
    canvas = np.zeros((SIDE_PX, SIDE_PX), np.uint8)
    for place in range(0, SIDE_PX, spacing_px):
        x = int(np.clip(place + rng.normal(0, spacing_px * 0.4), 0, SIDE_PX - 1))
        height = spacing_px * rng.uniform(1.7, 3.8)
        tiers = 7
        outline_x, outline_y = [0.0], [-height]
        for tier in range(1, tiers + 1):
            share = tier / tiers
            reach = height * 0.21 * share * rng.uniform(0.8, 1.2)
            outline_x += [reach, reach * 0.45]
            outline_y += [
                -height * (1 - share) - height * 0.02,
                -height * (1 - share) - height * 0.05,
            ]
        right = np.column_stack([outline_x, outline_y])
        left = right[::-1] * [-rng.uniform(0.85, 1.15), 1]
        tree = np.vstack([right, left]) + np.array([x, crest[x] + 6])
        corners = np.round(tree * 16).astype(np.int32)
        cv2.fillPoly(canvas, [corners], 255, cv2.LINE_AA, 4)
    return canvas.astype(np.float32) / 255


def _birds(rng: np.random.Generator) -> FloatArray:
    """Return a small flock on one side of the sky; scattered birds look like flies on a face."""
    canvas = np.zeros((SIDE_PX, SIDE_PX), np.uint8)
    flock_x = rng.choice([0.27, 0.73]) * SIDE_PX
    for _ in range(BIRDS):
        x, y = flock_x + rng.normal(0, 75), SIDE_PX * 0.16 + rng.normal(0, 42)
        span = rng.uniform(5, 11)
        wings = [(-2, -0.6), (-1.4, -0.95), (-0.8, -0.8), (0, 0), (0.8, -0.8), (1.4, -0.95)]
        points = [(x + dx * span, y + dy * span) for dx, dy in [*wings, (2, -0.6)]]
        curve = np.round(np.array(points) * 16).astype(np.int32)
        cv2.polylines(
            canvas, [curve], isClosed=False, color=255, thickness=2, lineType=cv2.LINE_AA, shift=4
        )
    return canvas.astype(np.float32) / 255


def _stars(rng: np.random.Generator, band: FloatArray) -> FloatArray:
    """Return points of light, more of them in the band, a few with a glow."""
    chance = rng.random((SIDE_PX, SIDE_PX), dtype=np.float32)
    points = (chance < 0.0022 + 0.006 * band) * rng.random((SIDE_PX, SIDE_PX), dtype=np.float32)
    bright = (chance < 0.00016).astype(np.float32)
    glow = cv2.GaussianBlur(points.astype(np.float32), (0, 0), 0.9) * 3.5 + blur(bright, 1.8) * 14
    return np.clip(glow, 0, 1)


def _towers(
    rng: np.random.Generator, top_px: float, width_px: float
) -> tuple[FloatArray, FloatArray]:
    """Return a row of towers with stepped or pointed tops, and their lit windows."""
    walls = np.zeros((SIDE_PX, SIDE_PX), np.uint8)
    windows = np.zeros((SIDE_PX, SIDE_PX), np.uint8)
    left = -rng.uniform(0, width_px)
    while left < SIDE_PX:
        width = width_px * rng.uniform(0.55, 1.25)
        roof = top_px + SIDE_PX * rng.uniform(-0.16, 0.14)
        x0, x1, y0 = int(left), int(left + width), int(roof)
        cv2.rectangle(walls, (x0, y0), (x1, SIDE_PX), 255, -1)
        inset, kind = int(width * 0.25), rng.integers(3)
        if kind == 0:
            cv2.rectangle(walls, (x0 + inset, y0 - 34), (x1 - inset, y0), 255, -1)
        elif kind == 1:
            mast = (x0 + x1) // 2
            cv2.rectangle(walls, (mast - 2, y0 - int(width)), (mast + 2, y0), 255, -1)
        for window_x in range(x0 + 7, x1 - 8, 11):
            lit = np.flatnonzero(rng.random(max(SIDE_PX - y0, 1) // 16) < WINDOWS_LIT)
            for floor in lit.tolist():
                corner = (window_x, y0 + 10 + 16 * floor)
                cv2.rectangle(windows, corner, (corner[0] + 4, corner[1] + 7), 255, -1)
        left += width * rng.uniform(0.9, 1.3)
    # Towers of one row hide each other's windows no more than a haze would.
    return walls.astype(np.float32) / 255, np.minimum(windows, walls).astype(np.float32) / 255


def _drawn_out_noise(rng: np.random.Generator, *, rows: int, columns: int) -> FloatArray:
    """Return noise drawn out sideways, [0, 1]: ripples and bands of cloud."""
    lattice = rng.random((rows, columns), dtype=np.float32)
    fine = rng.random((rows * 2, columns * 3), dtype=np.float32)
    size = (SIDE_PX, SIDE_PX)
    broad = cv2.resize(lattice, size, interpolation=cv2.INTER_CUBIC)
    return np.clip(broad * 0.7 + cv2.resize(fine, size, interpolation=cv2.INTER_CUBIC) * 0.3, 0, 1)


def _trunks(rng: np.random.Generator, *, spacing_px: float, width_px: float) -> FloatArray:
    canvas = np.zeros((SIDE_PX, SIDE_PX), np.uint8)
    for place in np.arange(0, SIDE_PX, spacing_px):
        foot_x = float(place) + rng.normal(0, spacing_px * 0.4)
        top_x = foot_x + rng.normal(0, 26)
        half = width_px * rng.uniform(0.5, 1.1) / 2
        trunk = [
            [foot_x - half * 1.3, SIDE_PX],
            [top_x - half * 0.7, 0],
            [top_x + half * 0.7, 0],
            [foot_x + half * 1.3, SIDE_PX],
        ]
        cv2.fillConvexPoly(
            canvas, np.round(np.array(trunk) * 16).astype(np.int32), 255, cv2.LINE_AA, 4
        )
        for _ in range(int(rng.integers(2, 6))):
            height = rng.uniform(0.0, 0.65)
            start = np.array([top_x + (foot_x - top_x) * height, SIDE_PX * height])
            reach = np.array([rng.choice([-1, 1]) * rng.uniform(30, 95), -rng.uniform(10, 60)])
            ends = np.round(np.stack([start, start + reach]) * 16).astype(np.int32)
            thickness = max(1, int(half * 0.35))
            cv2.line(canvas, ends[0].tolist(), ends[1].tolist(), 255, thickness, cv2.LINE_AA, 4)
    return canvas.astype(np.float32) / 255
