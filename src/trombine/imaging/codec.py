"""Between files and arrays: photos in through a locked child process, pictures out.

The only place that knows uint8, EXIF, color profiles and alpha.
"""

import io
import struct
import subprocess
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps, PngImagePlugin

from trombine.errors import Detail, InstallationBroken, OutOfResources, PhotoRejected
from trombine.imaging.arrays import Mask, SrgbImage, as_mask
from trombine.imaging.code_points import CodePoints
from trombine.imaging.coded_color import coded_to_srgb
from trombine.imaging.decoder_child import (
    MAX_ASPECT,
    MAX_BYTES,
    MAX_PIXELS,
    MIN_SIDE_PX,
    OUT_SIDE_PX,
)
from trombine.imaging.formats import (
    FORMATS_TAKEN,
    MAGIC_BYTES,
    NAME_BYTES,
    RAW_FORMATS,
    name_format,
    recognize,
)
from trombine.imaging.locked_child import CHILD_ENVIRONMENT, ask_child, child_command, name_missing
from trombine.imaging.resample import shrink_to

Format: TypeAlias = Literal["webp", "png", "jpeg"]
Picture: TypeAlias = Image.Image
"""A picture of PIL, which programs that use us may have."""

WEBP_QUALITY = 92

CHILD = "trombine.imaging.decoder_child"
CHILD_COMMAND = child_command(CHILD)
DECODE_TIMEOUT_S = 300
"""On the clock, for a child that hangs: 12 s of a processor take long where others want it, too."""

