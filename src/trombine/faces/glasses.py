"""Finds the glasses somebody wears: rims round both eyes, and the bridge between them.

A rim is a thin dark line all around an eye: the best closed path is found by dynamic programming
in polar coordinates (Amini, Weymouth & Jain 1990, "Using Dynamic Programming for Solving
Variational Problems in Vision", doi:10.1109/34.57681). Both rims are much alike, and a bridge joins
them: no shadow of a bare face is all of that. The edge of a lens without a frame is too faint to
be followed; the rounded box that lies best on both sides is taken for it.
"""

from dataclasses import dataclass, replace
from itertools import product

import cv2
import numpy as np
from numpy.typing import NDArray

from trombine.faces import topology
from trombine.faces.pose import measure_face_px
from trombine.imaging.arrays import FloatArray, Points, SrgbImage
from trombine.imaging.color import srgb_to_lab
from trombine.imaging.resample import read_at

FACE_PX = 512.0
"""The face is looked at at this height, upright, whatever its size on the photo."""

VIEW_PX, EYES_AT = (500, 300), (250.0, 130.0)
"""Width and height of what is looked at, and where the middle between the eyes lies in it."""

ANGLES, RADII = 72, 44
LENS_WIDE, LENS_TALL, LENS_BELOW = 79.0, 54.0, 9.0
"""Half the width and height of a usual lens, and how far below the eye its middle lies."""

FACTORS = np.linspace(0.62, 1.45, RADII, dtype=np.float32)
"""Of a usual lens: between the first and the last a rim is looked for."""

STEEPEST, PER_STEP = 2, 0.02
"""So many radii a rim may move from one angle to the next, and what each costs."""

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

PLAIN_CONTRAST = 0.20
"""From here on each rim is plain enough to be followed without the other; below, there is glass
without a frame."""

THINNEST, THICKEST = 2.6, 17.4
"""Of rims."""

TINTED = 0.5
"""A lens lets less than this share of the skin's lightness through: nobody sees the eye."""

FINE_LINES_PX = (1.2, 4.0)
"""The edge of glass is a line of about the first width; what is broader than the second is skin."""

NO_LINE_L, A_LINE_L = 0.05, 0.25
"""Bends of L* per square pixel: below the first there is no line, from their sum on it is one."""

NO_GLASS = (
    (topology.LEFT_EYE, 1.4, 2.6),
    (topology.RIGHT_EYE, 1.4, 2.6),
    (topology.LEFT_BROW, 1.1, 1.3),
    (topology.RIGHT_BROW, 1.1, 1.3),
)
"""What has fine lines of its own, and how much wider and taller than drawn it is taken to be."""

