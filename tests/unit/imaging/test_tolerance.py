"""What a person's own viewer overlooks in a file is no reason to refuse it."""

import struct

import numpy as np
import pytest
from PIL import Image
from tests.hostile_files import TWO_PICTURES, base, png_chunk, saved, swapped_profile

from trombine.errors import PhotoRejected
from trombine.imaging import stills
from trombine.imaging.codec import decode_photo
from trombine.imaging.stills import decode_still

EXACT = np.asarray(base(), np.float32) / 255


def with_chunk(chunk: bytes, image: Image.Image | None = None) -> bytes:
    """Return a PNG with one more chunk before its pixels."""
    good = saved(image or base(), "PNG")
    place = good.index(b"IDAT") - 4
    return good[:place] + chunk + good[place:]


def bad_checksum(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + b"oops"


INCOMPRESSIBLE = np.random.default_rng(2).bytes(1_300_000)
OVERLOOKED = {
    "time, wrong checksum": bad_checksum(b"tIME", bytes(7)),
    "words, wrong checksum": bad_checksum(b"tEXt", b"Comment\0hello"),
    "XMP of 1.5 MB": png_chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + b"x" * 1_500_000),
    "profile, wrong checksum": bad_checksum(b"iCCP", b"p\0\0" + bytes(9)),
    "unknown, private": png_chunk(b"vpAg", bytes(9)),
}


@pytest.mark.parametrize("chunk", OVERLOOKED.values(), ids=OVERLOOKED)
def test_a_png_is_read_past_chunks_that_do_not_matter(chunk: bytes) -> None:
    assert np.abs(decode_photo(with_chunk(chunk)) - EXACT).max() < 1e-6


def test_a_png_with_an_enormous_profile_is_read_without_it() -> None:
    file = saved(base(), "PNG", icc_profile=swapped_profile() + INCOMPRESSIBLE)

    assert np.abs(decode_photo(file) - EXACT).max() < 1e-6


def test_a_png_without_its_end_is_read() -> None:
    good = saved(base(), "PNG")

    assert np.abs(decode_photo(good[: good.index(b"IEND") - 4]) - EXACT).max() < 1e-6


@pytest.mark.parametrize("way", [{}, {"progressive": True}], ids=["baseline", "progressive"])
@pytest.mark.parametrize("lacking", [1, 2, 3, 40])
def test_a_jpeg_without_its_last_bytes_is_read(lacking: int, way: dict[str, bool]) -> None:
    whole = saved(base(), "JPEG", quality=90, **way)

    image = decode_photo(whole[:-lacking])

    kept = image.shape[0]
    assert kept >= 280
    assert np.abs(image - decode_photo(whole)[:kept]).mean() < 0.01


def test_rows_a_jpeg_lacks_are_cut_off_and_not_painted_gray() -> None:
    whole = saved(base(), "JPEG", quality=90)

    image = decode_photo(whole[: int(len(whole) * 0.97)])

    assert 270 <= image.shape[0] < 300
    assert np.abs(image[-1] - 128 / 255).max() > 0.02


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_half_a_photo_is_a_broken_file(kind: str) -> None:
    whole = saved(base(), kind)

    with pytest.raises(PhotoRejected, match="unreadable"):
        decode_photo(whole[: len(whole) // 2])


def test_a_heic_with_several_pictures_is_read_when_it_is_reduced(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(stills, "OUT_SIDE_PX", 264)  # as 1600 px are of a photo

    still = decode_still(TWO_PICTURES.read_bytes(), ["HEIF"], None)

    assert still.size == (264, 198)
    assert len(still.pixels) == 264 * 198 * 3


@pytest.mark.parametrize("size", [(8192, 6144), (9248, 6936)])
def test_the_pixels_of_common_sensors_are_taken(size: tuple[int, int]) -> None:
    image = decode_photo(saved(Image.new("1", size, 1), "PNG", compress_level=1))

    assert max(image.shape) == 1600


DEEP = (np.arange(300, dtype=np.uint16)[None] * 200).repeat(300, 0)
RARE = {
    "palette GIF": saved(Image.fromarray((DEEP >> 8).astype(np.uint8)), "GIF"),
    "16-bit gray TIFF": saved(Image.fromarray(DEEP), "TIFF"),
    "32-bit float TIFF": saved(Image.fromarray((DEEP / 65535).astype(np.float32)), "TIFF"),
    "gray BMP": saved(Image.fromarray((DEEP >> 8).astype(np.uint8)), "BMP"),
    "gray and alpha PNG": saved(Image.fromarray((DEEP >> 8).astype(np.uint8)).convert("LA"), "PNG"),
    "gray TIFF, LZW": saved(
        Image.fromarray((DEEP >> 8).astype(np.uint8)), "TIFF", compression="tiff_lzw"
    ),
}


@pytest.mark.parametrize("file", RARE.values(), ids=RARE)
def test_stills_of_other_formats_keep_their_tones(file: bytes) -> None:
    image = decode_photo(file)

    assert np.abs(image[150, :, 1] - DEEP[0] / 65535).max() < 0.006


def test_a_tiff_in_cie_lab_is_read() -> None:
    lab = Image.new("LAB", (300, 300), (140, 128, 128))

    image = decode_photo(saved(lab, "TIFF"))

    assert np.ptp(image[150, 150]) < 0.02
    assert 0.45 < float(image[150, 150].mean()) < 0.58


def test_a_tiff_is_turned_as_its_tag_says() -> None:
    ramp = Image.fromarray(np.tile(np.linspace(0, 255, 400).astype(np.uint8), (300, 1)))

    image = decode_photo(saved(ramp, "TIFF", tiffinfo={274: 6}))

    assert image.shape == (400, 300, 3)
    assert image[-20:].mean() > 0.9
