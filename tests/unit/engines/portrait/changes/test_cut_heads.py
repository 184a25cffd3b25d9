"""A head that the border cuts: its nape goes on to the border, and nothing is put on it."""

from dataclasses import replace

import numpy as np
import pytest

from trombine.domain.order import Framing
from trombine.engines.portrait.changes import find_changes
from trombine.engines.portrait.framing import apply_framing
from trombine.engines.portrait.portrait import Portrait
from trombine.engines.portrait.style import Look
from trombine.faces.topology import CHIN
from trombine.imaging.arrays import SrgbImage

CHANGES = find_changes()
LOOK = Look(variation=0, seed=3)


@pytest.fixture(scope="module", params=["left", "right"])
def cut_portrait(request: pytest.FixtureRequest, sample_portrait: Portrait) -> Portrait:
    """The sample, with a cheek at the border."""
    aside = 0.34 if request.param == "right" else -0.34
    return apply_framing(sample_portrait, Framing(shift_x=aside))


@pytest.fixture(scope="module")
def forehead_at_border(sample_portrait: Portrait) -> Portrait:
    """The sample, without its hair above the forehead."""
    up = float(sample_portrait.landmarks[:, 1].min()) / 1024
    return apply_framing(sample_portrait, Framing(shift_y=-up))


def test_the_nape_of_a_head_that_is_cut_goes_on_to_the_border(cut_portrait: Portrait) -> None:
    worn = CHANGES["garment"]["shirt"].apply(cut_portrait, LOOK)

    border = 2 if cut_portrait.landmarks[CHIN, 0] < 512 else -3
    chin = int(worn.landmarks[CHIN, 1])
    assert worn.alpha[chin - 60 : chin + 100, border].min() > 0.95


@pytest.mark.parametrize("slug", ["crown", "wizard-hat", "flower", "bow", "headphones"])
def test_nothing_is_put_on_a_head_that_is_cut_at_the_side(
    slug: str, cut_portrait: Portrait
) -> None:
    assert CHANGES["prop"][slug].apply(cut_portrait, LOOK) is cut_portrait


@pytest.mark.parametrize("slug", ["crown", "party-hat", "bow"])
def test_nothing_is_put_on_a_forehead_without_hair_above(
    slug: str, forehead_at_border: Portrait
) -> None:
    assert CHANGES["prop"][slug].apply(forehead_at_border, LOOK) is forehead_at_border


def test_glasses_are_worn_by_a_head_that_is_cut(forehead_at_border: Portrait) -> None:
    assert CHANGES["prop"]["glasses"].apply(forehead_at_border, LOOK) is not forehead_at_border


def test_the_shade_on_a_neck_has_the_hue_of_the_shade_on_the_face(
    sample_portrait: Portrait,
) -> None:
    shade = np.ones((1024, 1024, 1), np.float32)
    middle = int(sample_portrait.landmarks[CHIN, 0])
    shade[:, :middle] = 0.35

    def half_dark(image: SrgbImage) -> SrgbImage:
        even = np.float32([0.8, 0.6, 0.48]) * (0.95 + 0.05 * image)
        return SrgbImage((even * shade).astype(np.float32))

    lit = replace(
        sample_portrait,
        relit=half_dark(sample_portrait.relit),
        painted=half_dark(sample_portrait.painted),
        combed=half_dark(sample_portrait.combed),
    )

    worn = CHANGES["garment"]["gown"].apply(lit, LOOK)

    x, y = worn.landmarks[CHIN, :2].astype(int)
    tall = worn.face_height_px
    throat = worn.painted[int(y + 0.06 * tall) : int(y + 0.16 * tall), x - 30 : x + 30]
    red, _, blue = np.median(throat.reshape(-1, 3), axis=0)
    assert red / blue == pytest.approx(0.8 / 0.48, rel=0.05)