BOX_WIDTHS, BOX_HEIGHTS = np.linspace(0.70, 1.25, 9), np.linspace(0.60, 1.20, 9)
BOX_CORNERS, BOX_DOWN_PX, BOX_OUT_PX = (2.0, 2.6, 3.4), (-8, -3, 2, 7), range(-14, 31, 4)
"""Lenses without a frame are looked for in these sizes, against a usual lens, and places."""


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
    """

    rims: tuple[FloatArray, FloatArray]
    widths_px: tuple[FloatArray, FloatArray]
    bridge: FloatArray
    lightness: float
    tinted: bool = False
    rimless: bool = False


@dataclass(frozen=True, slots=True)
class _View:
    """The eyes upright, the face ``FACE_PX`` tall: L*, the landmarks, and the way there (2, 3)."""

    lightness: FloatArray
    points: FloatArray
    way: FloatArray

    def back(self, points: FloatArray) -> FloatArray:
        inverse = cv2.invertAffineTransform(self.way)
        return (points @ inverse[:, :2].T + inverse[:, 2]).astype(np.float32)


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
    view = _look(image, landmarks)
    found = _find_tinted(view) or _find_frame(view)
    if found is None:
        return None
    px = measure_face_px(landmarks) / FACE_PX
    right, left = (view.back(rim) for rim in found.rims)
    widths = (found.widths_px[0] * px, found.widths_px[1] * px)
    return replace(found, rims=(right, left), widths_px=widths, bridge=view.back(found.bridge))


def stand_upright(landmarks: Points) -> FloatArray:
    """Return the similarity (2, 3) that leads from a picture to the view of the eyes."""
    right, left = (
        landmarks[list(eye), :2].mean(axis=0) for eye in (topology.RIGHT_EYE, topology.LEFT_EYE)
    )
    across = left - right
    x, y = across / max(float(np.linalg.norm(across)), 1e-3)
    turn = np.array([[x, y], [-y, x]]) * (FACE_PX / max(measure_face_px(landmarks), 1.0))
    shift = np.array(EYES_AT) - turn @ ((left + right) / 2)
    return np.hstack([turn, shift[:, None]]).astype(np.float32)


def _look(image: SrgbImage, landmarks: Points) -> _View:
    way = stand_upright(landmarks)
    shrinks = float(np.linalg.norm(way[:, 0])) < 1
    flags = cv2.INTER_AREA if shrinks else cv2.INTER_CUBIC
    seen = cv2.warpAffine(image, way, VIEW_PX, flags=flags, borderMode=cv2.BORDER_REPLICATE)
    points = (landmarks[:, :2] @ way[:, :2].T + way[:, 2]).astype(np.float32)
    return _View(srgb_to_lab(SrgbImage(np.clip(seen, 0, 1)))[..., 0], points, way)


def _find_frame(view: _View) -> Glasses | None:
    dark = _thin_and_dark(view.lightness)
    searches = [_Search(grid, read_at(dark, grid)) for grid in _rays(view.points)]
    pair = _pair_strength(searches)
    path = _follow(pair)
    contrast = float(pair[np.arange(ANGLES), path][BELOW_THE_EYE].mean())
    if contrast < PAIR_CONTRAST or float(FACTORS[path][BELOW_THE_EYE].mean()) < SMALLEST_LENS:
        return None
    paths = [_follow(search.strength) for search in searches]
    rimless = _fainter(searches, paths) < PLAIN_CONTRAST
    if rimless:
        near = np.abs(np.arange(RADII) - path[:, None]) <= 4
        paths = [_follow(np.where(near, search.strength, -1)) for search in searches]
    if _fainter(searches, paths) < SIDE_CONTRAST:
        return None
    right, left = (s.place(own) for s, own in zip(searches, paths, strict=True))
    bridge, seen = _find_bridge(dark, (right, left))
    if seen < BRIDGE_CONTRAST:
        return None
    if rimless:
        return _lay_glass(view, dark)
    widths = [_measure_widths(s, own) for s, own in zip(searches, paths, strict=True)]
    lightness = _rim_lightness(view, (right, left))
    return Glasses((right, left), (widths[0], widths[1]), bridge, lightness)


def _rim_lightness(view: _View, rims: tuple[FloatArray, FloatArray]) -> float:
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
    """Return points on rays from both eyes; the far one of a turned head has the narrower lens."""
    turn = np.linspace(0, 2 * np.pi, ANGLES, endpoint=False)
    grids = []
    for middle, outwards, narrow in _lenses(points):
        ray = np.stack([LENS_WIDE * narrow * outwards * np.cos(turn), LENS_TALL * np.sin(turn)], 1)
        grids.append((middle + ray[:, None] * FACTORS[:, None]).astype(np.float32))
    return grids


def _lenses(points: FloatArray) -> list[tuple[FloatArray, int, float]]:
    """Return where the middle of each lens is, on which side its temple, and how narrow it is."""
    eyes = [points[list(ids)] for ids in (topology.RIGHT_EYE, topology.LEFT_EYE)]
    widths = [float(np.linalg.norm(eye[0] - eye[8])) for eye in eyes]
    return [
        (
            eye.mean(axis=0) + np.array((0, LENS_BELOW)),
            side,
            float(np.sqrt(width / max(*widths, 1.0))),
        )
        for eye, side, width in zip(eyes, (-1, 1), widths, strict=True)
    ]


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


def _lay_glass(view: _View, dark: FloatArray) -> Glasses:
    """Return lenses whose edges are hardly seen: boxes with rounded corners, alike on both sides.

    How far out each lies is found for itself: glasses stand off the face, so that on a turned
    head they lie askew over the eyes.
    """
    bends, lenses = _bend(view), _lenses(view.points)
    best, most = [_box(BOX_CORNERS[0], (0.0, 0.0))[0, 0]] * 2, -np.inf
    for rounded, down in product(BOX_CORNERS, BOX_DOWN_PX):
        boxes = _box(rounded, *((out, down) for out in BOX_OUT_PX))
        seen = [_seen_along(bends, _set_box(boxes[..., ::2, :], lens)) for lens in lenses]
        both = np.sum([each.max(axis=1) for each in seen], axis=0)
        size = int(both.argmax())
        if both[size] > most:
            best, most = [boxes[size, each[size].argmax()] for each in seen], float(both[size])
    right, left = (
        _set_box(box, lens).astype(np.float32) for box, lens in zip(best, lenses, strict=True)
    )
    bridge, _ = _find_bridge(dark, (right, left))
    thin = np.full(ANGLES, THINNEST)
    lightness = _rim_lightness(view, (right, left))
    return Glasses((right, left), (thin, thin), bridge, lightness, rimless=True)


def _box(rounded: float, *middles: tuple[float, float]) -> FloatArray:
    """Return superellipses of all sizes at all places, (sizes, places, ANGLES, 2), outwards first.

    With ``rounded`` 2 they are ellipses; raising it makes them squarer.
    """
    turn = np.linspace(0, 2 * np.pi, ANGLES, endpoint=False)
    direction = np.stack([np.cos(turn), np.sin(turn)], axis=1)
    radius = (np.abs(direction) ** rounded).sum(axis=1, keepdims=True) ** (-1 / rounded)
    sizes = np.array(list(product(LENS_WIDE * BOX_WIDTHS, LENS_TALL * BOX_HEIGHTS)))
    return direction * radius * sizes[:, None, None] + np.array(middles)[:, None]


def _set_box(boxes: FloatArray, lens: tuple[FloatArray, int, float]) -> FloatArray:
    middle, outwards, narrow = lens
    return middle + boxes * (outwards * narrow, 1.0)


def _bend(view: _View) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return how fine lines bend L* (second derivatives xx, xy, yy), 0 at eyes and brows."""
    fine, broad = (cv2.GaussianBlur(view.lightness, (0, 0), px) for px in FINE_LINES_PX)
    free = np.ones_like(fine)
    for ids, wider, taller in NO_GLASS:
        contour = view.points[list(ids)]
        middle = contour.mean(axis=0)
        grown = (contour - middle) * (wider, taller) + middle
        cv2.fillPoly(free, [np.round(grown).astype(np.int32)], 0.0)
    xx, xy, yy = (
        cv2.Sobel(fine - broad, cv2.CV_32F, *orders, ksize=3, scale=1 / 4) * free
        for orders in ((2, 0), (1, 1), (0, 2))
    )
    return xx, xy, yy


def _seen_along(bends: tuple[FloatArray, FloatArray, FloatArray], curves: FloatArray) -> FloatArray:
    """Return along how much of each closed curve (..., N, 2) a line runs, dark or light, [0, 1]."""
    along = np.roll(curves, -1, axis=-2) - np.roll(curves, 1, axis=-2)
    along /= np.maximum(np.linalg.norm(along, axis=-1, keepdims=True), 1e-3)
    x, y = -along[..., 1], along[..., 0]
    xx, xy, yy = (read_at(plane, curves) for plane in bends)
    across = np.abs(xx * x * x + 2 * xy * x * y + yy * y * y)
    return np.clip((across - NO_LINE_L) / A_LINE_L, 0, 1).mean(axis=-1)


def _find_tinted(view: _View) -> Glasses | None:
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
