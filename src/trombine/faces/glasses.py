"""Finds the glasses somebody wears: rims round both eyes, and the bridge between them.

A rim is a thin dark line all around an eye: the best closed path is found by dynamic programming
in polar coordinates (Amini, Weymouth & Jain 1990, "Using Dynamic Programming for Solving
Variational Problems in Vision", doi:10.1109/34.57681). Both rims are much alike, and a bridge joins
them: no shadow of a bare face is all of that. The edge of a lens without a frame is too faint to
be followed; the rounded box that lies best on both sides is taken for it.
"""

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from trombine.faces import topology
from trombine.faces.bare_glass import find_bare_glass
from trombine.faces.eye_view import (
    ANGLES,
    FACE_PX,
    LENS_TALL,
    LENS_WIDE,
    EyeView,
    free_of,
    look_at_eyes,
    usual_lenses,
)
from trombine.faces.pose import measure_face_px
from trombine.imaging.arrays import FloatArray, Points, SrgbImage
from trombine.imaging.resample import read_at

RADII = 44
FACTORS = np.linspace(0.62, 1.45, RADII, dtype=np.float32)
"""Of a usual lens: between the first and the last a rim is looked for."""

STEEPEST, PER_STEP = 2, 0.02
"""So many radii a rim may move from one angle to the next, and what each costs."""

NEAR = 4
"""So many radii from where both rims run together a faint one may run."""

BELOW_THE_EYE = slice(4, 33)
"""The angles where a rim cannot be a brow."""

TOWARDS_NOSE = ANGLES // 2
WIDEST_LINE_PX = 23
DARKEST = 0.5
"""Thin lines that are darker than their sides by a larger share count no more."""

PAIR_CONTRAST, SIDE_CONTRAST, BRIDGE_CONTRAST, SMALLEST_LENS = 0.075, 0.055, 0.12, 0.67
"""Both rims together, the fainter one, the bridge, and how large the lenses are at least.

Shadows under eyes reach some of the four, glasses all: measured on 28 bare and 4 worn faces.
"""

PLAIN_CONTRAST, GLASS_CONTRAST = 0.20, 0.15
"""From the first on a rim is plain enough to be followed without the other; below the second there
is glass without a frame."""

PLAIN_BRIDGE = 0.22
"""Between faint rims the bridge is plain: 0.24 and 0.33 on photos, 0.20 on a dark painting."""

THINNEST, THICKEST = 2.6, 17.4
"""Of rims."""

TINTED = 0.5
"""A lens lets less than this share of the skin's lightness through: nobody sees the eye."""

EYES = ((topology.LEFT_EYE, 1.25, 2.0), (topology.RIGHT_EYE, 1.25, 2.0))
"""How much wider and taller than they are drawn eyes are with their lashes."""


@dataclass(frozen=True, slots=True)
class Glasses:
    """Glasses on a picture; points are x, y in its pixels, rims run from the temple down and round.

    Parameters
    ----------
    rims
        Two closed curves (ANGLES, 2), the person's right one first.
    widths_px
        How thick each rim is at each of its points.
    bridge
        (3, 2) from rim to rim.
    lightness
        Of the rims, in CIELAB L*.
    tinted
        Whether the lenses hide the eyes.
    rimless
        Whether there is hardly more to see than the edge of the glass.
    plain
        Whether rims are to be seen all around, so that any picture can be asked for them.
    """

    rims: tuple[FloatArray, FloatArray]
    widths_px: tuple[FloatArray, FloatArray]
    bridge: FloatArray
    lightness: float
    tinted: bool = False
    rimless: bool = False
    plain: bool = False


@dataclass(frozen=True, slots=True)
class _Search:
    """Where one rim may run, (ANGLES, RADII, 2), and how plain a rim is there."""

    grid: FloatArray
    strength: FloatArray

    def along(self, path: NDArray[np.intp]) -> FloatArray:
        return self.strength[np.arange(ANGLES), path]

    def place(self, path: NDArray[np.intp]) -> FloatArray:
        return _smooth(self.grid[np.arange(ANGLES), path])


def find_glasses(image: SrgbImage, landmarks: Points) -> Glasses | None:
    """Return the glasses that are worn, None on a bare face."""
    view = look_at_eyes(image, landmarks)
    found = _find_tinted(view) or _find_frame(view)
    if found is None:
        return None
    px = measure_face_px(landmarks) / FACE_PX
    right, left = (view.back(rim) for rim in found.rims)
    widths = (found.widths_px[0] * px, found.widths_px[1] * px)
    return replace(found, rims=(right, left), widths_px=widths, bridge=view.back(found.bridge))


