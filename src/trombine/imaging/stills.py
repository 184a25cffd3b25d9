"""From the bytes of an untrusted file to a small, upright picture; runs in a locked child alone."""

import contextlib
import io
import math
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from PIL import Image, ImageCms, TiffImagePlugin, UnidentifiedImageError

from trombine.imaging.code_points import (
    ADOBE,
    HLG,
    PERHAPS_PQ,
    PQ,
    SRGB,
    CodePoints,
    read_profile_points,
)
from trombine.imaging.decoder_child import (
    MAX_ASPECT,
    MAX_BASELINE_JPEG_PIXELS,
    MAX_DEEP_PIXELS,
    MAX_PIXELS,
    MAX_SIDE_PX,
    MIN_SIDE_PX,
    OUT_SIDE_PX,
)
from trombine.imaging.formats import NotTaken
from trombine.imaging.repair import JPEG_END, MAX_PROFILE_BYTES, mend_png

if TYPE_CHECKING:
    import pi_heif

Opened: TypeAlias = "Image.Image | pi_heif.HeifFile"

# Decoding is cheaper at a fraction of the size, but blurs; from twice the size on nobody sees it.
DRAFT_MARGIN = 2
MAX_LOST = 0.1
"""The share of its rows a JPEG may lack and still be used, without them."""

UNDECODED = 128
"""The gray of what a JPEG lacks."""

SEVERAL_STILLS = frozenset(("MPO", "HEIF", "TIFF"))
"""They hold a burst, a depth map or pages; the first, or what the file calls its primary picture,
is the photo."""

TURNED_BY_DECODER = frozenset(("HEIF", "TIFF"))
ORIENTATION_TAG, COLOR_SPACE_TAG, INTEROPERABILITY_TAG = 0x0112, 0xA001, 0x0001
EXIF_FOLDER, INTEROPERABILITY_FOLDER = 0x8769, 0xA005
UNCALIBRATED = 0xFFFF
DNG_TAG, PHOTOMETRIC_TAG, SUBFILE_TAG, FOLDERS_TAG = 50706, 262, 254, 330
SENSOR_PHOTOMETRICS = frozenset((32803, 34892))
BIG_TIFF = b"+"
WHITE = 255
HDR_WHITE = {PQ: 148, PERHAPS_PQ: 148, HLG: 191}
"""White paper in 8 bits: 203 cd/m2 in PQ, three quarters in HLG (ITU-R BT.2408-7, 2.1)."""


class Still(NamedTuple):
    """A decoded picture: raw RGB of 8 or, little-endian, 16 bits, and what its numbers mean."""

    size: tuple[int, int]
    bits: int
    primaries: int
    transfer: int
    pixels: bytes


def decode_still(data: bytes, formats: list[str], color: CodePoints | None) -> Still:
    """Return an upright picture within ``OUT_SIDE_PX``; a color profile is applied.

    ``color`` is what the file says beside a profile, and has precedence over it.

    Raises
    ------
    NotTaken
        Nobody could use it as a photo.
    """
    if "PNG" in formats:
        data = mend_png(data)
    if "TIFF" in formats:
        _refuse_raw(data)
    opened, kind = _open(data, formats)
    _check_shape(opened, kind)
    orientation = 1 if kind in TURNED_BY_DECODER else _read_orientation(opened)
    profile = None if color else _read_profile(opened)
    color = color or (read_profile_points(profile) if profile else _read_exif_color(opened))
    if color and color.is_hdr and math.prod(opened.size) <= MAX_DEEP_PIXELS:
        from trombine.imaging.deep_stills import decode_deep

        deep = decode_deep(data, kind, orientation)
        if deep is not None:
            size, pixels = deep
            return Still(size, 16, color.primaries, color.transfer, pixels)
    image = _reduce(_to_eight_bits(_load(opened, data, kind)))
    image = _lay_on(image, HDR_WHITE.get(color.transfer, WHITE) if color else WHITE)
    image = _turn(image.convert("RGB") if color else _to_srgb(image, profile), orientation)
    said = color or SRGB
    return Still(image.size, 8, said.primaries, said.transfer, image.tobytes())


def _refuse_raw(data: bytes) -> None:
    """Refuse what a sensor saw: as a TIFF it would show a stamp of the picture, or nothing."""
    head = data[:16] if data[2:4].strip(b"\0") == BIG_TIFF else data[:8]
    tags = TiffImagePlugin.ImageFileDirectory_v2(head)
    stream = io.BytesIO(data)
    stream.seek(tags.next)
    tags.load(stream)
    if not len(tags):
        raise NotTaken("unreadable")
    if DNG_TAG in tags:
        raise NotTaken("format_not_taken", "RAW (DNG)")
    is_stamp = tags.get(SUBFILE_TAG, 0) == 1 and FOLDERS_TAG in tags
    if is_stamp or tags.get(PHOTOMETRIC_TAG) in SENSOR_PHOTOMETRICS:
        raise NotTaken("format_not_taken", "RAW")


def _open(data: bytes, formats: list[str]) -> tuple[Opened, str]:
    """Return the picture, not yet decoded, and the format it is in."""
    plain = [name for name in formats if name != "HEIF"]
    if plain:
        try:
            opened = Image.open(io.BytesIO(data), formats=plain)
        except UnidentifiedImageError:
            if "HEIF" not in formats:
                raise
        else:
            return opened, opened.format or ""
    import pi_heif

    return pi_heif.open_heif(io.BytesIO(data)), "HEIF"


