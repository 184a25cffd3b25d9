"""Numbers that stand for other colors than sRGB's come out as the colors they stand for."""

import zlib

import numpy as np
import pytest
from PIL import Image
from tests.hostile_files import HEIC, base, png, png_chunk, saved, swapped_profile

from trombine.imaging.arrays import SrgbImage, as_srgb
from trombine.imaging.code_points import CodePoints, find_code_points, read_profile_points
from trombine.imaging.codec import decode_photo
from trombine.imaging.coded_color import coded_to_srgb
from trombine.imaging.color import srgb_to_lab, srgb_to_linear
from trombine.imaging.hevc import read_stream_colors

P3, BT2020, SRGB_CURVE, PQ, HLG = 12, 9, 13, 16, 18
TO_BT2020 = np.array([[0.6274, 0.3293, 0.0433], [0.0691, 0.9195, 0.0114], [0.0164, 0.0880, 0.8956]])
EXACT = SrgbImage(np.asarray(base().resize((300, 300)), np.float32) / 255)


def to_pq(light: np.ndarray) -> np.ndarray:
    """Light in units of 203 cd/m2, by SMPTE ST 2084."""
    share = np.power(np.maximum(light, 0) * 203 / 10_000, 0.1593017578125)
    return np.power((0.8359375 + 18.8515625 * share) / (1 + 18.6875 * share), 78.84375)


def to_hlg(light: np.ndarray) -> np.ndarray:
    """Light in units of 203 cd/m2 on a display of 1000, by ITU-R BT.2100."""
    shown = np.maximum(light, 1e-9) * 0.203
    luminance = (shown @ np.array([0.2627, 0.678, 0.0593]))[..., None]
    scene = shown * np.power(luminance, -1 / 6)
    high = 0.17883277 * np.log(np.maximum(12 * scene - 0.28466892, 1e-9)) + 0.55991073
    return np.where(scene <= 1 / 12, np.sqrt(3 * scene), high)


CURVES = {PQ: to_pq, HLG: to_hlg}


def coded(image: SrgbImage, transfer: int, levels: int) -> np.ndarray:
    light = srgb_to_linear(image) @ TO_BT2020.T
    return np.rint(np.clip(CURVES[transfer](light), 0, 1) * levels)


def deep_png(values: np.ndarray, transfer: int) -> bytes:
    """A PNG of 16 bits a channel, which says BT.2020 and a curve in cICP."""
    rows = values.astype(">u2").reshape(values.shape[0], -1)
    packed = zlib.compress(b"".join(b"\0" + row.tobytes() for row in rows), 1)
    cicp = png_chunk(b"cICP", bytes([BT2020, transfer, 0, 1]))
    return png(values.shape[1], values.shape[0], packed, depth=16, extra=cicp)


def nclx(file: bytes, primaries: int, transfer: int) -> bytes:
    """The same file with these numbers in its color box."""
    place = file.index(b"colr") + 4
    said = b"nclx" + bytes([0, primaries, 0, transfer, 0, 6, 128])
    return file[:place] + said + file[place + len(said) :]


def color_error(image: SrgbImage, other: SrgbImage) -> float:
    return float(np.linalg.norm(srgb_to_lab(image) - srgb_to_lab(other), axis=2).mean())


@pytest.mark.parametrize("transfer", [PQ, HLG], ids=["PQ", "HLG"])
def test_hdr_without_highlights_looks_as_its_sdr_twin(transfer: int) -> None:
    file = deep_png(coded(EXACT, transfer, 65535), transfer)

    assert color_error(decode_photo(file), EXACT) < 0.7


@pytest.mark.parametrize("transfer", [PQ, HLG], ids=["PQ", "HLG"])
def test_an_avif_says_hdr_in_its_color_box(transfer: int) -> None:
    eight_bits = Image.fromarray(coded(EXACT, transfer, 255).astype(np.uint8))
    file = nclx(saved(eight_bits, "AVIF", quality=100, subsampling="4:4:4"), BT2020, transfer)

    assert color_error(decode_photo(file), EXACT) < 4
    assert color_error(as_srgb(np.asarray(eight_bits, np.float32) / 255), EXACT) > 8


