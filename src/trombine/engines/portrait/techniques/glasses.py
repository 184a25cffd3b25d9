"""The frame of glasses, where somebody wears some: found round the eyes, by landmarks."""

from dataclasses import dataclass

import cv2
import numpy as np

from trombine.engines.portrait.features import closed_spline
from trombine.engines.portrait.portrait import SIDE_PX, Portrait
from trombine.engines.portrait.techniques.sheets import fill, ribbon
from trombine.faces import topology
from trombine.imaging.arrays import FloatArray, Mask, SrgbImage
from trombine.imaging.color import srgb_to_lab

ANGLES, RADII = 72, 44
LENS_WIDE, LENS_TALL, LENS_BELOW = 0.155, 0.105, 0.018
"""Half the width and height of a usual lens, and how far below the eye it sits, in face heights."""

NEAREST, FARTHEST = 0.62, 1.45
"""Between these factors of a usual lens its rim is looked for."""

STEEPEST, PER_STEP = 2, 0.02
"""So many radii a rim may move from one angle to the next, and what each costs."""

BELOW_THE_EYE = slice(4, 33)
"""The angles where a rim cannot be a brow."""

TOWARDS_NOSE, AT_TEMPLE = ANGLES // 2, ANGLES - 6
TEMPLE_ENDS = (127, 356)
"""The landmarks before the person's right and left ear."""

FRAME_WEIGHT = 1.2
"""A frame of paper is cut a little heavier than it is, or it would tear."""

THINNEST, THICKEST = 0.005, 0.034
"""Of rims, in face heights."""

PAIR_CONTRAST, SIDE_CONTRAST, BRIDGE_CONTRAST, SMALLEST_LENS = 0.075, 0.055, 0.12, 0.67
"""Both rims together, the fainter one, the bridge, and how large the lenses are at least.

Shadows under eyes reach some of the four, frames all: measured on 28 bare and 4 worn faces.
"""

PLAIN_CONTRAST = 0.20
"""From here on each rim is plain enough to be followed without the other."""


@dataclass(frozen=True, slots=True)
class Glasses:
    """A frame; points are x, y in pixels, rims run from the temple down and round.

    Parameters
    ----------
    rims
        Two closed curves (ANGLES, 2), the person's right one first.
    widths_px
        How thick each rim is at each of its points.
    bridge
        (3, 2) from rim to rim.
    """

    rims: tuple[FloatArray, FloatArray]
    widths_px: tuple[FloatArray, FloatArray]
    bridge: FloatArray


@dataclass(frozen=True, slots=True)
class _Search:
    """Where one rim may run, (ANGLES, RADII, 2), and how dark a thin line is there."""

    grid: FloatArray
    strength: FloatArray

    def along(self, path: FloatArray) -> FloatArray:
        return self.strength[np.arange(ANGLES), path]


def find_glasses(portrait: Portrait) -> Glasses | None:
    """Return the frame that is worn, None on a bare face.

    Both rims and the bridge between them must be thin lines, darker than what is on both sides,
    and the rims alike; each plain one is then followed for itself.
    """
    length_px = portrait.face_height_px
    dark = _thin_and_dark(portrait, length_px)
    searches = _search_both(portrait, dark, length_px)
    pair = _pair_strength(searches)
    path = _follow(pair)
    below = BELOW_THE_EYE
    contrast = float(pair[np.arange(ANGLES), path][below].mean())
    if contrast < PAIR_CONTRAST or float(_factors()[path][below].mean()) < SMALLEST_LENS:
        return None
    paths = [_follow(search.strength) for search in searches]
    if _fainter(searches, paths) < PLAIN_CONTRAST:
        near = np.abs(np.arange(RADII) - path[:, None]) <= 4
        paths = [_follow(np.where(near, search.strength, -1)) for search in searches]
    if _fainter(searches, paths) < SIDE_CONTRAST:
        return None
    rims = [_round(s.grid[np.arange(ANGLES), own]) for s, own in zip(searches, paths, strict=True)]
    bridge, seen = _find_bridge(dark, rims, length_px)
    if seen < BRIDGE_CONTRAST:
        return None
    widths = [_measure_widths(s, own, length_px) for s, own in zip(searches, paths, strict=True)]
    return Glasses((rims[0], rims[1]), (widths[0], widths[1]), bridge)


