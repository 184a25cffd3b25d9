"""Cloth as one lamp shows it."""

import math
from typing import TypeAlias

import cv2
import numpy as np

from trombine.engines.portrait.changes.tailoring.body import Body
from trombine.engines.portrait.changes.tailoring.layers import Cloth
from trombine.imaging.arrays import FloatArray
from trombine.imaging.filters import blur
from trombine.kernels import kernel

Number: TypeAlias = float | np.float32

LAMP = (0.62, -0.50, 0.60)
"""Towards the lamp, which stands on the right: x right, y down, z towards the viewer."""

AMBIENT, DIRECT = np.float32(0.46), np.float32(0.76)
SHEEN, SHINE = np.float32(0.55), np.float32(0.42)
COOL = np.array([0.90, 0.95, 1.06], np.float32)
"""What shade is tinted with; light is tinted with its opposite."""

HORIZON = 0.22
"""How soft the horizon is that metal mirrors; a hard one would show every dent."""

FORM = np.float32(0.8)
"""How much of the roundness of the body the light shows."""

BULGE = 0.50
"""How deep a body is from its edge to where it faces the viewer, in face heights."""

QUARTER = 4
HOLLOW = 0.035
"""Within this distance, in face heights, what stands higher takes light away."""


def round_body(body: Body, cover: FloatArray) -> FloatArray:
    """Return the height in pixels of a body rounded towards its outline; borders run on."""
    small = cv2.resize(cover, None, fx=1 / QUARTER, fy=1 / QUARTER, interpolation=cv2.INTER_AREA)
    solid = (small > 0.5).astype(np.uint8)
    if solid.all():
        return np.zeros_like(cover)
    inside = cv2.distanceTransform(solid, cv2.DIST_L2, 5) * QUARTER
    depth_px = np.float32(BULGE * body.face_px)
    short = 1 - np.clip(inside / depth_px, 0, 1)
    height = np.sqrt(np.clip(1 - short * short, 0, 1)) * depth_px
    height = cv2.GaussianBlur(height, (0, 0), 4)
    return cv2.resize(height, (cover.shape[1], cover.shape[0]), interpolation=cv2.INTER_LINEAR)


def light_cloth(
    cloth: Cloth, form: FloatArray, *, from_left: bool
) -> tuple[FloatArray, FloatArray]:
    """Return the lit cloth, colors (rows, columns, 3), and its unit normals."""
    lamp = np.array(LAMP, np.float32)
    if from_left:
        lamp[0] = -lamp[0]
    lamp /= np.linalg.norm(lamp)
    own = cloth.level + cloth.relief
    hollow_px = HOLLOW * cloth.body.face_px
    hollows = np.clip((blur(own, hollow_px) - own) / np.float32(hollow_px), 0, 0.45)
    lit, normals = np.empty_like(cloth.color), np.empty_like(cloth.color)
    planes = (cloth.gloss, cloth.sheen, cloth.metal)
    _light(cloth.color, own + form * FORM, hollows, *planes, cloth.cover, lamp, lit, normals)
    return lit, normals


@kernel(fastmath=True)
def _light(  # noqa: PLR0913, PLR0917  (a kernel takes planes)
    color: FloatArray,
    height: FloatArray,
    hollows: FloatArray,
    gloss: FloatArray,
    sheen: FloatArray,
    metal: FloatArray,
    cover: FloatArray,
    lamp: FloatArray,
    lit: FloatArray,
    normals: FloatArray,
) -> None:
    """Light every covered place: Lambert, Blinn's highlight, velvet's rim, metal's mirror."""
    half = lamp + np.array([0.0, 0.0, 1.0], np.float32)
    half /= np.float32(math.sqrt((half * half).sum()))
    rows, columns = height.shape
    for y in range(rows):
        above, below = max(y - 1, 0), min(y + 1, rows - 1)
        for x in range(columns):
            if cover[y, x] <= 0:
                lit[y, x] = 0
                normals[y, x, 0], normals[y, x, 1], normals[y, x, 2] = 0, 0, 1
                continue
            left, right = max(x - 1, 0), min(x + 1, columns - 1)
            dx = np.float32(0.5) * (height[y, left] - height[y, right])
            dy = np.float32(0.5) * (height[above, x] - height[below, x])
            nz = np.float32(1) / np.float32(math.sqrt(1 + dx * dx + dy * dy))
            nx, ny = dx * nz, dy * nz
            normals[y, x, 0], normals[y, x, 1], normals[y, x, 2] = nx, ny, nz
            facing = nx * lamp[0] + ny * lamp[1] + nz * lamp[2]
            tone = (AMBIENT + DIRECT * max(facing, np.float32(0))) * (1 - hollows[y, x])
            tone += sheen[y, x] * SHEEN * _ramp((1 - nz - 0.15) / 0.6)
            if metal[y, x] > 0:
                tone += (_mirror(ny, nz, facing) - tone) * metal[y, x]
            shine = max(nx * half[0] + ny * half[1] + nz * half[2], np.float32(0))
            shine = shine**24 * gloss[y, x] * SHINE
            warmth = min(max(1 - tone, -0.3), 0.6)
            for c in range(3):
                tint = 1 + warmth * (COOL[c] - 1)
                lit[y, x, c] = color[y, x, c] * tone * tint + shine


@kernel(fastmath=True)
def _ramp(value: Number) -> Number:
    value = min(max(value, 0.0), 1.0)
    return value * value * (3 - 2 * value)


@kernel(fastmath=True)
def _mirror(ny: Number, nz: Number, facing: Number) -> Number:
    """Return what polished metal shows: a sky, a dark horizon, the ground, a window."""
    up = -2 * nz * ny
    sky = 0.50 + 0.60 * _ramp(up / 0.75)
    ground = 0.24 + 0.40 * _ramp(-up / 0.75)
    seen = ground + (sky - ground) * _ramp((up + HORIZON) / (2 * HORIZON))
    return seen + 0.5 * _ramp((facing - 0.86) / 0.11)
