"""Files nobody sends kindly, made on the spot: name, content and what the door must answer.

``PIXELS`` means a picture must come out, a code that this refusal must, ``EITHER`` that both are
sound. The files are deterministic, so that what fails once fails again.
"""

import functools
import io
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from PIL import Image, ImageCms

PIXELS, EITHER, UNREADABLE = "pixels", "either", "unreadable"
NAMED, UNKNOWN = "format_not_taken", "not_a_picture"
SECRET = b"SECRETMARKER"
FUZZ_SEEDS = 20
# pi-heif only reads; these two were written once from the sample portrait with a tool that writes.
HEIC = Path(__file__).parent / "files" / "turned.heic"
TWO_PICTURES = Path(__file__).parent / "files" / "two-pictures.heic"
PNG_MAGIC = b"\x89PNG\r\n\x1a\n"


Entries = Iterator[tuple[str, bytes, str]]


def fuzzed_files(seeds: int = FUZZ_SEEDS) -> Entries:
    """Good files with bytes flipped: so many of each of five formats."""
    for kind in ("JPEG", "PNG", "WEBP", "AVIF", "HEIC"):
        good = HEIC.read_bytes() if kind == "HEIC" else saved(base(), kind)
        for seed in range(seeds):
            rng = np.random.default_rng([seed, len(kind), ord(kind[0])])
            broken = bytearray(good)
            for place in rng.integers(len(good), size=(1, 5, 40)[seed % 3]):
                broken[place] = int(rng.integers(256))
            yield f"fuzz-{kind.lower()}-{seed}", bytes(broken), EITHER


@functools.cache
def base() -> Image.Image:
    """Soft color fields with a little grain: compresses like a photo."""
    rng = np.random.default_rng(5)
    fields = Image.fromarray(rng.integers(256, size=(6, 8, 3), dtype=np.uint8))
    soft = np.asarray(fields.resize((400, 300), Image.Resampling.BICUBIC), np.int16)
    grained = np.clip(soft + rng.integers(-6, 7, soft.shape, dtype=np.int16), 0, 255)
    return Image.fromarray(grained.astype(np.uint8))


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    """Return the picture as a file."""
    stream = io.BytesIO()
    image.save(stream, kind, **options)
    return stream.getvalue()


def png_chunk(kind: bytes, content: bytes) -> bytes:
    """Return a chunk with its true length and checksum."""
    checksum = struct.pack(">I", zlib.crc32(kind + content))
    return struct.pack(">I", len(content)) + kind + content + checksum


def png(
    width: int, height: int, pixels: bytes, *, depth: int = 8, color: int = 2, extra: bytes = b""
) -> bytes:
    """Return a PNG of any claim; ``extra`` are chunks before the pixels."""
    header = struct.pack(">IIBBBBB", width, height, depth, color, 0, 0, 0)
    return (
        PNG_MAGIC
        + png_chunk(b"IHDR", header)
        + extra
        + png_chunk(b"IDAT", pixels)
        + png_chunk(b"IEND", b"")
    )


@functools.cache
def zeros(count: int) -> bytes:
    """Return so many zero bytes, deflated to next to nothing."""
    return zlib.compress(bytes(count), 1)


def frames() -> list[Image.Image]:
    """Return two more pictures for files that hold several."""
    return [base().rotate(angle) for angle in (90, 180)]


