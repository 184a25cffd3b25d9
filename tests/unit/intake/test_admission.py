from dataclasses import replace
from pathlib import Path

import numpy as np

from trombine.domain.photo import Decision, Photo, Verdict
from trombine.errors import PhotoRejected
from trombine.imaging.arrays import SrgbImage, as_srgb
from trombine.imaging.codec import decode_photo, decode_photos
from trombine.imaging.filters import blur
from trombine.intake.admission import Inspected, admit, inspect, judge_set


def codes_for(image: SrgbImage) -> list[str]:
    return [finding.code for finding in inspect(image, 1).verdict.findings]


def test_a_good_portrait_is_accepted(sample_set: list[Path]) -> None:
    assert codes_for(decode_photo(sample_set[1].read_bytes())) == []


def test_a_small_face_is_accepted_with_a_warning(sample_image: SrgbImage) -> None:
    verdict = inspect(sample_image, 1).verdict

    assert verdict.decision is Decision.WARNED
    assert [finding.code for finding in verdict.findings] == ["low_resolution"]


def test_glasses_and_a_hat_are_welcome(hat_and_glasses_file: bytes) -> None:
    verdict = inspect(decode_photo(hat_and_glasses_file), 1).verdict

    assert verdict.decision is not Decision.REFUSED


def test_a_photo_without_a_face_is_refused() -> None:
    clouds = np.random.default_rng(1).random((300, 300, 3), dtype=np.float32)

    assert codes_for(as_srgb(blur(clouds, 20))) == ["no_face"]


def test_a_photo_with_two_people_is_refused(sample_image: SrgbImage) -> None:
    pair = as_srgb(np.concatenate([sample_image, sample_image[:, ::-1]], axis=1))

    assert codes_for(pair) == ["several_faces"]


def test_a_dark_photo_is_refused(sample_image: SrgbImage) -> None:
    assert "too_dark" in codes_for(as_srgb(sample_image * 0.12))


def test_a_blurred_photo_is_refused(sample_image: SrgbImage) -> None:
    assert "blurred" in codes_for(as_srgb(blur(sample_image, 6)))


def test_black_bars_over_the_eyes_are_refused(sample_image: SrgbImage) -> None:
    photo = inspect(sample_image, 1).photo
    assert photo is not None
    masked = sample_image.copy()
    eyes = photo.landmarks[[33, 263, 159, 145], :2]
    left, top = (eyes.min(axis=0) - 12).astype(int)
    right, bottom = (eyes.max(axis=0) + 12).astype(int)
    masked[top:bottom, left:right] = 0.02

    assert "eyes_hidden" in codes_for(as_srgb(masked)) or "no_face" in codes_for(as_srgb(masked))


def test_the_same_photo_twice_counts_once(sample_image: SrgbImage) -> None:
    admission = admit([sample_image, sample_image])

    assert admission.verdicts[1].findings[0].code == "duplicate"
    assert admission.verdicts[1].findings[0].details == {"original": 1}
    assert admission.subject is None


def test_somebody_else_among_the_photos_is_named(
    sample_set: list[Path], hat_and_glasses_file: bytes
) -> None:
    own = [path.read_bytes() for path in sample_set[:3]]

    admission = admit(decode_photos([*own, hat_and_glasses_file]))

    assert [v.decision for v in admission.verdicts[:3]] == [Decision.ACCEPTED] * 3
    assert admission.verdicts[3].findings[0].code == "another_person"
    assert admission.subject is not None
    assert len(admission.subject.photos) == 3


def test_a_refusal_of_the_decoder_becomes_a_verdict() -> None:
    admission = admit([PhotoRejected("animated")])

    assert admission.verdicts[0].findings[0].code == "animated"


def test_the_weakest_of_more_than_ten_are_set_aside(sample_photo: Photo) -> None:
    inspected = [
        Inspected(
            Verdict(number, Decision.ACCEPTED),
            replace(sample_photo, number=number, quality=number / 100),
        )
        for number in range(1, 14)
    ]

    admission = judge_set(inspected)

    assert admission.subject is not None
    assert [photo.number for photo in admission.subject.photos] == list(range(13, 3, -1))
    surplus = [v.photo for v in admission.verdicts if v.decision is Decision.REFUSED]
    assert surplus == [1, 2, 3]
    assert admission.verdicts[0].findings[0].code == "surplus"
