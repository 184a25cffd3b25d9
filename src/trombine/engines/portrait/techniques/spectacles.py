"""Finds the rims of glasses, so that a style may draw them as one closed line.

A rim is a dark line that runs all around an eye, and a bridge joins the two: the best closed path
is found by dynamic programming in polar coordinates (Amini, Weymouth & Jain 1990, "Using Dynamic
Programming for Solving Variational Problems in Vision", doi:10.1109/34.57681), and it counts as a
rim if it is darker than the lines that any skin has. Lids, lashes and brows are taken out first.
"""

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numba import njit
from numpy.typing import NDArray

from trombine.engines.portrait.features import polygon_mask
from trombine.engines.portrait.portrait import SIDE_PX, Portrait
from trombine.engines.portrait.skin_tone import facial_skin
from trombine.faces import topology
from trombine.imaging.arrays import BoolArray, FloatArray, SrgbImage
from trombine.imaging.color import srgb_to_lab

LEAST_APART_PX = 40.0
"""Rims of a smaller face are thinner than a pixel."""

ANGLES, RADII = 64, 48
REACH = (0.26, 0.62)
"""How near and how far from the eye a rim runs, in distances between the eyes."""

FLATTENED = 0.78
"""Lenses are lower than they are wide."""

STIFF = np.array([0, 0.55, 2.2], np.float32)
SUPPLE = np.array([0, 0.6, 1.2, 1.8, 2.4, 3.0, 3.6], np.float32)
"""What a path pays in L* for each step in radius from one angle to the next.

Only a stiff path tells a rim from skin; a supple one then finds the corners of its lenses.
"""

MOST_EVIDENCE_L = 14.0
"""Darker than that counts no more."""

RIMS = ((0.075, 5.0), (0.12, 10.0), (0.045, 2.3))
"""The widest line looked for, in distances between the eyes, and the least evidence that is a rim.

Of 27 faces without glasses none reached 3.2, 5.1 and 1.9; frames began at 7 and 17, lenses without
a frame at 2.6.
"""

WINDOW = 2.6
"""The side of the square that is looked at, in distances between the eyes."""

NOISE_WEIGHT = 3.0

NO_RIMS = (
    (topology.LEFT_EYE, 1.5, 2.6),
    (topology.RIGHT_EYE, 1.5, 2.6),
    (topology.LEFT_BROW, 1.1, 1.5),
    (topology.RIGHT_BROW, 1.1, 1.5),
)
"""What is dark around every eye, and how much wider and taller than drawn it is taken to be."""

TINTED = 0.5
"""A lens lets less than this share of the skin's lightness through: nobody sees the eye."""


@dataclass(frozen=True, slots=True)
class Glasses:
    """Both rims, right eye first, (64, 2) in pixels of the working square; how dark they are."""

    rims: tuple[FloatArray, FloatArray]
    lightness: float
    tinted: bool


@dataclass(frozen=True, slots=True)
class _Eyes:
    """The axes of the pair of eyes."""

    centers: tuple[FloatArray, FloatArray]
    right: FloatArray
    down: FloatArray
    apart_px: float


@dataclass(frozen=True, slots=True)
class _View:
    """What lies around the eyes at half size: L*, bare skin, the landmarks."""

    lightness: FloatArray
    skin: BoolArray
    points: FloatArray
    eyes: _Eyes


def find_glasses(portrait: Portrait) -> Glasses | None:
    """Return the glasses somebody wears, or None."""
    points = portrait.landmarks[:, :2]
    eyes = portrait.landmarks[[topology.LEFT_EYE_INNER, topology.RIGHT_EYE_INNER], :2]
    apart_px = _measure_eyes(points).apart_px
    if apart_px < LEAST_APART_PX:
        return None
    side = min(int(WINDOW * apart_px), SIDE_PX)
    corner = np.clip(eyes.mean(axis=0) - side / 2, 0, SIDE_PX - side).astype(int)
    window = (slice(corner[1], corner[1] + side), slice(corner[0], corner[0] + side))
    view = _view(portrait.relit[window], facial_skin(portrait)[window], points - corner)
    found = _find_tinted(view) or _find_rims(view)
    if found is None:
        return None
    right, left = (rim * 2 + corner for rim in found.rims)
    return replace(found, rims=(right, left))


def _view(image: FloatArray, skin: BoolArray, points: FloatArray) -> _View:
    half = image.shape[0] // 2
    small = cv2.resize(image, (half, half), interpolation=cv2.INTER_AREA)
    bare = cv2.resize(skin.astype(np.uint8), (half, half), interpolation=cv2.INTER_NEAREST) > 0
    points = (points / 2).astype(np.float32)
    return _View(srgb_to_lab(SrgbImage(small))[..., 0], bare, points, _measure_eyes(points))


def _measure_eyes(points: FloatArray) -> _Eyes:
    right_eye = points[[topology.RIGHT_EYE_OUTER, topology.RIGHT_EYE_INNER]].mean(axis=0)
    left_eye = points[[topology.LEFT_EYE_OUTER, topology.LEFT_EYE_INNER]].mean(axis=0)
    apart_px = float(np.linalg.norm(left_eye - right_eye))
    right = (left_eye - right_eye) / max(apart_px, 1e-3)
    down = np.array([-right[1], right[0]], np.float32)
    lower = down * np.float32(0.06 * apart_px)
    return _Eyes((right_eye + lower, left_eye + lower), right, down, apart_px)


