"""Relit skin is lively, and no lighter than it was."""

from dataclasses import dataclass

import numpy as np
import pytest

from trombine.engines.portrait.features import draw_features
from trombine.engines.portrait.portrait import SIDE_PX, Portrait
from trombine.engines.portrait.preparation.relight import relight
from trombine.engines.portrait.skin_tone import facial_skin
from trombine.imaging.arrays import FloatArray, LabImage, SrgbImage
from trombine.imaging.color import lab_to_srgb, srgb_to_lab


@dataclass(frozen=True, slots=True)
class Skin:
    lightness: float
    chroma: float


def skin_of(image: SrgbImage, portrait: Portrait) -> Skin:
    colors: FloatArray = srgb_to_lab(image)[facial_skin(portrait)]
    chroma = np.hypot(colors[:, 1], colors[:, 2])
    return Skin(float(np.median(colors[:, 0])), float(np.median(chroma)))


def relight_with_chroma(share: float, portrait: Portrait) -> tuple[Skin, Skin]:
    """Return the skin before and after relighting with that share of its chroma."""
    lab = srgb_to_lab(portrait.relit)
    faded = lab_to_srgb(LabImage(np.dstack([lab[..., 0], lab[..., 1:] * np.float32(share)])))
    relit = relight(
        faded,
        portrait.alpha,
        portrait.skin,
        draw_features(portrait.landmarks, size_px=SIDE_PX),
        portrait.importance,
        portrait.landmarks,
    )
    return skin_of(faded, portrait), skin_of(relit, portrait)


def test_dull_skin_gets_livelier_and_no_lighter(sample_portrait: Portrait) -> None:
    dull, relit = relight_with_chroma(0.6, sample_portrait)

    assert 1.1 * dull.chroma < relit.chroma < 1.4 * dull.chroma
    assert relit.lightness == pytest.approx(dull.lightness, abs=1.5)


def test_lively_skin_keeps_its_color(sample_portrait: Portrait) -> None:
    lively, relit = relight_with_chroma(1.3, sample_portrait)

    assert relit.chroma == pytest.approx(lively.chroma, rel=0.06)
