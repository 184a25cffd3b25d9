"""Printed and drawn in a few inks, darker skin takes more ink."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from trombine.engines.portrait.features import draw_features
from trombine.engines.portrait.portrait import SIDE_PX, Portrait
from trombine.engines.portrait.skin_tone import facial_skin
from trombine.engines.portrait.style import Look
from trombine.engines.portrait.styles import find_styles
from trombine.engines.portrait.techniques.tones import ink_skin, print_tone
from trombine.imaging.arrays import LinearImage, SrgbImage
from trombine.imaging.color import linear_to_srgb, srgb_to_lab, srgb_to_linear

INKED = ("banknote", "double-exposure", "pencil", "poster", "riso")


def darken_skin(portrait: Portrait, light: float) -> Portrait:
    """The same person, whose skin gives back that share of the light; eyes and teeth as before."""
    features = draw_features(portrait.landmarks, size_px=SIDE_PX)
    skin = portrait.skin * (1 - np.maximum(features.eyes, features.mouth))
    gain = (1 - skin * np.float32(1 - light))[..., None]

    def darken(image: SrgbImage) -> SrgbImage:
        return linear_to_srgb(LinearImage(srgb_to_linear(image) * gain))

    return replace(
        portrait,
        relit=darken(portrait.relit),
        painted=darken(portrait.painted),
        combed=darken(portrait.combed),
    )


@pytest.fixture(scope="module")
def dark_portrait(sample_portrait: Portrait) -> Portrait:
    return darken_skin(sample_portrait, 0.3)


def skin_lightness(picture: SrgbImage, portrait: Portrait) -> float:
    """L* of the skin seen from afar, as the mean of its light."""
    light = srgb_to_linear(picture)[facial_skin(portrait)].mean(axis=0)
    return float(srgb_to_lab(linear_to_srgb(LinearImage(light[None, None])))[0, 0, 0])


@pytest.mark.parametrize("slug", INKED)
def test_a_dark_face_is_drawn_darker_than_a_light_one(
    slug: str, sample_portrait: Portrait, dark_portrait: Portrait
) -> None:
    draw = find_styles()[slug].render

    light, dark = (
        skin_lightness(draw(portrait, Look()).image, portrait)
        for portrait in (sample_portrait, dark_portrait)
    )

    assert dark < light - 8
    assert light > 72


def test_each_darker_skin_takes_more_ink(sample_portrait: Portrait) -> None:
    tones = [ink_skin(darken_skin(sample_portrait, light)) for light in (1, 0.7, 0.5, 0.35, 0.25)]

    assert all(lighter > darker + 0.02 for lighter, darker in pairwise(tones))


def test_features_stand_out_on_dark_skin_as_on_light(
    sample_portrait: Portrait, dark_portrait: Portrait
) -> None:
    features = draw_features(sample_portrait.landmarks, size_px=SIDE_PX)
    whites = (features.eyes > 0.9) & (features.irises < 0.1)
    skin, brows = facial_skin(sample_portrait), features.brows > 0.8

    light, dark = (print_tone(p, features) for p in (sample_portrait, dark_portrait))

    assert np.percentile(dark[whites], 90) > np.percentile(light[whites], 90) - 0.08
    stands_out = [float(tone[skin].mean() - tone[brows].mean()) for tone in (light, dark)]
    assert stands_out[1] > 0.6 * stands_out[0]
