"""Where a head points on a picture, and how much farther it may be turned without harm."""

from dataclasses import dataclass

import numpy as np

from trombine.engines.portrait.style import Look
from trombine.faces.pose import measure_pose
from trombine.faces.topology import LEFT_EYE_OUTER, RIGHT_EYE_OUTER
from trombine.imaging.arrays import Points

LEVEL_DEG = 6.0
"""How far down the line from forehead to chin points when somebody looks straight ahead."""

TURNED_DEG = 7.0
"""A head that points this far aside already is turned back, not further."""

FARTHEST_ASIDE_DEG, FARTHEST_NOD_DEG, FARTHEST_TILT_DEG = 17.0, 13.0, 11.0
"""Where a head points when nothing has to be invented yet; who is beyond does not go further."""


@dataclass(frozen=True, slots=True)
class Bearing:
    """Where a head points as the picture shows it, mirrored or not; see ``Movement``."""

    right_deg: float
    down_deg: float
    tilt_deg: float

    @property
    def is_turned(self) -> bool:
        """Whether the head points aside already."""
        return abs(self.right_deg) > TURNED_DEG

    def aside(self, side: int, degrees: float) -> float:
        """Return how far to turn right for a turn to ``side``, -1 or 1; back if turned already."""
        if self.is_turned:
            side = -int(np.sign(self.right_deg))
        return _within(self.right_deg, side * degrees, FARTHEST_ASIDE_DEG)

    def nod(self, degrees: float) -> float:
        """Return how far down to nod where so much is wanted."""
        return _within(self.down_deg, degrees, FARTHEST_NOD_DEG)

    def tilt(self, degrees: float) -> float:
        """Return how far to tilt clockwise; the other way where this one has no room."""
        there = _within(self.tilt_deg, degrees, FARTHEST_TILT_DEG)
        return there if abs(there) > abs(degrees) / 2 else -degrees


def measure_bearing(landmarks: Points) -> Bearing:
    """Return where the head points."""
    corners = landmarks[[RIGHT_EYE_OUTER, LEFT_EYE_OUTER]]
    left, right = corners[np.argsort(corners[:, 0])]
    across = right - left
    return Bearing(
        right_deg=float(np.degrees(np.arctan2(across[2], across[0]))),
        down_deg=-measure_pose(landmarks).pitch_deg - LEVEL_DEG,
        tilt_deg=float(np.degrees(np.arctan2(across[1], across[0]))),
    )


def side_of(look: Look) -> int:
    """Return the side that a pose goes to: 1, the right, with every other variation, else -1."""
    return 1 if look.light_from_left else -1


def _within(now_deg: float, wanted_deg: float, farthest_deg: float) -> float:
    lowest, highest = min(-farthest_deg, now_deg), max(farthest_deg, now_deg)
    return float(np.clip(now_deg + wanted_deg, lowest, highest)) - now_deg
