"""A head is turned within what a picture can bear, and one that is turned comes back."""

from dataclasses import replace

import numpy as np
import pytest

from trombine.domain.order import Framing
from trombine.engines.portrait.changes.poses.turned import turn
from trombine.engines.portrait.framing import apply_framing
from trombine.engines.portrait.portrait import Portrait
from trombine.engines.portrait.style import Look
from trombine.faces.topology import FACE_OVAL, LEFT_EYE_OUTER, NOSE_TIP, RIGHT_EYE_OUTER
from trombine.imaging.arrays import Points


def yaw_deg(portrait: Portrait) -> float:
    """Where the face points as seen on the picture; to its right is positive."""
    corners = portrait.landmarks[[RIGHT_EYE_OUTER, LEFT_EYE_OUTER]]
    left, right = corners[np.argsort(corners[:, 0])]
    return float(np.degrees(np.arctan2(right[2] - left[2], right[0] - left[0])))


def nose_beside_middle(portrait: Portrait) -> float:
    middle = portrait.landmarks[list(FACE_OVAL), 0].mean()
    return float(portrait.landmarks[NOSE_TIP, 0] - middle) / portrait.face_height_px


def facing_right(portrait: Portrait) -> float:
    """The x of the normals along the middle of the face, from the forehead to the chin."""
    column, row = portrait.landmarks[[10, 151, 9, 168, 200], :2].astype(int).T
    return float(portrait.normals[row, column, 0].mean())


def turned_already(portrait: Portrait, degrees: float) -> Portrait:
    """Return the portrait as if its mesh had been found turned by so much more."""
    landmarks = portrait.landmarks.copy()
    away = landmarks[:, 0] - landmarks[:, 0].mean()
    landmarks[:, 2] += away * np.float32(np.tan(np.radians(degrees - yaw_deg(portrait))))
    return replace(portrait, landmarks=Points(landmarks))


@pytest.mark.parametrize("mirrored", [False, True])
def test_the_head_turns_to_one_side_and_to_the_other(
    sample_portrait: Portrait, *, mirrored: bool
) -> None:
    framed = apply_framing(
        turned_already(sample_portrait, 0), Framing(mirrored=mirrored, zoom=1.05)
    )

    right, left = (turn(framed, Look(variation=variation)) for variation in (0, 1))

    assert 5 < yaw_deg(right) <= 15
    assert -15 <= yaw_deg(left) < -5
    assert nose_beside_middle(left) < nose_beside_middle(framed) < nose_beside_middle(right)
    # What faced the viewer faces the side the head turned to.
    assert facing_right(left) < facing_right(framed) - 0.08
    assert facing_right(right) > facing_right(framed) + 0.08


@pytest.mark.parametrize("degrees", [-30.0, -12.0, 12.0, 30.0])
@pytest.mark.parametrize("variation", [0, 1])
def test_a_head_that_is_turned_is_turned_back(
    sample_portrait: Portrait, degrees: float, variation: int
) -> None:
    before = turned_already(sample_portrait, degrees)

    after = turn(before, Look(variation=variation))

    assert abs(yaw_deg(after)) < abs(yaw_deg(before))


@pytest.mark.parametrize("variation", [0, 1])
def test_the_gaze_runs_a_little_ahead_of_the_turn(
    sample_portrait: Portrait, variation: int
) -> None:
    after = turn(sample_portrait, Look(variation=variation))

    side = np.sign(yaw_deg(after) - yaw_deg(sample_portrait))
    for outer, inner, iris in ((33, 133, 468), (263, 362, 473)):
        places = []
        for portrait in (sample_portrait, after):
            points = portrait.landmarks[:, 0]
            left, right = sorted((points[outer], points[inner]))
            places.append((points[iris] - left) / (right - left))
        assert 0 < side * (places[1] - places[0]) < 0.09


def test_the_shoulders_hardly_follow(sample_portrait: Portrait) -> None:
    after = turn(sample_portrait, Look(variation=0))

    corner = (slice(960, 1024), slice(0, 1024))
    assert np.abs(after.alpha[corner] - sample_portrait.alpha[corner]).mean() < 0.02
