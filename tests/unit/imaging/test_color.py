import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from trombine.imaging.arrays import SrgbImage
from trombine.imaging.color import (
    hex_color,
    lab_to_srgb,
    linear_to_srgb,
    luma,
    srgb_to_lab,
    srgb_to_linear,
    srgb_to_oklab,
)

channel = st.floats(0, 1, width=32)


@given(channel, channel, channel)
def test_linear_light_and_back_is_the_same_color(r: float, g: float, b: float) -> None:
    color = SrgbImage(np.array([[[r, g, b]]], np.float32))

    assert np.abs(linear_to_srgb(srgb_to_linear(color)) - color).max() < 1e-5


@given(channel, channel, channel)
def test_lab_and_back_is_the_same_color(r: float, g: float, b: float) -> None:
    color = SrgbImage(np.array([[[r, g, b]]], np.float32))

    assert np.abs(lab_to_srgb(srgb_to_lab(color)) - color).max() < 5e-3


def test_grays_have_no_chroma_in_oklab() -> None:
    gray = SrgbImage(np.full((1, 1, 3), 0.4, np.float32))

    assert np.abs(srgb_to_oklab(gray)[0, 0, 1:]).max() < 1e-4


def test_green_is_lighter_than_blue_to_a_painter() -> None:
    green, blue = (SrgbImage(hex_color(c).reshape(1, 1, 3)) for c in ("#00ff00", "#0000ff"))

    assert luma(green) > luma(blue)
