"""Between files and arrays: photos in through a locked child process, pictures out.

The only place that knows uint8, EXIF, color profiles and alpha.
"""

import io
import struct
import subprocess
import sys
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path
from typing import Literal, TypeAlias

import numpy as np
from PIL import Image, PngImagePlugin

from trombine.errors import PhotoRejected
from trombine.imaging.arrays import SrgbImage
from trombine.imaging.decoder_child import MAX_BYTES

Format: TypeAlias = Literal["webp", "png", "jpeg"]

CHILD = Path(__file__).with_name("decoder_child.py")
DECODE_TIMEOUT_S = 12
CHILD_ENVIRONMENT = {"MALLOC_ARENA_MAX": "1", "PATH": "/usr/bin:/bin"}


def decode_photo(data: bytes) -> SrgbImage:
    """Return an untrusted photo, upright, at most 1600 px on its long side.

    Raises
    ------
    PhotoRejected
        ``unreadable``, ``too_large`` (bytes), ``too_small``, ``bad_shape``, ``animated`` or
        ``too_many_pixels``.
    """
    if len(data) > MAX_BYTES:
        raise PhotoRejected("too_large", megabytes=MAX_BYTES >> 20)
    try:
        child = subprocess.run(  # noqa: S603  (our own script, no shell)
            [sys.executable, "-I", "-X", "utf8", str(CHILD)],
            input=data,
            capture_output=True,
            timeout=DECODE_TIMEOUT_S,
            env=CHILD_ENVIRONMENT,
            cwd="/",
            check=False,
        )
    except (subprocess.TimeoutExpired, BrokenPipeError) as fault:
        raise PhotoRejected("unreadable") from fault
    return _read_answer(child.stdout)


def decode_photos(
    photos: Iterable[bytes], *, workers: int = 2
) -> Iterator[SrgbImage | PhotoRejected]:
    """Yield each photo or the reason against it, in order, several children at a time."""

    def decode_or_reason(data: bytes) -> SrgbImage | PhotoRejected:
        try:
            return decode_photo(data)
        except PhotoRejected as reason:
            return reason

    with ThreadPoolExecutor(workers) as pool:
        yield from pool.map(decode_or_reason, photos)


def has_system_call_filter() -> bool:
    """Return whether the child can also be limited to the system calls it needs."""
    if find_spec("pyseccomp") is None:
        return False
    probe = [sys.executable, "-c", "import pyseccomp"]
    return subprocess.run(probe, capture_output=True, check=False).returncode == 0  # noqa: S603


def encode(image: SrgbImage, file_format: Format, *, xmp: bytes) -> bytes:
    """Return a picture file with this XMP packet and no other metadata."""
    picture = Image.fromarray(np.clip(image * 255 + 0.5, 0, 255).astype(np.uint8))
    stream = io.BytesIO()
    if file_format == "png":
        chunks = PngImagePlugin.PngInfo()
        chunks.add_itxt("XML:com.adobe.xmp", xmp.decode())
        picture.save(stream, "PNG", pnginfo=chunks, compress_level=4)
    elif file_format == "jpeg":
        picture.save(stream, "JPEG", quality=93, subsampling=0, xmp=xmp)
    else:
        picture.save(stream, "WEBP", quality=90, method=2, xmp=xmp)
    return stream.getvalue()


def decode_own(data: bytes) -> SrgbImage:
    """Return a picture this program wrote; never call it on what came from outside."""
    with Image.open(io.BytesIO(data)) as picture:
        return SrgbImage(np.asarray(picture.convert("RGB"), np.float32) / np.float32(255))


def read_xmp(data: bytes) -> bytes:
    """Return the XMP packet of a picture this program wrote, empty when it has none."""
    with Image.open(io.BytesIO(data)) as picture:
        packet = picture.info.get("xmp", picture.info.get("XML:com.adobe.xmp", b""))
    return packet.encode() if isinstance(packet, str) else bytes(packet)


def _read_answer(answer: bytes) -> SrgbImage:
    if answer[:2] == b"NO":
        raise PhotoRejected(answer[2:].decode("ascii", "replace"))
    if answer[:2] != b"OK" or len(answer) < 6:
        raise PhotoRejected("unreadable")
    width, height = struct.unpack(">HH", answer[2:6])
    if len(answer) != 6 + width * height * 3:
        raise PhotoRejected("unreadable")
    pixels = np.frombuffer(answer, np.uint8, offset=6).reshape(height, width, 3)
    return SrgbImage(pixels.astype(np.float32) / np.float32(255))
