"""The mark is not seen, is not lost on the way, and is not found where none is."""

import hashlib
import io
from collections.abc import Callable

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from trombine.imaging.arrays import FloatArray, SrgbImage, as_srgb, check_image
from trombine.imaging.codec import from_bytes, to_bytes
from trombine.imaging.resample import resize_square
from trombine.provenance.watermark import COMMON_MARK, embed_mark, find_mark
from trombine.provenance.watermark.code import (
    correlate,
    encode_mark,
    match_mark,
    read_mark,
    split_into_words,
)
from trombine.provenance.watermark.frame import place_carriers

MARK = 0xC0FFEE42
OTHER_MARK = 0xC0FFEE43
marks = st.integers(min_value=0, max_value=2**32 - 1)


def compress(image: SrgbImage, kind: str, quality: int) -> SrgbImage:
    stream = io.BytesIO()
    Image.fromarray(to_bytes(image)).save(stream, kind, quality=quality)
    return from_bytes(np.asarray(Image.open(stream).convert("RGB")))


def cut(image: SrgbImage, share: float) -> SrgbImage:
    """Keep a window off the middle."""
    side = image.shape[0]
    kept, left, top = round(side * share), round(side * 0.07), round(side * 0.02)
    return SrgbImage(np.ascontiguousarray(image[top : top + kept, left : left + kept]))


def mask_circle(image: SrgbImage) -> SrgbImage:
    side = image.shape[0]
    rows, columns = np.indices((side, side)) - (side - 1) / 2
    inside = rows**2 + columns**2 < (side / 2) ** 2
    return as_srgb(np.where(inside[..., None], image, 1))


def turn(image: SrgbImage, degrees: float) -> SrgbImage:
    side = image.shape[0]
    matrix = cv2.getRotationMatrix2D((side / 2, side / 2), degrees, 1)
    return as_srgb(cv2.warpAffine(image, matrix, (side, side), flags=cv2.INTER_CUBIC))


def levels_changed(image: SrgbImage, marked: SrgbImage) -> FloatArray:
    return to_bytes(marked).astype(np.float32) - to_bytes(image)


def signal_to_noise_db(image: SrgbImage, marked: SrgbImage) -> float:
    return float(10 * np.log10(255**2 / np.mean(levels_changed(image, marked) ** 2)))


@pytest.fixture(scope="session")
def portrait(sample_image: SrgbImage) -> SrgbImage:
    return resize_square(sample_image, 1024)


@pytest.fixture(scope="session")
def marked(portrait: SrgbImage) -> SrgbImage:
    return from_bytes(to_bytes(embed_mark(portrait, MARK)))


@pytest.mark.parametrize(
    "mistreat",
    [
        pytest.param(lambda image: image, id="nothing"),
        pytest.param(lambda image: compress(image, "JPEG", 75), id="JPEG 75"),
        pytest.param(lambda image: compress(image, "WEBP", 60), id="WebP 60"),
        pytest.param(lambda image: resize_square(image, 256), id="shrunk to 256 px"),
        pytest.param(lambda image: resize_square(image, 850), id="scaled by 0.83"),
        pytest.param(lambda image: cut(image, 0.9), id="cropped"),
        pytest.param(mask_circle, id="masked by a circle"),
        pytest.param(lambda image: as_srgb(image * 1.1), id="brightened"),
        pytest.param(lambda image: as_srgb(image * 0.9), id="darkened"),
        pytest.param(lambda image: turn(image, 2), id="turned by 2 degrees"),
        pytest.param(lambda image: SrgbImage(cv2.flip(image, 1)), id="mirrored"),
        pytest.param(
            lambda image: compress(resize_square(cut(image, 0.9), 256), "JPEG", 75),
            id="cropped, shrunk and compressed",
        ),
    ],
)
def test_the_mark_is_found_and_read_after(
    marked: SrgbImage, mistreat: Callable[[SrgbImage], SrgbImage]
) -> None:
    picture = mistreat(marked)

    known, blind = find_mark(picture, mark=MARK), find_mark(picture)

    assert known.detected
    assert blind.detected
    assert blind.mark == MARK


@pytest.mark.parametrize("size_px", [256, 512, 2048])
def test_every_output_size_can_be_marked(portrait: SrgbImage, size_px: int) -> None:
    image = resize_square(portrait, size_px)

    picture = compress(embed_mark(image, MARK), "JPEG", 75)

    assert find_mark(picture).mark == MARK


