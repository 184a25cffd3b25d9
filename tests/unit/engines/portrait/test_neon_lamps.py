"""Neon lights people, not gray ghosts of them."""

import colorsys
from dataclasses import replace

import numpy as np
import pytest

from trombine.engines.portrait.portrait import Portrait
from trombine.engines.portrait.skin_tone import facial_skin
from trombine.engines.portrait.style import Look
from trombine.engines.portrait.styles.neon import LAMPS, STYLE
from trombine.faces.topology import LEFT_IRIS, NOSE_BRIDGE, NOSE_TIP, RIGHT_IRIS
from trombine.imaging.arrays import as_srgb
from trombine.imaging.color import hex_color, luma, srgb_to_lab

PAIRS = range(5)


@pytest.mark.parametrize("pair", PAIRS)
def test_no_lamp_makes_a_face_green(pair: int, sample_portrait: Portrait) -> None:
    lamps = [colorsys.rgb_to_hsv(*hex_color(code).tolist())[0] * 360 for code in LAMPS[pair][:2]]

    drawn = STYLE.render(sample_portrait, Look(variation=pair)).image

    assert not any(45 < hue < 190 for hue in lamps)
    lab = srgb_to_lab(drawn)[facial_skin(sample_portrait)]
    green = (lab[:, 1] < -4) & (lab[:, 2] > 0)
    assert green.mean() < 0.01


def test_there_are_five_pairs_and_no_two_alike() -> None:
    assert len({pair[:2] for pair in LAMPS}) == 5


@pytest.mark.parametrize("pair", PAIRS)
def test_darker_skin_stays_the_darker(pair: int, sample_portrait: Portrait) -> None:
    skin = facial_skin(sample_portrait)
    shares = (1.0, 0.85, 0.7, 0.5)

    lightness = [
        srgb_to_lab(
            STYLE.render(
                replace(
                    sample_portrait,
                    relit=as_srgb(sample_portrait.relit * share),
                    painted=as_srgb(sample_portrait.painted * share),
                ),
                Look(variation=pair),
            ).image
        )[skin][:, 0].mean()
        for share in shares
    ]

    assert all(np.diff(lightness) < -2)


@pytest.mark.parametrize("pair", PAIRS)
def test_no_stripe_runs_down_the_nose(pair: int, sample_portrait: Portrait) -> None:
    lm = sample_portrait.landmarks
    (x, top), bottom = lm[NOSE_BRIDGE, :2], lm[NOSE_TIP, 1]
    rows = slice(int(top + 0.3 * (bottom - top)), int(bottom - 0.2 * (bottom - top)))
    columns = slice(int(x) - 60, int(x) + 60)

    drawn = STYLE.render(sample_portrait, Look(variation=pair)).image[rows, columns]
    before = sample_portrait.painted[rows, columns]

    # Between one pixel and the next the light changes little more than on the photo.
    steps, theirs = (np.abs(np.diff(luma(p).mean(axis=0))).max() for p in (drawn, before))
    assert steps < theirs + 0.012


def test_each_eye_mirrors_a_lamp(sample_portrait: Portrait) -> None:
    tone = luma(STYLE.render(sample_portrait, Look()).image)

    for iris in (LEFT_IRIS, RIGHT_IRIS):
        center, rim = sample_portrait.landmarks[iris[0]], sample_portrait.landmarks[iris[1]]
        radius = float(np.linalg.norm(rim[:2] - center[:2]))
        x, y = center[:2].astype(int)
        reach = int(radius * 0.7)
        within = tone[y - reach : y + reach + 1, x - reach : x + reach + 1]
        assert within.max() > within.mean() + 0.25
