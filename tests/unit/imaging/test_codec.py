import numpy as np
import pytest
from PIL import Image
from tests.hostile_files import HEIC, TWO_PICTURES, saved, swapped_profile

from trombine.errors import PhotoRejected
from trombine.imaging.arrays import SrgbImage, check_image
from trombine.imaging.codec import (
    Format,
    decode_own,
    decode_photo,
    decode_photos,
    encode,
    read_xmp,
)

WRITABLE = ("JPEG", "PNG", "WEBP", "AVIF")
STILLS = (*WRITABLE, "TIFF", "BMP")


@pytest.fixture
def gradient() -> Image.Image:
    ramp = np.linspace(0, 255, 400, dtype=np.uint8)
    return Image.fromarray(
        np.dstack([np.tile(ramp, (300, 1)), *[np.full((300, 400), 90)] * 2]).astype(np.uint8)
    )


def middle_color(image: SrgbImage) -> list[int]:
    pixel = image[image.shape[0] // 2, image.shape[1] // 2]
    return [round(float(value) * 255) for value in pixel]


def orange_corner(image: SrgbImage) -> str:
    """Where the space suit of the sample portrait is; it is stored at the bottom left."""
    orange = image[..., 0] - image[..., 2]
    corners = {
        "top left": orange[:60, :60],
        "top right": orange[:60, -60:],
        "bottom left": orange[-60:, :60],
        "bottom right": orange[-60:, -60:],
    }
    return max(corners, key=lambda corner: float(corners[corner].mean()))


@pytest.mark.parametrize("kind", STILLS)
def test_every_admitted_format_gives_pixels(gradient: Image.Image, kind: str) -> None:
    image = check_image(decode_photo(saved(gradient, kind)))

    assert image.shape == (300, 400, 3)
    assert image[150, 390, 0] > 0.9


def test_heic_is_decoded_and_turned_upright() -> None:
    image = check_image(decode_photo(HEIC.read_bytes()))

    assert image.shape == (352, 264, 3)  # stored lying down
    assert orange_corner(image) == "top left"


def test_of_a_heic_with_several_stills_the_first_is_taken() -> None:
    image = decode_photo(TWO_PICTURES.read_bytes())

    assert orange_corner(image) == "bottom left"  # the second still stands on its head


@pytest.mark.parametrize("kind", WRITABLE)
@pytest.mark.parametrize(
    ("orientation", "bright_end"), [(2, "left"), (3, "left"), (6, "bottom"), (8, "top")]
)
def test_a_photo_is_turned_upright(
    gradient: Image.Image, kind: str, orientation: int, bright_end: str
) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation

    red = decode_photo(saved(gradient, kind, exif=exif))[..., 0]

    ends = {
        "left": red[:, :20],
        "right": red[:, -20:],
        "top": red[:20],
        "bottom": red[-20:],
    }
    assert max(ends, key=lambda end: float(ends[end].mean())) == bright_end


@pytest.mark.parametrize("kind", WRITABLE)
def test_a_color_profile_is_applied(kind: str) -> None:
    red = Image.new("RGB", (300, 300), (220, 30, 40))

    file = saved(red, kind, icc_profile=swapped_profile())

    assert np.allclose(middle_color(decode_photo(file)), [30, 220, 40], atol=3)


@pytest.mark.parametrize(
    ("image", "kind", "expected"),
    [
        (Image.new("L", (300, 300), 99), "JPEG", [99, 99, 99]),
        (Image.new("CMYK", (300, 300), (55, 175, 215, 0)), "JPEG", [200, 80, 40]),
        (Image.fromarray(np.full((300, 300), 99 * 257, np.uint16)), "PNG", [99, 99, 99]),
        (Image.new("1", (300, 300), 1), "PNG", [255, 255, 255]),
        (Image.new("RGB", (300, 300), (9, 200, 30)).quantize(4), "PNG", [9, 200, 30]),
    ],
    ids=["gray", "cmyk", "16 bit", "1 bit", "palette"],
)
def test_rare_ways_to_store_color_give_the_same_color(
    image: Image.Image, kind: str, expected: list[int]
) -> None:
    assert np.allclose(middle_color(decode_photo(saved(image, kind))), expected, atol=2)


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "AVIF"])
def test_transparency_becomes_white(gradient: Image.Image, kind: str) -> None:
    gradient.putalpha(0)

    assert decode_photo(saved(gradient, kind)).min() == 1


