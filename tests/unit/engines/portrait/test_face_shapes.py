"""Features as flat shapes: where the landmarks are, as the photo shows them."""

from dataclasses import replace

import cv2
import numpy as np
import pytest

from trombine.engines.portrait.features import draw_features
from trombine.engines.portrait.portrait import SIDE_PX, Portrait
from trombine.engines.portrait.style import Look
from trombine.engines.portrait.styles import find_styles
from trombine.engines.portrait.techniques.face_shapes import (
    Face,
    crop_face,
    draw_brows,
    draw_eyes,
    draw_mouth,
    find_forms,
    without_features,
)
from trombine.engines.portrait.techniques.tones import print_tone
from trombine.faces.topology import LEFT_EYE, LEFT_IRIS, RIGHT_EYE, RIGHT_IRIS
from trombine.imaging.arrays import SrgbImage
from trombine.imaging.color import luma


@pytest.fixture(scope="module")
def face(sample_portrait: Portrait) -> Face:
    features = draw_features(sample_portrait.landmarks, size_px=SIDE_PX)
    return crop_face(sample_portrait, print_tone(sample_portrait, features))


def test_both_eyes_have_a_white_an_iris_and_a_light(face: Face) -> None:
    eyes = draw_eyes(face, without_features(face))

    for iris in (LEFT_IRIS, RIGHT_IRIS):
        x, y = face.points[iris[0]].astype(int)
        around = slice(y - 12, y + 12), slice(x - 30, x + 30)
        assert eyes.irises[around].max() == 1
        assert eyes.catch_lights[around].max() == 1
        assert eyes.whites[around].max() == 1


def test_a_closed_eye_is_a_line(face: Face) -> None:
    points = face.points.copy()
    for eye in (LEFT_EYE, RIGHT_EYE):
        middle = points[list(eye), 1].mean()
        points[list(eye), 1] = middle + (points[list(eye), 1] - middle) * 0.1

    eyes = draw_eyes(replace(face, points=points), without_features(face))

    assert eyes.whites.max() == 0
    assert eyes.dark.max() == 1


def test_teeth_are_drawn_where_they_show(face: Face) -> None:
    mouth = draw_mouth(face)

    assert (mouth.teeth * face.features.mouth).sum() > 0.3 * face.features.mouth.sum()


def test_lips_that_only_seem_apart_show_no_teeth(face: Face) -> None:
    mouth, lips = face.features.mouth > 0, face.features.lips > 0.9
    painted, tone = face.painted.copy(), face.tone.copy()
    painted[mouth], tone[mouth] = np.median(painted[lips], axis=0), np.median(tone[lips])

    drawn = draw_mouth(replace(face, painted=SrgbImage(painted), tone=tone))

    assert drawn.teeth.max() == 0
    assert drawn.gap.sum() < 0.6 * face.features.mouth.sum()


def test_a_brow_is_drawn_as_it_grows(face: Face) -> None:
    tone = without_features(face)
    brow = face.features.brows > 0.5
    grown = brow & (np.cumsum(brow, axis=0) > 8)  # hair in the lower part only
    tone = np.where(grown, tone - np.float32(0.4), tone)

    drawn = np.maximum(*draw_brows(replace(face, tone=tone), without_features(face)))

    assert drawn[grown].mean() > 0.8
    assert drawn[brow & ~grown].mean() < 0.4


def test_a_dark_rim_of_glasses_is_kept_whole(face: Face) -> None:
    center = face.points[LEFT_IRIS[0]].astype(int).tolist()
    rim = np.zeros(face.tone.shape, np.uint8)
    cv2.circle(rim, center, 62, 1, thickness=5)
    features = face.features
    free = (rim > 0) & (features.brows < 0.1) & (features.oval > 0.99) & (face.hair < 0.1)

    faint, dark = find_forms(replace(face, tone=np.where(rim > 0, np.float32(0.1), face.tone)))

    assert dark[free].mean() > 0.6
    assert faint[free].mean() < 0.1


def test_lips_on_a_poster_are_no_holes(sample_portrait: Portrait) -> None:
    features = draw_features(sample_portrait.landmarks, size_px=SIDE_PX)
    picture = luma(find_styles()["poster"].render(sample_portrait, Look()).image)
    darkest = float(np.percentile(picture, 1))

    lips = picture[features.lips > 0.9]

    assert (lips < darkest + 0.08).mean() < 0.15
