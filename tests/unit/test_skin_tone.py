"""The skin of an avatar is as light as the photo's and of its hue, whatever a style made of it."""

import numpy as np
import pytest
from tests.drawings import seat

from trombine.domain.order import Assignment
from trombine.domain.photo import Photo
from trombine.domain.style import StyleCard
from trombine.domain.text import LocalizedText
from trombine.engines.portrait.portrait import Portrait
from trombine.engines.portrait.skin_tone import facial_skin, follow_skin_tone
from trombine.engines.portrait.style import Artwork, Look, PortraitStyle
from trombine.imaging.arrays import LabImage, SrgbImage, as_srgb
from trombine.imaging.color import lab_to_srgb, luma, srgb_to_lab


def skin_light(image: SrgbImage, portrait: Portrait) -> float:
    return float(np.median(luma(image)[facial_skin(portrait)]))


def skin_color(image: SrgbImage, portrait: Portrait) -> complex:
    """Return a and b of CIELAB as one number: its angle is the hue."""
    a, b = np.median(srgb_to_lab(image)[facial_skin(portrait), 1:], axis=0)
    return complex(a, b)


def turn_hue(image: SrgbImage, turn_deg: float) -> SrgbImage:
    lab = srgb_to_lab(image)
    color = (lab[..., 1] + 1j * lab[..., 2]) * np.exp(1j * np.radians(turn_deg))
    return lab_to_srgb(
        LabImage(np.dstack([lab[..., 0], color.real, color.imag]).astype(np.float32))
    )


@pytest.mark.parametrize("change", [0.85, 1.15])
def test_skin_that_was_lightened_or_darkened_comes_back(
    sample_portrait: Portrait, change: float
) -> None:
    drawn = as_srgb(sample_portrait.relit * change)

    kept = follow_skin_tone(drawn, sample_portrait)

    light = skin_light(sample_portrait.relit, sample_portrait)
    assert abs(skin_light(drawn, sample_portrait) - light) > 0.05
    assert abs(skin_light(kept, sample_portrait) - light) < 0.005


@pytest.mark.parametrize("turn_deg", [-8, 8])
def test_skin_whose_hue_was_turned_comes_back_and_stays_as_rich(
    sample_portrait: Portrait, turn_deg: float
) -> None:
    drawn = turn_hue(sample_portrait.relit, turn_deg)

    kept = follow_skin_tone(drawn, sample_portrait)

    wanted, turned, back = (
        skin_color(image, sample_portrait) for image in (sample_portrait.relit, drawn, kept)
    )
    assert abs(np.angle(turned / wanted, deg=True)) > 6
    assert abs(np.angle(back / wanted, deg=True)) < 1
    assert abs(back) == pytest.approx(abs(turned), rel=0.05)


def test_ink_stays_black_and_what_is_no_skin_is_left_alone(sample_portrait: Portrait) -> None:
    drawn = as_srgb(sample_portrait.relit * 0.85)
    drawn[500:520] = 0

    kept = follow_skin_tone(drawn, sample_portrait)

    assert kept[500:520].max() == 0
    elsewhere = sample_portrait.skin == 0
    assert np.array_equal(kept[elsewhere], drawn[elsewhere])


@pytest.mark.parametrize(("recolors", "follows"), [(False, True), (True, False)])
def test_the_engine_keeps_the_tone_where_a_style_does_not_recolor(
    sample_photo: Photo, sample_portrait: Portrait, *, recolors: bool, follows: bool
) -> None:
    def whiten(portrait: Portrait, look: Look) -> Artwork:
        del look
        return Artwork(as_srgb(portrait.relit**0.7), portrait.alpha)

    words = LocalizedText(en="White", fr="Blanc")
    card = StyleCard("white", title=words, description=words, media=("chalk",), recolors=recolors)
    sitting = seat(sample_photo, sample_portrait, {"white": PortraitStyle(card, whiten)})

    image = sitting.render(Assignment(1, "white", photo=1, variation=0, seed=0)).image

    drift = skin_light(image, sample_portrait) - skin_light(sample_portrait.relit, sample_portrait)
    assert (drift < 0.01) is follows
