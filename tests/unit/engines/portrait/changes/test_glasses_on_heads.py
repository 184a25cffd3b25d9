"""Glasses are seen, and what is straight on them stays straight however a head moves."""

from dataclasses import replace

import cv2
import numpy as np
import pytest

from trombine.domain.photo import Photo
from trombine.engines.portrait.changes.glasses import find_glasses
from trombine.engines.portrait.changes.turning import Movement, move_head
from trombine.engines.portrait.portrait import SIDE_PX, Portrait
from trombine.engines.portrait.preparation import prepare
from trombine.faces.topology import LEFT_EYE_OUTER, RIGHT_EYE_OUTER
from trombine.imaging.arrays import FloatArray, Mask, SrgbImage


def wearing(portrait: Portrait) -> tuple[Portrait, dict[str, tuple[FloatArray, FloatArray]]]:
    """Return the portrait with a frame, and its straight edges, from end to end."""
    left, right = sorted(portrait.landmarks[[RIGHT_EYE_OUTER, LEFT_EYE_OUTER], :2].tolist())
    left, right = np.float32(left), np.float32(right)
    middle, half = (left + right) / 2, (right - left) / 2
    down = np.float32([-half[1], half[0]])
    at = {
        "bar": (middle - half * 1.25 - down * 0.28, middle + half * 1.25 - down * 0.28),
        "left rim": (middle - half * 1.15 - down * 0.28, middle - half * 1.15 + down * 0.45),
        "right rim": (middle + half * 1.15 - down * 0.28, middle + half * 1.15 + down * 0.45),
    }
    relit = portrait.relit.copy()
    bridge = (middle - half * 0.3 - down * 0.05, middle + half * 0.3 - down * 0.05)
    for first, last in [*at.values(), bridge]:
        ends = [tuple(np.round(each).astype(int).tolist()) for each in (first, last)]
        cv2.line(relit, ends[0], ends[1], (0.05, 0.05, 0.05), 9)
    return replace(portrait, relit=SrgbImage(relit)), at


@pytest.mark.parametrize("edge", ["bar", "left rim", "right rim"])
@pytest.mark.parametrize(
    "movement",
    [
        Movement(right_deg=13),
        Movement(right_deg=-13),
        Movement(down_deg=8),
        Movement(down_deg=-8),
        Movement(right_deg=4, down_deg=-7, tilt_deg=-8),
    ],
    ids=["right", "left", "down", "up", "tilted"],
)
def test_a_frame_stays_straight(sample_portrait: Portrait, movement: Movement, edge: str) -> None:
    portrait, edges = wearing(sample_portrait)
    line = np.zeros((SIDE_PX, SIDE_PX), np.float32)
    first, last = (np.round(each).astype(int).tolist() for each in edges[edge])
    cv2.line(line, first, last, 1, 5)

    moved = move_head(replace(portrait, hair=Mask(line)), movement)

    y, x = np.nonzero(moved.hair > 0.5)
    points = np.column_stack([x, y]).astype(np.float32)
    places = points - points.mean(axis=0)
    _, _, axes = np.linalg.svd(places, full_matrices=False)
    along, beside = places @ axes.T[:, 0], places @ axes.T[:, 1]
    middles = [
        beside[(along >= low) & (along < low + 8)].mean()
        for low in np.arange(along.min() + 8, along.max() - 16, 8)
    ]
    assert np.abs(middles).max() < 2


def test_a_frame_is_seen_and_a_bare_face_has_none(
    sample_portrait: Portrait, hat_and_glasses_photo: Photo
) -> None:
    assert find_glasses(sample_portrait) == 0
    assert find_glasses(wearing(sample_portrait)[0]) == 1
    assert find_glasses(prepare(hat_and_glasses_photo)) > 0.5