def _fainter(searches: list[_Search], paths: list[FloatArray]) -> float:
    """Return the contrast of the fainter rim below the eye."""
    pairs = zip(searches, paths, strict=True)
    return min(float(search.along(path)[BELOW_THE_EYE].mean()) for search, path in pairs)


def frame_mask(glasses: Glasses, points: FloatArray) -> Mask:
    """Return rims, bridge and temples in one piece, for the (N, 2) landmarks of the face."""
    parts: list[FloatArray] = []
    for rim, widths, ear in zip(glasses.rims, glasses.widths_px, TEMPLE_ENDS, strict=True):
        outwards = rim - rim.mean(axis=0)
        outwards = outwards / np.maximum(np.linalg.norm(outwards, axis=1, keepdims=True), 1e-3)
        half = outwards * widths[:, None] * FRAME_WEIGHT / 2
        outer, inner = (closed_spline(curve, per_segment=3) for curve in (rim + half, rim - half))
        parts.append(fill(outer) * (1 - fill(inner)))
        hinge, thick_px = rim[AT_TEMPLE], float(widths[AT_TEMPLE]) * FRAME_WEIGHT
        temple = np.stack([hinge, (hinge + points[ear]) / 2, points[ear]])
        parts.append(ribbon(temple, [thick_px, thick_px * 0.9, thick_px * 0.7]))
    near = slice(TOWARDS_NOSE - 6, TOWARDS_NOSE + 7)
    thick_px = float(np.mean([widths[near].mean() for widths in glasses.widths_px])) * FRAME_WEIGHT
    parts.append(ribbon(glasses.bridge, [thick_px, thick_px * 0.9, thick_px]))
    return Mask(np.maximum.reduce(parts))


def _thin_and_dark(portrait: Portrait, length_px: float) -> FloatArray:
    """Return how much darker than its sides a thin line is, [0, 0.5] of their lightness."""
    points = portrait.landmarks[[*topology.RIGHT_EYE, *topology.LEFT_EYE], :2]
    reach = length_px * LENS_WIDE * FARTHEST * 1.3
    low = np.clip(points.min(axis=0) - reach, 0, SIDE_PX - 1).astype(int)
    high = np.clip(points.max(axis=0) + reach, low + 1, SIDE_PX).astype(int)
    window = (slice(low[1], high[1]), slice(low[0], high[0]))
    eyes = SrgbImage(np.ascontiguousarray(portrait.relit[window]))
    lightness = cv2.GaussianBlur(srgb_to_lab(eyes)[..., 0], (0, 0), 1.0)
    side = 2 * round(length_px * 0.022) + 1
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side))
    around = cv2.morphologyEx(lightness, cv2.MORPH_CLOSE, disc)
    dark = np.zeros((SIDE_PX, SIDE_PX), np.float32)
    dark[window] = np.clip((around - lightness) / np.maximum(around, 15), 0, 0.5)
    return dark


def _factors() -> FloatArray:
    return np.linspace(NEAREST, FARTHEST, RADII)


def _search_both(portrait: Portrait, dark: FloatArray, length_px: float) -> list[_Search]:
    """Look along rays from both eyes; the far one of a turned head has the narrower lens."""
    points = portrait.landmarks[:, :2]
    right, left = points[list(topology.RIGHT_EYE)], points[list(topology.LEFT_EYE)]
    across = left[0] - right[0]
    across = across / max(float(np.linalg.norm(across)), 1e-3)
    down = np.array([-across[1], across[0]])
    widths = [float(np.linalg.norm(eye[0] - eye[8])) for eye in (right, left)]
    turn = np.linspace(0, 2 * np.pi, ANGLES, endpoint=False)[:, None]
    searches = []
    for eye, outwards, width in zip((right, left), (-across, across), widths, strict=True):
        narrow = np.sqrt(width / max(*widths, 1.0))
        ray = LENS_WIDE * narrow * np.cos(turn) * outwards + LENS_TALL * np.sin(turn) * down
        center = eye.mean(axis=0) + down * LENS_BELOW * length_px
        grid = center + (ray * length_px)[:, None, :] * _factors()[None, :, None]
        searches.append(_Search(grid, _look_up(dark, grid)))
    return searches


