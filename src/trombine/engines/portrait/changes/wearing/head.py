"""Where a head is in space: its own axes, its skull, and the hair about it.

Lengths are in faces (from the top of the forehead to the chin); x runs right, y down, z towards
the viewer, from between the ears, along the head's own axes: they turn, nod and tilt with it.
"""

import math
from dataclasses import dataclass

import numpy as np

from trombine.engines.portrait.portrait import SIDE_PX, Portrait
from trombine.faces import topology
from trombine.imaging.arrays import FloatArray

PAIRS = ((33, 263), (133, 362), (127, 356), (234, 454), (54, 284), (61, 291), (172, 397))
"""Points of the mesh that lie opposite each other: together they say where across is."""

BESIDE_EARS = (127, 234, 356, 454)
BEHIND_TEMPLES = 0.13
"""The middle between the ears lies so far behind the points of the mesh that are next to them."""

SKULL_WIDER, SKULL_TALL = 1.03, 0.63
"""A skull over the width of its face, and its top above the ears in faces."""

SHALLOWEST, DEEPEST = 0.46, 0.72
MOST_WIDER, MOST_TALLER = 1.75, 1.5
"""Hair is at most so many times as wide and as tall as its skull."""

USUAL_HAIR = 0.07
"""How far hair stands above a skull whose top lies outside the picture."""

LOWEST_HAIRLINE_RAD, USUAL_HAIRLINE_RAD, HIGHEST_HAIRLINE_RAD = 0.50, 0.75, 1.15

RAYS_RAD = np.radians(np.arange(-78, 79, 3))
NEAREST, FARTHEST, STEP = 0.30, 1.35, 0.006
TOP_RAD, SIDES_RAD = math.radians(25), math.radians(48)
"""Rays nearer to the middle than this measure the top, rays farther from it the sides."""


@dataclass(frozen=True, slots=True)
class Dome:
    """An ellipsoid: ``center`` (3,) and half ``axes`` (3,) across, down and towards the viewer."""

    center: FloatArray
    axes: FloatArray

    def grown(self, by: float) -> "Dome":
        """Return the dome farther out by this much everywhere."""
        return Dome(self.center, self.axes + np.float32(by))

    def place(self, across: FloatArray, up: FloatArray) -> FloatArray:
        """Return points (..., 3) on the dome at these angles; up 0 is level, pi/2 the top.

        ``across`` is 0 at the right of the picture, pi/2 in front, pi at the left.
        """
        flat = np.cos(up)
        unit = np.stack([np.cos(across) * flat, -np.sin(up), np.sin(across) * flat], axis=-1)
        return self.center + unit * self.axes

    def outward(self, points: FloatArray) -> FloatArray:
        """Return unit normals (..., 3) of the dome below these points."""
        gradient = (points - self.center) / self.axes**2
        return gradient / np.linalg.norm(gradient, axis=-1, keepdims=True)

    def cover(self, rim: FloatArray, *, rows: int = 20, up_to: float = 1.0) -> FloatArray:
        """Return the dome above a closed rim on it, (N, rows, 3): a cap from rim to crown.

        Below 1, ``up_to`` ends it on the way.
        """
        start = (rim - self.center) / self.axes
        start = start / np.linalg.norm(start, axis=1, keepdims=True)
        crown = np.array([0, -1, 0])
        angle = np.arccos(np.clip(start @ crown, -1, 1))[:, None, None]
        share = np.linspace(0, up_to, rows)[None, :, None]
        mixed = np.sin((1 - share) * angle) * start[:, None] + np.sin(share * angle) * crown
        return self.center + mixed / np.maximum(np.sin(angle), 1e-4) * self.axes

    def ring(self, height: float, *, back_deg: float, count: int = 121) -> FloatArray:
        """Return the closed curve (count, 3), last point the first, where a plane cuts the dome.

        The plane passes ``height`` above the ears; raising ``back_deg`` lowers it behind. It
        starts at the right of the picture and runs by the front.
        """
        turn = np.linspace(0, 2 * np.pi, count)
        tilt = math.radians(back_deg)
        along = np.stack(
            [np.cos(turn), -math.sin(tilt) * np.sin(turn), math.cos(tilt) * np.sin(turn)], axis=1
        )
        start = np.array([self.center[0], -height, self.center[2]])
        scaled, offset = along / self.axes, (start - self.center) / self.axes
        a, b = (scaled**2).sum(axis=1), scaled @ offset
        c = min(float(offset @ offset) - 1, -0.05)
        reach = (np.sqrt(b * b - a * c) - b) / a
        return start + along * reach[:, None]


