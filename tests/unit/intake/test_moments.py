from collections.abc import Callable
from dataclasses import replace

import cv2
import numpy as np
import pytest

from trombine.domain.photo import Decision, Finding, Photo, Verdict
from trombine.faces.mesh import find_main_face
from trombine.i18n import explain
from trombine.imaging.arrays import FloatArray, Points, SrgbImage, as_srgb
from trombine.imaging.codec import from_bytes, to_bytes
from trombine.imaging.color import luma
from trombine.intake.admission import Inspected, judge_set
from trombine.intake.moments import is_same_moment, moment_likeness, view_face


def view(image: SrgbImage) -> FloatArray:
    mesh = find_main_face(image)
    assert mesh is not None
    return view_face(image, mesh.points)


@pytest.fixture(scope="module")
def original(sample_image: SrgbImage) -> FloatArray:
    return view(sample_image)


def colorless(image: SrgbImage) -> FloatArray:
    return np.repeat(luma(image)[..., None], 3, axis=2)


def crop(image: SrgbImage, share: float) -> FloatArray:
    high, wide = (int(side * share) for side in image.shape[:2])
    return image[high:-high, wide:-wide]


def frame(image: SrgbImage, width_px: int, tone: float) -> FloatArray:
    w = width_px
    return np.asarray(cv2.copyMakeBorder(image, w, w, w, w, cv2.BORDER_CONSTANT, value=[tone] * 3))


def turn(image: SrgbImage, angle_deg: float) -> FloatArray:
    height, width = image.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle_deg, 1)
    size = (width, height)
    return np.asarray(cv2.warpAffine(image, matrix, size, borderMode=cv2.BORDER_REPLICATE))


def recompress(image: SrgbImage) -> FloatArray:
    _, file = cv2.imencode(".jpg", to_bytes(image), [cv2.IMWRITE_JPEG_QUALITY, 30])
    return from_bytes(np.asarray(cv2.imdecode(file, cv2.IMREAD_COLOR), np.uint8))


DERIVATIVES: dict[str, Callable[[SrgbImage], FloatArray]] = {
    "mirrored": lambda image: image[:, ::-1],
    "black and white": colorless,
    "sepia": lambda image: colorless(image) * np.array([1.0, 0.85, 0.65], np.float32),
    "cropped by 5 %": lambda image: crop(image, 0.05),
    "cropped much": lambda image: image[20:260, 120:360],
    "bordered": lambda image: frame(image, 60, 1),
    "a screenshot": lambda image: frame(SrgbImage(cv2.resize(image, None, fx=0.8, fy=0.8)), 90, 0),
    "recompressed": recompress,
    "brighter": lambda image: image**0.7,
    "darker": lambda image: image**1.3 * 0.9,
    "turned a little": lambda image: turn(image, 5),
}


@pytest.mark.parametrize("kind", DERIVATIVES)
def test_a_derivative_shows_the_moment_of_its_original(
    sample_image: SrgbImage, original: FloatArray, kind: str
) -> None:
    derivative = as_srgb(np.ascontiguousarray(DERIVATIVES[kind](sample_image), np.float32))

    assert moment_likeness(original, view(derivative)) > 0.96


def test_another_photo_shows_another_moment(
    hat_and_glasses_photo: Photo, original: FloatArray
) -> None:
    other = view_face(hat_and_glasses_photo.image, hat_and_glasses_photo.landmarks)

    assert not is_same_moment(original, other)


def test_a_large_photo_gives_the_view_of_a_small_one(sample_photo: Photo) -> None:
    large = as_srgb(cv2.resize(sample_photo.image, None, fx=5, fy=5))

    seen = view_face(large, Points((sample_photo.landmarks + 0.5) * 5 - 0.5))

    assert moment_likeness(view_face(sample_photo.image, sample_photo.landmarks), seen) > 0.99


def inspected(photo: Photo, number: int, seen: FloatArray, *findings: Finding) -> Inspected:
    decision = Decision.WARNED if findings else Decision.ACCEPTED
    return Inspected(Verdict(number, decision, findings), replace(photo, number=number), view=seen)


def test_a_derivative_counts_and_its_original_is_named(
    sample_photo: Photo, original: FloatArray
) -> None:
    noise = np.random.default_rng(1).normal(size=(2, 96, 96)).astype(np.float32)
    entries = [
        inspected(sample_photo, 1, noise[0]),
        inspected(sample_photo, 2, original),
        inspected(sample_photo, 3, np.ascontiguousarray(original[:, ::-1]), Finding("soft")),
        inspected(sample_photo, 4, noise[1]),
    ]

    admission = judge_set(entries)

    assert [verdict.decision.value for verdict in admission.verdicts] == [
        "accepted",
        "accepted",
        "warned",
        "accepted",
    ]
    first, second = admission.verdicts[2].findings
    assert (first.code, second) == ("soft", Finding("same_moment", {"original": 2}))
    assert admission.subject is not None
    assert len(admission.subject.photos) == 4


def test_a_photo_that_is_left_out_is_nobodys_original(
    sample_photo: Photo, original: FloatArray
) -> None:
    refused = Inspected(Verdict(1, Decision.REFUSED, (Finding("too_dark"),)), view=original)

    admission = judge_set([refused, inspected(sample_photo, 2, original)])

    assert admission.verdicts[1] == Verdict(2, Decision.ACCEPTED)


def test_the_warning_names_the_other_photo_in_french_and_english() -> None:
    finding = Finding("same_moment", {"original": 2})

    assert explain(finding, "en").startswith("This is the same moment as photo 2, ")
    assert explain(finding, "fr").startswith("C’est le même moment que la photo 2, ")
