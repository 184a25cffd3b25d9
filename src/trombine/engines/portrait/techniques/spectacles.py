"""Finds the rims of glasses, so that a style may draw them as one closed line.

A rim is a dark line that runs all around an eye, and a bridge joins the two: the best closed path
is found by dynamic programming in polar coordinates (Amini, Weymouth & Jain 1990, "Using Dynamic
Programming for Solving Variational Problems in Vision", doi:10.1109/34.57681), and it counts as a
rim if it is darker than the lines that any skin has. Lids, lashes and brows are taken out first.
"""

from dataclasses import dataclass

import cv2
import numpy as np

from trombine.engines.portrait.features import polygon_mask
from trombine.engines.portrait.portrait import SIDE_PX, Portrait
from trombine.engines.portrait.skin_tone import facial_skin
from trombine.faces import topology
from trombine.imaging.arrays import BoolArray, FloatArray, SrgbImage
from trombine.imaging.color import srgb_to_lab

HALF_PX = SIDE_PX // 2
ANGLES, RADII = 64, 48
REACH = (0.26, 0.62)
"""How near and how far from the eye a rim runs, in distances between the eyes."""

FLATTENED = 0.78
"""Lenses are lower than they are wide."""

BENDS = ((0, 0.0), (1, 0.6), (-1, 0.6), (2, 2.0), (-2, 2.0))
"""Steps in radius from one angle to the next, and what each costs in L*."""

MOST_EVIDENCE_L = 14.0
"""Darker than that counts no more."""

RIMS = ((0.12, 10.0), (0.045, 2.3))
"""The widest line looked for, in distances between the eyes, and the least evidence that is a rim.

Of 27 faces without glasses none reached 5.1 and 1.9; frames began at 17 and rimless lenses at 2.6.
"""

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
    """The axes of the pair of eyes at half size."""

    centers: tuple[FloatArray, FloatArray]
    right: FloatArray
    down: FloatArray
    apart_px: float


def find_glasses(portrait: Portrait) -> Glasses | None:
    """Return the glasses somebody wears, or None."""
    small = cv2.resize(portrait.relit, (HALF_PX, HALF_PX), interpolation=cv2.INTER_AREA)
    lightness = srgb_to_lab(SrgbImage(small))[..., 0]
    points = portrait.landmarks[:, :2] / 2
    eyes = _measure_eyes(points)
    if eyes.apart_px < ANGLES / 4:
        return None
    skin = facial_skin(portrait)[::2, ::2]
    return _find_tinted(lightness, points, eyes) or _find_rims(lightness, points, eyes, skin)


def _measure_eyes(points: FloatArray) -> _Eyes:
    right_eye = points[[topology.RIGHT_EYE_OUTER, topology.RIGHT_EYE_INNER]].mean(axis=0)
    left_eye = points[[topology.LEFT_EYE_OUTER, topology.LEFT_EYE_INNER]].mean(axis=0)
    apart_px = float(np.linalg.norm(left_eye - right_eye))
    right = (left_eye - right_eye) / max(apart_px, 1e-3)
    down = np.array([-right[1], right[0]], np.float32)
    lower = down * np.float32(0.06 * apart_px)
    return _Eyes((right_eye + lower, left_eye + lower), right, down, apart_px)


def _find_rims(
    lightness: FloatArray, points: FloatArray, eyes: _Eyes, skin: BoolArray
) -> Glasses | None:
    rays = [_rays(eyes, side) for side in (0, 1)]
    for width, enough in RIMS:
        lines = _dark_lines(lightness, points, width_px=max(3, round(eyes.apart_px * width) | 1))
        (right, first), (left, second) = (_follow(_read(lines, ray), ray) for ray in rays)
        noise = float(lines[skin].mean()) if skin.any() else 0.0
        evidence = float(np.concatenate([first, second]).mean()) + _bridge(lines, eyes)
        if evidence - NOISE_WEIGHT * noise > enough:
            at_rims = _read(lightness, np.concatenate([right, left]))
            return Glasses((right * 2, left * 2), float(np.percentile(at_rims, 30)), tinted=False)
    return None