def _find_frame(view: EyeView) -> Glasses | None:
    dark = _thin_and_dark(view.lightness)
    searches = [_Search(grid, read_at(dark, grid)) for grid in _rays(view.points)]
    pair = _pair_strength(searches)
    path = _follow(pair)
    contrast = float(pair[np.arange(ANGLES), path][BELOW_THE_EYE].mean())
    if contrast < PAIR_CONTRAST or float(FACTORS[path][BELOW_THE_EYE].mean()) < SMALLEST_LENS:
        return None
    paths = [_follow(search.strength) for search in searches]
    plain = _fainter(searches, paths) >= PLAIN_CONTRAST
    near = np.abs(np.arange(RADII) - path[:, None]) <= NEAR
    if not plain:
        paths = [_follow(np.where(near, search.strength, -1)) for search in searches]
    fainter = _fainter(searches, paths)
    right, left = (s.place(own) for s, own in zip(searches, paths, strict=True))
    bridge, seen = _find_bridge(dark, (right, left))
    if fainter < SIDE_CONTRAST or seen < (BRIDGE_CONTRAST if plain else PLAIN_BRIDGE):
        return None
    if fainter < GLASS_CONTRAST:
        return _lay_glass(view, dark)
    # Lashes are darker than gray frames; only now, as bare faces are told by their lashes too.
    dark *= free_of(EYES, view)
    searches = [_Search(search.grid, read_at(dark, search.grid)) for search in searches]
    strengths = [s.strength if plain else np.where(near, s.strength, -1) for s in searches]
    paths = [_follow(strength) for strength in strengths]
    right, left = (s.place(own) for s, own in zip(searches, paths, strict=True))
    widths = [_measure_widths(s, own) for s, own in zip(searches, paths, strict=True)]
    lightness = _rim_lightness(view, (right, left))
    return Glasses((right, left), (widths[0], widths[1]), bridge, lightness, plain=plain)


def _rim_lightness(view: EyeView, rims: tuple[FloatArray, FloatArray]) -> float:
    return float(np.percentile(read_at(view.lightness, np.concatenate(rims)), 30))


def _fainter(searches: list[_Search], paths: list[NDArray[np.intp]]) -> float:
    """Return the contrast of the fainter rim below the eye."""
    pairs = zip(searches, paths, strict=True)
    return min(float(search.along(path)[BELOW_THE_EYE].mean()) for search, path in pairs)


def _thin_and_dark(lightness: FloatArray) -> FloatArray:
    """Return how much darker than its sides a thin line is, [0, DARKEST] of their lightness."""
    calm = cv2.GaussianBlur(lightness, (0, 0), 1.0)
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (WIDEST_LINE_PX, WIDEST_LINE_PX))
    around = cv2.morphologyEx(calm, cv2.MORPH_CLOSE, disc)
    return np.clip((around - calm) / np.maximum(around, 15), 0, DARKEST)


def _rays(points: FloatArray) -> list[FloatArray]:
    """Return points on rays from the middle of either lens, (ANGLES, RADII, 2)."""
    turn = np.linspace(0, 2 * np.pi, ANGLES, endpoint=False)
    grids = []
    for lens in usual_lenses(points):
        wide = LENS_WIDE * lens.narrow * lens.outwards
        ray = np.stack([wide * np.cos(turn), LENS_TALL * np.sin(turn)], axis=1)
        grids.append((lens.middle + ray[:, None] * FACTORS[:, None]).astype(np.float32))
    return grids


def _pair_strength(searches: list[_Search]) -> FloatArray:
    """Return what both sides show at about the same place: their geometric mean."""
    first, second = (
        cv2.GaussianBlur(
            cv2.dilate(np.vstack([s[-4:], s, s[:4]]), np.ones((3, 5), np.uint8)), (0, 0), 1
        )[4:-4]
        for s in (search.strength for search in searches)
    )
    return np.sqrt(first * second)


