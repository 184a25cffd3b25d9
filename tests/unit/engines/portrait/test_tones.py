"""Tones: locks in any hair, faces lit from one side."""

import numpy as np

from trombine.engines.portrait.portrait import SIDE_PX, Portrait
from trombine.engines.portrait.techniques.tones import (
    bring_out_locks,
    clear_shade,
    find_locks,
    posterize_regions,
)
from trombine.imaging.arrays import FloatArray, as_srgb
from trombine.imaging.color import luma, srgb_to_lab


def test_locks_stand_out_alike_in_dark_and_in_fair_hair() -> None:
    waves = np.sin(np.arange(256, dtype=np.float32) / 4)[None].repeat(256, axis=0)
    everywhere = np.ones_like(waves)

    _, dark = find_locks(0.12 + 0.05 * waves, everywhere, reach_px=14, faintest=0.001)
    _, fair = find_locks(0.70 + 0.15 * waves, everywhere, reach_px=14, faintest=0.001)

    assert np.abs(dark - fair)[32:-32, 32:-32].max() < 0.05


def test_bringing_out_locks_leaves_the_face_alone(sample_portrait: Portrait) -> None:
    painted = sample_portrait.painted

    glossy = bring_out_locks(sample_portrait, painted, share=0.2)

    assert np.array_equal(glossy[sample_portrait.hair == 0], painted[sample_portrait.hair == 0])
    assert np.abs(glossy - painted)[sample_portrait.hair > 0.9].mean() > 0.01


def test_a_shaded_cheek_is_seen_again(sample_portrait: Portrait) -> None:
    light = np.ones((SIDE_PX, SIDE_PX, 1), np.float32)
    light[:, : int(SIDE_PX * 0.45)] = 0.25
    shaded = as_srgb(sample_portrait.painted * light)
    cheek = (sample_portrait.skin > 0.9) & (sample_portrait.importance < 0.05) & (light[..., 0] < 1)

    cleared = clear_shade(sample_portrait, shaded, depth=0.2)

    assert np.median(luma(cleared)[cheek]) > 1.2 * np.median(luma(shaded)[cheek])


def test_a_face_in_even_light_is_not_touched(sample_portrait: Portrait) -> None:
    even = as_srgb(np.full((SIDE_PX, SIDE_PX, 3), 0.6, np.float32))

    assert np.allclose(clear_shade(sample_portrait, even, depth=0.3), even, atol=1e-3)


def test_a_white_collar_on_a_dark_suit_stays_white(sample_portrait: Portrait) -> None:
    image = sample_portrait.painted.copy()
    image[sample_portrait.cloth > 0.5] = 0.12
    image[-150:, 460:560] = 0.93
    collar = np.zeros_like(sample_portrait.cloth, bool)
    collar[-130:-20, 480:540] = True
    collar &= sample_portrait.cloth > 0.95

    flat = posterize_regions(sample_portrait, as_srgb(image), saturation=1.0)

    assert collar.sum() > 1000
    assert luma(flat)[collar].min() > 0.85


def test_an_ear_lit_red_is_printed_in_the_color_of_the_skin(sample_portrait: Portrait) -> None:
    image = sample_portrait.painted.copy()
    lit = np.zeros_like(sample_portrait.skin, bool)
    lit[:, : SIDE_PX // 2] = sample_portrait.skin[:, : SIDE_PX // 2] > 0.95
    lit &= sample_portrait.importance < 0.02
    image[lit] = image[lit] * np.array([1.1, 0.45, 0.35], np.float32)
    plain = posterize_regions(sample_portrait, sample_portrait.painted, saturation=1.0)

    flat = posterize_regions(sample_portrait, as_srgb(image), saturation=1.0)

    def redness(picture: FloatArray) -> float:
        return float(np.median(srgb_to_lab(as_srgb(picture))[..., 1][lit]))

    assert redness(flat) - redness(plain) < 0.6 * (redness(image) - redness(plain))