def _look_up(plane: FloatArray, points: FloatArray) -> FloatArray:
    x, y = (np.ascontiguousarray(points[..., k], np.float32) for k in (0, 1))
    return cv2.remap(plane, x, y, cv2.INTER_LINEAR)


def _pair_strength(searches: list[_Search]) -> FloatArray:
    """Return what both sides show at about the same place: their geometric mean."""
    first, second = (
        cv2.GaussianBlur(
            cv2.dilate(np.vstack([s[-4:], s, s[:4]]), np.ones((3, 5), np.uint8)), (0, 0), 1
        )[4:-4]
        for s in (search.strength for search in searches)
    )
    return np.sqrt(first * second)


def _follow(strength: FloatArray) -> FloatArray:
    """Return the radius, at each angle, of the strongest closed path (Viterbi 1967)."""
    steps = range(-STEEPEST, STEEPEST + 1)
    rounds = np.concatenate([strength, strength])  # the first time round only finds the start
    back = np.zeros(rounds.shape, int)
    score = np.zeros(RADII)
    for k, row in enumerate(rounds):
        padded = np.pad(score, STEEPEST, constant_values=-1e3)
        tries = np.stack(
            [padded[STEEPEST + s : STEEPEST + s + RADII] - PER_STEP * abs(s) for s in steps]
        )
        back[k] = np.arange(RADII) + tries.argmax(axis=0) - STEEPEST
        score = tries.max(axis=0) + row
    path = np.zeros(len(rounds), int)
    path[-1] = int(score.argmax())
    for k in range(len(rounds) - 1, 0, -1):
        path[k - 1] = back[k, path[k]]
    half = ANGLES // 2
    return np.concatenate([path[ANGLES : ANGLES + half], path[half:ANGLES]])


def _round(points: FloatArray) -> FloatArray:
    """Return a closed curve without the steps of the search."""
    kernel = np.array([1, 3, 4, 3, 1]) / 12
    shifted = [np.roll(points, k, axis=0) * w for k, w in zip(range(-2, 3), kernel, strict=True)]
    return np.sum(shifted, axis=0).astype(np.float32)


def _find_bridge(
    dark: FloatArray, rims: list[FloatArray], length_px: float
) -> tuple[FloatArray, float]:
    """Return the darkest arc (3, 2) from rim to rim over the nose, and its contrast."""
    ends = np.stack([rim[TOWARDS_NOSE] for rim in rims])
    across = ends[1] - ends[0]
    down = np.array([-across[1], across[0]]) / max(float(np.linalg.norm(across)), 1e-3) * length_px
    t = np.linspace(0, 1, 25)[:, None]
    wide = cv2.dilate(dark, np.ones((3, 3), np.uint8))
    best, seen = ends[[0, 0, 1]], 0.0
    for shift in np.linspace(-0.06, 0.05, 23):
        for bow in (-0.02, 0.0, 0.02):
            arc = ends[0] + across * t + down * (shift - bow * 4 * t * (1 - t))
            # The weakest quarter may be lost in a gleam.
            contrast = float(np.sort(_look_up(wide, arc[None])[0])[7:].mean())
            if contrast > seen:
                best, seen = arc[[0, 12, 24]], contrast
    return best.astype(np.float32), seen


def _measure_widths(search: _Search, path: FloatArray, length_px: float) -> FloatArray:
    """Return how thick the rim is at each angle, in pixels, smoothed along it."""
    step_px = np.linalg.norm(search.grid[:, 1] - search.grid[:, 0], axis=1)
    near = np.abs(np.arange(RADII) - path[:, None]) <= 6
    deep = search.strength > 0.5 * np.maximum(search.along(path), 0.04)[:, None]
    widths = (near & deep).sum(axis=1) * step_px
    widths = np.clip(widths, THINNEST * length_px, THICKEST * length_px)
    kernel = np.ones(9) / 9
    return np.convolve(np.concatenate([widths[-4:], widths, widths[:4]]), kernel, mode="valid")
