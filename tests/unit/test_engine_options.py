"""What the engine sees to whatever the style: cut-outs and grounds."""

import numpy as np
import pytest

from trombine.domain.options import StyleOptions
from trombine.domain.order import Assignment
from trombine.domain.photo import Photo
from trombine.domain.subject import Subject
from trombine.engines.portrait.engine import PortraitEngine, PortraitSitting
from trombine.imaging.codec import decode_own, encode


@pytest.fixture(scope="module")
def sitting(sample_photo: Photo) -> PortraitSitting:
    return PortraitEngine().sit(Subject((sample_photo,)))


def ask(style: str, background: str) -> Assignment:
    options = StyleOptions(background=background)
    return Assignment(1, style, photo=1, variation=0, seed=0, size_px=256, options=options)


@pytest.mark.parametrize("style", ["painted", "sticker"])
def test_no_background_gives_a_cutout_that_a_png_keeps(
    sitting: PortraitSitting, style: str
) -> None:
    rendering = sitting.render(ask(style, "none"))

    assert rendering.cutout is not None
    assert rendering.cutout.shape == (256, 256)
    corner, middle = rendering.cutout[4, 4], rendering.cutout[140, 128]
    assert corner < 0.05
    assert middle > 0.95
    file = encode(rendering.image, "png", xmp=b"<x/>", alpha=rendering.cutout)
    assert decode_own(file)[4, 4].min() > 0.9  # nothing there: the white of the page


def test_a_style_with_a_ground_of_its_own_is_set_before_the_color_asked_for(
    sitting: PortraitSitting,
) -> None:
    image = sitting.render(ask("neon", "red")).image

    corner = image[4:20, 4:20].mean(axis=(0, 1))
    assert corner[0] > corner[1] + 0.2
    assert np.isfinite(image).all()