def test_a_picture_that_is_not_square_can_be_marked_and_cropped(portrait: SrgbImage) -> None:
    banner = SrgbImage(np.ascontiguousarray(portrait[100:701]))

    picture = embed_mark(banner, MARK)
    part = SrgbImage(np.ascontiguousarray(picture[40:, 60:]))

    assert find_mark(picture).mark == MARK
    assert find_mark(part).mark == MARK


def test_a_cut_out_keeps_the_mark_on_any_ground(marked: SrgbImage) -> None:
    rows, columns = np.indices(marked.shape[:2])
    figure = (columns - 512) ** 2 / 330**2 + (rows - 560) ** 2 / 460**2 < 1

    for ground in (0.0, 1.0):
        picture = as_srgb(np.where(figure[..., None], marked, ground))
        assert find_mark(picture).mark == MARK


def test_what_is_not_marked_has_no_mark(portrait: SrgbImage) -> None:
    blind, known = find_mark(portrait), find_mark(portrait, mark=COMMON_MARK)

    assert not blind.detected
    assert blind.mark is None
    assert not known.detected
    assert known.mark is None


def test_one_mark_is_not_taken_for_another(marked: SrgbImage) -> None:
    assert not find_mark(marked, mark=OTHER_MARK).detected


@pytest.mark.parametrize("level", [0.0, 0.2, 0.5, 0.9, 1.0])
def test_flat_ground_moves_by_less_than_one_level_on_average(level: float) -> None:
    flat = SrgbImage(np.full((512, 512, 3), level, np.float32))

    lightness = levels_changed(flat, embed_mark(flat, MARK)) @ [0.299, 0.587, 0.114]

    assert np.abs(lightness).max() < 4
    assert np.sqrt(np.mean(lightness**2)) < 0.9


def test_flat_ground_beside_an_edge_is_marked_no_more_than_other_flat_ground() -> None:
    halves = np.full((512, 512, 3), 0.2, np.float32)
    halves[:, 256:] = 0.8

    changes = levels_changed(SrgbImage(halves), embed_mark(SrgbImage(halves), MARK))
    beside, far = np.abs(changes[:, 236:276]).mean(), np.abs(changes[:, :60]).mean()

    assert beside < 1.3 * far


def test_the_mark_stays_below_the_noise_that_is_seen(portrait: SrgbImage) -> None:
    harsh = SrgbImage(np.random.default_rng(3).random((256, 256, 3), dtype=np.float32))

    for image in (portrait, harsh):
        assert signal_to_noise_db(image, embed_mark(image, MARK)) > 40


def test_marking_keeps_the_promises_of_pictures(portrait: SrgbImage) -> None:
    before = portrait.copy()

    once, again = embed_mark(portrait, MARK), embed_mark(portrait, MARK)

    assert np.array_equal(portrait, before)
    assert np.array_equal(check_image(once), again)


@given(marks)
def test_a_mark_survives_its_code(mark: int) -> None:
    agreement = correlate(encode_mark(mark))

    assert read_mark(agreement).mark == mark
    assert read_mark(agreement).checked
    assert match_mark(agreement, mark).strength == pytest.approx(64)


@given(marks, st.integers(min_value=0, max_value=3), st.integers(min_value=1, max_value=2**11 - 1))
def test_one_wrong_word_is_noticed(mark: int, place: int, error: int) -> None:
    words = list(split_into_words(mark))
    words[place] ^= error
    line = sum(word << (11 * (3 - i)) for i, word in enumerate(words))

    assert split_into_words(line >> 12) != tuple(words)


def test_random_marks_score_with_variance_one_whatever_the_picture() -> None:
    picture = np.random.default_rng(4).standard_cauchy((4, 1024)).astype(np.float32)

    assert np.mean(correlate(picture) ** 2, axis=1) == pytest.approx(np.ones(4), rel=1e-4)


def test_carriers_stay_where_they_are() -> None:
    """Moving one would lose the marks of every picture made before."""
    carriers = place_carriers()
    ledger = b"".join(
        np.ascontiguousarray(part, "<i4").tobytes()
        for part in (
            carriers.word_places,
            carriers.word_signs,
            carriers.beacon_places,
            carriers.beacon_signs,
            encode_mark(MARK),
        )
    )

    assert (
        hashlib.sha256(ledger).hexdigest()
        == "cca260db320ed0d97ebf0258e4bd5b8e9cecdeed5721fd1cbb13de59e0d20ff4"
    )
