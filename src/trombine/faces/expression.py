"""Whether a face smiles, read off its mesh."""

import numpy as np

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
from trombine.imaging.arrays import Points

# In eye distances: a closed mouth is 0.50 to 0.60 wide, a broad smile 0.75 to 0.83; its corners
# stand 0.02 below the middle of the lips at rest and up to 0.08 above it in a laugh.
RESTING_WIDTH, SMILE_WIDENS = 0.56, 0.20
RESTING_LIFT, SMILE_LIFTS = -0.01, 0.06


def measure_smile(landmarks: Points) -> float:
    """Return how much the mouth smiles, [0, 1]; measured in depth too, so a turned head may smile.

    A wide mouth or raised corners alone reach one half: who speaks is not taken to smile.
    """
    across = landmarks[LEFT_EYE_OUTER] - landmarks[RIGHT_EYE_OUTER]
    eye_distance = float(np.linalg.norm(across))
    across = across / eye_distance
    up = landmarks[FOREHEAD_TOP] - landmarks[CHIN]
    up = up - across * float(up @ across)
    up = up / np.linalg.norm(up)
    right, left = landmarks[RIGHT_MOUTH_CORNER], landmarks[LEFT_MOUTH_CORNER]
    middle = (landmarks[UPPER_LIP] + landmarks[LOWER_LIP]) / 2
    width = float(np.linalg.norm(left - right)) / eye_distance
    lift = float(((right + left) / 2 - middle) @ up) / eye_distance
    wide = np.clip((width - RESTING_WIDTH) / SMILE_WIDENS, 0, 1)
    raised = np.clip((lift - RESTING_LIFT) / SMILE_LIFTS, 0, 1)
    return float(wide + raised) / 2
