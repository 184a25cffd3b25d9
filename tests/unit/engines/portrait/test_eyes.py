"""Glare in an eye becomes a white one can look at; catchlights stay."""

import cv2
import numpy as np

from trombine.engines.portrait.features import draw_features
from trombine.engines.portrait.portrait import SIDE_PX, Portrait
from trombine.engines.portrait.preparation.eyes import LIGHTEST_WHITE, calm_glare
from trombine.imaging.arrays import FloatArray, Mask, SrgbImage, as_srgb
from trombine.imaging.color import srgb_to_lab

LEFT_IRIS = 473


def calm(portrait: Portrait, image: SrgbImage) -> SrgbImage:
    features = draw_features(portrait.landmarks, size_px=SIDE_PX)
    return calm_glare(image, portrait.skin, features, portrait.landmarks)


def with_spot(portrait: Portrait, *, radius_px: int) -> tuple[SrgbImage, FloatArray]:
    spot = np.zeros((SIDE_PX, SIDE_PX), np.float32)
    x, y = portrait.landmarks[LEFT_IRIS, :2]
    cv2.circle(spot, (round(float(x)), round(float(y))), radius_px, 1.0, -1)
    return as_srgb(np.where(spot[..., None] > 0, 0.98, portrait.relit)), spot


def test_a_glare_over_an_eye_becomes_no_lighter_than_whites_are(sample_portrait: Portrait) -> None:
    image, spot = with_spot(sample_portrait, radius_px=14)
    features = draw_features(sample_portrait.landmarks, size_px=SIDE_PX)
    eyes = features.eyes
    glare = (cv2.erode(spot, np.ones((5, 5))) > 0) & (eyes > 0.99)
    bare = Mask(sample_portrait.skin * (1 - eyes)) > 0.9
    skin = float(np.median(srgb_to_lab(image)[..., 0][bare]))
    assert srgb_to_lab(image)[..., 0][glare].min() > skin + 1.5 * LIGHTEST_WHITE

    calmed = srgb_to_lab(calm(sample_portrait, image))[..., 0]

    assert calmed[glare].max() < skin + 1.5 * LIGHTEST_WHITE
    assert np.median(calmed[glare & (features.irises > 0.99)]) < skin
    assert np.abs(calm(sample_portrait, image) - image)[eyes == 0].max() < 3e-3


def test_a_catchlight_stays(sample_portrait: Portrait) -> None:
    image, spot = with_spot(sample_portrait, radius_px=3)

    calmed = calm(sample_portrait, image)

    assert calmed[spot > 0].mean() > 0.95
