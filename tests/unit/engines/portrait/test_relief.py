"""Portraits become reliefs."""

import numpy as np

from trombine.engines.portrait.features import draw_features
from trombine.engines.portrait.portrait import SIDE_PX, Portrait
from trombine.engines.portrait.techniques.relief import carve
from trombine.faces.topology import LEFT_IRIS


def test_a_relief_has_unit_normals_and_bounded_hollows(sample_portrait: Portrait) -> None:
    features = draw_features(sample_portrait.landmarks, size_px=SIDE_PX)

    relief = carve(sample_portrait, features)

    assert np.allclose(np.linalg.norm(relief.normals, axis=2), 1, atol=1e-3)
    assert relief.hollow.min() >= 0
    assert relief.hollow.max() <= 1


def test_a_pupil_is_drilled_deeper_than_the_rest_of_the_eye(sample_portrait: Portrait) -> None:
    features = draw_features(sample_portrait.landmarks, size_px=SIDE_PX)
    column, row = sample_portrait.landmarks[LEFT_IRIS[0], :2].astype(int)

    hollow = carve(sample_portrait, features).hollow

    assert hollow[row + 1, column + 1] > 0.6
    assert hollow[row + 1, column + 1] > 2 * hollow[features.eyes > 0.9].min()


def test_a_deeper_cut_leaves_the_smooth_form_further(sample_portrait: Portrait) -> None:
    features = draw_features(sample_portrait.landmarks, size_px=SIDE_PX)
    hair = sample_portrait.hair > 0.9
    smooth = sample_portrait.normals[hair]

    shallow = carve(sample_portrait, features, depth=0.5).normals[hair]
    deep = carve(sample_portrait, features, depth=1.5).normals[hair]

    assert np.abs(deep - smooth).mean() > 1.5 * np.abs(shallow - smooth).mean()
