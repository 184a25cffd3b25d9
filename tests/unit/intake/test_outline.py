from dataclasses import replace

import numpy as np
import pytest

from trombine.domain.photo import Finding, Photo
from trombine.engines.portrait.preparation import crop
from trombine.engines.portrait.preparation.crop import crop_head_and_shoulders
from trombine.faces.segmentation import find_salience
from trombine.imaging.arrays import SrgbImage, as_srgb
from trombine.intake.admission import inspect
from trombine.intake.outline import measure_outline
from trombine.intake.quality import judge_outline, measure_quality, rate_quality


def as_if_on(photo: Photo, ground: np.ndarray) -> SrgbImage:
    """The photo with all but a tight strip of the person painted over by the ground."""
    height, width = photo.image.shape[:2]
    face = photo.landmarks[:, :2]
    left, top = face.min(axis=0) - 10
    right, bottom = face.max(axis=0) + 10
    y, x = np.mgrid[0:height, 0:width]
    outside = (x < left) | (x > right) | (y < top) | (y > bottom)
    return as_srgb(np.where(outside[..., None], ground, photo.image))


def outline_of(image: SrgbImage, photo: Photo) -> float:
    return measure_outline(image, photo.landmarks, find_salience(image, photo.landmarks))


def test_a_calm_ground_lets_the_person_go(sample_photo: Photo) -> None:
    assert outline_of(sample_photo.image, sample_photo) > 0.85


def test_a_person_on_whom_the_networks_differ_is_told_of(sample_photo: Photo) -> None:
    noise = np.random.default_rng(0).random((*sample_photo.image.shape[:2], 3), dtype=np.float32)
    lost = as_if_on(sample_photo, noise)

    assert outline_of(lost, sample_photo) < 0.75


def test_a_poor_outline_is_a_warning_and_a_good_one_none() -> None:
    assert judge_outline(0.60) == [Finding("unclear_outline")]
    assert judge_outline(0.90) == []


def test_of_two_like_photos_the_one_with_the_clear_outline_is_preferred(
    sample_photo: Photo,
) -> None:
    quality = measure_quality(sample_photo.image, sample_photo.landmarks, sample_photo.pose)

    clear, unclear = rate_quality(quality, outline=0.9), rate_quality(quality, outline=0.6)

    # Below 0.85 of the best photo's quality a photo is drawn half as often.
    assert unclear < 0.85 * clear


def test_the_sample_portrait_is_not_warned_of_its_ground(sample_image: SrgbImage) -> None:
    codes = [finding.code for finding in inspect(sample_image, 1).verdict.findings]

    assert "unclear_outline" not in codes


def test_what_stands_out_is_looked_for_once_a_photo(
    sample_photo: Photo, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked = crop_head_and_shoulders(replace(sample_photo, salience=None)).salient
    monkeypatch.setattr(crop, "find_salience", None)

    kept = crop_head_and_shoulders(sample_photo).salient

    assert np.array_equal(kept, looked)
    assert kept.max() > 0.9
