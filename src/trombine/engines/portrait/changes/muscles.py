"""What the muscles of a face do: smooth pushes at landmarks, in lengths of the face."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from trombine.engines.portrait.changes.head_depth import COARSE_PX, UNIT, to_coarse
from trombine.faces.pose import measure_face_px
from trombine.faces.topology import (
    CHIN,
    FOREHEAD_TOP,
    LEFT_EYE_OUTER,
    LEFT_MOUTH_CORNER,
    LOWER_LIP,
    RIGHT_EYE_OUTER,
    RIGHT_MOUTH_CORNER,
    UPPER_LIP,
)
from trombine.imaging.arrays import FloatArray, Points


@dataclass(frozen=True, slots=True)
class Push:
    """One place pushed ``out`` from the middle of the face and ``up``, fading over ``reach``.

    ``points`` are landmarks moved alike, as a rule one of each side; all in lengths of the face.
    """

    points: tuple[int, ...]
    out: float
    up: float
    reach: float


SMILE: Mapping[Push, float] = {
    Push((RIGHT_MOUTH_CORNER, LEFT_MOUTH_CORNER), out=0.016, up=0.030, reach=0.075): 1.0,
    Push((205, 425), out=0.004, up=0.014, reach=0.09): 1.0,  # the cheeks beside the nose
    Push((145, 374), out=0.0, up=0.004, reach=0.04): 1.0,  # the lower lids
}
RAISED_BROWS: Mapping[Push, float] = {
    Push((105, 334), out=0.0, up=0.015, reach=0.06): 1.0,
    Push((107, 336), out=0.0, up=0.009, reach=0.05): 1.0,
}
DRAWN_BROWS: Mapping[Push, float] = {
    Push((107, 336), out=-0.007, up=0.008, reach=0.045): 1.0,
    Push((105, 334), out=-0.002, up=-0.004, reach=0.06): 1.0,
}
NO_SMILE, BROAD_SMILE = 0.46, 0.86
"""How wide a mouth is against the eyes, plus a multiple of the height of its corners."""


def strengthen(pushes: Mapping[Push, float], share: float) -> dict[Push, float]:
    """Return the pushes so much stronger; below 0 they go the other way."""
    return {push: strength * share for push, strength in pushes.items()}


def measure_smile(landmarks: Points) -> float:
    """Return how much the mouth smiles: about 0 at rest, 1 for a broad smile, less for a sad one.

    Read off its form alone, so that a mirrored face may be measured.
    """
    up = landmarks[FOREHEAD_TOP, :2] - landmarks[CHIN, :2]
    up = up / np.linalg.norm(up)
    corners = landmarks[[RIGHT_MOUTH_CORNER, LEFT_MOUTH_CORNER]]
    lips = landmarks[[UPPER_LIP, LOWER_LIP], :2].mean(axis=0)
    raised = float((corners[:, :2].mean(axis=0) - lips) @ up) / measure_face_px(landmarks)
    eyes = np.linalg.norm(landmarks[RIGHT_EYE_OUTER] - landmarks[LEFT_EYE_OUTER])
    wide = float(np.linalg.norm(corners[0] - corners[1]) / eyes)
    return (wide + 2.5 * raised - NO_SMILE) / (BROAD_SMILE - NO_SMILE)


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
