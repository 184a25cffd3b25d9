"""Whichever way a photo lies, the face on it says which way is up."""

import cv2
import numpy as np
import pytest

from trombine.domain.photo import Decision, Photo
from trombine.faces.upright import find_quarter_turns, turn_left
from trombine.imaging.arrays import SrgbImage, as_srgb
from trombine.intake.admission import inspect


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_a_photo_is_turned_back_however_it_was_turned(sample_image: SrgbImage, turns: int) -> None:
    assert find_quarter_turns(turn_left(sample_image, turns)) == -turns % 4


def test_in_dim_light_as_well(sample_image: SrgbImage) -> None:
    assert find_quarter_turns(as_srgb(sample_image[::-1, ::-1] * 0.25)) == 2


def test_a_head_that_leans_is_left_as_it_is(sample_image: SrgbImage) -> None:
    leaning = turn_by(sample_image, 30)

    assert find_quarter_turns(leaning) == 0


def test_where_there_is_no_face_nothing_is_turned() -> None:
    noise = np.random.default_rng(4).random((300, 400, 3), dtype=np.float32)

    assert find_quarter_turns(as_srgb(noise)) == 0


def test_a_photo_upside_down_is_judged_as_the_same_photo_upright(
    sample_image: SrgbImage, sample_photo: Photo
) -> None:
    found = inspect(as_srgb(sample_image[::-1, ::-1]), 1)

    assert found.verdict.decision is not Decision.REFUSED
    assert found.quarter_turns == 2
    assert found.photo is not None
    assert np.array_equal(found.photo.image, sample_image)
    assert np.allclose(found.photo.landmarks, sample_photo.landmarks)
    assert abs(found.photo.pose.roll_deg) < 10


def test_turning_changes_no_pixel(sample_image: SrgbImage) -> None:
    assert turn_left(sample_image, 0) is sample_image
    assert np.array_equal(turn_left(turn_left(sample_image, 1), 3), sample_image)


def turn_by(image: SrgbImage, degrees: float) -> SrgbImage:
    height, width = image.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1)
    return as_srgb(cv2.warpAffine(image, turn, (width, height), borderMode=cv2.BORDER_REFLECT))
