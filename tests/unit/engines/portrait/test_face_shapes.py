"""Features as flat shapes: where the landmarks are, as the photo shows them."""

from dataclasses import replace

import cv2
import numpy as np
import pytest

from trombine.engines.portrait.features import FeatureMasks, draw_features
from trombine.engines.portrait.portrait import SIDE_PX, Portrait
from trombine.engines.portrait.style import Look
from trombine.engines.portrait.styles import find_styles
from trombine.engines.portrait.techniques.face_shapes import (
    draw_brows,
    draw_eyes,
    draw_mouth,
    find_forms,
    without_features,
)
from trombine.engines.portrait.techniques.tones import print_tone
from trombine.faces.topology import LEFT_EYE, LEFT_IRIS, RIGHT_EYE, RIGHT_IRIS
from trombine.imaging.arrays import FloatArray, Points
from trombine.imaging.color import luma


@pytest.fixture(scope="module")
def features(sample_portrait: Portrait) -> FeatureMasks:
    return draw_features(sample_portrait.landmarks, size_px=SIDE_PX)


@pytest.fixture(scope="module")
def tone(sample_portrait: Portrait, features: FeatureMasks) -> FloatArray:
    return print_tone(sample_portrait, features)


def test_both_eyes_have_a_white_an_iris_and_a_light(
    sample_portrait: Portrait, features: FeatureMasks, tone: FloatArray
) -> None:
    eyes = draw_eyes(sample_portrait, tone, without_features(tone, sample_portrait, features))

    for iris in (LEFT_IRIS, RIGHT_IRIS):
        x, y = sample_portrait.landmarks[iris[0], :2].astype(int)
        around = slice(y - 12, y + 12), slice(x - 12, x + 12)
        assert eyes.irises[around].max() == 1
        assert eyes.catch_lights[around].max() == 1
        assert eyes.whites[y - 4 : y + 4, x - 30 : x + 30].max() == 1


def test_a_closed_eye_is_a_line(
    sample_portrait: Portrait, features: FeatureMasks, tone: FloatArray
) -> None:
    points = sample_portrait.landmarks.copy()
    for eye in (LEFT_EYE, RIGHT_EYE):
        middle = points[list(eye), 1].mean()
        points[list(eye), 1] = middle + (points[list(eye), 1] - middle) * 0.1
    asleep = replace(sample_portrait, landmarks=Points(points))

    eyes = draw_eyes(asleep, tone, without_features(tone, asleep, features))

    assert eyes.whites.max() == 0
    assert eyes.dark.max() == 1


def test_teeth_are_drawn_where_they_show(
    sample_portrait: Portrait, features: FeatureMasks, tone: FloatArray
) -> None:
    mouth = draw_mouth(sample_portrait, features, tone)

    assert (mouth.teeth * features.mouth).sum() > 0.3 * features.mouth.sum()


def test_lips_that_only_seem_apart_show_no_teeth(
    sample_portrait: Portrait, features: FeatureMasks, tone: FloatArray
) -> None:
    painted = sample_portrait.painted.copy()
    lip = np.median(painted[features.lips > 0.9], axis=0)
    painted[features.mouth > 0] = lip
    shut = replace(sample_portrait, painted=painted)
    flat = np.where(features.mouth > 0, np.median(tone[features.lips > 0.9]), tone)

    mouth = draw_mouth(shut, features, flat)

    assert mouth.teeth.max() == 0
    assert mouth.gap.sum() < 0.6 * features.mouth.sum()


def test_a_brow_is_drawn_as_it_grows(
    sample_portrait: Portrait, features: FeatureMasks, tone: FloatArray
) -> None:
    skin = without_features(tone, sample_portrait, features)

    brows = draw_brows(sample_portrait, tone, skin)

    assert len(brows) == 2
    for brow in brows:
        assert brow.sum() > 300
        assert (tone * brow).sum() / brow.sum() < (skin * brow).sum() / brow.sum() - 0.1


def test_a_dark_rim_of_glasses_is_kept_whole(
    sample_portrait: Portrait, features: FeatureMasks, tone: FloatArray
) -> None:
    center = sample_portrait.landmarks[LEFT_IRIS[0], :2].astype(int).tolist()
    rim = np.zeros((SIDE_PX, SIDE_PX), np.uint8)
    cv2.circle(rim, center, 62, 1, thickness=5)
    worn = np.where(rim > 0, np.float32(0.1), tone)
    free = (rim > 0) & (features.brows < 0.1) & (features.oval > 0.99)

    faint, dark = find_forms(sample_portrait, worn, features)

    assert dark[free].mean() > 0.6
    assert faint[free].mean() < 0.1


def test_lips_on_a_poster_are_no_holes(sample_portrait: Portrait, features: FeatureMasks) -> None:
    picture = luma(find_styles()["poster"].render(sample_portrait, Look()).image)
    darkest = float(np.percentile(picture, 1))

    lips = picture[features.lips > 0.9]

    assert (lips < darkest + 0.08).mean() < 0.15