def _dark_lines(lightness: FloatArray, points: FloatArray, *, width_px: int) -> FloatArray:
    """Return how much darker than what is on both sides lines up to a width are, in L*."""
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (width_px, width_px))
    calm = cv2.GaussianBlur(lightness, (0, 0), 0.6)
    lines = np.minimum(cv2.morphologyEx(calm, cv2.MORPH_BLACKHAT, disc), MOST_EVIDENCE_L)
    for ids, wider, taller in NO_RIMS:
        contour = points[list(ids)]
        center = contour.mean(axis=0)
        grown = (contour - center) * np.float32((wider, taller)) + center
        lines = lines * (1 - polygon_mask(grown, size_px=HALF_PX))
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


def _follow(evidence: FloatArray, rays: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the closed path with the most evidence, (angles, 2), and its evidence by angle."""
    total, steps = np.zeros(RADII, np.float32), []
    for angle in range(2 * ANGLES):  # twice around: the second round begins where the first ended
        options = np.stack([_moved(total, bend) - cost for bend, cost in BENDS])
        steps.append(options.argmax(axis=0))
        total = options.max(axis=0) + evidence[angle % ANGLES]
    place, path = int(total.argmax()), []
    for step in reversed(steps):
        path.append(place)
        place = int(np.clip(place - BENDS[step[place]][0], 0, RADII - 1))
    half = ANGLES // 2
    chosen = np.roll(path[::-1][half : half + ANGLES], half)
    return rays[np.arange(ANGLES), chosen], evidence[np.arange(ANGLES), chosen]


def _moved(total: FloatArray, bend: int) -> FloatArray:
    shifted = np.roll(total, bend)
    if bend > 0:
        shifted[:bend] = -np.inf
    elif bend < 0:
        shifted[bend:] = -np.inf
    return shifted


def _bridge(lines: FloatArray, eyes: _Eyes) -> float:
    """Return how dark a line crosses the root of the nose, in L*."""
    middle = (eyes.centers[0] + eyes.centers[1]) / 2 - 0.06 * eyes.apart_px * eyes.down
    across, along = np.meshgrid(np.linspace(-0.08, 0.08, 9), np.linspace(-0.2, 0.22, 30))
    columns = middle + eyes.apart_px * (
        across[..., None] * eyes.right + along[..., None] * eyes.down
    )
    return float(np.median(_read(lines, columns).max(axis=0)))


def _find_tinted(lightness: FloatArray, points: FloatArray, eyes: _Eyes) -> Glasses | None:
    """Return dark lenses: what surrounds either eye is far darker than the cheeks."""
    rays = [_rays(eyes, side) for side in (0, 1)]
    near = min(float(np.median(_read(lightness, ray[:, :4]))) for ray in rays)
    far = max(float(np.median(_read(lightness, ray[:, :4]))) for ray in rays)
    cheeks = points[[topology.RIGHT_CHEEK, topology.LEFT_CHEEK]]
    skin = float(_read(lightness, cheeks.astype(np.float32)).min())
    if far > TINTED * skin:
        return None
    edge = np.clip(cv2.GaussianBlur(lightness, (0, 0), 1.5), near, skin)
    rims = []
    for ray in rays:
        along_ray = _read(edge, ray)
        slope = np.zeros_like(along_ray)
        slope[:, 2:-2] = along_ray[:, 4:] - along_ray[:, :-4]
        rims.append(_follow(np.clip(slope, 0, MOST_EVIDENCE_L), ray)[0])
    return Glasses((rims[0] * 2, rims[1] * 2), near, tinted=True)


def _read(field: FloatArray, places: FloatArray) -> FloatArray:
    """Return the field at points (..., 2), between its pixels too."""
    flat = places.reshape(1, -1, 2).astype(np.float32)
    values = cv2.remap(field, flat[..., 0], flat[..., 1], cv2.INTER_LINEAR)
    return values.reshape(places.shape[:-1])
