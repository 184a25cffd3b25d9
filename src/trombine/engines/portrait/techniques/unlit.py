"""A photo's own light taken off a face, so that another lamp can be set up."""

from functools import cache

import cv2
import numpy as np

from trombine.engines.portrait.features import FeatureMasks
from trombine.engines.portrait.portrait import SIDE_PX, Portrait
from trombine.faces import topology
from trombine.imaging.arrays import FloatArray
from trombine.imaging.filters import blur

STEP_PX = 4
"""Light is broad: it is looked for on every fourth pixel."""

SIDE_LIGHT_TAKEN, SHADOW_TAKEN = 0.85, 0.85
ALIKE = 0.035
"""By so much lightness two halves of a face differ in an even light."""

CALM_PX = 1.6
"""Deviation, in steps, below which the halves of a face are not compared."""


def take_light_off(
    portrait: Portrait, features: FeatureMasks, lightness: FloatArray
) -> FloatArray:
    """Return the lightness, [0, 1], as it were in light from everywhere.

    First goes what follows the form (Lambert's law, fitted to the normals), then what is dark on
    one half of the face only: features come in pairs, the shadow of a nose does not.
    """
    small = cv2.resize(lightness, None, fx=1 / STEP_PX, fy=1 / STEP_PX, interpolation=cv2.INTER_AREA)
    skin = cv2.resize(
        portrait.skin * features.oval, small.shape[::-1], interpolation=cv2.INTER_AREA
    )
    bare = skin * (cv2.resize(portrait.importance, small.shape[::-1]) < 0.3)
    if (bare > 0.5).sum() < 300:
        return lightness, np.zeros_like(lightness)
    normals = portrait.normals[STEP_PX // 2 :: STEP_PX, STEP_PX // 2 :: STEP_PX]
    wide = cv2.resize(portrait.skin, small.shape[::-1], interpolation=cv2.INTER_AREA)
    lamp = _fit_lamp(small, normals, bare > 0.5) * wide * np.float32(SIDE_LIGHT_TAKEN)
    evened = small - lamp
    lifted = _one_sided_shade(portrait, evened, skin) * np.float32(SHADOW_TAKEN)
    change = cv2.resize(lifted - lamp, (SIDE_PX, SIDE_PX), interpolation=cv2.INTER_LINEAR)
    near = cv2.GaussianBlur(cv2.dilate(lifted, np.ones((5, 5), np.uint8)), (0, 0), 2)
    shadow = cv2.resize(near, (SIDE_PX, SIDE_PX), interpolation=cv2.INTER_LINEAR)
    return np.clip(lightness + change, 0, 1), shadow


def _fit_lamp(tone: FloatArray, normals: FloatArray, where: FloatArray) -> FloatArray:
    """Return what of the tone a far lamp explains, about 0 on the skin it is fitted to."""
    shape = np.dstack([np.ones_like(tone), normals[..., 0], normals[..., 1]]).astype(np.float32)
    weights, *_ = np.linalg.lstsq(shape[where], tone[where], rcond=None)
    fitted: FloatArray = shape[..., 1:] @ weights[1:].astype(np.float32)
    return fitted - np.median(fitted[where])


def _one_sided_shade(portrait: Portrait, tone: FloatArray, skin: FloatArray) -> FloatArray:
    """Return by how much each place is darker than its counterpart on the other half."""
    points = portrait.landmarks[:, :2] / STEP_PX
    across = _fit_mirror(points)
    rows, columns = np.mgrid[: tone.shape[0], : tone.shape[1]].astype(np.float32)
    x, y = across(columns, rows)
    calm = cv2.GaussianBlur(tone, (0, 0), CALM_PX)
    other = cv2.remap(calm, x, y, cv2.INTER_LINEAR)
    seen = cv2.remap(skin, x, y, cv2.INTER_LINEAR) * skin
    shade = np.clip(other - calm - ALIKE, 0, 0.5)
    return cv2.GaussianBlur(shade * seen, (0, 0), CALM_PX) * np.float32(_frontality(points))


def _frontality(points: FloatArray) -> float:
    """Return 1 for a face seen from the front, 0 for one so turned that it has no second half."""
    right, nose, left = points[[topology.RIGHT_SIDE, topology.NOSE_TIP, topology.LEFT_SIDE], 0]
    halves = sorted((abs(float(nose - right)), abs(float(left - nose))))
    return float(np.clip(halves[0] / max(halves[1], 1e-3) * 4 - 0.6, 0, 1))


def _fit_mirror(points):
    """Return a smooth map that takes a place on the face to its counterpart."""
    pairs = _counterparts()
    there, here = points[pairs[:, 1]], points[pairs[:, 0]]
    center, size = here.mean(axis=0), float(np.ptp(here[:, 1]))

    def terms(x, y):
        u, v = (x - center[0]) / size, (y - center[1]) / size
        return np.stack([np.ones_like(u), u, v, u * u, u * v, v * v], axis=-1)

    weights, *_ = np.linalg.lstsq(terms(here[:, 0], here[:, 1]), there, rcond=None)
    weights = weights.astype(np.float32)

    def across(x, y):
        place = terms(x, y).astype(np.float32) @ weights
        return np.ascontiguousarray(place[..., 0]), np.ascontiguousarray(place[..., 1])

    return across


@cache
def _counterparts():
    """Return (N, 2) points of the mesh and their counterparts on the other half."""
    oval = topology.FACE_OVAL
    half = list(zip(oval, oval[:1] + oval[:0:-1], strict=True))
    eyes = list(zip(topology.RIGHT_EYE, topology.LEFT_EYE, strict=True))
    brows = list(zip(topology.RIGHT_BROW, topology.LEFT_BROW, strict=True))
    outer = topology.LIPS_OUTER
    lips = list(zip(outer, outer[10::-1] + outer[:10:-1], strict=True))
    cheeks = [(topology.RIGHT_CHEEK, topology.LEFT_CHEEK), (98, 327), (97, 326)]
    middle = [(i, i) for i in (topology.NOSE_TIP, topology.NOSE_UNDER, topology.NOSE_BRIDGE, 4)]
    paired = eyes + brows + cheeks
    return np.array(half + lips + middle + paired + [(b, a) for a, b in paired])