@dataclass(frozen=True, slots=True)
class Head:
    """One head in the picture.

    Parameters
    ----------
    origin_px
        (2,) where the middle between the ears is seen.
    face_px
        How long a face is: the unit of everything else.
    axes
        (3, 3), columns: the head's own axes as the picture sees them.
    points
        (478, 3) the landmarks along these axes.
    skull, hair
        What is hard, and what stands about it.
    top_seen
        Whether the photo shows where the hair ends above.
    """

    origin_px: FloatArray
    face_px: float
    axes: FloatArray
    points: FloatArray
    skull: Dome
    hair: Dome
    top_seen: bool

    def project(self, points: FloatArray) -> FloatArray:
        """Return points (..., 3) in pixels; the last is the height towards the viewer."""
        seen = points @ self.axes.T * self.face_px
        seen[..., :2] += self.origin_px
        return seen

    def worn(self, share: float) -> Dome:
        """Return what a prop lies on: hair pressed to this share of its thickness."""
        mixed = self.skull.axes + (self.hair.axes - self.skull.axes) * np.float32(share)
        center = self.skull.center + (self.hair.center - self.skull.center) * np.float32(share)
        return Dome(center, mixed)

    @property
    def yaw_deg(self) -> float:
        """How far the head looks to the right of the picture."""
        forward = self.axes[:, 2]
        return math.degrees(math.atan2(forward[0], forward[2]))


def measure_head(portrait: Portrait) -> Head:
    """Return the head's frame from the landmarks, and its hair from the outline of the person."""
    seen = portrait.landmarks * np.array([1, 1, -1], np.float32)
    face_px = portrait.face_height_px
    axes = _find_axes(seen)
    middle = seen[list(BESIDE_EARS)].mean(axis=0) - axes[:, 2] * BEHIND_TEMPLES * face_px
    points = (seen - middle) @ axes / np.float32(face_px)
    skull = _fit_skull(points)
    hair, top_seen = _fit_hair(portrait, skull, axes, middle[:2], face_px)
    return Head(middle[:2], face_px, axes, points, skull, hair, top_seen)


def _find_axes(seen: FloatArray) -> FloatArray:
    """Return the head's axes as columns; mirrored, right is still the right of the picture."""
    across = sum(
        (pair / np.linalg.norm(pair) for pair in (seen[b] - seen[a] for a, b in PAIRS)), np.zeros(3)
    )
    across = across / np.linalg.norm(across) * (1 if across[0] >= 0 else -1)
    down = seen[topology.CHIN] - seen[topology.FOREHEAD_TOP]
    down = down - across * float(down @ across)
    down = down / np.linalg.norm(down)
    return np.stack([across, down, np.cross(across, down)], axis=1).astype(np.float32)


def _fit_skull(points: FloatArray) -> Dome:
    """Return a dome as wide as the temples that passes through the forehead."""
    half = SKULL_WIDER * float(np.abs(points[[127, 356], 0]).mean())
    forehead = points[topology.FOREHEAD_TOP]
    rise = min(abs(float(forehead[1])) / SKULL_TALL, 0.9)
    deep = float(np.clip(forehead[2] / math.sqrt(1 - rise**2), SHALLOWEST, DEEPEST))
    return Dome(np.zeros(3, np.float32), np.array([half, SKULL_TALL, deep], np.float32))


def _fit_hair(
    portrait: Portrait, skull: Dome, axes: FloatArray, origin_px: FloatArray, face_px: float
) -> tuple[Dome, bool]:
    """Return the dome that the outline of the person shows above the ears."""
    reach, cut = _outline(portrait, axes, origin_px, face_px)
    wide, tall, deep = (float(each) for each in skull.axes)
    nod, yaw = float(axes[1, 2]), float(axes[0, 2])
    tops = reach[np.abs(RAYS_RAD) < TOP_RAD]
    top_seen = bool(np.isfinite(tops).mean() > 0.5)
    seen_tall = float(np.nanmedian(tops)) if top_seen else max(tall, cut) + USUAL_HAIR
    # Of a head that nods the picture shows less of its height and more of its depth.
    own_tall = math.sqrt(max(seen_tall**2 - (deep * nod) ** 2, tall**2)) / math.sqrt(1 - nod**2)
    own_tall = float(np.clip(own_tall, tall, MOST_TALLER * tall))
    right, left = (_half_width(reach * sign, seen_tall, sign=sign) for sign in (1, -1))
    seen_wide, aside = (right + left) / 2, (right - left) / 2
    if not math.isfinite(seen_wide):
        seen_wide, aside = wide + USUAL_HAIR / 2, 0.0
    own_wide = math.sqrt(max(seen_wide**2 - (deep * yaw) ** 2, wide**2)) / math.sqrt(1 - yaw**2)
    own_wide = float(np.clip(own_wide, wide, MOST_WIDER * wide))
    deeper = deep + 0.35 * (own_tall - tall)
    center = np.array([np.clip(aside, -0.06, 0.06), 0, 0], np.float32)
    return Dome(center, np.array([own_wide, own_tall, deeper], np.float32)), top_seen