def test_half_transparency_lets_half_the_white_through() -> None:
    veiled = Image.new("RGBA", (300, 300), (0, 0, 0, 128))

    assert middle_color(decode_photo(saved(veiled, "PNG"))) == [127, 127, 127]


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_large_photo_is_reduced(kind: str) -> None:
    large = Image.new("RGB", (4000, 3000), (200, 30, 30))

    assert decode_photo(saved(large, kind)).shape == (1200, 1600, 3)


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_reducing_makes_no_pattern_of_fine_detail(kind: str) -> None:
    checks = (np.indices((3600, 3600)).sum(axis=0) % 2 * 255).astype(np.uint8)

    image = decode_photo(saved(Image.fromarray(checks), kind, quality=95))

    assert image[20:-20, 20:-20].std() < 0.02


def test_many_photos_come_back_in_their_order() -> None:
    grays = [Image.new("L", (300, 300), level) for level in (10, 60, 110, 160)]
    files = [saved(gray, "PNG") for gray in grays]

    answers = list(decode_photos([*files[:2], b"no photo", *files[2:]], workers=3))

    levels = [
        answer.code if isinstance(answer, PhotoRejected) else middle_color(answer)[0]
        for answer in answers
    ]
    assert levels == [10, 60, "not_a_picture", 110, 160]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (b"dear diary " * 100, "not_a_picture"),
        (b"\xff\xd8\xff\xe0", "unreadable"),
        (b"%PDF-1.4" + bytes(500), "format_not_taken"),
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
    [((255, 900), "too_small"), ((300, 1201), "bad_shape"), ((20_001, 5001), "too_many_pixels")],
)
def test_an_unfit_shape_is_refused(size: tuple[int, int], code: str) -> None:
    with pytest.raises(PhotoRejected) as refusal:
        decode_photo(saved(Image.new("1", size), "PNG"))

    assert refusal.value.code == code


@pytest.mark.parametrize("size", [(256, 300), (300, 1200)])
def test_a_shape_just_fit_is_taken(size: tuple[int, int]) -> None:
    assert decode_photo(saved(Image.new("1", size), "PNG")).shape[1::-1] == size


def test_a_bomb_of_forty_thousand_pixels_square_is_refused() -> None:
    bomb = saved(Image.new("1", (40_000, 40_000)), "PNG")

    with pytest.raises(PhotoRejected, match="too_many_pixels"):
        decode_photo(bomb)


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "AVIF", "GIF"])
def test_moving_pictures_are_refused(gradient: Image.Image, kind: str) -> None:
    frames = [gradient.rotate(angle) for angle in (10, 20)]

    with pytest.raises(PhotoRejected, match="animated"):
        decode_photo(saved(gradient, kind, save_all=True, append_images=frames))


@pytest.mark.parametrize("file_format", ["webp", "png", "jpeg"])
def test_a_picture_keeps_its_colors_and_its_label(file_format: Format) -> None:
    image = SrgbImage(np.full((64, 64, 3), 0.5, np.float32))

    file = encode(image, file_format, xmp=b"<label/>")

    assert np.abs(decode_own(file) - image).max() < 0.02
    assert read_xmp(file) == b"<label/>"


@pytest.mark.parametrize("file_format", ["webp", "png", "jpeg"])
def test_the_same_picture_gives_the_same_file(file_format: Format) -> None:
    image = SrgbImage(np.random.default_rng(3).random((64, 64, 3), dtype=np.float32))

    assert encode(image, file_format, xmp=b"<x/>") == encode(image, file_format, xmp=b"<x/>")


def test_fine_colored_lines_survive_jpeg() -> None:
    lines = np.zeros((64, 64, 3), np.float32)
    lines[:, ::8, 0] = 1.0  # one pixel wide: shared color would wash them out

    kept = decode_own(encode(SrgbImage(lines), "jpeg", xmp=b"<x/>"))

    assert kept[:, ::8, 0].mean() > 0.9


def test_a_file_without_a_label_has_an_empty_one(gradient: Image.Image) -> None:
    assert read_xmp(saved(gradient, "PNG")) == b""
