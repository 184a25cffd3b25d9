"""A picture of the figure alone."""

import pytest

from trombine.domain.options import StyleOptions
from trombine.domain.order import Assignment
from trombine.engines.portrait.engine import PortraitSitting
from trombine.imaging.codec import Format, decode_own, encode


def ask(style: str, background: str) -> Assignment:
    options = StyleOptions(background=background)
    return Assignment(1, style, photo=1, variation=0, seed=0, size_px=256, options=options)


FORMATS: tuple[Format, ...] = ("png", "webp")


@pytest.mark.parametrize("style", ["painted", "sticker"])
def test_no_background_gives_a_cutout_that_files_keep(
    sample_sitting: PortraitSitting, style: str
) -> None:
    rendering = sample_sitting.render(ask(style, "none"))

    assert rendering.cutout is not None
    assert rendering.cutout.shape == (256, 256)
    corner, middle = rendering.cutout[4, 4], rendering.cutout[140, 128]
    assert corner < 0.05
    assert middle > 0.95
    for file_format in FORMATS:
        file = encode(rendering.image, file_format, xmp=b"<x/>", alpha=rendering.cutout)
        assert decode_own(file)[4, 4].min() > 0.9  # nothing there: the white of the page
