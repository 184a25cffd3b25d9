"""The head turned a little aside, with a hint of a nod: by depth, so that glasses turn along.

What is nearer than the axis moves with the turn, what is farther against it. Within about twelve
degrees nothing has to be invented; beyond, the far side of the hair would be stretched.
"""

import math
from functools import cache

import cv2
import numpy as np

from trombine.domain.card import Card
from trombine.domain.text import LocalizedText
from trombine.engines.portrait.changes.change import Change, Kind
from trombine.engines.portrait.portrait import SIDE_PX, Portrait
from trombine.engines.portrait.style import Look
from trombine.faces.pose import measure_pose
from trombine.faces.topology import CHIN, FACE_OVAL, LEFT_EYE_OUTER, RIGHT_EYE_OUTER
from trombine.imaging.arrays import FloatArray, Points
from trombine.imaging.filters import blur, smoothstep

TURN_DEG, NOD_DEG = 11.0, 4.0
FRONTAL_DEG = 6.0
"""A head that points this far aside already is turned back."""

FARTHEST_DEG, FARTHEST_NOD_DEG = 14.0, 9.0
COARSE_PX = 256
STEPS, DAMPING = 10, 0.6
SHOULDERS = 0.10
"""How much of the turn the shoulders take part in."""

NECK = 0.55
"""Over this length below the chin, in faces, the turn runs out."""

AXIS = 0.35
"""Where the head turns, as a share of the depth at the rim of the face: in the neck."""


def turn(portrait: Portrait, look: Look) -> Portrait:
    """Return the person looking aside, to the left and to the right by turns."""
    yaw_rad, pitch_rad = _angles(portrait.landmarks, look)
    depth = _run_on(portrait)
    share = _follow_head(portrait)
    dx, dy = depth * share * math.sin(yaw_rad), depth * share * math.sin(pitch_rad)
    back_x, back_y = _invert(dx, dy)
    size = (SIDE_PX, SIDE_PX)
    maps = [cv2.resize(each, size, interpolation=cv2.INTER_CUBIC) for each in (back_x, back_y)]
    x, y = _pixels(SIDE_PX)
    unit = np.float32(SIDE_PX / COARSE_PX)
    first, second = cv2.convertMaps(x + maps[0] * unit, y + maps[1] * unit, cv2.CV_16SC2)

    def warp(plane: FloatArray) -> FloatArray:
        return cv2.remap(plane, first, second, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)

    def turn_normals(normals: FloatArray) -> FloatArray:
        weight = cv2.resize(share, size) if share.shape[0] != SIDE_PX else share
        lean = np.array([math.sin(yaw_rad), math.sin(pitch_rad), 0], np.float32)
        turned = normals + weight[..., None] * lean
        return turned / np.linalg.norm(turned, axis=2, keepdims=True)

    moved = _carry(portrait.landmarks, dx * unit, dy * unit, angles=(yaw_rad, pitch_rad))
    return portrait.move(warp, landmarks=moved, turn_normals=turn_normals)


def _angles(landmarks: Points, look: Look) -> tuple[float, float]:
    """Return how far to turn right and nod down, as the picture shows it, mirrored or not."""
    rng = look.rng(31)
    corners = landmarks[[RIGHT_EYE_OUTER, LEFT_EYE_OUTER]]
    left, right = corners[np.argsort(corners[:, 0])]
    yaw_deg = float(np.degrees(np.arctan2(right[2] - left[2], right[0] - left[0])))
    wanted = TURN_DEG * float(rng.uniform(0.8, 1.0)) * (1 if look.light_from_left else -1)
    if abs(yaw_deg) > FRONTAL_DEG:
        wanted = -abs(wanted) * np.sign(yaw_deg)
    turned = float(np.clip(yaw_deg + wanted, -FARTHEST_DEG, FARTHEST_DEG)) - yaw_deg
    # A head turned far away comes back, but no farther than a picture can be turned.
    turned = float(np.clip(turned, -TURN_DEG, TURN_DEG))
    up_deg = measure_pose(landmarks).pitch_deg
    nod = NOD_DEG * float(rng.uniform(-1, 1))
    nodded = up_deg - float(np.clip(up_deg - nod, -FARTHEST_NOD_DEG, FARTHEST_NOD_DEG))
    nodded = float(np.clip(nodded, -NOD_DEG, NOD_DEG))
    return float(np.radians(turned)), float(np.radians(nodded))


