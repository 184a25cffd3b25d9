"""Painting sky, land and water as an illustrator does: from far to near, in large clear shapes.

A scene is painted at ``SCENE_PX`` with the light at the left; ``paint_scene`` turns it to the side
of the look. Places and sizes are shares of the side, x to the right and y down. All functions but
those that return a mask or a line paint in place.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TypeAlias, TypeVar

import cv2
import numpy as np
from numpy.typing import NDArray

from trombine.engines.portrait.style import Look
from trombine.imaging.arrays import FloatArray, SrgbImage, as_srgb
from trombine.imaging.color import hex_color
from trombine.imaging.filters import mix, smoothstep

SCENE_PX = 512
"""Behind a person a scene is a little out of focus: half the side is enough, at a quarter of the
time."""

SUBPIXELS = 16
"""Shapes are placed on this fraction of a pixel."""

Bytes: TypeAlias = NDArray[np.uint8]
Chosen = TypeVar("Chosen")
Tones: TypeAlias = tuple[FloatArray, FloatArray, FloatArray]
"""A color in the shade, between, and in the light."""

Line: TypeAlias = Sequence[tuple[float, float]] | FloatArray


def paint_scene(
    look: Look, purpose: int, paint: Callable[[FloatArray, np.random.Generator], None]
) -> SrgbImage:
    """Return what ``paint`` paints, the light on the side of the look."""
    picture = np.zeros((SCENE_PX, SCENE_PX, 3), np.float32)
    paint(picture, look.rng(purpose))
    return as_srgb(picture if look.light_from_left else picture[:, ::-1])


def colors(*codes: str) -> tuple[FloatArray, ...]:
    """Return colors of a palette."""
    return tuple(hex_color(code) for code in codes)


@cache
def scene_grid() -> tuple[FloatArray, FloatArray]:
    """Return x and y of every pixel in shares of the side."""
    y, x = np.mgrid[0:SCENE_PX, 0:SCENE_PX].astype(np.float32)
    return (x + np.float32(0.5)) / SCENE_PX, (y + np.float32(0.5)) / SCENE_PX


def sky(picture: FloatArray, *stops: tuple[float, FloatArray]) -> None:
    """Fill with a gradient through colors at heights, the highest first."""
    heights = [height for height, _ in stops]
    rows = (np.arange(SCENE_PX) + 0.5) / SCENE_PX
    channels = [np.interp(rows, heights, [color[c] for _, color in stops]) for c in range(3)]
    picture[:] = np.stack(channels, axis=1).astype(np.float32)[:, None]


def lay(picture: FloatArray, color: FloatArray, mask: FloatArray | Bytes) -> None:
    """Lay a color, or a picture, on where the mask is, in the window the mask needs."""
    left, top, width, height = cv2.boundingRect((mask > 0).astype(np.uint8))
    if not width:
        return
    window = (slice(top, top + height), slice(left, left + width))
    share = mask[window]
    weight = share * np.float32(1 / 255) if share.dtype == np.uint8 else share
    new = color[window] if color.ndim == 3 else color
    picture[window] = mix(picture[window], new, np.asarray(weight, np.float32))


def glow(
    picture: FloatArray,
    color: FloatArray,
    *,
    at: tuple[float, float],
    reach: float,
    strength: float = 1.0,
    flat: float = 1.0,
) -> None:
    """Add round light; raising ``flat`` draws it out to the sides."""
    x, y = scene_grid()
    rows = _span(at[1], 2.2 * reach)
    columns = _span(at[0], 2.2 * reach * flat)
    across = (x[0, columns] - at[0]) / np.float32(reach * flat)
    down = (y[rows, 0] - at[1]) / np.float32(reach)
    light = np.exp(-(down**2))[:, None] * np.exp(-(across**2))[None] * np.float32(strength)
    window = picture[rows, columns]
    window += (1 - window) * color * light[..., None]


def _span(middle: float, reach: float) -> slice:
    low, high = np.clip(((middle - reach) * SCENE_PX, (middle + reach) * SCENE_PX), 0, SCENE_PX)
    return slice(int(low), int(high))


def haze(
    picture: FloatArray, color: FloatArray, *, top: float, foot: float, strength: float
) -> None:
    """Let air gather between two heights, densest at the foot; below it there is none."""
    rows = _rows(top, foot)
    down = (np.arange(rows.start, rows.stop, dtype=np.float32) / SCENE_PX - top) / (foot - top)
    weight = smoothstep(0, 1, down) * np.float32(strength)
    cover = np.broadcast_to(weight[:, None], picture[rows].shape[:2])
    picture[rows] = mix(picture[rows], color, cover)


def _rows(top: float, foot: float) -> slice:
    return slice(max(0, int(top * SCENE_PX)), min(SCENE_PX, int(foot * SCENE_PX)))


def soften(picture: FloatArray, softness: float) -> None:
    """Put what has been painted so far out of focus."""
    picture[:] = cv2.GaussianBlur(picture, (0, 0), softness * SCENE_PX)


def stamp(picture: FloatArray, draw: Callable[[Bytes], None]) -> None:
    """Let ``draw`` set small shapes with ``disc``, ``shape``, ``stroke``: bytes are fast."""
    canvas = np.round(np.clip(picture, 0, 1) * 255).astype(np.uint8)
    draw(canvas)
    picture[:] = canvas * np.float32(1 / 255)


def disc(canvas: Bytes, color: FloatArray, x: float, y: float, radius: float) -> None:
    """Set a disc on bytes."""
    scale = SCENE_PX * SUBPIXELS
    at = (int(x * scale), int(y * scale))
    cv2.circle(canvas, at, int(radius * scale), _ink(color), -1, cv2.LINE_AA, 4)


def shape(canvas: Bytes, color: FloatArray, points: Line) -> None:
    """Set a filled outline on bytes."""
    cv2.fillPoly(canvas, [_corners(points)], _ink(color), cv2.LINE_AA, 4)


def box(
    canvas: Bytes, color: FloatArray, low: tuple[float, float], high: tuple[float, float]
) -> None:
    """Set an upright rectangle on bytes."""
    (left, top), (right, foot) = low, high
    shape(canvas, color, [(left, top), (right, top), (right, foot), (left, foot)])


def placed(points: Line, at: tuple[float, float], size: float | tuple[float, float]) -> FloatArray:
    """Return points of a small drawing, made about (0, 0), where it stands and as large."""
    return np.asarray(points, np.float32) * np.asarray(size, np.float32) + np.float32(at)


def stroke(canvas: Bytes, color: FloatArray, points: Line, width: float) -> None:
    """Set a line of even width on bytes."""
    thickness = max(1, round(width * SCENE_PX))
    line = [_corners(points)]
    cv2.polylines(
        canvas,
        line,
        isClosed=False,
        color=_ink(color),
        thickness=thickness,
        lineType=cv2.LINE_AA,
        shift=4,
    )


def tapered(points: Line, widths: Sequence[float] | FloatArray) -> FloatArray:
    """Return the outline of a line that is as wide at each of its points as asked."""
    line = np.asarray(points, np.float32)
    along = np.gradient(line, axis=0)
    across = np.stack([-along[:, 1], along[:, 0]], axis=1)
    across /= np.maximum(np.linalg.norm(across, axis=1, keepdims=True), 1e-6)
    half = across * (np.asarray(widths, np.float32) / 2)[:, None]
    return np.vstack([line + half, (line - half)[::-1]])


def _ink(color: FloatArray) -> tuple[float, ...]:
    red, green, blue = color.tolist()
    return red * 255, green * 255, blue * 255


def _corners(points: Line) -> NDArray[np.int32]:
    return (np.asarray(points, np.float32) * np.float32(SCENE_PX * SUBPIXELS)).astype(np.int32)


def outline_mask(points: Line) -> Bytes:
    """Return a filled outline as a mask of bytes."""
    canvas = np.zeros((SCENE_PX, SCENE_PX), np.uint8)
    cv2.fillPoly(canvas, [_corners(points)], 255, cv2.LINE_AA, 4)
    return canvas


def crest(
    rng: np.random.Generator, height: float, relief: float, *, knots: int = 3, rough: float = 0.5
) -> FloatArray:
    """Return the height of a skyline at every column.

    Raising ``knots`` sets more hills beside each other, ``rough`` jags them.
    """
    x = np.linspace(0, 1, SCENE_PX, dtype=np.float32)
    rise = np.zeros(SCENE_PX, np.float32)
    for octave in range(6):
        count = knots * 2**octave
        heights = rng.random(count + 1) - 0.5
        place = x * count
        share = place % 1 if rough > 0.4 else smoothstep(0, 1, place % 1)
        low = np.minimum(place.astype(int), count - 1)
        step = heights[low] + (heights[low + 1] - heights[low]) * np.where(place >= count, 1, share)
        rise += (step * rough**octave).astype(np.float32)
    return (height - relief * rise).astype(np.float32)


def land(
    picture: FloatArray, line: FloatArray, color: FloatArray, foot: FloatArray, *, reach: float
) -> None:
    """Fill below a skyline, from one color at the line to another ``reach`` below it."""
    top = max(0, int(float(line.min()) * SCENE_PX) - 1)
    _, y = scene_grid()
    below = y[top:] - line[None]
    cover = np.clip(below * SCENE_PX + 0.5, 0, 1)
    down = np.clip(below / np.float32(reach), 0, 1)
    picture[top:] = mix(picture[top:], mix(color, foot, down), cover)


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
        cv2.fillPoly(canvas, [_corners(np.stack([start, tip, back]))], 255, cv2.LINE_AA, 4)
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
    rows = _rows(top, foot)
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


def lens(x: float, y: float, half: float, thick: float) -> FloatArray:
    """Return a flat pointed shape, as a brush leaves on water."""
    return np.array([(x - half, y), (x, y - thick), (x + half, y), (x, y + thick)], np.float32)


def stars(picture: FloatArray, rng: np.random.Generator, *, count: int, below: float) -> None:
    """Set stars of three sizes above a height, few of them large."""

    def draw(canvas: Bytes) -> None:
        places = rng.random((count, 2)) * (1, below)
        for (x, y), size in zip(places.tolist(), rng.random(count).tolist(), strict=True):
            bright = 0.45 + 0.55 * size**2
            tint = np.array([1.0, 0.97, 0.92] if size < 0.5 else [0.86, 0.93, 1.0]) * bright
            disc(canvas, tint, x, y, 0.0011 + 0.0032 * size**6)

    stamp(picture, draw)


def clouds_of(rng: np.random.Generator, *, cells: int, gain: float = 0.5) -> FloatArray:
    """Return soft noise in [0, 1], (SCENE_PX, SCENE_PX), worked out at a quarter of the side."""
    small = SCENE_PX // 4
    total, amplitude = np.zeros((small, small), np.float32), 1.0
    for octave in range(4):
        count = cells * 2**octave
        lattice = rng.random((count + 3, count + 3), dtype=np.float32) - np.float32(0.5)
        total += cv2.resize(lattice, (small, small), interpolation=cv2.INTER_CUBIC) * amplitude
        amplitude *= gain
    total = 0.5 + total * np.float32(0.9)
    return np.clip(cv2.resize(total, (SCENE_PX, SCENE_PX), interpolation=cv2.INTER_CUBIC), 0, 1)


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


def choose(look: Look, purpose: int, options: Sequence[Chosen]) -> Chosen:
    """Return one of the options, another for another picture."""
    return options[int(look.rng(purpose).integers(len(options)))]
