"""Hair keeps its color in comics and is whole and glossy in the animated film."""

from dataclasses import replace

import numpy as np

from trombine.engines.portrait.portrait import SIDE_PX, Portrait
from trombine.engines.portrait.style import Look
from trombine.engines.portrait.styles import find_styles
from trombine.engines.portrait.techniques.film_hair import model_hair
from trombine.imaging.arrays import Mask, SrgbImage, as_mask, as_srgb
from trombine.imaging.color import luma, srgb_to_lab
from trombine.imaging.filters import mix

BROWN = np.array([0.42, 0.26, 0.15], np.float32)


def curl(portrait: Portrait) -> Portrait:
    """The person with brown curls, dark between them."""
    y, x = np.mgrid[0:SIDE_PX, 0:SIDE_PX].astype(np.float32)
    waves = 0.55 + 0.45 * np.sin(x / 7 + 3 * np.sin(y / 19))
    curls = BROWN * waves[..., None]

    def dye(image: SrgbImage) -> SrgbImage:
        return as_srgb(mix(image, curls, portrait.hair))

    return replace(
        portrait,
        relit=dye(portrait.relit),
        painted=dye(portrait.painted),
        combed=dye(portrait.combed),
    )


def test_a_comic_leaves_brown_curls_brown(sample_portrait: Portrait) -> None:
    person = curl(sample_portrait)
    hair = (person.hair > 0.95) & (person.importance < 0.05)

    drawn = find_styles()["comic"].render(person, Look()).image

    black = luma(drawn)[hair] < 0.07
    lab = srgb_to_lab(SrgbImage(drawn[hair][None]))[0]
    hue = float(np.degrees(np.arctan2(np.median(lab[:, 2]), np.median(lab[:, 1]))))
    assert black.mean() < 0.25
    assert 35 < hue < 75


def test_light_runs_in_bands_over_hair_and_nowhere_else(sample_portrait: Portrait) -> None:
    person = curl(sample_portrait)

    glossy = model_hair(person, person.combed, light_x=-1.0)

    added = luma(as_srgb(glossy)) - luma(person.combed)
    hair = (person.hair > 0.95) & (person.importance < 0.05)
    assert np.percentile(added[hair], 95) > 0.04
    assert np.array_equal(glossy[person.hair == 0], person.combed[person.hair == 0])


def test_thin_hair_is_cut_whole_and_crumbs_are_left_out(sample_portrait: Portrait) -> None:
    alpha = sample_portrait.alpha.copy()
    outside = np.argwhere(alpha[: SIDE_PX // 3] < 0.01)
    crumb = tuple(outside[0] + 12)
    alpha[crumb[0] - 8 : crumb[0] + 8, crumb[1] - 8 : crumb[1] + 8] = 1
    thin = np.zeros_like(alpha, bool)
    thin[:, : SIDE_PX // 2] = sample_portrait.hair[:, : SIDE_PX // 2] > 0.95
    alpha[thin] = 0.5
    person = replace(sample_portrait, alpha=as_mask(alpha))

    cutout: Mask = find_styles()["toon3d"].render(person, Look()).cutout

    assert np.median(cutout[thin]) > 0.9
    assert cutout[crumb] < 0.1


def test_a_comic_draws_hair_that_is_black_all_over(sample_portrait: Portrait) -> None:
    black = sample_portrait.painted * (1 - sample_portrait.hair)[..., None]
    person = replace(sample_portrait, painted=SrgbImage(black), combed=SrgbImage(black))

    drawn = find_styles()["comic"].render(person, Look()).image

    assert np.isfinite(drawn).all()
    assert np.median(luma(drawn)[sample_portrait.hair > 0.95]) < 0.12
