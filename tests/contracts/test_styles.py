"""Every style, ours or installed, keeps these promises."""

import re
from dataclasses import fields, replace

import cv2
import numpy as np
import pytest

from trombine.domain.options import Option, StyleOptions, options_schema
from trombine.domain.style import DigitalSourceType
from trombine.engines.portrait.portrait import SIDE_PX, Portrait
from trombine.engines.portrait.preparation import prepare
from trombine.engines.portrait.style import Look
from trombine.engines.portrait.styles import find_styles
from trombine.faces.topology import MESH_POINTS
from trombine.imaging.arrays import Mask, SrgbImage, as_srgb, check_image
from trombine.imaging.perceptual_hash import color_distance, glance_at, shape_distance
from trombine.intake.admission import inspect
from trombine.intake.quality import FACE_WIDTH_REFUSED_PX
from trombine.studio.acceptance import REPEAT_BITS, REPEAT_COLOR

STYLES = sorted(find_styles())
SMALLEST_SCALE = 0.7  # the sample with a face as small as intake admits


@pytest.mark.parametrize("slug", STYLES)
def test_a_style_draws_a_whole_picture_and_leaves_the_portrait_alone(
    slug: str, sample_portrait: Portrait
) -> None:
    maps = [f.name for f in fields(Portrait) if f.name != "world"]
    before = {name: getattr(sample_portrait, name).copy() for name in maps}

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
    assert card.description.en.endswith(".")
    assert card.description.fr.endswith(".")
    assert not re.search(r"['\"]", card.title.fr + card.description.fr)  # typewriter marks
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


def flatten(portrait: Portrait) -> Portrait:
    """A photo of one color: no edge, no range, no hair to tell from skin."""
    gray = SrgbImage(np.full_like(portrait.relit, 0.5))
    nothing = Mask(np.zeros_like(portrait.hair))
    return replace(
        portrait,
        relit=gray,
        painted=gray,
        combed=gray,
        skin=portrait.alpha,
        hair=nothing,
        cloth=nothing,
    )


@pytest.fixture(scope="module")
def odd_portraits(sample_image: SrgbImage, sample_portrait: Portrait) -> dict[str, Portrait]:
    height, width = (round(side * SMALLEST_SCALE) for side in sample_image.shape[:2])
    small = as_srgb(cv2.resize(sample_image, (width, height), interpolation=cv2.INTER_AREA))
    photo = inspect(small, 1).photo
    assert photo is not None
    widths = photo.landmarks[:MESH_POINTS, 0]
    assert FACE_WIDTH_REFUSED_PX < np.ptp(widths) < FACE_WIDTH_REFUSED_PX + 6
    return {"one color": flatten(sample_portrait), "very small face": prepare(photo)}


@pytest.mark.parametrize("odd", ["one color", "very small face"])
@pytest.mark.parametrize("slug", STYLES)
def test_a_poor_photo_gives_a_whole_picture(
    slug: str, odd: str, odd_portraits: dict[str, Portrait]
) -> None:
    artwork = find_styles()[slug].render(odd_portraits[odd], Look(variation=2, seed=3))

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
