import io

import numpy as np
import pytest
from PIL import Image

from trombine.errors import PhotoRejected
from trombine.imaging.arrays import SrgbImage, check_image
from trombine.imaging.codec import decode_own, decode_photo, encode, read_xmp


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    stream = io.BytesIO()
    image.save(stream, kind, **options)
    return stream.getvalue()


@pytest.fixture
def gradient() -> Image.Image:
    ramp = np.linspace(0, 255, 400, dtype=np.uint8)
    return Image.fromarray(
        np.dstack([np.tile(ramp, (300, 1)), *[np.full((300, 400), 90)] * 2]).astype(np.uint8)
    )


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_every_admitted_format_gives_pixels(gradient: Image.Image, kind: str) -> None:
    image = check_image(decode_photo(saved(gradient, kind)))

    assert image.shape == (300, 400, 3)
    assert image[150, 390, 0] > 0.9


def test_a_photo_is_turned_upright(gradient: Image.Image) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6

    image = decode_photo(saved(gradient, "JPEG", exif=exif))

    assert image.shape == (400, 300, 3)


def test_transparency_becomes_white(gradient: Image.Image) -> None:
    gradient.putalpha(0)

    assert decode_photo(saved(gradient, "PNG")).min() == 1


def test_a_large_photo_is_reduced() -> None:
    large = Image.new("RGB", (4000, 3000), (200, 30, 30))

    assert decode_photo(saved(large, "JPEG")).shape == (1200, 1600, 3)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "unreadable"),
        (b"dear diary " * 100, "unreadable"),
        (b"\xff\xd8\xff\xe0", "unreadable"),
        (b"%PDF-1.4" + bytes(500), "unreadable"),
        (bytes((20 << 20) + 1), "too_large"),
    ],
)
def test_what_is_no_photo_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(PhotoRejected) as refusal:
        decode_photo(content)

    assert refusal.value.code == code


def test_a_truncated_photo_is_refused(gradient: Image.Image) -> None:
    whole = saved(gradient, "JPEG", quality=95)

    with pytest.raises(PhotoRejected, match="unreadable"):
        decode_photo(whole[: len(whole) // 2])


@pytest.mark.parametrize(
    ("size", "code"),
    [((100, 900), "too_small"), ((300, 1300), "bad_shape"), ((20_001, 300), "too_many_pixels")],
)
def test_an_unfit_shape_is_refused(size: tuple[int, int], code: str) -> None:
    with pytest.raises(PhotoRejected) as refusal:
        decode_photo(saved(Image.new("RGB", size), "PNG"))

    assert refusal.value.code == code


def test_a_bomb_of_forty_thousand_pixels_square_is_refused() -> None:
    bomb = saved(Image.new("1", (40_000, 40_000)), "PNG")

    with pytest.raises(PhotoRejected, match="too_many_pixels"):
        decode_photo(bomb)


def test_moving_pictures_are_refused(gradient: Image.Image) -> None:
    frames = [gradient.rotate(angle) for angle in (10, 20)]

    with pytest.raises(PhotoRejected, match="animated"):
        decode_photo(saved(gradient, "WEBP", save_all=True, append_images=frames))


@pytest.mark.parametrize("file_format", ["webp", "png", "jpeg"])
def test_a_picture_keeps_its_colors_and_its_label(file_format: str) -> None:
    image = SrgbImage(np.full((64, 64, 3), 0.5, np.float32))

    file = encode(image, file_format, xmp=b"<label/>")  # type: ignore[arg-type]

    assert np.abs(decode_own(file) - image).max() < 0.02
    assert read_xmp(file) == b"<label/>"


def test_a_broken_heic_photo_is_refused() -> None:
    with pytest.raises(PhotoRejected, match="unreadable"):
        decode_photo(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(400))
