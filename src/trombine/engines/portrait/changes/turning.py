"""Heads that move: turned by their depth, tilted about the neck, with a face and a gaze.

Every pose is one movement, and one warp makes it: pictures are sampled once and stay sharp. The
face is moved first, then turned, then tilted; where a pixel comes from is found by damped steps on
a coarse grid, and irises are moved at full size.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

import cv2
import numpy as np

from trombine.engines.portrait.changes.gaze import limit_look, look_aside, move_irises
from trombine.engines.portrait.changes.glasses import even_out, find_glasses
from trombine.engines.portrait.changes.head_depth import (
    COARSE_PX,
    UNIT,
    from_coarse,
    measure_head_depth,
    to_coarse,
)
from trombine.engines.portrait.changes.muscles import Push, push_face
from trombine.engines.portrait.portrait import SIDE_PX, Portrait
from trombine.faces.pose import measure_face_px
from trombine.faces.topology import CHIN, FACE_OVAL
from trombine.imaging.arrays import FloatArray, Points
from trombine.imaging.filters import mix, smoothstep

STEPS, DAMPING = 10, 0.7
SHOULDERS = 0.06
"""How much of the turn the shoulders take part in."""

NECK = 0.55
"""Over this length below the chin, in faces, a turn runs out."""

PIVOT, PIVOT_IF_CLOSE, BENDS_BELOW = 0.16, -0.45, 0.45
"""A tilt turns about this place below the chin, and runs out there, in lengths of the face.

Where the picture ends close below the chin it turns about the middle of the face, or a head that
fills the frame would leave it.
"""

CLOSE, FAR = 0.1, 0.45
"""Room below the chin, in lengths of the face."""

FRAME_ASIDE, FRAME_ALONG = (1.05, 1.45), (1.5, 1.9)
"""Where the even surface of glasses ends when a head is turned and when it nods.