HEAD = struct.Struct(">HHBBB")
LONGEST_ANSWER_BYTES = 2 + HEAD.size + OUT_SIDE_PX * OUT_SIDE_PX * 6
REASONS: dict[str, dict[str, Detail]] = {
    "unreadable": {},
    "file_empty": {},
    "not_a_picture": {},
    "format_not_taken": {"format": ""},
    "variant_not_taken": {"format": ""},
    "too_large": {"megabytes": MAX_BYTES >> 20},
    "too_small": {"minimum": MIN_SIDE_PX},
    "bad_shape": {"aspect": MAX_ASPECT},
    "animated": {},
    "too_many_pixels": {"megapixels": MAX_PIXELS // 1_000_000},
    "out_of_time": {},
    "out_of_memory": {},
}
"""The codes a photo is refused with here, and the figures their sentences need.

The name of a format is the file's own.
"""

NAMED = {"format_not_taken": RAW_FORMATS, "variant_not_taken": FORMATS_TAKEN}
"""The names a child may tell."""


def decode_photo(data: bytes | bytearray) -> SrgbImage:
    """Return an untrusted photo, upright, at most 1600 px on its long side.

    A process of its own decodes it, which can neither open a file nor outlive its time; about 80 ms
    of each call are its start.

    Raises
    ------
    PhotoRejected
        The file: ``unreadable`` (broken), ``file_empty``, ``not_a_picture``, ``format_not_taken``
        or ``variant_not_taken`` (with its name), ``too_large`` (bytes), ``too_small``,
        ``bad_shape``, ``animated`` or ``too_many_pixels``. Or this computer, whose fault it is:
        ``out_of_time``, ``out_of_memory``.
    InstallationBroken
        ``decoder_broken``: no photo can be read here.
    """
    if not data:
        raise _rejection("file_empty")
    if len(data) > MAX_BYTES:
        raise _rejection("too_large")
    if not recognize(bytes(data[:MAGIC_BYTES])):
        name = name_format(bytes(data[:NAME_BYTES]))
        if name:
            raise PhotoRejected("format_not_taken", format=name)
        raise _rejection("not_a_picture")
    try:
        answer = ask_child(
            CHILD_COMMAND, data, longest_answer=LONGEST_ANSWER_BYTES, timeout_s=DECODE_TIMEOUT_S
        )
    except OutOfResources as fault:
        raise _rejection(fault.code) from fault
    return _read_answer(answer)


def decode_photos(
    photos: Iterable[bytes], *, workers: int = 2
) -> Iterator[SrgbImage | PhotoRejected]:
    """Yield each photo or the reason against it, in order, several children at a time."""

    def decode_or_reason(data: bytes) -> SrgbImage | PhotoRejected:
        try:
            return decode_photo(data)
        except PhotoRejected as reason:
            return reason

    pool = ThreadPoolExecutor(workers)
    try:
        for answer in [pool.submit(decode_or_reason, photo) for photo in photos]:
            yield answer.result()
    finally:
        pool.shutdown(cancel_futures=True)


def to_bytes(image: SrgbImage) -> NDArray[np.uint8]:
    """Return the image as 8-bit pixels: a quarter of the size, and all a decoded photo has."""
    return np.clip(image * 255 + 0.5, 0, 255).astype(np.uint8)


def from_bytes(pixels: NDArray[np.uint8]) -> SrgbImage:
    """Return the image of 8-bit pixels."""
    return SrgbImage(pixels.astype(np.float32) / np.float32(255))


def has_system_call_filter() -> bool:
    """Return whether the child, besides its other limits, may only make the system calls it needs.

    Asked of a real child, which loads every decoder: the library can be there and the kernel still
    refuse.

    Raises
    ------
    InstallationBroken
        ``decoder_broken``: it cannot load one.
    """
    answer = subprocess.run(  # noqa: S603  (our own program, no shell)
        child_command(CHILD, "tell_limits"),
        capture_output=True,
        env=CHILD_ENVIRONMENT,
        timeout=DECODE_TIMEOUT_S,
        check=False,
    ).stdout
    if answer not in {b"seccomp", b"rlimits"}:
        raise InstallationBroken("decoder_broken", part=name_missing(answer))
    return answer == b"seccomp"


def shrink_photo(content: bytes, long_side_px: int, *, quarter_turns: int = 0) -> bytes:
    """Return an untrusted photo as a small JPEG, to be shown to who gave it.

    ``quarter_turns`` to the left put it upright.

    Raises
    ------
    PhotoRejected
        As ``decode_photo`` does.
    """
    small = shrink_to(decode_photo(content), long_side_px)
    upright = np.ascontiguousarray(np.rot90(small, quarter_turns))
    return encode(SrgbImage(upright), "jpeg", xmp=b"")


def encode(
    image: SrgbImage,
    file_format: Format,
    *,
    xmp: bytes,
    alpha: Mask | None = None,
    webp_quality: int = WEBP_QUALITY,
) -> bytes:
    """Return a picture file with this XMP packet and no other metadata; JPEG drops ``alpha``."""
    picture = to_picture(image, None if file_format == "jpeg" else alpha)
    stream = io.BytesIO()
    if file_format == "png":
        chunks = PngImagePlugin.PngInfo()
        chunks.add_itxt("XML:com.adobe.xmp", xmp.decode())
        # Higher levels gain nothing on grain and take two to three times as long.
        picture.save(stream, "PNG", pnginfo=chunks, compress_level=1)
    elif file_format == "jpeg":
        picture.save(stream, "JPEG", quality=93, subsampling=0, xmp=xmp)
    else:
        # Method 4 takes twice as long as 2 for files 2 % smaller.
        picture.save(stream, "WEBP", quality=webp_quality, method=2, xmp=xmp)
    return stream.getvalue()


def encode_picture(picture: Picture) -> bytes:
    """Return a file of a picture that a program has in memory, upright, its colors as they were."""
    upright = ImageOps.exif_transpose(picture)
    if upright.mode not in {"RGB", "L"}:
        upright = upright.convert("RGB")
    stream = io.BytesIO()
    profile = picture.info.get("icc_profile") if picture.mode == upright.mode else None
    upright.save(stream, "PNG", compress_level=1, icc_profile=profile)
    return stream.getvalue()


def to_picture(image: SrgbImage, alpha: Mask | None = None) -> Picture:
    """Return a picture of PIL, with the alpha given."""
    picture = Image.fromarray(to_bytes(image))
    if alpha is not None:
        picture.putalpha(Image.fromarray(np.clip(alpha * 255 + 0.5, 0, 255).astype(np.uint8)))
    return picture


def decode_own(data: bytes) -> SrgbImage:
    """Return a picture this program wrote, on white where it is transparent.

    Never call it on what came from outside.
    """
    with Image.open(io.BytesIO(data)) as picture:
        layer = picture.convert("RGBA")
        white = Image.new("RGBA", layer.size, "white")
        return from_bytes(np.asarray(Image.alpha_composite(white, layer).convert("RGB")))


def decode_layers(data: bytes) -> tuple[SrgbImage, Mask | None]:
    """Return a picture this program wrote, and what of it shows where something is transparent.

    Never call it on what came from outside.
    """
    with Image.open(io.BytesIO(data)) as picture:
        alpha = None
        if picture.has_transparency_data:
            layer = np.asarray(picture.convert("RGBA").getchannel("A"))
            alpha = as_mask(layer.astype(np.float32) / np.float32(255))
        return from_bytes(np.asarray(picture.convert("RGB"))), alpha


def read_xmp(data: bytes) -> bytes:
    """Return the XMP packet of a picture this program wrote, empty when it has none."""
    with Image.open(io.BytesIO(data)) as picture:
        packet = picture.info.get("xmp", picture.info.get("XML:com.adobe.xmp", b""))
    return packet.encode() if isinstance(packet, str) else bytes(packet)


def _read_answer(answer: bytes) -> SrgbImage:
    """Turn the child's answer into pixels; whatever is no answer is an unreadable photo."""
    if answer.startswith(b"NO"):
        code, _, name = answer[2:].decode("ascii", "replace").partition(" ")
        raise _rejection(code, name)
    if not answer.startswith(b"OK") or len(answer) < 2 + HEAD.size:
        raise _rejection("unreadable")
    width, height, bits, primaries, transfer = HEAD.unpack_from(answer, 2)
    # A picture that breaks off is cut, and may be a little smaller than what is taken.
    fits = min(width, height) >= MIN_SIDE_PX // 2 and max(width, height) <= OUT_SIDE_PX
    if not fits or len(answer) != 2 + HEAD.size + width * height * 3 * (bits // 8):
        raise _rejection("unreadable")
    kind = np.dtype("<u2" if bits == 16 else "u1")
    pixels = np.frombuffer(answer, kind, offset=2 + HEAD.size).reshape(height, width, 3)
    color = CodePoints(primaries, transfer)
    if bits == 8 and color.is_srgb:
        return from_bytes(pixels)
    return from_bytes(to_bytes(coded_to_srgb(pixels, color)))


def _rejection(code: str, name: str = "") -> PhotoRejected:
    if code in NAMED and name in NAMED[code]:
        return PhotoRejected(code, format=name)
    known = code if code in REASONS and code not in NAMED else "unreadable"
    return PhotoRejected(known, **REASONS[known])
