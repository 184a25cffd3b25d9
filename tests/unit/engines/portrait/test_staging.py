"""Changes are made in an order, before the style draws, and nothing staged changes nothing."""

from dataclasses import replace

import numpy as np
import pytest
from tests.drawings import seat

from trombine.domain.card import Card
from trombine.domain.options import StyleOptions
from trombine.domain.order import Assignment, Staging
from trombine.domain.photo import Photo
from trombine.domain.style import StyleCard
from trombine.domain.text import LocalizedText
from trombine.engines.portrait.changes import Change, Kind, find_changes, stage
from trombine.engines.portrait.changes.change import Apply
from trombine.engines.portrait.engine import PortraitSitting
from trombine.engines.portrait.portrait import Portrait
from trombine.engines.portrait.style import Artwork, Look, PortraitStyle, lay_over
from trombine.engines.portrait.techniques.palettes import pick_palette, rank_palettes
from trombine.imaging.arrays import Mask, SrgbImage

WORDS = LocalizedText(en="A.", fr="B.")


def change(kind: Kind, apply: Apply) -> Change:
    return Change(Card("theirs", WORDS, WORDS, words="theirs"), kind, apply)


def test_pose_garment_prop_and_world_are_applied_in_this_order(sample_portrait: Portrait) -> None:
    seen = []

    def note(kind: Kind) -> Change:
        def apply(portrait: Portrait, _look: Look) -> Portrait:
            seen.append(kind.value)
            return portrait

        return change(kind, apply)

    changes = {kind: {"theirs": note(kind)} for kind in reversed(Kind)}

    stage(
        sample_portrait,
        Look(),
        Staging(world="theirs", prop="theirs", garment="theirs", pose="theirs"),
        changes,
    )

    assert seen == ["pose", "garment", "prop", "world"]


def red_coat(portrait: Portrait, _look: Look) -> Portrait:
    red = np.where(portrait.cloth[..., None] > 0.5, np.float32([0.95, 0.1, 0.2]), portrait.relit)
    return replace(portrait, relit=SrgbImage(red.astype(np.float32)))


def test_a_garment_does_not_choose_its_own_ground(
    sample_photo: Photo, sample_portrait: Portrait
) -> None:
    picked = []

    def draw(portrait: Portrait, look: Look) -> Artwork:
        picked.append(pick_palette(portrait, look).name)
        return Artwork(portrait.relit, portrait.alpha)

    style = PortraitStyle(StyleCard("plain", WORDS, WORDS, ("x",), recolors=True), draw)
    changes = {**find_changes(), Kind.GARMENT: {"theirs": change(Kind.GARMENT, red_coat)}}
    sitting = seat(sample_photo, sample_portrait, {"plain": style}, changes)
    plain = Assignment(1, "plain", photo=1, variation=0, seed=0)
    for variation in range(7):
        asked = replace(plain, variation=variation)
        sitting.render(asked)
        sitting.render(replace(asked, staging=Staging(garment="theirs")))

    assert picked[::2] == picked[1::2]
    ranked = [palette.name for palette in rank_palettes(sample_portrait)]
    dressed = rank_palettes(red_coat(sample_portrait, Look()))
    assert ranked != [palette.name for palette in dressed]


@pytest.mark.parametrize("background", ["teal", "#204060", "none"])
def test_a_ground_that_was_asked_for_goes_before_the_world(
    background: str, sample_sitting: PortraitSitting
) -> None:
    options = StyleOptions(background=background)
    asked = Assignment(1, "poster", 1, variation=0, seed=0, size_px=256, options=options)

    plain = sample_sitting.render(asked).image
    staged = sample_sitting.render(replace(asked, staging=Staging(world="aurora"))).image

    assert np.abs(plain - staged)[14:34, 14:34].max() < 0.02


def test_a_style_that_offers_no_world_keeps_its_ground(
    sample_photo: Photo, sample_portrait: Portrait
) -> None:
    def draw(portrait: Portrait, _look: Look) -> Artwork:
        return Artwork(SrgbImage(np.full_like(portrait.relit, 0.25)), portrait.alpha)

    card = StyleCard("plain", WORDS, WORDS, ("x",), recolors=True)
    style = PortraitStyle(card, draw, draw_in_world=None)
    sitting = seat(sample_photo, sample_portrait, {"plain": style})
    staging = Staging(world="aurora")

    drawn = sitting.render(Assignment(1, "plain", 1, variation=0, seed=0, staging=staging))

    assert (drawn.image == 0.25).all()


def test_a_figure_laid_over_a_world_covers_it_wholly() -> None:
    figure = SrgbImage(np.full((64, 64, 3), 0.8, np.float32))
    cover = np.zeros((64, 64), np.float32)
    cover[20:40] = 1
    world = np.zeros((64, 64, 3), np.float32)

    laid = lay_over(world, Artwork(figure, Mask(cover)), cover=Mask(cover))

    assert np.allclose(laid.image[20:40], 0.8)
    assert (laid.image[:20] == 0).all()
