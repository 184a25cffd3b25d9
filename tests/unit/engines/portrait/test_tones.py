"""Tones of figures that show nothing."""

from dataclasses import replace

import numpy as np

from trombine.engines.portrait.features import draw_features
from trombine.engines.portrait.portrait import SIDE_PX, Portrait
from trombine.engines.portrait.techniques.tones import equalize_tone, with_even_light
from trombine.imaging.arrays import Mask, as_srgb


def test_a_black_figure_has_a_tone(sample_portrait: Portrait) -> None:
    features = draw_features(sample_portrait.landmarks, size_px=SIDE_PX)
    black = replace(sample_portrait, painted=as_srgb(np.zeros_like(sample_portrait.painted)))

    tone = equalize_tone(with_even_light(black, share=0.5), features)

    assert np.isfinite(tone).all()


def test_an_empty_figure_has_a_tone(sample_portrait: Portrait) -> None:
    features = draw_features(sample_portrait.landmarks, size_px=SIDE_PX)
    empty = replace(sample_portrait, alpha=Mask(np.zeros_like(sample_portrait.alpha)))

    tone = equalize_tone(empty, features)

    assert np.isfinite(tone).all()
