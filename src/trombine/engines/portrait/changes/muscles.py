"""What the muscles of a face do: smooth pushes at landmarks, in lengths of the face."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from trombine.engines.portrait.changes.head_depth import COARSE_PX, UNIT, to_coarse
from trombine.faces.pose import measure_face_px
from trombine.faces.topology import CHIN, FOREHEAD_TOP
from trombine.imaging.arrays import FloatArray, Points


@dataclass(frozen=True, slots=True)
class Push:
    """One place pushed ``out`` from the middle of the face and ``up``, fading over ``reach``.

    ``points`` are a landmark of the person's right and its twin on the left, moved alike; all in
    lengths of the face.
    """

    points: tuple[int, int]
    out: float
    up: float
    reach: float


def push_face(landmarks: Points, pushes: Mapping[Push, float]) -> tuple[FloatArray, FloatArray]:
    """Return how far right and down each coarse place goes, in pixels of the square.

    ``pushes`` are multiplied by the strengths given with them.
    """
    face_px = measure_face_px(landmarks)
    up = landmarks[FOREHEAD_TOP, :2] - landmarks[CHIN, :2]
    up = up / np.linalg.norm(up)
    right = np.array([-up[1], up[0]], np.float32)
    middle = (landmarks[FOREHEAD_TOP, :2] + landmarks[CHIN, :2]) / 2
    dx, dy = (np.zeros((COARSE_PX, COARSE_PX), np.float32) for _ in range(2))
    rows = np.arange(COARSE_PX, dtype=np.float32)
    for push, strength in pushes.items():
        for point in push.points:
            place = landmarks[point, :2]
            side = np.sign((place - middle) @ right)
            move = (right * side * push.out + up * push.up) * np.float32(strength * face_px)
            spread = np.float32(2 * (push.reach * face_px / UNIT) ** 2)
            # A bell over the plane is the product of two over its axes.
            across, along = (np.exp(-((rows - c) ** 2) / spread) for c in to_coarse(place))
            bell = np.outer(along, across)
            dx += bell * move[0]
            dy += bell * move[1]
    return dx, dy
