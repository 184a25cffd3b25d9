"""Cloth known by its weave, and what is drawn along a line on it."""

from functools import partial

import numpy as np
import pytest

from trombine.engines.portrait.changes.tailoring import woven
from trombine.engines.portrait.changes.tailoring.body import Body
from trombine.engines.portrait.changes.tailoring.fabrics import Fabric, Place, Swatch
from trombine.imaging.arrays import FloatArray

FACE_PX = 300
RED, CREAM, BLUE = (
    np.array(each, np.float32) for each in ((0.7, 0.1, 0.1), (0.9, 0.9, 0.8), (0.1, 0.2, 0.6))
)


@pytest.fixture
def breast() -> Place:
    """Return the breast, two face heights wide and one high, without folds."""
    v, u = np.mgrid[0:FACE_PX, -FACE_PX:FACE_PX].astype(np.float32) / FACE_PX
    return Place(u, v, np.zeros_like(u), FACE_PX, (slice(0, FACE_PX), slice(0, 2 * FACE_PX)))


def cover_of(strokes: woven.Strokes, *, mirrored: bool = False) -> FloatArray:
    middle = np.array([512, 600], np.float32)
    body = Body(FACE_PX, middle, middle, 0.31, (0.0, 0.0), 0.0, 0)
    return strokes.draw(body, mirrored=mirrored).astype(np.float32) / 255


def redness(swatch: Swatch) -> FloatArray:
    return swatch.color[..., 0] - swatch.color[..., 2]


@pytest.mark.parametrize(
    "fabric",
    [
        partial(woven.striped, with_color=BLUE),
        partial(woven.herringbone, with_color=CREAM, over=BLUE),
        partial(woven.latticed, thread=CREAM),
        partial(woven.hanging, of=woven.bazin),
        partial(woven.warp_faced, bands=(woven.WarpBand(0.3, 0.2, CREAM, figured=BLUE),)),
        woven.creased_linen,
        woven.stitched,
        woven.zipped,
    ],
)
def test_cloth_has_a_color_everywhere_and_hardly_stands_out(fabric: Fabric, breast: Place) -> None:
    swatch = fabric(breast, RED)

    assert swatch.color.shape == (300, 600, 3)
    assert swatch.color.dtype == np.float32
    assert np.isfinite(swatch.color).all()
    assert swatch.color.min() >= 0
    assert np.abs(swatch.relief).max() < 0.10 * FACE_PX


def test_stripes_of_a_jersey_are_level_and_a_third_of_it(breast: Place) -> None:
    blue = redness(woven.striped(breast, RED, with_color=BLUE)) < 0

    middle = blue[:, 290:310]
    assert np.ptp(middle.sum(axis=0)) <= 4
    assert middle.mean() == pytest.approx(0.36, abs=0.05)


def test_a_poncho_is_woven_alike_on_both_sides_of_its_seam(breast: Place) -> None:
    bands = (woven.WarpBand(0.5, 0.2, CREAM), woven.WarpBand(0.2, 0.1, BLUE))

    red = redness(woven.warp_faced(breast, RED, bands=bands))

    left, right = red[:, 1:300].mean(axis=0)[::-1], red[:, 301:].mean(axis=0)
    assert left == pytest.approx(right, abs=0.03)
    assert red[20, 300 + 60] < 0 < red[20, 300 + 100]


def test_figures_appear_in_their_band_only(breast: Place) -> None:
    band = woven.WarpBand(0.5, 0.2, CREAM, figured=CREAM * 0.2)

    light = woven.warp_faced(breast, RED, bands=(band,)).color[..., 1]

    assert light[:, 300 + 145 : 300 + 160].std() > 0.2
    assert light[:, 300 + 20 : 300 + 80].std() < 0.03


def test_embroidery_of_the_other_side_is_its_mirror_image() -> None:
    scrolls = woven.Strokes(woven.spirals(((0.3, 0.0), (0.4, 0.5)), count=5, radius=0.06), 0.02)

    right, left = cover_of(scrolls), cover_of(scrolls, mirrored=True)

    assert right[:, :512].sum() == 0
    assert left.sum() == pytest.approx(right.sum(), rel=0.02)


def test_the_strands_of_a_braid_cross_again_and_again() -> None:
    one, other = (
        np.array(strand) for strand in woven.braid(((0.2, 0.0), (0.2, 1.0)), waves=4, width=0.1)
    )

    side = np.sign((one - other)[1:-1, 0].round(4))

    assert (np.diff(side[side != 0]) != 0).sum() == 7
    assert np.abs(one - other).max() == pytest.approx(0.1, abs=0.005)


def test_a_fringe_hangs_from_its_line_no_two_strands_alike() -> None:
    strands = woven.fringe(((0.0, 0.5), (1.0, 0.5)), count=20, long=0.2, fall=(0.0, 1.0))

    lengths = [end[-1][1] - end[0][1] for end in strands]
    assert len(set(lengths)) == 20
    assert all(0.1 < length < 0.3 for length in lengths)
    assert strands == woven.fringe(((0.0, 0.5), (1.0, 0.5)), count=20, long=0.2, fall=(0.0, 1.0))
