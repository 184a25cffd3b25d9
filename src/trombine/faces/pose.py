"""Where a head points and how large its face is, read off its mesh."""

import math
from collections.abc import Sequence

import numpy as np

from trombine.domain.photo import HeadPose
from trombine.faces.topology import CHIN, FOREHEAD_TOP, LEFT_EYE_OUTER, RIGHT_EYE_OUTER
from trombine.imaging.arrays import FloatArray, Points


def measure_face_px(landmarks: Points) -> float:
    """Return the length from the top of the forehead to the chin, foreshortening undone."""
    return float(np.linalg.norm(landmarks[FOREHEAD_TOP] - landmarks[CHIN]))


def measure_iris(points: FloatArray, ids: Sequence[int]) -> tuple[FloatArray, float]:
    """Return center (2,) and radius of an iris, given as its center and the points of its rim."""
    center = points[ids[0], :2]
    rim = points[list(ids[1:]), :2]
    return center, float(np.linalg.norm(rim - center, axis=1).mean())


def measure_pose(landmarks: Points) -> HeadPose:
    """Return the head's angles under weak perspective, from the eye line and the face's axis."""
    across = landmarks[LEFT_EYE_OUTER] - landmarks[RIGHT_EYE_OUTER]
    across = across / np.linalg.norm(across)
    up = landmarks[FOREHEAD_TOP] - landmarks[CHIN]
    up = up - across * float(up @ across)
    up = up / np.linalg.norm(up)
    return HeadPose(
        yaw_deg=math.degrees(math.atan2(across[2], math.hypot(across[0], across[1]))),
        pitch_deg=math.degrees(math.atan2(up[2], math.hypot(up[0], up[1]))),
        roll_deg=math.degrees(math.atan2(across[1], across[0])),
    )
