"""Painting sky, land and water as an illustrator does: from far to near, in large clear shapes.

A scene is painted at ``SCENE_PX`` with the light at the left; ``paint_scene`` turns it to the side
of the look. Places and sizes are shares of the side, x to the right and y down. All functions but
those that return a mask or a line paint in place.
"""

from collections.abc import Callable, Sequence
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

FALLOFF = 0.14
"""How far a scene darkens away from the light."""

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
    picture *= np.linspace(1 + FALLOFF / 3, 1 - FALLOFF, SCENE_PX, dtype=np.float32)[:, None]
    return as_srgb(picture if look.light_from_left else picture[:, ::-1])


def choose(look: Look, purpose: int, options: Sequence[Chosen]) -> Chosen:
    """Return one of the options, another for another picture."""
    return options[int(look.rng(purpose).integers(len(options)))]


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
    rows = rows_of(top, foot)
    down = (np.arange(rows.start, rows.stop, dtype=np.float32) / SCENE_PX - top) / (foot - top)
    weight = smoothstep(0, 1, down) * np.float32(strength)
    cover = np.broadcast_to(weight[:, None], picture[rows].shape[:2])
    picture[rows] = mix(picture[rows], color, cover)


def rows_of(top: float, foot: float) -> slice:
    """Return the rows between two heights."""
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
    cv2.fillPoly(canvas, [corners(points)], _ink(color), cv2.LINE_AA, 4)


def box(
    canvas: Bytes, color: FloatArray, low: tuple[float, float], high: tuple[float, float]
) -> None:
    """Set an upright rectangle on bytes."""
    (left, top), (right, foot) = low, high
    shape(canvas, color, [(left, top), (right, top), (right, foot), (left, foot)])


def placed(points: Line, at: tuple[float, float], size: float | tuple[float, float]) -> FloatArray:
    """Return points of a small drawing, made about (0, 0), where it stands and as large."""
    return np.asarray(points, np.float32) * np.asarray(size, np.float32) + np.array(at, np.float32)


def stroke(canvas: Bytes, color: FloatArray, points: Line, width: float) -> None:
    """Set a line of even width on bytes."""
    thickness = max(1, round(width * SCENE_PX))
    line = [corners(points)]
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


def corners(points: Line) -> NDArray[np.int32]:
    """Return points as OpenCV takes them, in fractions of a pixel."""
    return (np.asarray(points, np.float32) * np.float32(SCENE_PX * SUBPIXELS)).astype(np.int32)


def outline_mask(points: Line) -> Bytes:
    """Return a filled outline as a mask of bytes."""
    canvas = np.zeros((SCENE_PX, SCENE_PX), np.uint8)
    cv2.fillPoly(canvas, [corners(points)], 255, cv2.LINE_AA, 4)
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


def lens(x: float, y: float, half: float, thick: float) -> FloatArray:
    """Return a flat pointed shape, as a brush leaves on water."""
    return np.array([(x - half, y), (x, y - thick), (x + half, y), (x, y + thick)], np.float32)
