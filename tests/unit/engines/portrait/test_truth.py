"""Freckles, teeth, lashes and rims are the photo's, whatever a painting filter made of them."""

import cv2
import numpy as np
import pytest

from trombine.engines.portrait.features import draw_features
from trombine.engines.portrait.portrait import SIDE_PX, Portrait
from trombine.engines.portrait.preparation.regions import Regions
from trombine.engines.portrait.preparation.truth import place_head, restore_details
from trombine.faces.topology import LEFT_CHEEK, NOSE_BRIDGE
from trombine.imaging.arrays import SrgbImage, as_srgb
from trombine.imaging.filters import blur


def restore(painted: SrgbImage, photo: SrgbImage, portrait: Portrait) -> SrgbImage:
    regions = Regions(portrait.skin, portrait.hair, portrait.cloth)
    features = draw_features(portrait.landmarks, size_px=SIDE_PX)
    head = place_head(portrait.alpha, regions, features, portrait.landmarks)
    return restore_details(painted, photo, head)


@pytest.fixture(scope="module")
def smooth(sample_portrait: Portrait) -> SrgbImage:
    """A filter that keeps no detail at all."""
    return as_srgb(blur(sample_portrait.relit, 8))


def spot_of(portrait: Portrait, index: int) -> tuple[int, int]:
    x, y = portrait.landmarks[index, :2]
    return round(float(x)), round(float(y))


def darkness(image: SrgbImage, spot: tuple[int, int]) -> float:
    """How much darker a spot is than the ring of skin around it."""
    disc, ring = (np.zeros(image.shape[:2], np.uint8) for _ in range(2))
    cv2.circle(disc, spot, 2, 1, -1)
    cv2.circle(ring, spot, 14, 1, 2)
    tone = image.mean(axis=2)
    return float(tone[ring > 0].mean() - tone[disc > 0].mean())


def test_a_freckle_comes_back(sample_portrait: Portrait, smooth: SrgbImage) -> None:
    spot = spot_of(sample_portrait, LEFT_CHEEK)
    freckled = sample_portrait.relit.copy()
    cv2.circle(freckled, spot, 4, (freckled[spot[1], spot[0]] * 0.75).tolist(), -1, cv2.LINE_AA)
    photo = SrgbImage(freckled)

    restored = restore(smooth, photo, sample_portrait)

    assert darkness(smooth, spot) < 0.02
    assert darkness(photo, spot) > 0.1
    assert darkness(restored, spot) > 0.6 * darkness(photo, spot)


def test_the_bridge_of_glasses_comes_back(sample_portrait: Portrait, smooth: SrgbImage) -> None:
    x, y = spot_of(sample_portrait, NOSE_BRIDGE)
    rimmed = sample_portrait.relit.copy()
    cv2.line(rimmed, (x - 60, y), (x + 60, y), (0.1, 0.1, 0.1), 6, cv2.LINE_AA)

    restored = restore(smooth, SrgbImage(rimmed), sample_portrait)

    assert darkness(restored, (x, y)) > 0.3


def test_what_was_made_up_goes(sample_portrait: Portrait) -> None:
    spot = spot_of(sample_portrait, LEFT_CHEEK)
    scarred = sample_portrait.relit.copy()
    cv2.circle(scarred, spot, 4, (0.1, 0.1, 0.1), -1, cv2.LINE_AA)

    restored = restore(SrgbImage(scarred), sample_portrait.relit, sample_portrait)

    assert darkness(SrgbImage(scarred), spot) > 0.3
    assert darkness(restored, spot) < 0.4 * darkness(SrgbImage(scarred), spot)


def test_grain_does_not_come_back(sample_portrait: Portrait, smooth: SrgbImage) -> None:
    grain = np.random.default_rng(0).normal(0, 0.02, smooth.shape).astype(np.float32)

    restored = restore(smooth, as_srgb(smooth + grain), sample_portrait)

    assert np.abs(restored - smooth).mean() < 0.001


def test_hair_stays_painted(sample_portrait: Portrait, smooth: SrgbImage) -> None:
    restored = restore(smooth, sample_portrait.relit, sample_portrait)

    crown = (sample_portrait.hair > 0.99) & (
        np.arange(SIDE_PX)[:, None] < sample_portrait.landmarks[10, 1] - 40
    )
    assert crown.any()
    assert np.abs(restored - smooth)[crown].max() < 0.01
