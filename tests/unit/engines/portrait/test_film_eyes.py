"""Eyes of an animated film look where the person looks; closed ones stay closed."""

from dataclasses import replace

import numpy as np

from trombine.engines.portrait.features import draw_features
from trombine.engines.portrait.portrait import SIDE_PX, Portrait
from trombine.engines.portrait.techniques.film_eyes import draw_film_eyes
from trombine.faces.topology import LEFT_EYE, LEFT_IRIS, RIGHT_EYE, RIGHT_IRIS
from trombine.imaging.arrays import FloatArray, Points
from trombine.imaging.color import LUMA_WEIGHTS

MAGENTA = np.array([1.0, 0.0, 1.0], np.float32)


def draw(portrait: Portrait, image: FloatArray) -> FloatArray:
    return draw_film_eyes(portrait, image, light_x=-1.0, rng=np.random.default_rng(0))


def test_nothing_of_the_photographed_eye_shows_beside_the_drawn_one(
    sample_portrait: Portrait,
) -> None:
    eyes = draw_features(sample_portrait.landmarks, size_px=SIDE_PX).eyes
    photo = sample_portrait.painted.copy()
    photo[eyes > 0] = MAGENTA

    drawn = draw(sample_portrait, photo)

    inside = drawn[eyes > 0.9]
    assert np.abs(inside - MAGENTA).max(axis=1).min() > 0.3


def test_the_eyes_look_where_the_person_looks(sample_portrait: Portrait) -> None:
    drawn = draw(sample_portrait, sample_portrait.painted)

    for ids in (LEFT_IRIS, RIGHT_IRIS):
        x, y = np.round(sample_portrait.landmarks[ids[0], :2]).astype(int)
        pupil = drawn[y - 1 : y + 2, x - 1 : x + 2] @ LUMA_WEIGHTS
        assert pupil.min() < 0.12


def test_the_lid_throws_its_shadow_on_the_white(sample_portrait: Portrait) -> None:
    drawn = draw(sample_portrait, sample_portrait.painted)
    features = draw_features(sample_portrait.landmarks, size_px=SIDE_PX)
    tone = drawn @ LUMA_WEIGHTS
    points = sample_portrait.landmarks[list(LEFT_EYE), :2]
    iris = sample_portrait.landmarks[LEFT_IRIS[0], :2]
    # Halfway between the iris and the outer corner, from the upper to the lower lid.
    column = round(float(points[0, 0] * 0.5 + iris[0] * 0.5))
    rows = np.flatnonzero(features.eyes[:, column] > 0.8)
    rows = rows[np.abs(rows - points[:, 1].mean()) < np.ptp(points[:, 1])]

    upper, lower = tone[rows[1], column], tone[rows[len(rows) * 2 // 3], column]

    assert upper < 0.8 * lower


def test_closed_eyes_stay_as_they_are(sample_portrait: Portrait) -> None:
    landmarks = sample_portrait.landmarks.copy()
    for ids in (LEFT_EYE, RIGHT_EYE):
        landmarks[list(ids), 1] = landmarks[list(ids), 1].mean()
    asleep = replace(sample_portrait, landmarks=Points(landmarks))

    drawn = draw(asleep, asleep.painted)

    assert np.array_equal(drawn, asleep.painted)