def _check_shape(opened: Opened, kind: str) -> None:
    """Refuse what would be too small, too long, moving, or a bomb."""
    width, height = opened.size
    if kind not in SEVERAL_STILLS and getattr(opened, "is_animated", False):
        raise NotTaken("animated")
    if min(width, height) < MIN_SIDE_PX:
        raise NotTaken("too_small")
    if max(width, height) > MAX_ASPECT * min(width, height):
        raise NotTaken("bad_shape")
    progressive = opened.info.get("progressive") or opened.info.get("progression")
    baseline = kind in {"JPEG", "MPO"} and not progressive
    pixels = MAX_BASELINE_JPEG_PIXELS if baseline else MAX_PIXELS
    if max(width, height) > MAX_SIDE_PX or width * height > pixels:
        raise NotTaken("too_many_pixels")


def _read_orientation(opened: Opened) -> int:
    """Return how the camera was held; broken EXIF is no reason to refuse pixels."""
    with contextlib.suppress(Exception):
        return int(opened.getexif().get(ORIENTATION_TAG, 1))
    return 1


def _read_profile(opened: Opened) -> bytes | None:
    """Return the color profile, unless it is absurd."""
    profile = opened.info.get("icc_profile")
    return profile if profile and len(profile) < MAX_PROFILE_BYTES else None


def _read_exif_color(opened: Opened) -> CodePoints | None:
    """Return Adobe RGB where a camera says so in EXIF alone (DCF 2.0, optional color space)."""
    with contextlib.suppress(Exception):
        exif = opened.getexif()
        if exif.get_ifd(EXIF_FOLDER).get(COLOR_SPACE_TAG) == UNCALIBRATED:
            name = exif.get_ifd(INTEROPERABILITY_FOLDER).get(INTEROPERABILITY_TAG, "")
            return ADOBE if name.startswith("R03") else None
    return None


def _load(opened: Opened, data: bytes, kind: str) -> Image.Image:
    """Decode; a JPEG that breaks off near its end is cut where it does."""
    if not isinstance(opened, Image.Image):
        return opened.to_pillow()
    if kind not in {"JPEG", "MPO"}:
        opened.load()
        return opened
    share = DRAFT_MARGIN * OUT_SIDE_PX / max(opened.size)
    size = (math.ceil(opened.width * share), math.ceil(opened.height * share))
    opened.draft("", size)
    try:
        opened.load()
    except OSError:
        opened = Image.open(io.BytesIO(data + JPEG_END), formats=["JPEG"])
        opened.draft("", size)
        opened.load()
        return _cut_lost_rows(opened)
    return opened


def _cut_lost_rows(image: Image.Image) -> Image.Image:
    """Return what was there of a JPEG that breaks off: its rows end in the gray of nothing."""
    width, height = image.size
    edge = image.crop((width - 1, 0, width, height)).convert("RGB").tobytes()
    lost = (len(edge) - len(edge.rstrip(bytes([UNDECODED])))) // 3
    if lost > MAX_LOST * height:
        raise NotTaken("unreadable")
    return image.crop((0, 0, width, height - lost))


def _to_eight_bits(image: Image.Image) -> Image.Image:
    """Bring deep gray down to 8 bits a channel and palettes up to true color."""
    mode = image.mode
    if mode.startswith("I"):
        if mode == "I" and _greatest(image) > 0xFFFF:
            raise NotTaken("variant_not_taken", "TIFF")
        deep = image.point(lambda value: value / 256)
        deep.info.pop("transparency", None)  # a 16-bit gray, which 8 bits would misread
        return deep.convert("L")
    if mode == "F":
        unit = 255 if _greatest(image) <= 1 else 1
        return image.point(lambda value: value * unit).convert("L")
    if mode in {"P", "PA"} or "transparency" in image.info:
        return image.convert("RGBA")
    simpler = {"1": "L", "RGBX": "RGB", "YCbCr": "RGB", "RGBa": "RGBA", "La": "LA"}.get(mode, mode)
    return image if simpler == mode else image.convert(simpler)


def _greatest(gray: Image.Image) -> float:
    """Return the lightest value of an image of one channel."""
    _, greatest = gray.getextrema()
    assert not isinstance(greatest, tuple)  # noqa: S101  (those are of images with channels)
    return greatest


def _reduce(image: Image.Image) -> Image.Image:
    """Bring the long side within ``OUT_SIDE_PX``; transparency weighs in the averages."""
    share = OUT_SIDE_PX / max(image.size)
    if share >= 1:
        return image
    size = (max(1, round(image.width * share)), max(1, round(image.height * share)))
    return image.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)


def _lay_on(image: Image.Image, white: int) -> Image.Image:
    """Lay what is transparent on white paper."""
    if image.mode not in {"LA", "RGBA"}:
        return image
    paper = Image.new("RGBA", image.size, (white, white, white, 255))
    paper.alpha_composite(image.convert("RGBA"))
    return paper.convert("RGB")


def _to_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Apply a sane color profile; ignore a broken one, as every viewer does."""
    target = ImageCms.createProfile("sRGB")
    if image.mode == "LAB":
        source = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
        return ImageCms.profileToProfile(image, source, target, outputMode="RGB") or image
    if profile:
        with contextlib.suppress(Exception):
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            converted = ImageCms.profileToProfile(image, source, target, outputMode="RGB")
            if converted is not None:
                return converted
    return image.convert("RGB")


def _turn(image: Image.Image, orientation: int) -> Image.Image:
    """Apply the EXIF orientation."""
    turn = Image.Transpose
    turns = {
        2: turn.FLIP_LEFT_RIGHT,
        3: turn.ROTATE_180,
        4: turn.FLIP_TOP_BOTTOM,
        5: turn.TRANSPOSE,
        6: turn.ROTATE_270,
        7: turn.TRANSVERSE,
        8: turn.ROTATE_90,
    }
    return image.transpose(turns[orientation]) if orientation in turns else image
