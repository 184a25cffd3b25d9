"""Every style, ours or installed, keeps these promises."""

from dataclasses import fields

import numpy as np
import pytest

from trombine.domain.options import Option, StyleOptions, options_schema
from trombine.engines.portrait.portrait import SIDE_PX, Portrait
from trombine.engines.portrait.style import Look
from trombine.engines.portrait.styles import find_styles
from trombine.imaging.arrays import check_image
from trombine.imaging.perceptual_hash import color_distance, glance_at, shape_distance
from trombine.pipeline import REPEAT_BITS, REPEAT_COLOR

STYLES = sorted(find_styles())


@pytest.mark.parametrize("slug", STYLES)
def test_a_style_draws_a_whole_picture_and_leaves_the_portrait_alone(
    slug: str, sample_portrait: Portrait
) -> None:
    before = {f.name: getattr(sample_portrait, f.name).copy() for f in fields(Portrait)}

    artwork = find_styles()[slug].render(sample_portrait, Look())

    check_image(artwork.image)
    assert artwork.image.shape == (SIDE_PX, SIDE_PX, 3)
    assert artwork.cutout.shape == (SIDE_PX, SIDE_PX)
    assert artwork.cutout.min() >= 0
    assert artwork.cutout.max() <= 1
    for name, value in before.items():
        assert np.array_equal(value, getattr(sample_portrait, name)), name


@pytest.mark.parametrize("slug", STYLES)
def test_the_same_look_gives_the_same_pixels(slug: str, sample_portrait: Portrait) -> None:
    draw = find_styles()[slug].render

    first = draw(sample_portrait, Look(variation=1, seed=7)).image
    second = draw(sample_portrait, Look(variation=1, seed=7)).image

    assert np.array_equal(first, second)


@pytest.mark.parametrize("slug", STYLES)
def test_two_variations_are_two_pictures(slug: str, sample_portrait: Portrait) -> None:
    draw = find_styles()[slug].render

    first = glance_at(draw(sample_portrait, Look(variation=0)).image)
    second = glance_at(draw(sample_portrait, Look(variation=1)).image)

    alike = shape_distance(first, second) <= REPEAT_BITS
    assert not (alike and color_distance(first, second) <= REPEAT_COLOR)


@pytest.mark.parametrize("slug", STYLES)
def test_a_card_speaks_both_languages(slug: str) -> None:
    card = find_styles()[slug].card

    assert card.slug == slug
    assert card.title.en
    assert card.title.fr
    assert card.description.en != card.description.fr
    assert card.media


WEIGHTS = {Option.STRENGTH, Option.LINE, Option.TEXTURE}
DECLARED = [
    (slug, option.value)
    for slug in STYLES
    for option in find_styles()[slug].card.options
    if option in WEIGHTS
]


@pytest.mark.parametrize(("slug", "option"), DECLARED)
def test_a_declared_weight_changes_the_picture(
    slug: str, option: str, sample_portrait: Portrait
) -> None:
    draw = find_styles()[slug].render

    light = draw(sample_portrait, Look(options=StyleOptions(**{option: 0.5}))).image
    heavy = draw(sample_portrait, Look(options=StyleOptions(**{option: 1.5}))).image

    assert np.abs(light - heavy).mean() > 0.001


BACKGROUNDS = [s for s in STYLES if Option.BACKGROUND in find_styles()[s].card.options]


@pytest.mark.parametrize("slug", BACKGROUNDS)
def test_the_ground_follows_the_color_asked_for(slug: str, sample_portrait: Portrait) -> None:
    draw = find_styles()[slug].render

    blue = draw(sample_portrait, Look(options=StyleOptions(background="blue")))
    red = draw(sample_portrait, Look(options=StyleOptions(background="red")))

    ground = blue.cutout < 0.02
    redder = (red.image - blue.image)[ground].mean(axis=0)
    assert redder[0] > 0.05
    assert redder[2] < -0.05


@pytest.mark.parametrize("slug", STYLES)
def test_a_schema_names_everything_that_may_be_set(slug: str) -> None:
    schema = options_schema(find_styles()[slug].card.options)

    assert {"background", "mirror", "frame", "expression"} <= set(schema["properties"])
