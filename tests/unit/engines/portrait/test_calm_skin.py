"""Skin in flat tones: no maps on a cheek, and the color the person has."""

from dataclasses import replace

import cv2
import numpy as np
import pytest

from trombine.engines.portrait.portrait import SIDE_PX, Portrait
from trombine.engines.portrait.skin_tone import facial_skin, follow_skin_tone, middle_mean
from trombine.engines.portrait.style import Look
from trombine.engines.portrait.styles import find_styles
from trombine.engines.portrait.techniques.skin import calm_tone, find_tone_shapes
from trombine.engines.portrait.techniques.tones import posterize_regions
from trombine.imaging.arrays import BoolArray, FloatArray, SrgbImage, as_srgb
from trombine.imaging.color import srgb_to_lab
from trombine.imaging.filters import blur, mix
from trombine.imaging.noise import value_noise

MENDED = ("comic", "gouache", "toon3d", "watercolor")
AS_IT_IS, BROWN, DARK = (1.0, 1.0, 1.0), (0.62, 0.52, 0.46), (0.42, 0.34, 0.30)


def darken_skin(portrait: Portrait, by: tuple[float, float, float]) -> Portrait:
    def darken(image: SrgbImage) -> SrgbImage:
        return as_srgb(mix(image, image * np.array(by, np.float32), portrait.skin))

    return replace(
        portrait,
        relit=darken(portrait.relit),
        painted=darken(portrait.painted),
        combed=darken(portrait.combed),
    )


def skin_color(image: SrgbImage, portrait: Portrait) -> tuple[float, float, float]:
    """Lightness, chroma and hue in degrees."""
    lab = srgb_to_lab(SrgbImage(image[facial_skin(portrait)][None]))[0]
    lightness, a, b = (float(value) for value in middle_mean(lab))
    return lightness, float(np.hypot(a, b)), float(np.degrees(np.arctan2(b, a)))


@pytest.mark.parametrize("tone", [AS_IT_IS, BROWN, DARK])
@pytest.mark.parametrize("slug", MENDED)
def test_skin_keeps_the_color_it_has_on_the_photo(
    slug: str, tone: tuple[float, float, float], sample_portrait: Portrait
) -> None:
    person = darken_skin(sample_portrait, tone)

    drawn = follow_skin_tone(find_styles()[slug].render(person, Look(seed=3)).image, person)

    lightness, chroma, hue = skin_color(person.relit, person)
    drawn_lightness, drawn_chroma, drawn_hue = skin_color(drawn, person)
    assert abs(drawn_hue - hue) < 3
    assert abs(drawn_lightness - lightness) < 2
    assert drawn_chroma < 1.2 * chroma


def find_cheeks(portrait: Portrait) -> BoolArray:
    return facial_skin(portrait) & (portrait.importance < 0.02)


def test_a_mottled_cheek_gets_no_map_of_islands(sample_portrait: Portrait) -> None:
    mottles = value_noise(5, size_px=SIDE_PX, cells=40, octaves=1) - np.float32(0.5)
    plain = np.full((SIDE_PX, SIDE_PX, 3), (0.62, 0.46, 0.38), np.float32)
    image = as_srgb(plain * (1 + 0.12 * mottles)[..., None])

    flat = srgb_to_lab(posterize_regions(sample_portrait, image, saturation=1.0))[..., 0]

    assert srgb_to_lab(image)[..., 0][find_cheeks(sample_portrait)].std() > 0.8
    assert flat[find_cheeks(sample_portrait)].std() < 0.5


def test_a_shadow_on_the_face_keeps_its_contour(sample_portrait: Portrait) -> None:
    image = np.full((SIDE_PX, SIDE_PX, 3), (0.62, 0.46, 0.38), np.float32)
    middle = int(sample_portrait.landmarks[1, 0])
    image[:, :middle] *= 0.55

    flat = srgb_to_lab(posterize_regions(sample_portrait, as_srgb(image), saturation=1.0))[..., 0]

    cheeks = find_cheeks(sample_portrait)
    shaded, lit = cheeks.copy(), cheeks.copy()
    shaded[:, middle - 40 :] = False
    lit[:, : middle + 40] = False
    assert np.median(flat[lit]) - np.median(flat[shaded]) > 12


def draw_disc(radius_px: int, lightness: float) -> FloatArray:
    tone = np.full((256, 256), 50, np.float32)
    cv2.circle(tone, (128, 128), radius_px, lightness, -1)
    return blur(tone, 2)


@pytest.mark.parametrize(("radius_px", "lightness"), [(3, 90.0), (20, 56.0)])
def test_patches_that_are_small_or_faint_are_no_tones(radius_px: int, lightness: float) -> None:
    (shape,) = find_tone_shapes(draw_disc(radius_px, lightness), [53.0], face_height_px=200)

    assert shape.max() < 0.1


def test_what_lies_beside_skin_does_not_stain_it() -> None:
    lightness = np.full((256, 256), 60, np.float32)
    bare = np.ones_like(lightness)
    lightness[:, 128:], bare[:, 128:] = 5, 0

    calm = calm_tone(lightness, bare)

    assert np.abs(calm[:, :120] - 60).max() < 1