def _find_rims(view: _View) -> Glasses | None:
    rays = [_rays(view.eyes, side) for side in (0, 1)]
    for width, enough in RIMS:
        lines = _dark_lines(view, width_px=max(3, round(view.eyes.apart_px * width) | 1))
        first, second = (_follow(_read(lines, ray), ray, STIFF)[1] for ray in rays)
        noise = float(lines[view.skin].mean()) if view.skin.any() else 0.0
        evidence = float(np.concatenate([first, second]).mean()) + _bridge(lines, view.eyes)
        if evidence - NOISE_WEIGHT * noise > enough:
            right, left = (_follow(_read(lines, ray), ray, SUPPLE)[0] for ray in rays)
            at_rims = _read(view.lightness, np.concatenate([right, left]))
            return Glasses((right, left), float(np.percentile(at_rims, 30)), tinted=False)
    return None


def _dark_lines(view: _View, *, width_px: int) -> FloatArray:
    """Return how much darker than what is on both sides lines up to a width are, in L*."""
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (width_px, width_px))
    calm = cv2.GaussianBlur(view.lightness, (0, 0), 0.6)
    lines = np.minimum(cv2.morphologyEx(calm, cv2.MORPH_BLACKHAT, disc), MOST_EVIDENCE_L)
    for ids, wider, taller in NO_RIMS:
        contour = view.points[list(ids)]
        center = contour.mean(axis=0)
        grown = (contour - center) * np.array((wider, taller), np.float32) + center
        lines = lines * (1 - polygon_mask(grown, size_px=len(calm)))
    return lines


def _rays(eyes: _Eyes, side: int) -> FloatArray:
    """Return points on rays from an eye, (angles, radii, 2); the first points to the temple."""
    angle = np.linspace(0, 2 * np.pi, ANGLES, endpoint=False)
    outwards = 1 if side else -1
    radius = np.linspace(*REACH, RADII) * eyes.apart_px
    across = (np.cos(angle) * outwards)[:, None] * radius
    along = (np.sin(angle) * FLATTENED)[:, None] * radius
    rays = eyes.centers[side] + across[..., None] * eyes.right + along[..., None] * eyes.down
    return rays.astype(np.float32)


def _follow(
    evidence: FloatArray, rays: FloatArray, costs: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return the closed path with the most evidence, (angles, 2), and its evidence by angle."""
    path = _best_path(np.ascontiguousarray(evidence, np.float32), costs)
    angle = np.arange(ANGLES)
    return rays[angle, path], evidence[angle, path]


@njit(cache=True, nogil=True)
def _best_path(evidence: FloatArray, costs: FloatArray) -> NDArray[np.int64]:
    """Return a radius for each angle, the sum of evidence less the cost of bends being highest."""
    (angles, radii), bent = evidence.shape, len(costs) - 1
    total = np.zeros(radii, np.float32)
    came_from = np.zeros((2 * angles, radii), np.int64)
    for step in range(2 * angles):  # twice around: the second round begins where the first ended
        reached = np.empty(radii, np.float32)
        for radius in range(radii):
            best, source = np.float32(-1e9), radius
            for before in range(max(radius - bent, 0), min(radius + bent + 1, radii)):
                value = total[before] - costs[abs(before - radius)]
                if value > best:
                    best, source = value, before
            reached[radius] = best + evidence[step % angles, radius]
            came_from[step, radius] = source
        total = reached
    path = np.empty(angles, np.int64)
    place = np.argmax(total)
    # The ends of two rounds are free, so the path is read from the middle.
    for step in range(2 * angles - 1, angles // 2 - 1, -1):
        if step < angles + angles // 2:
            path[step % angles] = place
        place = came_from[step, place]
    return path


def _bridge(lines: FloatArray, eyes: _Eyes) -> float:
    """Return how dark a line crosses the root of the nose, in L*."""
    middle = (eyes.centers[0] + eyes.centers[1]) / 2 - 0.06 * eyes.apart_px * eyes.down
    across, along = np.meshgrid(np.linspace(-0.08, 0.08, 9), np.linspace(-0.2, 0.22, 30))
    columns = middle + eyes.apart_px * (
        across[..., None] * eyes.right + along[..., None] * eyes.down
    )
    return float(np.median(_read(lines, columns).max(axis=0)))


def _find_tinted(view: _View) -> Glasses | None:
    """Return dark lenses: what surrounds either eye is far darker than the cheeks."""
    lightness = view.lightness
    rays = [_rays(view.eyes, side) for side in (0, 1)]
    near = min(float(np.median(_read(lightness, ray[:, :4]))) for ray in rays)
    far = max(float(np.median(_read(lightness, ray[:, :4]))) for ray in rays)
    cheeks = view.points[[topology.RIGHT_CHEEK, topology.LEFT_CHEEK]]
    skin = float(_read(lightness, cheeks).min())
    if far > TINTED * skin:
        return None
    edge = np.clip(cv2.GaussianBlur(lightness, (0, 0), 1.5), near, skin)
    rims = []
    for ray in rays:
        along_ray = _read(edge, ray)
        slope = np.zeros_like(along_ray)
        slope[:, 2:-2] = along_ray[:, 4:] - along_ray[:, :-4]
        rims.append(_follow(np.clip(slope, 0, MOST_EVIDENCE_L), ray, SUPPLE)[0])
    return Glasses((rims[0], rims[1]), near, tinted=True)


def _read(field: FloatArray, places: FloatArray) -> FloatArray:
    """Return the field at points (..., 2), between its pixels too."""
    flat = places.reshape(1, -1, 2).astype(np.float32)
    values = cv2.remap(field, flat[..., 0], flat[..., 1], cv2.INTER_LINEAR)
    return values.reshape(places.shape[:-1])
