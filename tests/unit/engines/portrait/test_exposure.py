"""A face is exposed as it was metered and its shaded side filled; its tone is no lack of light."""

import numpy as np
import pytest

from trombine.engines.portrait.features import FeatureMasks, draw_features
from trombine.engines.portrait.portrait import SIDE_PX, Portrait
from trombine.engines.portrait.preparation.exposure import expose
from trombine.engines.portrait.skin_tone import facial_skin
from trombine.imaging.arrays import FloatArray, SrgbImage, as_srgb
from trombine.imaging.color import linear_to_srgb, srgb_to_lab, srgb_to_linear
from trombine.imaging.filters import blur

UNNOTICED = 1.5


@pytest.fixture(scope="module")
def features(sample_portrait: Portrait) -> FeatureMasks:
    return draw_features(sample_portrait.landmarks, size_px=SIDE_PX)


def dim(image: SrgbImage, share: FloatArray | float) -> SrgbImage:
    """Return the image with that share of its light."""
    return linear_to_srgb(srgb_to_linear(image) * np.float32(share))


def expose_sample(
    image: SrgbImage, portrait: Portrait, features: FeatureMasks, *, stops: float = 0.0
) -> SrgbImage:
    return expose(image, portrait.skin, features, portrait.landmarks, stops=stops)


def lightness(image: SrgbImage, where: FloatArray) -> float:
    return float(np.median(srgb_to_lab(image)[where > 0, 0]))


def test_a_photo_in_good_light_barely_moves(
    sample_portrait: Portrait, features: FeatureMasks
) -> None:
    face = facial_skin(sample_portrait)

    exposed = expose_sample(sample_portrait.relit, sample_portrait, features)

    moved = lightness(exposed, face) - lightness(sample_portrait.relit, face)
    assert abs(moved) < UNNOTICED


@pytest.mark.parametrize("stops", [-0.5, 0.5, 1.0])
def test_a_photo_is_exposed_by_the_stops_that_were_metered(
    sample_portrait: Portrait, features: FeatureMasks, stops: float
) -> None:
    face = facial_skin(sample_portrait)
    dark = dim(sample_portrait.relit, 0.4)
    wanted = lightness(dim(dark, 2**stops), face)

    exposed = expose_sample(dark, sample_portrait, features, stops=stops)

    assert lightness(exposed, face) == pytest.approx(wanted, abs=2)


@pytest.mark.parametrize("share", [0.5, 0.2])
def test_neither_dim_eyes_nor_dim_gloss_brighten_a_face(
    sample_portrait: Portrait, features: FeatureMasks, share: float
) -> None:
    face = facial_skin(sample_portrait)
    dark = dim(sample_portrait.relit, share)

    exposed = expose_sample(dark, sample_portrait, features)

    assert abs(lightness(exposed, face) - lightness(dark, face)) < UNNOTICED


@pytest.mark.parametrize("share", [0.6, 0.35, 0.2])
def test_dark_skin_in_good_light_stays_dark(
    sample_portrait: Portrait, features: FeatureMasks, share: float
) -> None:
    face = facial_skin(sample_portrait)
    bare = sample_portrait.skin * (1 - np.maximum(features.eyes, features.mouth))
    dark_skin = dim(sample_portrait.relit, (1 - (1 - share) * bare)[..., None])

    exposed = expose_sample(dark_skin, sample_portrait, features)

    assert abs(lightness(exposed, face) - lightness(dark_skin, face)) < UNNOTICED


def test_the_shaded_half_is_lifted_towards_the_lit_half_which_stays(
    sample_portrait: Portrait, features: FeatureMasks
) -> None:
    nose = int(sample_portrait.landmarks[1, 0])
    left, right = facial_skin(sample_portrait), facial_skin(sample_portrait)
    left[:, nose - 60 :], right[:, : nose + 60] = False, False
    beam = np.ones((SIDE_PX, SIDE_PX), np.float32)
    beam[:, :nose] = 0.3
    side_lit = dim(sample_portrait.relit, blur(beam, 20)[..., None])

    exposed = expose_sample(side_lit, sample_portrait, features)

    lifted = lightness(exposed, left) - lightness(side_lit, left)
    assert 4 < lifted < lightness(sample_portrait.relit, left) - lightness(side_lit, left)
    assert abs(lightness(exposed, right) - lightness(side_lit, right)) < UNNOTICED


def test_what_is_white_already_keeps_its_drawing(
    sample_portrait: Portrait, features: FeatureMasks
) -> None:
    dark = dim(sample_portrait.relit, 0.4)
    dark[-40:, :40] = np.linspace(0.8, 1, 40, dtype=np.float32)[None, :, None]

    exposed = expose_sample(dark, sample_portrait, features, stops=1.3)

    assert np.all(np.diff(exposed[-20, :40].mean(axis=1)) > 0)
    assert exposed.max() <= 1


def test_without_a_face_nothing_is_exposed(
    sample_portrait: Portrait, features: FeatureMasks
) -> None:
    dark = as_srgb(sample_portrait.relit * 0.5)
    bare = np.zeros_like(sample_portrait.skin)

    same = expose(dark, bare, features, sample_portrait.landmarks, stops=1)

    assert np.array_equal(same, dark)
