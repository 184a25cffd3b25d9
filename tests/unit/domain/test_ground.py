"""The ground of a portrait has a name, as it was asked for or as it is seen."""

import numpy as np
import pytest

from trombine.domain.ground import GROUNDS, SHADES, name_ground
from trombine.domain.options import NO_OPTIONS, StyleOptions
from trombine.imaging.arrays import SrgbImage
from trombine.imaging.color import hex_color


def portrait(ground: str, *, figure: str = "#704830") -> SrgbImage:
    """A figure in the middle, on a ground."""
    image = np.empty((100, 100, 3), np.float32)
    image[:] = hex_color(ground)
    image[20:, 22:78] = hex_color(figure)
    return SrgbImage(image)


@pytest.mark.parametrize(
    ("ground", "name"),
    [
        ("#1f2f56", "navy"),
        ("#e6dcfb", "violet"),
        ("#241436", "violet"),
        ("#0e6670", "teal"),
        ("#ffffff", "white"),
        ("#2a2a2c", "black"),
        ("#a8dcf5", "sky"),
        ("#b0912f", "mustard"),
    ],
)
def test_a_ground_nobody_asked_for_is_named_as_it_is_seen(ground: str, name: str) -> None:
    assert name_ground(portrait(ground), NO_OPTIONS) == name


@pytest.mark.parametrize("asked", ["coral", "navy", "none"])
def test_a_ground_that_was_asked_for_by_name_keeps_it(asked: str) -> None:
    assert name_ground(portrait("#ffffff"), StyleOptions(background=asked)) == asked


def test_a_ground_asked_for_as_a_color_is_named_as_it_is_seen() -> None:
    options = StyleOptions(background="#20305a")

    assert name_ground(portrait("#20305a"), options) == "navy"


def test_the_figure_and_a_border_do_not_name_the_ground() -> None:
    image = portrait("#e0a526", figure="#101014")
    image[:2] = image[:, :2] = image[:, -2:] = 1.0

    assert name_ground(image, NO_OPTIONS) == "mustard"


def test_every_shade_goes_by_its_own_name() -> None:
    for name, codes in SHADES.items():
        assert [name_ground(portrait(code), NO_OPTIONS) for code in codes] == [name] * len(codes)
        assert name in GROUNDS