def test_highlights_of_hdr_are_compressed_and_the_rest_left_alone() -> None:
    gray, white, lamp = 0.18, 1.0, 1000 / 203
    patches = np.repeat([gray, white, lamp], 100)[None, :, None] * np.ones((300, 1, 3))
    pixels = np.rint(to_pq(patches) * 65535).astype(np.uint16)

    image = coded_to_srgb(pixels, CodePoints(BT2020, PQ))

    dark, paper, bright = (float(image[150, x, 0]) for x in (50, 150, 250))
    assert dark == pytest.approx(0.461, abs=0.003)  # 18 % in sRGB
    assert 0.85 < paper < 0.97 < bright <= 1


def test_a_bright_color_keeps_its_hue() -> None:
    pixels = np.rint(to_pq(np.full((8, 8, 3), (4.0, 2.0, 1.0))) * 65535).astype(np.uint16)

    red, green, blue = srgb_to_linear(coded_to_srgb(pixels, CodePoints(1, PQ)))[4, 4]

    assert red > green > blue
    assert green / red == pytest.approx(0.5, abs=0.02)
    assert blue / red == pytest.approx(0.25, abs=0.02)


@pytest.mark.parametrize("kind", ["PNG", "AVIF", "HEIC"])
def test_display_p3_is_said_by_numbers_alone(kind: str) -> None:
    if kind == "HEIC":
        plain, file = (
            nclx(HEIC.read_bytes(), 1, SRGB_CURVE),
            nclx(HEIC.read_bytes(), P3, SRGB_CURVE),
        )
    elif kind == "AVIF":
        plain = nclx(saved(Image.new("RGB", (300, 300), (200, 100, 100)), kind), 1, SRGB_CURVE)
        file = nclx(plain, P3, SRGB_CURVE)
    else:
        plain = saved(Image.new("RGB", (300, 300), (200, 100, 100)), kind)
        chunk = png_chunk(b"cICP", bytes([P3, SRGB_CURVE, 0, 1]))
        file = plain[: plain.index(b"IDAT") - 4] + chunk + plain[plain.index(b"IDAT") - 4 :]

    read, wide = (srgb_to_linear(decode_photo(each)) for each in (plain, file))

    matrix = np.array([[1.2249, -0.2249, 0], [-0.0421, 1.0421, 0], [-0.0196, -0.0786, 1.0983]])
    assert np.abs(wide - np.clip(read @ matrix.T, 0, 1)).mean() < 0.004


def test_bt2020_becomes_srgb_by_the_known_matrix() -> None:
    light = np.eye(3)[None] * 0.3 + 0.2
    pixels = np.rint(to_pq(light) * 65535).astype(np.uint16)

    found = srgb_to_linear(coded_to_srgb(pixels, CodePoints(BT2020, PQ)))

    matrix = np.linalg.inv(TO_BT2020)
    assert np.allclose(found, np.clip(light @ matrix.T, 0, 1), atol=0.004)


def test_in_png_the_numbers_outrank_a_profile() -> None:
    plain = saved(Image.new("RGB", (300, 300), (220, 30, 40)), "PNG", icc_profile=swapped_profile())
    chunk = png_chunk(b"cICP", bytes([1, SRGB_CURVE, 0, 1]))
    place = plain.index(b"iCCP") - 4

    image = decode_photo(plain[:place] + chunk + plain[place:])

    assert np.allclose(image[150, 150] * 255, [220, 30, 40], atol=1)


def test_in_heic_a_profile_outranks_the_numbers() -> None:
    assert find_code_points(HEIC.read_bytes(), ["HEIF"]) is None


def test_a_profile_may_say_hdr_in_a_tag() -> None:
    table = (1).to_bytes(4, "big") + b"cicp" + (144).to_bytes(4, "big") + (12).to_bytes(4, "big")
    profile = bytes(128) + table + b"cicp" + bytes(4) + bytes([9, 16, 0, 1])

    assert read_profile_points(profile) == CodePoints(9, 16)
    assert read_profile_points(swapped_profile()) is None
    assert read_profile_points(b"short") is None