def swapped_profile() -> bytes:
    """Return a color profile that takes red for green, so that its use can be seen."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    held = profile.replace(b"rXYZ", b"held")
    return held.replace(b"gXYZ", b"rXYZ").replace(b"held", b"gXYZ")


def honest_files() -> Entries:
    """What must always pass."""
    for kind in ("JPEG", "PNG", "WEBP", "AVIF"):
        yield f"good-{kind.lower()}", saved(base(), kind), PIXELS
    yield "good-heic", HEIC.read_bytes(), PIXELS


def no_pictures() -> Entries:
    """Everything that is called .jpg and is none."""
    noise = np.random.default_rng(7).bytes
    yield "empty", b"", "file_empty"
    yield "one-byte", b"\xff", UNKNOWN
    yield "magic-only-jpeg", b"\xff\xd8\xff\xe0", UNREADABLE
    yield "magic-only-png", PNG_MAGIC, UNREADABLE
    yield "magic-only-webp", b"RIFF\x00\x01\x00\x00WEBP", UNREADABLE
    yield "random", noise(1 << 20), UNKNOWN
    yield "text", b"dear diary " * 1000, UNKNOWN
    yield "text-of-15-mb", b"dear diary " * 1_400_000, UNKNOWN
    yield "html", b"<html><script>alert(1)</script>" * 50, NAMED
    svg = b'<?xml version="1.0"?><!DOCTYPE s [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    yield "svg-xxe", svg + b'<svg xmlns="http://www.w3.org/2000/svg">&x;</svg>', NAMED
    yield "pdf", b"%PDF-1.4\n" + bytes(500), NAMED
    script = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 900 900\n(%pipe%id) (w) file\nshowpage\n"
    yield "eps-ghostscript", script, NAMED
    yield "zip", b"PK\x03\x04" + noise(400), NAMED
    yield "elf", b"\x7fELF" + noise(400), NAMED
    yield "gzip-bomb", b"\x1f\x8b\x08\0\0\0\0\0\0\x03" + zeros(50 << 20)[2:-4], NAMED


def truncated() -> Entries:
    """Half of a good file."""
    for kind in ("JPEG", "PNG", "WEBP", "AVIF", "GIF", "BMP", "TIFF"):
        whole = saved(base(), kind)
        yield f"half-{kind.lower()}", whole[: len(whole) // 2], UNREADABLE
    heic = HEIC.read_bytes()
    yield "half-heic", heic[: len(heic) // 2], UNREADABLE


def png_bombs() -> Entries:
    """Little to send, much to unpack."""
    yield "png-40000-square", png(40_000, 40_000, zeros(1000), depth=1, color=0), "too_many_pixels"
    yield "png-19000-square", png(19_000, 19_000, zeros(1000)), "too_many_pixels"
    yield "png-49-mp", png(7000, 7000, zeros(7000 * (7000 * 3 + 1))), PIXELS
    yield "png-2-to-the-31", png(0x7FFFFFFF, 0x7FFFFFFF, zeros(1000)), EITHER
    yield "png-no-size", png(0, 0, b""), EITHER
    yield "png-1-by-100000", png(1, 100_000, zeros(100_000 * 4)), "too_small"
    plain = zeros(300 * 901)
    bomb = zeros(64 << 20)
    ztxt = png_chunk(b"zTXt", b"c\0\0" + bomb)
    yield "png-ztxt-bomb", png(300, 300, plain, extra=ztxt), EITHER
    text = zeros(900 << 10)
    itxt = b"".join(png_chunk(b"iTXt", b"k%d\0\1\0\0\0" % n + text) for n in range(120))
    yield "png-itxt-many", png(300, 300, plain, extra=itxt), EITHER
    yield "png-iccp-bomb", png(300, 300, plain, extra=png_chunk(b"iCCP", b"p\0\0" + bomb)), EITHER


def png_oddities() -> Entries:
    """Broken or rare, and small."""
    good = saved(base(), "PNG")
    broken = bytearray(good)
    broken[good.index(b"IDAT") + 40] ^= 255
    yield "png-bad-checksum", bytes(broken), EITHER
    yield "png-no-end", good[: good.index(b"IEND") - 4], EITHER
    yield "png-too-few-rows", png(300, 300, zeros(100 * 901)), EITHER
    yield "png-unknown-filter", png(300, 300, zlib.compress(b"\x09" + bytes(270_299))), EITHER
    yield "png-palette-missing", png(300, 300, zeros(300 * 301), color=3), EITHER


def moving_pictures() -> Entries:
    """Animations in admitted formats."""
    for kind in ("PNG", "WEBP", "AVIF", "GIF"):
        moving = saved(base(), kind, save_all=True, append_images=frames())
        yield f"moving-{kind.lower()}", moving, "animated"


def formats_not_taken() -> Entries:
    """Pictures, but of kinds whose decoders stay unused."""
    for kind in ("ICO", "PPM"):
        yield f"{kind.lower()}", saved(base(), kind), NAMED
    yield "tga", saved(base(), "TGA"), UNKNOWN  # nothing at its begin says what it is
    yield "jp2", b"\0\0\0\x0cjP  \r\n\x87\n" + bytes(300), NAMED
    yield "psd", b"8BPS\x00\x01" + bytes(300), NAMED


def tiff_oddities() -> Entries:
    """TIFF can hold nearly everything; what it says must not be believed."""
    good = saved(base(), "TIFF")
    directory = int.from_bytes(good[4:8], "little")
    yield "tiff-deflate", saved(base(), "TIFF", compression="tiff_adobe_deflate"), PIXELS
    yield "tiff-jpeg", saved(base(), "TIFF", compression="jpeg"), PIXELS
    yield "tiff-no-directory", good[:4] + b"\xff\xff\xff\x7f" + good[8:], UNREADABLE
    yield "tiff-own-directory", good[:4] + b"\0\0\0\0" + good[8:], EITHER
    huge = good.replace(
        struct.pack("<HHIHH", 256, 3, 1, 400, 0), struct.pack("<HHII", 256, 4, 1, 65_000)
    )
    yield "tiff-lies-about-size", huge, EITHER
    loop = bytearray(saved(base(), "TIFF", save_all=True, append_images=frames()))
    last = bytes(loop).rindex(b"\0\0\0\0")
    loop[last : last + 4] = directory.to_bytes(4, "little")
    yield "tiff-loop", bytes(loop), EITHER
    for seed in range(FUZZ_SEEDS // 2):
        rng = np.random.default_rng([seed, 77])
        broken = bytearray(saved(base(), "TIFF", compression="tiff_lzw"))
        for place in rng.integers(len(broken) - 300, len(broken), size=3):
            broken[place] = int(rng.integers(256))
        yield f"tiff-fuzz-{seed}", bytes(broken), EITHER


def polyglots() -> Entries:
    """A photo and something else in one file."""
    good = saved(base(), "JPEG")
    yield "jpeg-and-zip", good + b"PK\x03\x04" + bytes(5000), PIXELS
    comment = b"\xff\xfe\x00\x20<script>alert(1)</script>     "
    yield "jpeg-and-html", good[:2] + comment + good[2:], EITHER
    yield "jpeg-and-10-mb", good + bytes(10 << 20), PIXELS
    yield "jpeg-and-21-mb", good + bytes(21 << 20), "too_large"


def metadata() -> Entries:
    """What a camera, or an attacker, writes beside the pixels."""
    good = saved(base(), "JPEG")
    place = Image.Exif()
    place[0x010E] = SECRET.decode()
    place[0x8825] = {1: "N", 2: (48.0, 51.0, 30.0), 3: "E", 4: (2.0, 17.0, 40.0)}
    yield "jpeg-gps", saved(base(), "JPEG", exif=place, comment=SECRET), PIXELS
    yield "png-gps", saved(base(), "PNG", exif=place), PIXELS
    yield "webp-gps", saved(base(), "WEBP", exif=place, xmp=b"<x>" + SECRET + b"</x>"), PIXELS
    turn = Image.Exif()
    turn[0x0112] = 99
    yield "jpeg-turned-99", saved(base(), "JPEG", exif=turn), PIXELS
    head = b"\xff\xe1\x00\x20Exif\0\0II*\0"
    yield "jpeg-exif-garbage", good[:2] + head + b"\xff" * 18 + good[2:], PIXELS
    loop = b"\xff\xe1\x00\x24Exif\0\0II*\0\x08\0\0\0\x01\0\x69\x87\x04\0\x01\0\0\0\x08" + bytes(9)
    yield "jpeg-exif-loop", good[:2] + loop + good[2:], EITHER
    noise = np.random.default_rng(9).bytes
    yield "jpeg-profile-of-4-mb", saved(base(), "JPEG", icc_profile=noise(4 << 20)), PIXELS
    yield "jpeg-profile-garbage", saved(base(), "JPEG", icc_profile=noise(3000)), PIXELS
    half = swapped_profile()[:200]
    yield "png-profile-cut", saved(base(), "PNG", icc_profile=half), PIXELS


def color_modes() -> Entries:
    """Rare ways to store color; all are photos."""
    deep = np.asarray(base().convert("L"), np.uint16) * 257
    yield "jpeg-cmyk", saved(base().convert("CMYK"), "JPEG"), PIXELS
    yield "jpeg-gray", saved(base().convert("L"), "JPEG"), PIXELS
    yield "png-16-bit", saved(Image.fromarray(deep), "PNG"), PIXELS
    yield "png-16-bit-see-through", saved(Image.fromarray(deep), "PNG", transparency=9), PIXELS
    yield "png-1-bit", saved(base().convert("1"), "PNG"), PIXELS
    yield "png-gray-alpha", saved(base().convert("LA"), "PNG"), PIXELS
    yield "png-palette-alpha", saved(base().quantize(64), "PNG", transparency=3), PIXELS
    yield "webp-alpha", saved(base().convert("RGBA"), "WEBP"), PIXELS


def jpeg_oddities() -> Entries:
    """Lies and excess in JPEG."""
    good = saved(base(), "JPEG")
    frame = good.index(b"\xff\xc0")
    lie = good[: frame + 5] + struct.pack(">HH", 65_000, 65_000) + good[frame + 9 :]
    yield "jpeg-lies-about-size", lie, "too_many_pixels"
    large = Image.new("L", (8200, 8200), 90)  # just more than what is taken of other formats
    yield "jpeg-67-mp", saved(large, "JPEG", quality=50), PIXELS
    progressive = saved(large, "JPEG", quality=20, progressive=True)
    yield "jpeg-67-mp-progressive", progressive, "too_many_pixels"
    yield "jpeg-many-scans", many_scans(), EITHER
    yield "mpo", saved(base(), "MPO", save_all=True, append_images=frames()), PIXELS
    thumbnail = b"\xff\xe1\x00\x0aExif\0\0II"
    yield "jpeg-nested-thumbnail", good[:2] + thumbnail + good[2:], EITHER
    yield "jpeg-no-tables", good[:2] + good[frame:], UNREADABLE


def many_scans() -> bytes:
    """Return under 50 megapixels whose last scan comes again until the file is 12 MB."""
    whole = saved(Image.new("L", (6900, 6900)), "JPEG", quality=20, progressive=True)
    last = whole.rindex(b"\xff\xda")
    scan = whole[last:-2]
    return whole[:last] + scan * ((12 << 20) // len(scan)) + b"\xff\xd9"


def boxes() -> Entries:
    """AVIF and HEIC whose boxes say what is not so."""
    avif, heic = saved(base(), "AVIF"), HEIC.read_bytes()
    noise = np.random.default_rng(11).bytes
    huge = avif.replace(struct.pack(">II", 400, 300), struct.pack(">II", 65_000, 65_000))
    yield "avif-huge", huge, EITHER
    yield "heic-noise", heic[:60] + noise(3000), UNREADABLE
    yield "heic-brand-only", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", UNREADABLE
    wide = heic.replace(struct.pack(">II", 352, 264), struct.pack(">II", 60_000, 60_000))
    yield "heic-huge", wide, EITHER
    yield "two-stills-heic", TWO_PICTURES.read_bytes(), PIXELS


GROUPS = (
    honest_files,
    no_pictures,
    truncated,
    png_bombs,
    png_oddities,
    moving_pictures,
    formats_not_taken,
    tiff_oddities,
    polyglots,
    metadata,
    color_modes,
    jpeg_oddities,
    boxes,
    fuzzed_files,
)
