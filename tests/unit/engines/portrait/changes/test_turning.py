"""A head moves as one: what is seen, its landmarks and its surface; what it stands on stays."""

from dataclasses import replace

import cv2
import numpy as np
import pytest

from trombine.engines.portrait.changes.bearing import measure_bearing
from trombine.engines.portrait.changes.turning import Movement, move_head
from trombine.engines.portrait.portrait import SIDE_PX, Portrait
from trombine.faces.topology import CHIN, FOREHEAD_TOP
from trombine.imaging.arrays import FloatArray, Mask, Points, SrgbImage

STRONGEST = Movement(right_deg=-13, down_deg=8, tilt_deg=8.5, look=(0.5, -0.2))


def axis_deg(landmarks: Points) -> float:
    up = landmarks[FOREHEAD_TOP] - landmarks[CHIN]
    return float(np.degrees(np.arctan2(up[0], -up[1])))


def with_spot(portrait: Portrait, place: FloatArray, radius_px: int) -> Portrait:
    spot = np.zeros((SIDE_PX, SIDE_PX), np.float32)
    cv2.circle(spot, np.round(place).astype(int).tolist(), radius_px, 1, -1, cv2.LINE_AA)
    return replace(portrait, hair=Mask(spot))


def where(mask: FloatArray) -> FloatArray:
    y, x = np.nonzero(mask > 0.4)
    return np.array([x.mean(), y.mean()])


@pytest.mark.parametrize("point", [1, 10, 50, 61, 105, 152, 168, 234, 280, 291, 454, 468, 473])
def test_landmarks_go_where_the_pixels_go(sample_portrait: Portrait, point: int) -> None:
    portrait = with_spot(sample_portrait, sample_portrait.landmarks[point, :2], 3)

    moved = move_head(portrait, STRONGEST)

    away = np.linalg.norm(moved.landmarks[point, :2] - portrait.landmarks[point, :2])
    assert away > 5
    assert where(moved.hair) == pytest.approx(moved.landmarks[point, :2], abs=2)


@pytest.mark.parametrize("degrees", [-8.0, 8.0])
def test_a_tilted_head_leans_and_the_shoulders_stay(
    sample_portrait: Portrait, degrees: float
) -> None:
    moved = move_head(sample_portrait, Movement(tilt_deg=degrees))

    leaned = axis_deg(moved.landmarks) - axis_deg(sample_portrait.landmarks)
    assert leaned == pytest.approx(degrees, abs=0.2)
    shoulders = slice(SIDE_PX - 12, SIDE_PX)
    still = np.abs(moved.alpha[shoulders] - sample_portrait.alpha[shoulders])
    assert float(still.max()) < 0.1


@pytest.mark.parametrize(
    ("movement", "angle"),
    [
        (Movement(right_deg=12), "right_deg"),
        (Movement(down_deg=8), "down_deg"),
        (Movement(down_deg=-8), "down_deg"),
        (Movement(tilt_deg=-8), "tilt_deg"),
    ],
)
def test_a_head_points_where_it_was_turned_to(
    sample_portrait: Portrait, movement: Movement, angle: str
) -> None:
    before = measure_bearing(sample_portrait.landmarks)

    after = measure_bearing(move_head(sample_portrait, movement).landmarks)

    turned = getattr(after, angle) - getattr(before, angle)
    assert turned == pytest.approx(getattr(movement, angle), rel=0.25)


def test_normals_lean_with_the_head(sample_portrait: Portrait) -> None:
    def facing(portrait: Portrait, point: int) -> FloatArray:
        column, row = portrait.landmarks[point, :2].astype(int)
        return portrait.normals[row - 3 : row + 4, column - 3 : column + 4].mean(axis=(0, 1))

    turned = move_head(sample_portrait, Movement(right_deg=12))
    nodding = move_head(sample_portrait, Movement(down_deg=8))
    leaning = move_head(sample_portrait, Movement(tilt_deg=8))

    for point, least in ((151, 0.1), (50, 0.04), (280, 0.04)):
        plain = facing(sample_portrait, point)
        assert facing(turned, point)[0] > plain[0] + least
        assert facing(nodding, point)[1] > plain[1] + least / 2
    # The cheek on the left of the picture faces left: leaning clockwise lifts it.
    cheek = min((50, 280), key=lambda point: sample_portrait.landmarks[point, 0])
    assert facing(leaning, cheek)[1] < facing(sample_portrait, cheek)[1] - 0.03
    assert np.abs(np.linalg.norm(leaning.normals, axis=2) - 1).max() < 0.01


def test_what_the_border_cuts_stays_at_the_border(sample_portrait: Portrait) -> None:
    row = int(sample_portrait.landmarks[FOREHEAD_TOP, 1])
    beside = np.zeros((SIDE_PX, SIDE_PX), np.float32)
    beside[row - 100 : row + 200, :120] = 1
    stripes = np.zeros((SIDE_PX, SIDE_PX), np.float32)
    stripes[:, 4:20] = 1
    alpha = Mask(np.maximum(sample_portrait.alpha, beside))
    portrait = replace(sample_portrait, alpha=alpha, hair=Mask(stripes))

    moved = move_head(portrait, Movement(tilt_deg=8.5))

    _, x = np.nonzero(moved.hair[row : row + 100] > 0.5)
    assert x.mean() == pytest.approx(11.5, abs=3)
    free = move_head(replace(sample_portrait, hair=Mask(stripes)), Movement(tilt_deg=8.5))
    _, x = np.nonzero(free.hair[row : row + 100] > 0.5)
    assert x.mean() > 40


def test_a_world_stays_behind_who_moves(sample_portrait: Portrait) -> None:
    world = SrgbImage(np.zeros((SIDE_PX, SIDE_PX, 3), np.float32))

    assert move_head(replace(sample_portrait, world=world), STRONGEST).world is world


def test_masks_still_add_up(sample_portrait: Portrait) -> None:
    parts = ("skin", "hair", "cloth")
    before = sum(getattr(sample_portrait, each) for each in parts) - sample_portrait.alpha

    moved = move_head(sample_portrait, STRONGEST)

    after = sum(getattr(moved, each) for each in parts) - moved.alpha
    assert np.abs(after).max() < np.abs(before).max() + 0.01


def test_nothing_moves_by_a_movement_of_nothing(sample_portrait: Portrait) -> None:
    still = move_head(sample_portrait, Movement())

    assert np.abs(still.relit - sample_portrait.relit).max() < 0.01
    assert still.landmarks == pytest.approx(sample_portrait.landmarks, abs=0.01)


def test_hair_beside_a_face_that_turns_is_not_drawn_out(sample_portrait: Portrait) -> None:
    # Marks a tenth of a face beside the ears: a poor matte once tore what lay between.
    ear = sample_portrait.landmarks[[234, 454], 0]
    row = float(sample_portrait.landmarks[234, 1])
    face_px = sample_portrait.face_height_px
    for degrees in (-13.0, 13.0):
        for x, way in ((float(ear.min()), -1), (float(ear.max()), 1)):
            places = []
            for share in (0.06, 0.16):
                place = np.array([x + way * share * face_px, row - 0.1 * face_px])
                moved = move_head(with_spot(sample_portrait, place, 3), Movement(right_deg=degrees))
                places.append(where(moved.hair)[0])
            assert abs(places[1] - places[0]) == pytest.approx(0.10 * face_px, rel=0.35)
