from dataclasses import replace

import cv2
import numpy as np
import pytest

from trombine.domain.photo import Decision, HeadPose, Photo, Verdict
from trombine.imaging.arrays import SrgbImage, as_srgb
from trombine.intake.admission import Inspected, inspect, judge_set

MASK = (234, 93, 58, 172, 150, 152, 379, 397, 288, 323, 454, 280, 4, 50)


def codes_for(image: SrgbImage) -> list[str]:
    return [finding.code for finding in inspect(image, 1).verdict.findings]


def covered(image: SrgbImage, outline: np.ndarray, color: tuple[float, ...]) -> SrgbImage:
    picture = image.copy()
    cv2.fillPoly(picture, [np.round(outline).astype(np.int32)], color)
    return as_srgb(picture)


@pytest.mark.parametrize("color", [(0.07, 0.07, 0.08), (0.9, 0.9, 0.92)])
def test_a_mask_of_any_color_is_refused(sample_image: SrgbImage, color: tuple[float, ...]) -> None:
    photo = inspect(sample_image, 1).photo
    assert photo is not None

    masked = covered(sample_image, photo.landmarks[list(MASK), :2], color)

    assert "mouth_hidden" in codes_for(masked)


@pytest.mark.parametrize("color", [(0.75, 0.8, 0.9), (0.05, 0.05, 0.06)])
def test_mirrored_and_dark_glasses_are_refused(
    sample_image: SrgbImage, color: tuple[float, ...]
) -> None:
    photo = inspect(sample_image, 1).photo
    assert photo is not None
    worn = sample_image.copy()
    for corners in ((33, 133), (263, 362)):
        outer, inner = photo.landmarks[list(corners), :2]
        reach = int(np.linalg.norm(outer - inner))
        middle = np.round((outer + inner) / 2).astype(int).tolist()
        cv2.ellipse(worn, middle, (reach, int(reach * 0.8)), 0, 0, 360, color, -1)

    assert "eyes_hidden" in codes_for(as_srgb(worn))


def judge_distance(photo: Photo, *, yaw_deg: float, distance: float) -> Verdict:
    away = np.zeros(128, np.float32)
    away[0] = distance
    embeddings = [np.zeros(128, np.float32)] * 3 + [away]
    inspected = [
        Inspected(
            Verdict(number, Decision.ACCEPTED),
            replace(
                photo,
                number=number,
                embedding=embedding,
                pose=HeadPose(yaw_deg if number == 4 else 0.0, 0.0, 0.0),
            ),
        )
        for number, embedding in enumerate(embeddings, start=1)
    ]
    return judge_set(inspected).verdicts[3]


def test_a_turned_head_a_little_too_far_from_the_others_is_kept_and_asked_about(
    sample_photo: Photo,
) -> None:
    verdict = judge_distance(sample_photo, yaw_deg=35, distance=0.62)

    assert verdict.decision is Decision.WARNED
    assert [finding.code for finding in verdict.findings] == ["perhaps_another_person"]


def test_somebody_else_is_left_out_from_the_front_and_from_the_side(sample_photo: Photo) -> None:
    front = judge_distance(sample_photo, yaw_deg=0, distance=0.62)
    side = judge_distance(sample_photo, yaw_deg=35, distance=0.70)

    assert [front.decision, side.decision] == [Decision.REFUSED] * 2
