"""Sheets have smooth edges and no crumbs; paper of one family comes in every lightness."""

import cv2
import numpy as np
import pytest

from trombine.engines.portrait.portrait import SIDE_PX
from trombine.engines.portrait.techniques.sheets import (
    HALF_PX,
    Piece,
    ShadeCard,
    cut,
    fill,
    lay,
    ribbon,
)
from trombine.imaging.arrays import FloatArray, SrgbImage
from trombine.imaging.color import hex_color, srgb_to_lab


def disc(radius_px: int) -> FloatArray:
    """A disc in the middle, at half size."""
    canvas = np.zeros((HALF_PX, HALF_PX), np.float32)
    cv2.circle(canvas, (HALF_PX // 2, HALF_PX // 2), radius_px, 1.0, -1)
    return canvas


def count_parts(mask: FloatArray) -> int:
    return int(cv2.connectedComponents((mask > 0.5).astype(np.uint8))[0]) - 1


def test_crumbs_and_pinholes_are_left_out() -> None:
    torn = disc(80)
    torn[20:28, 20:28] = 1
    torn[HALF_PX // 2 : HALF_PX // 2 + 8, HALF_PX // 2 : HALF_PX // 2 + 8] = 0

    sheet = cut(torn, radius_px=8, smallest_px=900)

    assert count_parts(sheet) == 1
    assert count_parts(1 - sheet) == 1


def test_a_ragged_edge_is_cut_round() -> None:
    ragged = disc(80)
    noise = np.random.default_rng(3).random((HALF_PX // 4, HALF_PX // 4), np.float32)
    noise = cv2.resize(noise, (HALF_PX, HALF_PX), interpolation=cv2.INTER_NEAREST)
    band = (disc(86) - disc(74)) > 0
    ragged[band] = (noise > 0.5)[band]

    sheet = cut(ragged, radius_px=12, smallest_px=900)

    contours, _ = cv2.findContours(
        (sheet > 0.5).astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE
    )
    area, length = cv2.contourArea(contours[0]), cv2.arcLength(contours[0], closed=True)
    assert len(contours) == 1
    assert 4 * np.pi * area / length**2 > 0.8  # 0.3 as it was torn; 0.9 for a disc of pixels


def test_nothing_to_cut_is_an_empty_sheet() -> None:
    assert cut(disc(80) * 0, radius_px=8, smallest_px=900).max() == 0


@pytest.mark.parametrize("lightness", [20.0, 45.0, 70.0, 90.0])
def test_a_shade_card_has_paper_of_every_lightness(lightness: float) -> None:
    card = ShadeCard.through([hex_color(code) for code in ("#0b132b", "#3a506b", "#d8f3ef")])

    color = card.pick(lightness)

    assert srgb_to_lab(SrgbImage(color[None, None]))[0, 0, 0] == pytest.approx(lightness, abs=0.5)


def test_a_sheet_covers_what_is_below_and_shades_what_is_beside() -> None:
    corners = np.array([[400, 400], [600, 400], [600, 600], [400, 600]], np.float32)
    sheet = Piece(fill(corners), hex_color("#ff0000"), height_px=6)
    ground = np.full((SIDE_PX, SIDE_PX, 3), 0.8, np.float32)

    picture = lay(ground, [sheet])

    assert picture[500, 500] == pytest.approx([1, 0, 0], abs=1e-3)
    assert picture[604, 500].mean() < 0.7
    assert picture[200, 200] == pytest.approx(0.8)
    assert ground.min() == ground.max() == np.float32(0.8)


def test_a_sheet_is_cut_off_where_the_figure_ends() -> None:
    everywhere = np.ones((SIDE_PX, SIDE_PX), np.float32)
    figure = fill(np.array([[0, 0], [512, 0], [512, SIDE_PX], [0, SIDE_PX]], np.float32))
    ground = np.full((SIDE_PX, SIDE_PX, 3), 0.8, np.float32)

    picture = lay(ground, [Piece(everywhere, hex_color("#000000"), height_px=2)], within=figure)

    assert picture[500, 100].max() == 0
    assert picture[500, 900] == pytest.approx(0.8)


def test_a_ribbon_swells_and_tapers() -> None:
    points = np.array([[200, 500], [400, 500], [600, 500], [800, 500]], np.float32)

    strip = ribbon(points, [4, 20, 20, 4])

    assert strip[:, 500].sum() == pytest.approx(20, abs=2)
    assert strip[:, 202].sum() == pytest.approx(4, abs=2)
    assert strip[:, 150].max() == 0