def _run_on(portrait: Portrait) -> FloatArray:
    """Return the depth before the axis in coarse pixels; it runs on beyond the edge of the hair."""
    size = (COARSE_PX, COARSE_PX)
    depth = cv2.resize(portrait.depth, size, interpolation=cv2.INTER_AREA)
    solid = (cv2.resize(portrait.alpha, size, interpolation=cv2.INTER_AREA) > 0.5).astype(
        np.float32
    )
    rim = portrait.landmarks[list(FACE_OVAL), :2] * np.float32(COARSE_PX / SIDE_PX)
    column, row = np.clip(rim.round(), 0, COARSE_PX - 1).astype(int).T
    axis = np.float32(AXIS * np.median(depth[row, column]))
    # A pillow ends at nothing, a head does not: its edge lies where it turns away, at the axis.
    raised = np.maximum(depth, axis) * solid
    near, wide = blur(solid, 3), blur(solid, 12)
    around = np.where(near > 0.05, blur(raised, 3) / np.maximum(near, 1e-3), 0)
    around = np.where(near > 0.05, around, blur(raised, 12) / np.maximum(wide, 1e-3))
    beyond = np.where(wide > 1e-2, around - axis, 0)
    filled = np.where(solid > 0, np.maximum(depth, axis) - axis, beyond)
    return blur(filled.astype(np.float32), 2.0) * np.float32(COARSE_PX / SIDE_PX)


def _follow_head(portrait: Portrait) -> FloatArray:
    """Return how much each place takes part: the head wholly, the shoulders hardly."""
    unit = COARSE_PX / SIDE_PX
    _, y = _pixels(COARSE_PX)
    chin = (float(portrait.landmarks[CHIN, 1]) + 0.02 * portrait.face_height_px) * unit
    neck = NECK * portrait.face_height_px * unit
    return SHOULDERS + (1 - SHOULDERS) * smoothstep(chin + neck, chin, y)


@cache
def _pixels(side_px: int) -> tuple[FloatArray, FloatArray]:
    y, x = np.mgrid[0:side_px, 0:side_px].astype(np.float32)
    return x, y


def _invert(dx: FloatArray, dy: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return where each place of the turned picture came from, by damped fixed-point steps."""
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
    return back_x, back_y


def _carry(
    landmarks: Points, dx: FloatArray, dy: FloatArray, *, angles: tuple[float, float]
) -> Points:
    """Return the landmarks where the picture went; what turned away lies deeper."""
    moved = landmarks.copy()
    unit = np.float32(COARSE_PX / SIDE_PX)
    at_x, at_y = (np.ascontiguousarray(landmarks[None, :, axis] * unit) for axis in (0, 1))
    for axis, each in enumerate((dx, dy)):
        ahead = cv2.remap(each, at_x, at_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        moved[:, axis] += ahead[0]
    middle = landmarks[list(FACE_OVAL), :2].mean(axis=0)
    away = landmarks[:, :2] - middle
    moved[:, 2] += away[:, 0] * math.sin(angles[0])
    moved[:, 2] += away[:, 1] * math.sin(angles[1])
    return moved


POSE = Change(
    Card(
        "turned",
        title=LocalizedText(en="Turned aside", fr="De trois quarts"),
        description=LocalizedText(
            en="The head turned a little aside, now left, now right.",
            fr="La tête un peu tournée, tantôt à gauche, tantôt à droite.",
        ),
        words="with the head turned slightly aside, the eyes following the turn",
    ),
    Kind.POSE,
    turn,
)
