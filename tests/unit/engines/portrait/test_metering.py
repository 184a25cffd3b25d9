"""A person's own photos and the scene say how to expose; the tone of a skin never does."""

from dataclasses import replace

import cv2
import numpy as np
import pytest

from trombine.domain.photo import Photo
from trombine.engines.portrait.features import draw_features
from trombine.engines.portrait.portrait import Portrait
from trombine.engines.portrait.preparation import prepare
from trombine.engines.portrait.preparation.crop import crop_head_and_shoulders
from trombine.engines.portrait.preparation.metering import meter
from trombine.engines.portrait.skin_tone import facial_skin, middle_mean
from trombine.imaging.arrays import FloatArray, SrgbImage
from trombine.imaging.color import linear_to_srgb, srgb_to_lab, srgb_to_linear

UNSEEN_STOPS, UNNOTICED_L = 0.1, 1.5


def light(photo: Photo, share: FloatArray | float) -> Photo:
    """Return the photo with that share of its light, above 1 burnt where it was white."""
    return replace(photo, image=linear_to_srgb(srgb_to_linear(photo.image) * np.float32(share)))


def paint_skin(photo: Photo, share: float) -> Photo:
    """Return the person with skin of that share of its light, and all else as it was."""
    height, width = photo.image.shape[:2]
    features = draw_features(photo.landmarks, size_px=max(height, width))
    bare = features.oval - np.maximum(features.eyes, features.mouth)
    soft = cv2.GaussianBlur(np.clip(bare[:height, :width], 0, 1), (0, 0), 2)[..., None]
    return light(photo, 1 - (1 - share) * soft)


def drift(photo: Photo) -> tuple[float, float]:
    """Return how light the skin came, and how much lighter it was prepared."""
    portrait = prepare(photo, stops=meter((photo,))[0])
    came = crop_head_and_shoulders(photo).image
    before, after = (skin_of(image, portrait) for image in (came, portrait.relit))
    return before, after - before


def skin_of(image: SrgbImage, portrait: Portrait) -> float:
    return float(middle_mean(srgb_to_lab(image)[facial_skin(portrait), 0]))


@pytest.mark.parametrize("share", [0.6, 0.3, 0.15])
def test_the_tone_of_a_skin_says_nothing_about_the_light(sample_photo: Photo, share: float) -> None:
    (fair,), (dark,) = meter((sample_photo,)), meter((paint_skin(sample_photo, share),))

    assert abs(dark - fair) < 0.05


def test_a_dark_face_in_good_light_stays_as_dark(sample_photo: Photo) -> None:
    came, lifted = drift(paint_skin(sample_photo, 0.15))

    assert came < 40
    assert abs(lifted) < UNNOTICED_L


def test_a_light_face_gets_neither_lighter_nor_darker(hat_and_glasses_photo: Photo) -> None:
    came, lifted = drift(hat_and_glasses_photo)

    assert came > 60
    assert abs(lifted) < UNNOTICED_L


def test_a_burnt_face_comes_down(sample_photo: Photo) -> None:
    (stops,) = meter((light(sample_photo, 2.2),))

    assert -0.5 < stops < -0.1


def test_a_scene_dark_as_a_whole_is_opened_up(sample_photo: Photo) -> None:
    (dim,), (darker,) = meter((light(sample_photo, 0.25),)), meter((light(sample_photo, 0.12),))

    assert 0.3 < dim < 2
    assert dim + 0.5 < darker < 3


def test_photos_that_differ_come_nearer_to_their_median_from_both_sides(
    sample_photo: Photo,
) -> None:
    shade, common, sun = meter(tuple(light(sample_photo, share) for share in (0.6, 1.0, 1.3)))

    assert 0.2 < shade < 0.5
    assert abs(common) < UNSEEN_STOPS
    assert -0.4 < sun < -0.1


def test_one_odd_photo_moves_no_other(sample_photo: Photo) -> None:
    usual = sample_photo, light(sample_photo, 0.9), light(sample_photo, 1.1)

    alone, beside_night = meter(usual), meter((*usual, light(sample_photo, 0.1)))

    assert beside_night[:3] == pytest.approx(alone, abs=UNSEEN_STOPS)
