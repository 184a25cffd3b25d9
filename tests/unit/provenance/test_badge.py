"""The visible badge can be read at every size, on any ground."""

from typing import get_args

import numpy as np
import pytest

from trombine.domain.text import Language
from trombine.imaging.arrays import SrgbImage, as_mask
from trombine.provenance.badge import Shape, draw_badge

LANGUAGES: tuple[Language, ...] = get_args(Language)


def plain(level: float, side_px: int) -> SrgbImage:
    return SrgbImage(np.full((side_px, side_px, 3), level, np.float32))


@pytest.mark.parametrize("side_px", [64, 256, 1024])
@pytest.mark.parametrize("level", [0.0, 0.5, 1.0])
def test_its_letters_stand_out_on_any_ground(level: float, side_px: int) -> None:
    badged, _ = draw_badge(plain(level, side_px), None, language="en")

    changed = np.argwhere(np.abs(badged - level).max(axis=2) > 0.05)
    (top, left), (bottom, right) = changed.min(axis=0), changed.max(axis=0)
    pill = badged[top : bottom + 1, left : right + 1]
    assert pill.max() > 0.85
    assert np.median(pill) < 0.5
    assert bottom - top >= min(16, side_px / 5)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("shape", get_args(Shape))
def test_it_lies_in_the_corner_or_within_the_circle(language: Language, shape: Shape) -> None:
    badged, _ = draw_badge(plain(1.0, 512), None, language=language, shape=shape)

    down, across = np.argwhere(badged[..., 0] < 0.95).T
    assert len(down) < 0.02 * 512**2
    from_middle = np.hypot(down - 255.5, across - 255.5)
    assert (float(from_middle.max()) < 256) == (shape == "circle")
    assert min(511 - down.max(), 511 - across.max()) >= 8


def test_each_language_has_its_own_letters() -> None:
    english, french = (draw_badge(plain(1.0, 256), None, language=one)[0] for one in LANGUAGES)

    assert np.abs(english - french).max() > 0.5


def test_it_shows_on_a_cutout_where_the_figure_does_not_reach() -> None:
    empty = as_mask(np.zeros((256, 256), np.float32))

    _, shown = draw_badge(plain(1.0, 256), empty, language="en")

    assert shown is not None
    assert shown.max() > 0.9
    assert empty.max() == 0
