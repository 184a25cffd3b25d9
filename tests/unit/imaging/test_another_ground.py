"""A figure taken from one ground and laid on another brings nothing of the first along."""

import cv2
import numpy as np

from trombine.imaging.arrays import FloatArray, Mask, SrgbImage
from trombine.imaging.filters import mix
from trombine.imaging.foreground import lay_figure

RED, WHITE, NIGHT = (np.float32(c) for c in ([0.7, 0.2, 0.1], [1, 1, 1], [0.05, 0.05, 0.15]))


def disc(side_px: int) -> Mask:
    """Return a soft-edged figure."""
    shape = np.zeros((side_px, side_px), np.float32)
    cv2.circle(shape, (side_px // 2, side_px // 2), side_px // 4, 1.0, -1)
    return Mask(cv2.GaussianBlur(shape, (0, 0), 4))


def plain(color: FloatArray, side_px: int) -> FloatArray:
    return np.tile(color, (side_px, side_px, 1))


def test_the_edge_of_a_red_figure_on_white_is_red_on_a_night() -> None:
    alpha = disc(256)
    on_white = SrgbImage(mix(plain(WHITE, 256), RED, alpha))

    laid = lay_figure(on_white, over=plain(NIGHT, 256), alpha=alpha)

    wanted = mix(plain(NIGHT, 256), RED, alpha)
    assert np.abs(laid - wanted).max() < 0.04
    pasted = mix(plain(NIGHT, 256), on_white, alpha)
    assert np.abs(pasted - wanted).max() > 0.15


def test_what_is_wholly_figure_or_ground_is_taken_as_it_is() -> None:
    alpha = Mask(np.zeros((63, 63), np.float32))
    alpha[20:40] = 1
    picture = np.random.default_rng(1).random((63, 63, 3), dtype=np.float32)
    ground = np.random.default_rng(2).random((63, 63, 3), dtype=np.float32)

    laid = lay_figure(SrgbImage(picture), over=ground, alpha=alpha)

    assert np.array_equal(laid[20:40], picture[20:40])
    assert np.array_equal(laid[:20], ground[:20])
