"""Every style, ours or installed, keeps these promises."""

import re
from dataclasses import replace

import numpy as np
import pytest
from tests.drawings import CUT_OUT, ON_RED, Drawings

from trombine.domain.options import Option, StyleOptions, options_schema
from trombine.domain.style import DigitalSourceType
from trombine.engines.portrait.portrait import SIDE_PX, Portrait
from trombine.engines.portrait.style import Look
from trombine.engines.portrait.styles import find_styles
from trombine.imaging.arrays import FloatArray, check_image
from trombine.imaging.perceptual_hash import color_distance, glance_at, shape_distance
from trombine.studio.acceptance import REPEAT_BITS, REPEAT_COLOR

STYLES = sorted(find_styles())
WEIGHTS = {Option.STRENGTH, Option.LINE, Option.TEXTURE}


def test_a_style_draws_a_whole_picture_and_leaves_the_portrait_alone(
    drawings: Drawings, looks: tuple[Look, Look], sample_portrait: Portrait
) -> None:
    artwork = drawings.draw(sample_portrait, looks[0])

    check_image(artwork.image)
    assert artwork.image.shape == (SIDE_PX, SIDE_PX, 3)
    assert artwork.cutout.shape == (SIDE_PX, SIDE_PX)
    assert artwork.cutout.min() >= 0
    assert artwork.cutout.max() <= 1
    assert drawings.changed_maps == []


def test_the_same_look_gives_the_same_pixels_whatever_lies_behind_the_person(
    drawings: Drawings, looks: tuple[Look, Look], sample_portrait: Portrait
) -> None:
    staged = replace(sample_portrait, world=sample_portrait.relit)

    first = drawings.draw(sample_portrait, looks[0]).image
    second = drawings.draw(staged, looks[0]).image

    assert np.array_equal(first, second)
    assert not np.shares_memory(first, second)  # it was drawn twice


def test_two_variations_are_two_pictures(
    drawings: Drawings, looks: tuple[Look, Look], sample_portrait: Portrait
) -> None:
    first, second = (glance_at(drawings.draw(sample_portrait, look).image) for look in looks)

    alike = shape_distance(first, second) <= REPEAT_BITS
    assert not (alike and color_distance(first, second) <= REPEAT_COLOR)


@pytest.mark.parametrize("slug", STYLES)
def test_a_card_speaks_both_languages(slug: str) -> None:
    card = find_styles()[slug].card

    assert card.slug == slug
    assert card.title.en
    assert card.title.fr
    assert card.description.en != card.description.fr
    assert card.description.en.endswith(".")
    assert card.description.fr.endswith(".")
    assert not re.search(r"['\"]", card.title.fr + card.description.fr)  # typewriter marks
    assert card.media


def test_each_declared_weight_changes_the_picture(
    drawings: Drawings, looks: tuple[Look, Look], sample_portrait: Portrait
) -> None:
    declared = [option for option in drawings.style.card.options if option in WEIGHTS]

    def draw(option: Option, weight: float) -> FloatArray:
        options = StyleOptions(**{option.value: weight})
        return drawings.draw(sample_portrait, replace(looks[0], options=options)).image

    def differs(one: FloatArray, other: FloatArray) -> bool:
        return float(np.abs(one - other).mean()) > 0.001

    def acts(option: Option) -> bool:
        # Mostly half of the range tells already, and its middle was drawn for other tests.
        heavy = draw(option, 1.5)
        return differs(heavy, draw(option, 1)) or differs(heavy, draw(option, 0.5))

    assert [option for option in declared if not acts(option)] == []


def test_a_photo_of_one_color_gives_a_whole_picture(
    drawings: Drawings, one_color_portrait: Portrait
) -> None:
    artwork = drawings.draw(one_color_portrait, ON_RED)

    assert check_image(artwork.image).shape == (SIDE_PX, SIDE_PX, 3)
    assert np.isfinite(artwork.cutout).all()


def test_a_very_small_face_gives_a_whole_picture(
    drawings: Drawings, small_face_portrait: Portrait
) -> None:
    artwork = drawings.draw(small_face_portrait, CUT_OUT)

    assert check_image(artwork.image).shape == (SIDE_PX, SIDE_PX, 3)
    assert np.isfinite(artwork.cutout).all()


@pytest.mark.parametrize("slug", STYLES)
def test_a_card_says_truthfully_how_the_picture_came_to_be(slug: str) -> None:
    card = find_styles()[slug].card

    # A photo of a person, redrawn with the help of trained networks; none looks like a photo.
    assert card.digital_source_type is DigitalSourceType.COMPOSITE_WITH_TRAINED_ALGORITHMIC_MEDIA
    assert card.photoreal is False


@pytest.mark.parametrize("slug", STYLES)
def test_a_schema_names_everything_that_may_be_set(slug: str) -> None:
    schema = options_schema(find_styles()[slug].card.options)

    assert {"background", "mirror", "frame", "expression"} <= set(schema["properties"])
