"""People of cut paper stay the people they are: as dark, with eyes, and with their glasses."""

from dataclasses import replace

import cv2
import numpy as np
import pytest

from trombine.domain.photo import Photo
from trombine.engines.portrait.features import draw_features
from trombine.engines.portrait.portrait import SIDE_PX, Portrait
from trombine.engines.portrait.preparation import prepare
from trombine.engines.portrait.skin_tone import facial_skin
from trombine.engines.portrait.style import Look
from trombine.engines.portrait.styles import find_styles
from trombine.engines.portrait.techniques.frames import find_worn, frame_mask
from trombine.engines.portrait.techniques.paper_face import below_nose
from trombine.faces.topology import LEFT_EYE, LEFT_IRIS, RIGHT_EYE, RIGHT_IRIS
from trombine.imaging.arrays import FloatArray, SrgbImage, as_srgb
from trombine.imaging.color import srgb_to_lab

VARIATIONS = range(6)


@pytest.fixture(scope="module")
def with_glasses(hat_and_glasses_photo: Photo) -> Portrait:
    return prepare(hat_and_glasses_photo)


def draw(portrait: Portrait, variation: int = 0) -> SrgbImage:
    return find_styles()["papercut"].render(portrait, Look(variation=variation)).image


def lightness(image: SrgbImage) -> FloatArray:
    return srgb_to_lab(image)[..., 0]


def darken(portrait: Portrait, factor: float) -> Portrait:
    """The same person with skin, and all the rest, of a darker tone."""
    pictures = {
        name: as_srgb(getattr(portrait, name) * np.float32(factor))
        for name in ("relit", "painted", "combed")
    }
    return replace(portrait, **pictures)


@pytest.mark.parametrize("variation", VARIATIONS)
def test_a_dark_face_is_made_of_darker_sheets_than_a_light_one(
    variation: int, sample_portrait: Portrait
) -> None:
    face = facial_skin(sample_portrait)

    light = lightness(draw(sample_portrait, variation))[face].mean()
    dark = lightness(draw(darken(sample_portrait, 0.55), variation))[face].mean()

    assert light - dark > 15


@pytest.mark.parametrize("factor", [1.0, 0.5])
def test_a_face_is_as_light_as_its_skin_and_has_form(
    factor: float, sample_portrait: Portrait
) -> None:
    portrait = darken(sample_portrait, factor)
    face = facial_skin(portrait)

    drawn = lightness(draw(portrait))[face]

    assert abs(drawn.mean() - lightness(portrait.relit)[face].mean()) < 8
    low, high = np.percentile(drawn, [10, 90])
    assert high - low > 8


@pytest.mark.parametrize("variation", VARIATIONS)
def test_eyes_are_no_holes(variation: int, sample_portrait: Portrait) -> None:
    points = sample_portrait.landmarks[:, :2]
    features = draw_features(sample_portrait.landmarks, size_px=SIDE_PX)
    white = (features.eyes > 0.9) & (features.irises < 0.1)

    drawn = lightness(draw(sample_portrait, variation))

    skin = float(np.median(drawn[facial_skin(sample_portrait)]))
    for contour, iris in ((RIGHT_EYE, RIGHT_IRIS), (LEFT_EYE, LEFT_IRIS)):
        side = np.zeros_like(white)
        left, right = points[list(contour), 0].min(), points[list(contour), 0].max()
        side[:, int(left) : int(right)] = True
        column, row = points[iris[0]].astype(int)
        assert np.percentile(drawn[white & side], 75) > skin
        assert drawn[row - 2 : row + 3, column - 2 : column + 3].min() < skin / 2


def test_glasses_are_found_on_who_wears_some_only(
    with_glasses: Portrait, sample_portrait: Portrait
) -> None:
    assert find_worn(with_glasses) is not None
    assert find_worn(sample_portrait) is None


def test_rims_run_round_the_eyes_and_stay_dark(with_glasses: Portrait) -> None:
    glasses = find_worn(with_glasses)
    assert glasses is not None
    frame = frame_mask(glasses, with_glasses.landmarks[:, :2]) > 0.9

    drawn = lightness(draw(with_glasses))

    skin = float(np.median(drawn[facial_skin(with_glasses)]))
    assert np.median(drawn[frame]) < skin - 12
    for rim, iris in zip(glasses.rims, (RIGHT_IRIS, LEFT_IRIS), strict=True):
        x, y = with_glasses.landmarks[iris[0], :2].tolist()
        assert cv2.pointPolygonTest(rim, (x, y), measureDist=False) > 0


def test_a_nose_in_shade_is_no_hole(sample_portrait: Portrait) -> None:
    lower_side = below_nose(sample_portrait.landmarks)
    shade = 1 - 0.75 * cv2.GaussianBlur(lower_side, (0, 0), 4)[..., None]
    names = ("relit", "painted", "combed")
    shaded = {name: as_srgb(getattr(sample_portrait, name) * shade) for name in names}

    picture = draw(replace(sample_portrait, **shaded))

    # Nostrils are dark; between them and about them is skin.
    inside = lightness(picture)[lower_side > 0.9]
    skin = np.median(lightness(picture)[facial_skin(sample_portrait)])
    assert (inside > 0.6 * skin).mean() > 0.5
