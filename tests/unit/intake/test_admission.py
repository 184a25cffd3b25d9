from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from trombine.domain.photo import Decision, Photo, Verdict
from trombine.domain.subject import Admission
from trombine.errors import PhotoRejected
from trombine.imaging.arrays import SrgbImage, as_srgb
from trombine.imaging.codec import decode_photo, decode_photos
from trombine.imaging.filters import blur
from trombine.intake.admission import Inspected, admit, inspect, judge_set
from trombine.moderation.classifiers import NudityScores
from trombine.moderation.moderator import Moderator


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

    assert all(v.decision.usable for v in admission.verdicts[:3])
    assert admission.verdicts[3].findings[0].code == "another_person"
    assert admission.subject is not None
    assert len(admission.subject.photos) == 3


def judge_embeddings(photo: Photo, *embeddings: np.ndarray) -> list[Decision]:
    inspected = [
        Inspected(
            Verdict(number, Decision.ACCEPTED),
            replace(photo, number=number, embedding=embedding.astype(np.float32)),
        )
        for number, embedding in enumerate(embeddings, start=1)
    ]
    return [verdict.decision for verdict in judge_set(inspected).verdicts]


def test_somebody_near_one_photo_but_far_from_the_others_is_refused(sample_photo: Photo) -> None:
    across, beside = np.eye(128)[:2]
    own = [across * 0.0, across * 0.45]

    decisions = judge_embeddings(sample_photo, *own, across * -0.25 + beside * 0.54)

    assert decisions == [Decision.ACCEPTED, Decision.ACCEPTED, Decision.REFUSED]


def test_photos_of_one_person_may_differ(sample_photo: Photo) -> None:
    corners = [0.4 * axis for axis in np.eye(128)[:6]]  # 0.57 apart, as the hardest true pairs

    assert set(judge_embeddings(sample_photo, *corners)) == {Decision.ACCEPTED}


def moderated(photo: Photo, *, nudity: NudityScores, age_years: float) -> list[Inspected]:
    return [
        Inspected(
            Verdict(number, Decision.ACCEPTED),
            replace(photo, number=number),
            nudity=nudity,
            age_years=age_years,
        )
        for number in (1, 2, 3)
    ]


def findings(admission: Admission) -> list[tuple[Decision, list[str]]]:
    return [(v.decision, [f.code for f in v.findings]) for v in admission.verdicts]


FIT, DOUBTFUL, UNFIT = (NudityScores(score, 0.01) for score in (0.01, 0.6, 0.9))


@pytest.mark.parametrize(
    ("nudity", "age_years", "code"), [(UNFIT, 30.0, "nudity"), (FIT, 12.0, "seems_a_child")]
)
def test_what_the_guidelines_forbid_is_refused(
    sample_photo: Photo, nudity: NudityScores, age_years: float, code: str
) -> None:
    admission = judge_set(moderated(sample_photo, nudity=nudity, age_years=age_years))

    assert findings(admission) == [(Decision.REFUSED, [code])] * 3
    assert admission.subject is None


@pytest.mark.parametrize(
    ("nudity", "age_years", "code"),
    [(DOUBTFUL, 30.0, "nudity_possible"), (FIT, 18.0, "seems_young")],
)
def test_a_doubt_is_a_warning_on_ones_own_computer_and_waits_for_a_host(
    sample_photo: Photo, nudity: NudityScores, age_years: float, code: str
) -> None:
    inspected = moderated(sample_photo, nudity=nudity, age_years=age_years)

    alone, hosted = judge_set(inspected), judge_set(inspected, Moderator(holds=True))

    assert findings(alone) == [(Decision.WARNED, [code])] * 3
    assert alone.subject is not None
    assert findings(hosted) == [(Decision.HELD, [code])] * 3
    assert hosted.subject is None


def test_one_old_photo_makes_nobody_a_child(sample_photo: Photo) -> None:
    inspected = moderated(sample_photo, nudity=FIT, age_years=30.0)
    inspected[0] = replace(inspected[0], age_years=8.0)

    assert judge_set(inspected).subject is not None


def test_a_photo_that_is_refused_anyway_is_not_measured(sample_image: SrgbImage) -> None:
    inspected = inspect(as_srgb(sample_image * 0.12), 1)

    assert inspected.nudity is None
    assert inspected.age_years is None


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