Turned, the surface has to come back to the ear early, or the far side would be folded; a nod folds
nothing, and must not bend the ends of a frame.
"""

HELD_PX, LEAST_PX = 230, 90
"""How far from a border, and at least how far, what it cuts is held there."""

CUT_PX = 24
"""Sigma, in pixels, over which it is found out what a border cuts."""


@dataclass(frozen=True, slots=True)
class Movement:
    """How a head moves, as the picture shows it, mirrored or not.

    Parameters
    ----------
    right_deg, down_deg
        How far the head turns to the right of the picture and nods.
    tilt_deg
        How far it leans, clockwise.
    face
        What its muscles do, with strengths.
    look
        How far irises move right and down, in their radii; less where the lids leave no room.
    """

    right_deg: float = 0.0
    down_deg: float = 0.0
    tilt_deg: float = 0.0
    face: Mapping[Push, float] = field(default_factory=dict)
    look: tuple[float, float] = (0.0, 0.0)


def move_head(portrait: Portrait, movement: Movement) -> Portrait:
    """Return the person moved: all maps, normals and landmarks; the world behind them stays."""
    landmarks = portrait.landmarks
    ahead = _Ahead.of(portrait, movement)
    x, y = (from_coarse(each) for each in _pixels(COARSE_PX))
    to_x, to_y = ahead.carry(x, y, ahead.dx, ahead.dy)
    beside, above = _hold_at_border(portrait)
    from_x, from_y = _come_from((to_x - x) * beside / UNIT, (to_y - y) * above / UNIT)
    look = limit_look(landmarks, movement.look)
    look_aside(from_x, from_y, landmarks, look)
    first, second = cv2.convertMaps(from_x, from_y, cv2.CV_16SC2)

    def warp(plane: FloatArray) -> FloatArray:
        # Beyond the border an outline runs on straight, and hair within it goes on as hair.
        beyond = cv2.BORDER_REFLECT_101 if plane.ndim == 3 else cv2.BORDER_REPLICATE
        return cv2.remap(plane, first, second, cv2.INTER_LINEAR, borderMode=beyond)

    def turn_normals(normals: FloatArray) -> FloatArray:
        return _turn_normals(normals, ahead.share, movement)

    moved = ahead.carry_points(move_irises(landmarks, look))
    return portrait.move(warp, landmarks=moved, turn_normals=turn_normals)


@dataclass(frozen=True, slots=True)
class _Ahead:
    """Where each place of the portrait goes: pushed and turned by ``dx``, ``dy``, then tilted.

    ``share`` is how much each coarse place takes part in a turn: the head wholly, the shoulders
    hardly.
    """

    landmarks: Points
    movement: Movement
    share: FloatArray
    dx: FloatArray
    dy: FloatArray

    @staticmethod
    def of(portrait: Portrait, movement: Movement) -> "_Ahead":
        landmarks = portrait.landmarks
        share = _follow_head(landmarks)
        depth = measure_head_depth(landmarks)
        level, upright = depth, depth
        glasses = np.float32(find_glasses(portrait))
        if glasses:
            level = mix(depth, even_out(depth, landmarks, half_widths=FRAME_ASIDE), glasses)
            upright = mix(depth, even_out(depth, landmarks, half_widths=FRAME_ALONG), glasses)
        dx, dy = push_face(landmarks, movement.face)
        dx += level * share * np.float32(math.sin(math.radians(movement.right_deg)))
        dy += upright * share * np.float32(math.sin(math.radians(movement.down_deg)))
        return _Ahead(landmarks, movement, share, dx, dy)

    def carry(
        self, x: FloatArray, y: FloatArray, dx: FloatArray, dy: FloatArray
    ) -> tuple[FloatArray, FloatArray]:
        """Return where places go; all in pixels of the square."""
        face_px = measure_face_px(self.landmarks)
        chin = self.landmarks[CHIN]
        room = (SIDE_PX - float(chin[1])) / face_px
        pivot = np.interp(room, [CLOSE, FAR], [PIVOT_IF_CLOSE, PIVOT])
        pivot_y = float(chin[1] + pivot * face_px)
        # By where it was, not where it went: a chin that was pushed bends as a chin.
        bend = smoothstep(float(chin[1]) + BENDS_BELOW * face_px, float(chin[1]), y)
        angle = bend * np.float32(math.radians(self.movement.tilt_deg))
        cos, sin = np.cos(angle), np.sin(angle)
        away_x, away_y = x + dx - chin[0], y + dy - np.float32(pivot_y)
        return (
            chin[0] + away_x * cos - away_y * sin,
            np.float32(pivot_y) + away_x * sin + away_y * cos,
        )

    def carry_points(self, landmarks: Points) -> Points:
        """Return the landmarks where the picture went; what turned away lies deeper."""
        at_x, at_y = (np.ascontiguousarray(to_coarse(landmarks[None, :, i])) for i in (0, 1))
        dx, dy = (
            cv2.remap(each, at_x, at_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)[0]
            for each in (self.dx, self.dy)
        )
        moved = landmarks.copy()
        moved[:, 0], moved[:, 1] = self.carry(landmarks[:, 0], landmarks[:, 1], dx, dy)
        away = landmarks[:, :2] - landmarks[list(FACE_OVAL), :2].mean(axis=0)
        moved[:, 2] += away[:, 0] * math.sin(math.radians(self.movement.right_deg))
        moved[:, 2] += away[:, 1] * math.sin(math.radians(self.movement.down_deg))
        return Points(moved)


def _follow_head(landmarks: Points) -> FloatArray:
    face_px = measure_face_px(landmarks)
    y = from_coarse(_pixels(COARSE_PX)[1])
    chin = float(landmarks[CHIN, 1]) + 0.02 * face_px
    return SHOULDERS + (1 - SHOULDERS) * smoothstep(chin + NECK * face_px, chin, y)


def _hold_at_border(portrait: Portrait) -> tuple[FloatArray, FloatArray]:
    """Return how freely coarse places move sideways and up: not at all where the border cuts them.

    Or hair would come in with an end that nobody knows.
    """
    x, y = (from_coarse(each) for each in _pixels(COARSE_PX))
    oval = portrait.landmarks[list(FACE_OVAL), :2]
    left, top = oval.min(axis=0).tolist()
    right = SIDE_PX - 1 - float(oval[:, 0].max())
    alpha = cv2.resize(portrait.alpha, (COARSE_PX, COARSE_PX), interpolation=cv2.INTER_AREA)
    cut = cv2.GaussianBlur(alpha, (0, 0), CUT_PX / UNIT, borderType=cv2.BORDER_REPLICATE)
    return (
        (1 - cut[:, :1] * _fall(x, left)) * (1 - cut[:, -1:] * _fall(SIDE_PX - 1 - x, right)),
        1 - cut[:1] * _fall(y, top),
    )


def _fall(distance: FloatArray, room_px: float) -> FloatArray:
    """Return 1 at the border and 0 where the face begins, or 0 where it touches the border."""
    reach_px = min(HELD_PX, 0.9 * room_px)
    return smoothstep(reach_px, 0, distance) if reach_px > LEAST_PX else np.zeros_like(distance)


@cache
def _pixels(side_px: int) -> tuple[FloatArray, FloatArray]:
    y, x = np.mgrid[0:side_px, 0:side_px].astype(np.float32)
    return x, y


def _come_from(dx: FloatArray, dy: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return where each pixel of the square comes from, given how far coarse places go."""
    x, y = _pixels(COARSE_PX)
    back_x, back_y = -dx, -dy
    for _ in range(STEPS):
        there = (x + back_x, y + back_y)
        ahead_x, ahead_y = (
            cv2.remap(each, *there, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
            for each in (dx, dy)
        )
        back_x = back_x - np.float32(DAMPING) * (back_x + ahead_x)
        back_y = back_y - np.float32(DAMPING) * (back_y + ahead_y)
    size = (SIDE_PX, SIDE_PX)
    fine_x, fine_y = (cv2.resize(b, size, interpolation=cv2.INTER_CUBIC) for b in (back_x, back_y))
    x, y = _pixels(SIDE_PX)
    return x + fine_x * np.float32(UNIT), y + fine_y * np.float32(UNIT)


def _turn_normals(normals: FloatArray, share: FloatArray, movement: Movement) -> FloatArray:
    right, down, tilt = (
        math.radians(each) for each in (movement.right_deg, movement.down_deg, movement.tilt_deg)
    )
    coarse = np.dstack([share, np.cos(share * np.float32(tilt)), np.sin(share * np.float32(tilt))])
    fine = cv2.resize(coarse, (SIDE_PX, SIDE_PX), interpolation=cv2.INTER_LINEAR)
    weight, cos, sin = cv2.split(fine)
    x, y, z = cv2.split(normals)
    x += weight * np.float32(math.sin(right))
    y += weight * np.float32(math.sin(down))
    length = cv2.magnitude(cv2.magnitude(x, y), z)
    x, y = x * cos - y * sin, x * sin + y * cos
    return cv2.merge([cv2.divide(each, length) for each in (x, y, z)])
