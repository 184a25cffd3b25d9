from dataclasses import replace

import cv2
import numpy as np
import pytest

from trombine.domain.photo import Photo
from trombine.engines.portrait.features import draw_features
from trombine.engines.portrait.portrait import Portrait
from trombine.engines.portrait.preparation import prepare
from trombine.engines.portrait.skin_tone import facial_skin
from trombine.engines.portrait.style import Look
from trombine.engines.portrait.styles.pixel import draw
from trombine.engines.portrait.techniques.frames import find_worn
from trombine.engines.portrait.techniques.squares import tidy, trace
from trombine.faces.topology import LEFT_EYE, RIGHT_EYE
from trombine.imaging.arrays import BoolArray, FloatArray, SrgbImage
from trombine.imaging.color import srgb_to_lab

SQUARES = 86
EYES = {"right": RIGHT_EYE, "left": LEFT_EYE}


def draw_squares(portrait: Portrait) -> FloatArray:
    """Return one color a square: squares are 12 px, the first begins 4 px outside."""
    squares = draw(portrait, Look()).image[2::12, 2::12]
    assert squares.shape == (SQUARES, SQUARES, 3)
    return squares


def square_of(point: FloatArray) -> tuple[int, int]:
    column, row = ((point + 4) // 12).astype(int)
    return int(row), int(column)


def repaint(portrait: Portrait, image: FloatArray) -> Portrait:
    picture = SrgbImage(np.ascontiguousarray(image, np.float32))
    return replace(portrait, relit=picture, painted=picture, combed=picture)


def put_glasses_on(portrait: Portrait, *, thickness_px: int) -> tuple[Portrait, list[FloatArray]]:
    """Return somebody with dark round glasses (-1 fills the lenses), and where they are lowest."""
    image = portrait.combed.copy()
    centers = [portrait.landmarks[list(eye), :2].mean(axis=0) for eye in EYES.values()]
    apart_px = float(np.linalg.norm(centers[1] - centers[0]))
    axes = (round(apart_px * 0.42), round(apart_px * 0.36))
    for center in centers:
        place = tuple(center.astype(int).tolist())
        cv2.ellipse(image, place, axes, 0, 0, 360, (0.04, 0.04, 0.05), thickness_px)
    ends = [
        tuple((center + np.array((side * axes[0], 0))).astype(int).tolist())
        for center, side in zip(centers, (1, -1), strict=True)
    ]
    cv2.line(image, *ends, (0.04, 0.04, 0.05), max(thickness_px, 8))
    return repaint(portrait, image), [center + np.array((0, axes[1])) for center in centers]


def part_around(free: BoolArray, place: tuple[int, int]) -> BoolArray:
    """Return the squares that can be reached from one side by side."""
    _, parts = cv2.connectedComponents(free.astype(np.uint8), connectivity=4)
    return parts == parts[place]


def test_every_block_is_one_color_at_full_and_at_half_size(sample_portrait: Portrait) -> None:
    image = draw(sample_portrait, Look()).image

    blocks = image[8 : 8 + 84 * 12, 8 : 8 + 84 * 12].reshape(84, 12, 84, 12, 3)
    assert np.ptp(blocks, axis=(1, 3)).max() == 0
    half = cv2.resize(image, (512, 512), interpolation=cv2.INTER_AREA)
    halves = half[4 : 4 + 84 * 6, 4 : 4 + 84 * 6].reshape(84, 6, 84, 6, 3)
    assert np.ptp(halves, axis=(1, 3)).max() < 1e-5


@pytest.mark.parametrize("thickness_px", [6, 10, 20])
def test_rims_of_glasses_are_closed_around_each_eye(
    sample_portrait: Portrait, thickness_px: int
) -> None:
    portrait, lowest = put_glasses_on(sample_portrait, thickness_px=thickness_px)

    squares = draw_squares(portrait)

    for eye, bottom in zip(EYES.values(), lowest, strict=True):
        row, column = square_of(bottom)
        around = squares[row - 1 : row + 2, column - 1 : column + 2].reshape(-1, 3)
        frame = around[around.sum(axis=1).argmin()]
        free = (squares != frame).any(axis=2)
        iris = square_of(portrait.landmarks[list(eye), :2].mean(axis=0))
        reached = part_around(free, iris)
        assert 20 < reached.sum() < 500
        assert not reached[0].any()


def test_lenses_that_hide_the_eyes_are_filled(sample_portrait: Portrait) -> None:
    portrait, _ = put_glasses_on(sample_portrait, thickness_px=-1)

    lightness = srgb_to_lab(SrgbImage(draw_squares(portrait)))[..., 0]

    for eye in EYES.values():
        row, column = square_of(portrait.landmarks[list(eye), :2].mean(axis=0))
        lens = lightness[row - 2 : row + 3, column - 3 : column + 4]
        assert lens.max() < 45
        assert np.median(lens) < 20


def test_glasses_are_found_on_who_wears_them_and_on_nobody_else(
    sample_portrait: Portrait, hat_and_glasses_photo: Photo
) -> None:
    worn = find_worn(prepare(hat_and_glasses_photo))

    assert worn is not None
    assert not worn.tinted
    assert find_worn(sample_portrait) is None


def test_no_square_of_the_face_stands_alone(sample_portrait: Portrait) -> None:
    squares = draw_squares(sample_portrait)

    oval = draw_features(sample_portrait.landmarks, size_px=1024).oval
    plain = (oval > 0.9) & (sample_portrait.importance < 0.2) & (sample_portrait.skin > 0.9)
    face = plain[2::12, 2::12]
    assert face.sum() > 300
    framed = np.pad(squares, ((1, 1), (1, 1), (0, 0)), constant_values=-1)
    shifts = [(y, x) for y in range(3) for x in range(3) if (y, x) != (1, 1)]
    alike = [(framed[y : y + SQUARES, x : x + SQUARES] == squares).all(axis=2) for y, x in shifts]
    assert np.any(alike, axis=0)[face].all()


def test_a_face_is_drawn_in_few_tones(sample_portrait: Portrait) -> None:
    squares = draw_squares(sample_portrait)

    face = facial_skin(sample_portrait)[2::12, 2::12]
    colors, counts = np.unique(squares[face], axis=0, return_counts=True)
    assert 4 <= (counts > 3).sum() <= 8
    assert len(colors) <= 14


@pytest.mark.parametrize("share", [1.0, 0.6, 0.35])
def test_skin_keeps_its_hue_and_lightness_however_dark(
    sample_portrait: Portrait, share: float
) -> None:
    darker = sample_portrait.combed * np.float32(share)
    portrait = repaint(sample_portrait, darker)
    skin = facial_skin(portrait)

    before, after = (
        np.median(srgb_to_lab(image)[skin], axis=0)
        for image in (portrait.relit, draw(portrait, Look()).image)
    )

    assert abs(after[0] - before[0]) < 2
    hues = [np.degrees(np.arctan2(color[2], color[1])) for color in (before, after)]
    assert abs(hues[1] - hues[0]) < 3


def test_a_stray_square_goes_and_a_slanting_line_stays() -> None:
    picture = np.zeros((SQUARES, SQUARES), np.intp)
    picture[10, 10] = 1
    picture[range(30, 36), range(30, 36)] = 2
    everywhere = np.ones_like(picture, np.bool_)
    colors = np.array([[50, 0, 0], [60, 0, 0], [10, 0, 0]], np.float32)

    clean = tidy(picture, colors, smallest=2, where=everywhere, diagonal=True)

    assert clean[10, 10] == 0
    assert (clean == 2).sum() == 6


def test_a_traced_ring_is_closed_and_one_square_wide() -> None:
    angle = np.linspace(0, 2 * np.pi, 64, endpoint=False)
    ring = np.stack([40 + 9 * np.cos(angle), 40 + 7 * np.sin(angle)], axis=1)

    drawn = np.zeros((SQUARES, SQUARES), np.bool_)
    drawn[trace(ring, closed=True)] = True

    assert not part_around(~drawn, (40, 40))[0].any()
    full = drawn[:-1, :-1] & drawn[:-1, 1:] & drawn[1:, :-1]
    assert full.sum() <= 1
