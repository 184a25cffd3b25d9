import pytest
from PIL import Image
from tests.hostile_files import HEIC, base, saved

from trombine.errors import PhotoRejected
from trombine.imaging.codec import decode_photo
from trombine.imaging.formats import name_format, recognize

NAMED = {
    b"%PDF-1.7\n": "PDF",
    b"\xff\x0a\xfa\x7f": "JPEG XL",
    b"\0\0\0\x0cJXL \r\n\x87\n": "JPEG XL",
    b"\0\0\0\x18ftypjxl \0\0\0\0": "JPEG XL",
    b"\0\0\0\x0cjP  \r\n\x87\n": "JPEG 2000",
    b"\0\0\0\x18ftypmp42\0\0\0\0isommp42": "MP4",
    b"\0\0\0\x20ftypisom\0\0\2\0isommp41": "MP4",
    b"\0\0\0\x14ftypqt  \0\0\0\0": "MOV",
    b"\0\0\0\x08wide\0\0\0\0mdat": "MOV",
    b"\0\0\0\x18ftyp3gp4\0\0\0\0": "3GP",
    b"\0\0\0\x18ftypcrx \0\0\0\1": "RAW (CR3)",
    b"II*\0\x10\0\0\0CR\2\0": "RAW (CR2)",
    b"IIRO\x08\0\0\0": "RAW (ORF)",
    b"IIU\0\x18\0\0\0": "RAW (RW2)",
    b"FUJIFILMCCD-RAW 0201": "RAW (RAF)",
    b"RIFF\0\0\0\0AVI LIST": "AVI",
    b"\x1aE\xdf\xa3\x9f": "Matroska (MKV, WebM)",
    b"<!DOCTYPE html><title>Not found</title>": "HTML",
    b"\n <html lang=fr>": "HTML",
    b"<?xml version='1.0'?><svg/>": "SVG",
    b"<?xml version='1.0'?><plist/>": "XML",
    b"8BPS\0\1": "Photoshop (PSD)",
    b"PK\3\4": "ZIP",
}


@pytest.mark.parametrize(("head", "name"), NAMED.items(), ids=NAMED.values())
def test_what_is_not_taken_is_named(head: bytes, name: str) -> None:
    with pytest.raises(PhotoRejected) as refusal:
        decode_photo(head + bytes(40))

    assert (refusal.value.code, refusal.value.details) == ("format_not_taken", {"format": name})


@pytest.mark.parametrize("head", [b"BMW is a car\n" * 5, b"hello", b"\x89PNG too short", b"RIFF"])
def test_what_nobody_knows_has_no_name(head: bytes) -> None:
    assert recognize(head) == []
    assert name_format(head) == ""


@pytest.mark.parametrize(
    ("brands", "decoders"),
    [
        (b"heic\0\0\0\0mif1heic", ["HEIF"]),
        (b"mif1\0\0\0\0mif1heicmiaf", ["HEIF"]),
        (b"mif1\0\0\0\0mif1avifmiaf", ["AVIF", "HEIF"]),
        (b"miaf\0\0\0\0heixmiaf", ["HEIF"]),
        (b"avif\0\0\0\0avifmif1miaf", ["AVIF"]),
    ],
)
def test_heic_and_avif_are_known_by_all_their_brands(brands: bytes, decoders: list[str]) -> None:
    head = (len(brands) + 8).to_bytes(4, "big") + b"ftyp" + brands

    assert recognize(head) == decoders


def test_a_real_heic_is_known() -> None:
    assert recognize(HEIC.read_bytes()[:64]) == ["HEIF"]


RAW = {
    "of Adobe": ({50706: b"\1\4\0\0"}, "RAW (DNG)"),
    "whose colors lie beside each other": ({254: 1, 330: 9999}, "RAW"),
}


@pytest.mark.parametrize(("tags", "name"), RAW.values(), ids=RAW)
def test_what_a_sensor_saw_is_named_though_it_looks_like_tiff(
    tags: dict[int, object], name: str
) -> None:
    stamp = saved(base(), "TIFF", tiffinfo=tags)

    with pytest.raises(PhotoRejected) as refusal:
        decode_photo(stamp)

    assert (refusal.value.code, refusal.value.details) == ("format_not_taken", {"format": name})


def test_a_kind_of_tiff_nobody_reads_is_told_from_a_broken_one() -> None:
    good = saved(base(), "TIFF")
    of_five_bits = good.replace(b"\x08\0\x08\0\x08\0", b"\x05\0\x05\0\x05\0")
    assert of_five_bits != good

    with pytest.raises(PhotoRejected) as refusal:
        decode_photo(of_five_bits)
    with pytest.raises(PhotoRejected) as other:
        decode_photo(good[: len(good) // 2])

    assert (refusal.value.code, refusal.value.details) == ("variant_not_taken", {"format": "TIFF"})
    assert other.value.code == "unreadable"


def test_of_a_tiff_with_pages_the_first_is_taken() -> None:
    pages = [Image.new("RGB", (300, 300), color) for color in ("red", "lime")]

    image = decode_photo(saved(pages[0], "TIFF", save_all=True, append_images=pages[1:]))

    assert image[150, 150].tolist() == [1, 0, 0]
