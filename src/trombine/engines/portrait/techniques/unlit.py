"""A photo's own light taken off a face, so that another lamp can be set up."""

from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from trombine.engines.portrait.features import FeatureMasks
from trombine.engines.portrait.portrait import SIDE_PX, Portrait
from trombine.faces import topology
from trombine.imaging.arrays import BoolArray, FloatArray

STEP_PX = 4
"""Light is broad: it is looked for on a fourth of the side."""

SIDE_LIGHT_TAKEN, SHADOW_TAKEN = 0.85, 0.85
"""More would leave a face flat where the fit errs."""

NOSE_RIGHT, NOSE_LEFT = (98, 97), (327, 326)
FEWEST_SAMPLES = 300
ALIKE = 0.035
"""By so much lightness two halves of a face differ in an even light."""

CALM_PX = 1.6
"""Deviation, in steps, below which the halves of a face are not compared."""


def take_light_off(
    portrait: Portrait, features: FeatureMasks, lightness: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return the lightness, [0, 1], as in light from everywhere, and how much shadow was lifted.

    First goes what follows the form (Lambert's law, fitted to the normals), then what is dark on
    one half of the face only: features come in pairs, the shadow of a nose does not. Around a
    shadow its border is counted in.
    """
    small, skin, whole_skin = (
        _reduce(plane) for plane in (lightness, portrait.skin * features.oval, portrait.skin)
    )
    bare = (skin > 0.5) & (_reduce(portrait.importance) < 0.3)
    if bare.sum() < FEWEST_SAMPLES:
        return lightness, np.zeros_like(lightness)
    normals = portrait.normals[STEP_PX // 2 :: STEP_PX, STEP_PX // 2 :: STEP_PX]
    lamp = _fit_lamp(small, normals, bare) * whole_skin * np.float32(SIDE_LIGHT_TAKEN)
    shade = _one_sided_shade(portrait, small - lamp, skin) * np.float32(SHADOW_TAKEN)
    border = cv2.GaussianBlur(cv2.dilate(shade, np.ones((5, 5), np.uint8)), (0, 0), 2)
    return np.clip(lightness + _enlarge(shade - lamp), 0, 1), _enlarge(border)


def _reduce(plane: FloatArray) -> FloatArray:
    side = SIDE_PX // STEP_PX
    return cv2.resize(plane, (side, side), interpolation=cv2.INTER_AREA)


def _enlarge(plane: FloatArray) -> FloatArray:
    return cv2.resize(plane, (SIDE_PX, SIDE_PX), interpolation=cv2.INTER_LINEAR)


def _fit_lamp(tone: FloatArray, normals: FloatArray, where: BoolArray) -> FloatArray:
    """Return what of the tone a far lamp explains, about 0 on the skin it is fitted to."""
    across, down = normals[..., 0], normals[..., 1]
    shape = np.column_stack([np.ones(int(where.sum()), np.float32), across[where], down[where]])
    weights, *_ = np.linalg.lstsq(shape, tone[where], rcond=None)
    fitted: FloatArray = across * np.float32(weights[1]) + down * np.float32(weights[2])
    return fitted - np.median(fitted[where])


def _one_sided_shade(portrait: Portrait, tone: FloatArray, skin: FloatArray) -> FloatArray:
    """Return by how much each place is darker than its counterpart on the other half."""
    points = portrait.landmarks[:, :2] / STEP_PX
    x, y = _mirror_places(points, len(tone))
    calm = cv2.GaussianBlur(tone, (0, 0), CALM_PX)
    other = cv2.remap(calm, x, y, cv2.INTER_LINEAR)
    seen = cv2.remap(skin, x, y, cv2.INTER_LINEAR) * skin
    shade = np.clip(other - calm - np.float32(ALIKE), 0, 0.5)
    return cv2.GaussianBlur(shade * seen, (0, 0), CALM_PX) * np.float32(_frontality(points))


def _frontality(points: FloatArray) -> float:
    """Return 1 for a face seen from the front, 0 for one so turned that it has no second half."""
    right, nose, left = points[[topology.RIGHT_SIDE, topology.NOSE_TIP, topology.LEFT_SIDE], 0]
    halves = sorted((abs(float(nose - right)), abs(float(left - nose))))
    return float(np.clip(halves[0] / max(halves[1], 1e-3) * 4 - 0.6, 0, 1))


def _mirror_places(points: FloatArray, side: int) -> tuple[FloatArray, FloatArray]:
    """Return x and y of each place's counterpart: a quadratic map, fitted to the landmarks."""
    pairs = _counterparts()
    here, there = points[pairs[:, 0]], points[pairs[:, 1]]
    center, size = here.mean(axis=0), np.float32(np.ptp(here[:, 1]))
    weights, *_ = np.linalg.lstsq(_quadratic((here - center) / size), there, rcond=None)
    rows, columns = np.mgrid[:side, :side].astype(np.float32)
    places = (np.dstack([columns, rows]) - center) / size
    mapped = _quadratic(places) @ weights.astype(np.float32)
    return np.ascontiguousarray(mapped[..., 0]), np.ascontiguousarray(mapped[..., 1])


def _quadratic(places: FloatArray) -> FloatArray:
    u, v = places[..., 0], places[..., 1]
    return np.stack([np.ones_like(u), u, v, u * u, u * v, v * v], axis=-1).astype(np.float32)


@cache
def _counterparts() -> NDArray[np.int_]:
    """Return (N, 2) points of the mesh, each with its counterpart on the other half."""
    oval, lips = topology.FACE_OVAL, topology.LIPS_OUTER
    rings = (*zip(oval, oval[:1] + oval[:0:-1], strict=True),)
    rings += (*zip(lips, lips[10::-1] + lips[:10:-1], strict=True),)
    right = topology.RIGHT_EYE + topology.RIGHT_BROW + (topology.RIGHT_CHEEK, *NOSE_RIGHT)
    left = topology.LEFT_EYE + topology.LEFT_BROW + (topology.LEFT_CHEEK, *NOSE_LEFT)
    middle = (topology.NOSE_TIP, topology.NOSE_UNDER, topology.NOSE_BRIDGE)
    pairs = (*zip(right, left, strict=True), *zip(left, right, strict=True))
    return np.array([*rings, *pairs, *zip(middle, middle, strict=True)])