def test_adobe_rgb_is_known_by_exif_alone() -> None:
    exif = Image.Exif()
    exif[0x8769] = {0xA001: 0xFFFF, 0xA005: {1: "R03"}}
    gray_green = Image.new("RGB", (300, 300), (100, 180, 100))

    plain, wide = (decode_photo(saved(gray_green, "JPEG", **more)) for more in ({}, {"exif": exif}))

    assert wide[150, 150, 0] < plain[150, 150, 0] - 0.1  # greener than sRGB's
    assert wide[150, 150, 1] == pytest.approx(float(plain[150, 150, 1]), abs=0.02)


class BitWriter:
    """Writes what ``hevc`` reads."""

    def __init__(self) -> None:
        self.bits = ""

    def put(self, value: int, count: int) -> "BitWriter":
        self.bits += format(value, f"0{count}b")
        return self

    def golomb(self, *values: int) -> "BitWriter":
        for value in values:
            word = format(value + 1, "b")
            self.bits += "0" * (len(word) - 1) + word
        return self

    def content(self) -> bytes:
        padded = self.bits + "1" + "0" * (-(len(self.bits) + 1) % 8)
        return int(padded, 2).to_bytes(len(padded) // 8, "big")


def sequence(primaries: int, transfer: int) -> bytes:
    """A configuration box with one parameter set that uses most of what may stand before."""
    bits = BitWriter().put(0, 4).put(0, 3).put(1, 1).put(0, 96)
    bits.golomb(0, 1, 512, 512).put(1, 1).golomb(0, 0, 0, 4)  # a window that is shown
    bits.golomb(2, 2, 4).put(1, 1).golomb(2, 0, 1).golomb(0, 3, 0, 3, 0, 1)
    bits.put(1, 1).put(0, 1).put(0, 2).put(0, 1)  # scaling as usual
    bits.golomb(2).golomb(1, 0, 0).put(1, 1)  # two sets of references, the second after the first
    bits.put(1, 1).put(0, 1).golomb(0).put(1, 1).put(0, 1).put(1, 1)
    bits.put(0, 1).put(0, 2)
    bits.put(1, 1).put(1, 1).put(255, 8).put(1, 16).put(1, 16).put(0, 1)
    bits.put(1, 1).put(5, 3).put(1, 1).put(1, 1).put(primaries, 8).put(transfer, 8).put(9, 8)
    unit = b"\x42\x01" + bits.content()
    while (place := unit.find(b"\0\0\0")) >= 0 or (place := unit.find(b"\0\0\1")) >= 0:
        unit = unit[: place + 2] + b"\3" + unit[place + 2 :]
    head = bytes(17) + b"\xfa\xfa" + bytes(3) + b"\1"
    return head + b"\x21\0\1" + len(unit).to_bytes(2, "big") + unit


def test_a_heic_without_a_color_box_says_it_in_its_stream() -> None:
    assert read_stream_colors(sequence(9, 16)) == (9, 16)
    assert read_stream_colors(sequence(12, 13)) == (12, 13)


def test_ten_bits_that_say_nothing_are_pq_only_where_they_look_so() -> None:
    unsaid = CodePoints(BT2020, 254)
    as_pq = coded(EXACT, PQ, 65535).astype(np.uint16)
    as_srgb_codes = np.rint(EXACT * 65535).astype(np.uint16)

    assert color_error(coded_to_srgb(as_pq, unsaid), EXACT) < 0.7
    assert color_error(coded_to_srgb(as_srgb_codes, unsaid), EXACT) < 0.1


@pytest.mark.parametrize("cut", range(0, 400, 7))
def test_broken_boxes_say_nothing(cut: int) -> None:
    avif = nclx(saved(base(), "AVIF"), BT2020, PQ)

    assert find_code_points(avif[:cut], ["AVIF"]) in {None, CodePoints(BT2020, PQ)}