def _follow(strength: FloatArray) -> NDArray[np.intp]:
    """Return the radius, at each angle, of the strongest closed path (Viterbi 1967)."""
    steps = range(-STEEPEST, STEEPEST + 1)
    rounds = np.concatenate([strength, strength])  # the first time round only finds the start
    back = np.zeros(rounds.shape, np.intp)
    score = np.zeros(RADII)
    for k, row in enumerate(rounds):
        padded = np.pad(score, STEEPEST, constant_values=-1e3)
        tries = np.stack(
            [padded[STEEPEST + s : STEEPEST + s + RADII] - PER_STEP * abs(s) for s in steps]
        )
        back[k] = np.arange(RADII) + tries.argmax(axis=0) - STEEPEST
        score = tries.max(axis=0) + row
    path = np.zeros(len(rounds), np.intp)
    path[-1] = int(score.argmax())
    for k in range(len(rounds) - 1, 0, -1):
        path[k - 1] = back[k, path[k]]
    half = ANGLES // 2
    return np.concatenate([path[ANGLES : ANGLES + half], path[half:ANGLES]])


def _smooth(points: FloatArray) -> FloatArray:
    """Return a closed curve without the steps of the search."""
    kernel = np.array([1, 3, 4, 3, 1]) / 12
    shifted = [np.roll(points, k, axis=0) * w for k, w in zip(range(-2, 3), kernel, strict=True)]
    return np.sum(shifted, axis=0).astype(np.float32)


def _find_bridge(dark: FloatArray, rims: tuple[FloatArray, FloatArray]) -> tuple[FloatArray, float]:
    """Return the darkest arc (3, 2) from rim to rim over the nose, and its contrast."""
    ends = np.stack([rim[TOWARDS_NOSE] for rim in rims])
    across = ends[1] - ends[0]
    down = np.array([-across[1], across[0]]) / max(float(np.linalg.norm(across)), 1e-3) * FACE_PX
    t = np.linspace(0, 1, 25)[:, None]
    wide = cv2.dilate(dark, np.ones((3, 3), np.uint8))
    best, seen = ends[[0, 0, 1]], 0.0
    for shift in np.linspace(-0.06, 0.05, 23):
        for bow in (-0.02, 0.0, 0.02):
            arc = ends[0] + across * t + down * (shift - bow * 4 * t * (1 - t))
            # The weakest quarter may be lost in a gleam.
            contrast = float(np.sort(read_at(wide, arc))[7:].mean())
            if contrast > seen:
                best, seen = arc[[0, 12, 24]], contrast
    return best.astype(np.float32), seen


def _measure_widths(search: _Search, path: NDArray[np.intp]) -> FloatArray:
    """Return how thick the rim is at each angle, in pixels, smoothed along it."""
    step_px = np.linalg.norm(search.grid[:, 1] - search.grid[:, 0], axis=1)
    near = np.abs(np.arange(RADII) - path[:, None]) <= 6
    deep = search.strength > 0.5 * np.maximum(search.along(path), 0.04)[:, None]
    widths = np.clip((near & deep).sum(axis=1) * step_px, THINNEST, THICKEST)
    kernel = np.ones(9) / 9
    return np.convolve(np.concatenate([widths[-4:], widths, widths[:4]]), kernel, mode="valid")


def _lay_glass(view: EyeView, dark: FloatArray) -> Glasses | None:
    rims = find_bare_glass(view)
    if rims is None:
        return None
    bridge, _ = _find_bridge(dark, rims)
    thin = np.full(ANGLES, THINNEST)
    return Glasses(rims, (thin, thin), bridge, _rim_lightness(view, rims), rimless=True)


def _find_tinted(view: EyeView) -> Glasses | None:
    """Return dark lenses: what surrounds either eye is far darker than the cheeks."""
    grids = _rays(view.points)
    inner = [float(np.median(read_at(view.lightness, grid[:, :4]))) for grid in grids]
    cheeks = view.points[[topology.RIGHT_CHEEK, topology.LEFT_CHEEK]]
    skin = float(read_at(view.lightness, cheeks).min())
    if max(inner) > TINTED * skin:
        return None
    edge = np.clip(cv2.GaussianBlur(view.lightness, (0, 0), 1.5), min(inner), skin)
    rims = []
    for grid in grids:
        along_ray = read_at(edge, grid)
        slope = np.zeros_like(along_ray)
        slope[:, 2:-2] = along_ray[:, 4:] - along_ray[:, :-4]
        search = _Search(grid, np.clip(slope / max(skin, 1.0), 0, DARKEST))
        rims.append(search.place(_follow(search.strength)))
    bridge, _ = _find_bridge(_thin_and_dark(view.lightness), (rims[0], rims[1]))
    thin = np.full(ANGLES, 2 * THINNEST)
    return Glasses((rims[0], rims[1]), (thin, thin), bridge, min(inner), tinted=True)
