"""Who wears glasses on the photo wears them on the picture, or it is sent back."""

from dataclasses import replace

import cv2
import numpy as np
import pytest

from trombine.domain.avatar import Rendering
from trombine.domain.photo import Photo
from trombine.domain.style import StyleCard
from trombine.domain.subject import Subject
from trombine.domain.text import LocalizedText
from trombine.faces.pose import measure_face_px
from trombine.faces.topology import LEFT_EYE, RIGHT_EYE
from trombine.imaging.arrays import FloatArray, Points, SrgbImage
from trombine.scoring import Scorer
from trombine.scoring.accessories import share_of_rims

CARD = StyleCard("plain", LocalizedText("", ""), LocalizedText("", ""), media=())
SIDE_PX, FACE_PX = 512, 260.0
TURN = np.linspace(0, 2 * np.pi, 72, endpoint=False)


def lay_ring(center: FloatArray, radius_px: float) -> FloatArray:
    circle = np.stack([np.cos(TURN), np.sin(TURN)], axis=1) * radius_px
    return (center + circle).astype(np.float32)


RIMS = (lay_ring(np.array([190, 256]), 42), lay_ring(np.array([322, 256]), 42))


def draw_rims(
    ground: FloatArray, *, tone: float, thickness_px: int = 3, share: float = 1.0
) -> SrgbImage:
    image = np.ascontiguousarray(ground, np.float32)
    for rim in RIMS:
        part = rim[: round(len(rim) * share)].round().astype(np.int32)
        cv2.polylines(image, [part], share == 1, (tone, tone, tone), thickness_px, cv2.LINE_AA)
    return SrgbImage(image)


def skin(noise: float = 0.0) -> FloatArray:
    grain = np.random.default_rng(3).normal(0, noise, (SIDE_PX, SIDE_PX, 1))
    return np.clip(np.array([0.7, 0.5, 0.4]) + grain, 0, 1).astype(np.float32)


@pytest.mark.parametrize(("tone", "thickness_px"), [(0.05, 3), (0.95, 3), (0.4, 2), (0.05, 6)])
@pytest.mark.parametrize("noise", [0.0, 0.08])
def test_rims_are_seen_dark_or_light_fine_or_bold_on_grain(
    tone: float, thickness_px: int, noise: float
) -> None:
    image = draw_rims(skin(noise), tone=tone, thickness_px=thickness_px)

    assert share_of_rims(image, RIMS, face_px=FACE_PX) > 0.8


@pytest.mark.parametrize("noise", [0.0, 0.08, 0.2])
def test_grain_alone_is_no_rim(noise: float) -> None:
    assert share_of_rims(SrgbImage(skin(noise)), RIMS, face_px=FACE_PX) < 0.2


def test_hatching_is_no_rim() -> None:
    hatched = skin()
    hatched[::4] *= 0.5
    hatched[:, ::5] *= 0.8

    assert share_of_rims(SrgbImage(hatched), RIMS, face_px=FACE_PX) < 0.45


def test_half_a_rim_is_half_of_it() -> None:
    image = draw_rims(skin(), tone=0.05, share=0.5)

    assert 0.35 < share_of_rims(image, RIMS, face_px=FACE_PX) < 0.65


def test_rims_may_lie_a_little_beside_their_place() -> None:
    image = np.roll(draw_rims(skin(), tone=0.05), (3, -3), axis=(0, 1))

    assert share_of_rims(SrgbImage(image), RIMS, face_px=FACE_PX) > 0.8


@pytest.mark.parametrize("mirrored", [False, True])
@pytest.mark.parametrize("worn", [False, True])
def test_a_picture_is_complete_when_it_shows_the_glasses_of_its_photo(
    sample_photo: Photo, *, worn: bool, mirrored: bool
) -> None:
    image, landmarks = sample_photo.image.copy(), Points(sample_photo.landmarks.copy())
    radius = measure_face_px(landmarks) * 0.13
    rims = tuple(
        lay_ring(landmarks[list(eye), :2].mean(axis=0), radius) for eye in (RIGHT_EYE, LEFT_EYE)
    )
    if worn:
        for rim in rims:
            thickness_px = max(2, round(radius * 0.1))
            curve = [rim.astype(np.int32)]
            cv2.polylines(image, curve, isClosed=True, color=(0.05,) * 3, thickness=thickness_px)
    rendering = Rendering(image, landmarks, rims=rims)
    if mirrored:
        rendering = mirror(rendering)

    score = Scorer.of(Subject((sample_photo,))).score(rendering, photo=1, card=CARD)

    assert score.passed
    assert (score.complete, score.good) == (worn, worn)


def mirror(rendering: Rendering) -> Rendering:
    last = rendering.image.shape[1] - 1

    def turn(points: FloatArray) -> FloatArray:
        turned = points.copy()
        turned[:, 0] = last - turned[:, 0]
        return turned

    assert rendering.landmarks is not None
    return replace(
        rendering,
        image=SrgbImage(np.ascontiguousarray(rendering.image[:, ::-1])),
        landmarks=Points(turn(rendering.landmarks)),
        rims=tuple(turn(rim) for rim in rendering.rims),
        mirrored=True,
    )


def test_of_a_bare_face_nothing_is_asked(sample_photo: Photo) -> None:
    rendering = Rendering(sample_photo.image, sample_photo.landmarks)

    score = Scorer.of(Subject((sample_photo,))).score(rendering, photo=1, card=CARD)

    assert (score.rims_shown, score.complete, score.good) == (None, True, True)
