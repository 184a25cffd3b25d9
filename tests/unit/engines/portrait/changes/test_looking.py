"""Irises move between the lids, as far as there is room, and the lids stay."""

from dataclasses import replace

import cv2
import numpy as np
import pytest

from trombine.domain.order import Framing
from trombine.engines.portrait.changes.gaze import limit_look
from trombine.engines.portrait.changes.poses.glancing import glance
from trombine.engines.portrait.changes.turning import Movement, move_head
from trombine.engines.portrait.framing import apply_framing
from trombine.engines.portrait.portrait import SIDE_PX, Portrait
from trombine.engines.portrait.style import Look
from trombine.faces.pose import measure_iris
from trombine.faces.topology import LEFT_EYE, LEFT_IRIS, RIGHT_EYE, RIGHT_IRIS
from trombine.imaging.arrays import Mask, Points

LIDS = [*RIGHT_EYE, *LEFT_EYE]


def with_discs(portrait: Portrait) -> Portrait:
    discs = np.zeros((SIDE_PX, SIDE_PX), np.float32)
    for ids in (RIGHT_IRIS, LEFT_IRIS):
        place, radius = measure_iris(portrait.landmarks, ids)
        cv2.circle(discs, np.round(place).astype(int).tolist(), int(radius * 0.5), 1, -1)
    return replace(portrait, hair=Mask(discs))


def closing(portrait: Portrait) -> Portrait:
    landmarks = portrait.landmarks.copy()
    for ids in (RIGHT_EYE, LEFT_EYE):
        landmarks[list(ids), 1] = landmarks[list(ids), 1].mean()
    return replace(portrait, landmarks=Points(landmarks))


@pytest.mark.parametrize("mirrored", [False, True])
@pytest.mark.parametrize("right", [-0.3, 0.3])
def test_only_the_irises_move(sample_portrait: Portrait, right: float, *, mirrored: bool) -> None:
    portrait = with_discs(apply_framing(sample_portrait, Framing(mirrored=mirrored)))

    moved = move_head(portrait, Movement(look=(right, 0.0)))

    assert moved.landmarks[:468] == pytest.approx(portrait.landmarks[:468], abs=0.01)
    for ids in (RIGHT_IRIS, LEFT_IRIS):
        before, radius = measure_iris(portrait.landmarks, ids)
        after, same = measure_iris(moved.landmarks, ids)
        assert same == pytest.approx(radius, rel=0.01)
        assert (after - before)[0] == pytest.approx(right * radius, rel=0.1)
        around = slice(int(after[0] - 2 * radius), int(after[0] + 2 * radius))
        y, x = np.nonzero(moved.hair[:, around] > 0.5)
        assert x.mean() + around.start == pytest.approx(after[0], abs=1.5)
        assert y.mean() == pytest.approx(after[1], abs=1.5)
    # The picture changes inside the eyes alone.
    eyes = np.zeros((SIDE_PX, SIDE_PX), np.uint8)
    for contour in (RIGHT_EYE, LEFT_EYE):
        cv2.fillPoly(eyes, [portrait.landmarks[list(contour), :2].round().astype(np.int32)], 1)
    beyond = cv2.dilate(eyes, np.ones((9, 9), np.uint8)) == 0
    assert np.abs(moved.relit - portrait.relit)[beyond].max() < 0.01
    assert np.abs(moved.relit - portrait.relit)[eyes == 1].max() > 0.1


def test_no_iris_comes_too_near_a_corner(sample_portrait: Portrait) -> None:
    landmarks = sample_portrait.landmarks
    for wanted in (-3.0, 3.0):
        right, _ = limit_look(landmarks, (wanted, 0.0))
        assert 0 < abs(right) < 1.5
        moved = move_head(sample_portrait, Movement(look=(wanted, 0.0))).landmarks
        for ids, outer, inner in ((RIGHT_IRIS, 33, 133), (LEFT_IRIS, 263, 362)):
            center, radius = measure_iris(moved, ids)
            for corner in (outer, inner):
                assert np.linalg.norm(center - moved[corner, :2]) > 1.2 * radius


def test_eyes_that_are_closed_do_not_look(sample_portrait: Portrait) -> None:
    asleep = closing(sample_portrait)

    moved = move_head(asleep, Movement(look=(0.5, -0.2)))

    assert limit_look(asleep.landmarks, (0.5, -0.2)) == (0, 0)
    assert np.abs(moved.relit - asleep.relit).max() < 0.01


def test_who_cannot_glance_turns_instead(sample_portrait: Portrait) -> None:
    glanced, asleep = (
        each.landmarks[1, 0] - glance(each, Look(variation=0, seed=2)).landmarks[1, 0]
        for each in (sample_portrait, closing(sample_portrait))
    )

    assert abs(asleep) > 1.5 * abs(glanced)


def test_eyes_that_look_aside_look_back(sample_portrait: Portrait) -> None:
    landmarks = sample_portrait.landmarks.copy()
    room = {way: limit_look(landmarks, (way * 3.0, 0.0))[0] for way in (-1, 1)}
    for ids in (RIGHT_IRIS, LEFT_IRIS):
        _, radius = measure_iris(landmarks, ids)
        landmarks[list(ids), 0] += room[1] * radius
    aside = replace(sample_portrait, landmarks=Points(landmarks))

    for variation in (0, 1):
        after = glance(aside, Look(variation=variation)).landmarks
        before_share, after_share = (
            (points[468, 0] - points[33, 0]) / (points[133, 0] - points[33, 0])
            for points in (landmarks, after)
        )
        assert after_share < before_share - 0.03
