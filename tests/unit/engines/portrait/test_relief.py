"""Portraits become reliefs."""

from dataclasses import replace

import numpy as np
import pytest

from trombine.engines.portrait.features import FeatureMasks, draw_features
from trombine.engines.portrait.portrait import SIDE_PX, Portrait
from trombine.engines.portrait.techniques.carved_features import find_frame, find_teeth
from trombine.engines.portrait.techniques.face_window import FaceWindow, look_at_face
from trombine.engines.portrait.techniques.relief import carve
from trombine.engines.portrait.techniques.unlit import take_light_off
from trombine.faces.topology import LEFT_EYE, LEFT_IRIS, RIGHT_EYE
from trombine.imaging.arrays import Mask, SrgbImage, as_srgb
from trombine.imaging.color import srgb_to_lab
from trombine.imaging.filters import blur


@pytest.fixture(scope="module")
def features(sample_portrait: Portrait) -> FeatureMasks:
    return draw_features(sample_portrait.landmarks, size_px=SIDE_PX)


def repaint(portrait: Portrait, image: np.ndarray) -> Portrait:
    picture = as_srgb(image)
    return replace(portrait, relit=picture, painted=picture, combed=picture)


def look(portrait: Portrait) -> FaceWindow:
    features = draw_features(portrait.landmarks, size_px=SIDE_PX)
    lab = srgb_to_lab(portrait.painted)
    return look_at_face(portrait, features, lab, lab[..., 0] / 100)


def test_a_relief_has_unit_normals_and_bounded_hollows(
    sample_portrait: Portrait, features: FeatureMasks
) -> None:
    relief = carve(sample_portrait, features)

    assert np.allclose(np.linalg.norm(relief.normals, axis=2), 1, atol=1e-3)
    assert relief.hollow.min() >= 0
    assert relief.hollow.max() <= 1
    assert relief.tone.min() > 0


def test_a_pupil_is_drilled_deeper_than_the_rest_of_the_eye(
    sample_portrait: Portrait, features: FeatureMasks
) -> None:
    column, row = sample_portrait.landmarks[LEFT_IRIS[0], :2].astype(int)

    hollow = carve(sample_portrait, features).hollow

    assert hollow[row + 1, column + 1] > 0.6
    assert hollow[row + 1, column + 1] > 2 * hollow[features.eyes > 0.9].min()


@pytest.mark.parametrize("side", [-1.0, 1.0])
def test_a_drilled_pupil_is_open_to_the_light(
    side: float, sample_portrait: Portrait, features: FeatureMasks
) -> None:
    center, rim = sample_portrait.landmarks[LEFT_IRIS[0]], sample_portrait.landmarks[LEFT_IRIS[1]]
    radius = float(np.linalg.norm(rim[:2] - center[:2]))
    row = round(float(center[1] - 0.1 * radius))
    lit, far = (round(float(center[0] + sign * side * 0.34 * radius)) for sign in (1, -1))

    hollow = carve(sample_portrait, features, side=side).hollow

    assert hollow[row, lit] < 0.5 * hollow[row, far]


def test_a_deeper_cut_leaves_the_smooth_form_further(
    sample_portrait: Portrait, features: FeatureMasks
) -> None:
    hair = sample_portrait.hair > 0.9
    smooth = sample_portrait.normals[hair]

    shallow = carve(sample_portrait, features, depth=0.5).normals[hair]
    deep = carve(sample_portrait, features, depth=1.5).normals[hair]

    assert np.abs(deep - smooth).mean() > 1.5 * np.abs(shallow - smooth).mean()


def test_a_shadow_cast_on_one_cheek_leaves_no_dent(
    sample_portrait: Portrait, features: FeatureMasks
) -> None:
    x, y = sample_portrait.landmarks[280, :2]
    rows, columns = np.mgrid[:SIDE_PX, :SIDE_PX]
    within = np.hypot(columns - x, rows - y) < 0.09 * sample_portrait.face_height_px
    shadow = blur(within.astype(np.float32), 2)[..., None]
    shadowed = repaint(sample_portrait, sample_portrait.painted * (1 - 0.45 * shadow))
    border = np.abs(shadow[..., 0] - 0.5) < 0.4

    plain, carved = (carve(p, features).normals[border] for p in (sample_portrait, shadowed))

    # Three degrees, on the mean, of turned surface; taken for form the shadow turned it by twelve.
    assert np.abs(plain - carved).mean() < 0.05


def test_light_from_one_side_is_taken_off(
    sample_portrait: Portrait, features: FeatureMasks
) -> None:
    lightness = srgb_to_lab(sample_portrait.painted)[..., 0] / 100
    lamp = 0.15 * sample_portrait.normals[..., 0]

    plain, _ = take_light_off(sample_portrait, features, lightness)
    lit, _ = take_light_off(sample_portrait, features, np.clip(lightness + lamp, 0, 1))

    bare = (features.oval > 0.9) & (sample_portrait.skin > 0.9)
    assert np.abs(lit - plain)[bare].mean() < 0.3 * np.abs(lamp[bare]).mean()


def test_black_hair_without_a_lock_to_be_seen_is_no_helmet(
    sample_portrait: Portrait, features: FeatureMasks
) -> None:
    hair = sample_portrait.hair
    black = sample_portrait.painted * (1 - hair[..., None]) + np.float32(0.03) * hair[..., None]
    inside = hair > 0.95

    normals = carve(repaint(sample_portrait, black), features).normals

    assert np.abs(normals - sample_portrait.normals)[inside].mean() > 0.05


def test_bars_across_eyes_and_nose_are_a_frame_and_a_bare_face_has_none(
    sample_portrait: Portrait,
) -> None:
    eyes = [sample_portrait.landmarks[list(ids), :2] for ids in (RIGHT_EYE, LEFT_EYE)]
    level = int(np.mean([eye[:, 1].mean() for eye in eyes])) - 6
    start, stop = int(eyes[0][:, 0].min()) - 20, int(eyes[1][:, 0].max()) + 20
    image = sample_portrait.painted.copy()
    image[level - 3 : level + 4, start:stop] = 0.05

    worn = find_frame(look(repaint(sample_portrait, image)))
    bare = find_frame(look(sample_portrait))

    assert (worn > 0.5).sum() > 300
    assert not bare.any()


def test_teeth_are_what_is_light_in_an_open_mouth(
    sample_portrait: Portrait, features: FeatureMasks
) -> None:
    mouth = Mask(np.clip(blur(features.lips + features.mouth, 1.0), 0, 1))
    open_mouth = replace(features, mouth=mouth)
    rows = np.nonzero((mouth > 0.6).any(axis=1))[0]
    upper = np.zeros_like(mouth)
    upper[: int(rows.mean())] = 1
    colors = np.where(upper[..., None] > 0, np.float32(0.9), np.float32(0.06))
    image = SrgbImage(np.where(mouth[..., None] > 0.3, colors, sample_portrait.painted))
    lab = srgb_to_lab(as_srgb(image))
    face = look_at_face(sample_portrait, open_mouth, lab, lab[..., 0] / 100)

    teeth = find_teeth(face)

    inside = face.features.mouth > 0.95
    above = upper[face.place] > 0
    assert teeth[inside & above].mean() > 0.7
    assert teeth[inside & ~above].mean() < 0.35