def _half_width(reach: FloatArray, tall: float, *, sign: int) -> float:
    """Return half the width of the ellipse that the rays to one side of the top meet."""
    side = RAYS_RAD * sign > SIDES_RAD
    radius = np.abs(reach[side])
    up = radius * np.cos(RAYS_RAD[side])
    across = radius * np.abs(np.sin(RAYS_RAD[side]))
    widths = across / np.sqrt(np.clip(1 - (up / tall) ** 2, 0.3, 1))
    return float(np.nanmedian(widths)) if np.isfinite(widths).any() else math.nan


def _outline(
    portrait: Portrait, axes: FloatArray, origin_px: FloatArray, face_px: float
) -> tuple[FloatArray, float]:
    """Return how far the person reaches along each ray, in faces, and how far the picture does.

    Where the border cuts the person it is nan; the picture is measured above the head.
    """
    up = -axes[:2, 1] / np.linalg.norm(axes[:2, 1])
    right = np.array([-up[1], up[0]])
    along = np.cos(RAYS_RAD)[:, None] * up + np.sin(RAYS_RAD)[:, None] * right
    steps = np.arange(NEAREST, FARTHEST, STEP)
    places = origin_px + along[:, None] * (steps * face_px)[:, None]
    x, y = np.round(places).astype(int).transpose(2, 0, 1)
    beyond = (x < 0) | (y < 0) | (x >= SIDE_PX) | (y >= SIDE_PX)
    inside = portrait.alpha[np.clip(y, 0, SIDE_PX - 1), np.clip(x, 0, SIDE_PX - 1)] > 0.5
    ended = beyond | ~inside
    first = ended.argmax(axis=1)
    rays = np.arange(len(along))
    unknown = beyond[rays, first] | ~ended.any(axis=1)
    upward = np.abs(RAYS_RAD) < TOP_RAD
    return np.where(unknown, np.nan, steps[first]), float(np.median(steps[first[upward]]))


def dome_depth(head: Head, dome: Dome, window: tuple[slice, slice]) -> FloatArray:
    """Return how near the front of the dome is at each pixel of a window, -inf beside it."""
    rows, columns = window
    y, x = np.mgrid[rows, columns].astype(np.float32)
    center = dome.center @ head.axes.T
    x = (x - np.float32(head.origin_px[0])) / np.float32(head.face_px) - np.float32(center[0])
    y = (y - np.float32(head.origin_px[1])) / np.float32(head.face_px) - np.float32(center[1])
    form = (head.axes / dome.axes**2) @ head.axes.T
    a = form[2, 2]
    b = form[0, 2] * x + form[1, 2] * y
    c = form[0, 0] * x * x + 2 * form[0, 1] * x * y + form[1, 1] * y * y - 1
    inside = b * b - a * c
    depth = (np.sqrt(np.maximum(inside, 0)) - b) / a + np.float32(center[2])
    return np.where(inside > 0, depth * np.float32(head.face_px), -np.inf).astype(np.float32)


def find_hairline(portrait: Portrait, head: Head, *, aside_rad: float = 0.0) -> float:
    """Return at which angle up a dome hair begins above the forehead, in radians.

    Where there is none, bald or out of the picture, it is where hair usually begins.
    """
    up = np.arange(LOWEST_HAIRLINE_RAD, HIGHEST_HAIRLINE_RAD, 0.02)
    across = np.full_like(up, np.pi / 2 - aside_rad)
    seen = head.project(head.worn(0.5).place(across, up))[:, :2].round().astype(int)
    x, y = np.clip(seen, 0, SIDE_PX - 1).T
    hair = (portrait.hair[y, x] > 0.5) & (seen >= 0).all(axis=1)
    return float(up[hair.argmax()]) if hair.any() else USUAL_HAIRLINE_RAD
