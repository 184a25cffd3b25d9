"""Between files and arrays: photos in through a locked child process, pictures out.

The only place that knows uint8, EXIF, color profiles and alpha.
"""

import io
import struct
import subprocess
import sys
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps, PngImagePlugin

from trombine.errors import Detail, PhotoRejected
from trombine.imaging.arrays import Mask, SrgbImage, as_mask
from trombine.imaging.decoder_child import (
    MAX_ASPECT,
    MAX_BYTES,
    MAX_PIXELS,
    MIN_SIDE_PX,
    OUT_SIDE_PX,
)
from trombine.imaging.locked_child import CHILD_ENVIRONMENT, ask_child
from trombine.imaging.resample import shrink_to

Format: TypeAlias = Literal["webp", "png", "jpeg"]
Picture: TypeAlias = Image.Image
"""A picture of PIL, which programs that use us may have."""

WEBP_QUALITY = 92

CHILD_COMMAND = [
    sys.executable,
    "-I",
    "-X",
    "utf8",
    str(Path(__file__).with_name("decoder_child.py")),
]
DECODE_TIMEOUT_S = 60
"""The child may have 8 s of a processor, which take longer where others want it too."""

LONGEST_ANSWER_BYTES = 6 + OUT_SIDE_PX * OUT_SIDE_PX * 3
REASONS: dict[str, dict[str, Detail]] = {
    "unreadable": {},
    "too_large": {"megabytes": MAX_BYTES >> 20},
    "too_small": {"minimum": MIN_SIDE_PX},
    "bad_shape": {"aspect": MAX_ASPECT},
    "animated": {},
    "too_many_pixels": {"megapixels": MAX_PIXELS // 1_000_000},
}
"""The codes a photo is refused with here, and the figures their sentences need."""


def decode_photo(data: bytes | bytearray) -> SrgbImage:
    """Return an untrusted photo, upright, at most 1600 px on its long side.

    A process of its own decodes it, which can neither open a file nor outlive its time; about 80 ms
    of each call are its start.

    Raises
    ------
    PhotoRejected
        ``unreadable``, ``too_large`` (bytes), ``too_small``, ``bad_shape``, ``animated`` or
        ``too_many_pixels``.
    """
    if len(data) > MAX_BYTES:
        raise _rejection("too_large")
    answer = ask_child(
        CHILD_COMMAND, data, longest_answer=LONGEST_ANSWER_BYTES, timeout_s=DECODE_TIMEOUT_S
    )
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

    Asked of a real child: the library can be there and the kernel still refuse.
    """
    answer = subprocess.run(  # noqa: S603  (our own script, no shell)
        [*CHILD_COMMAND, "--limits"],
        capture_output=True,
        env=CHILD_ENVIRONMENT,
        timeout=DECODE_TIMEOUT_S,
        check=False,
    )
    return answer.stdout == b"seccomp"


def shrink_photo(content: bytes, long_side_px: int) -> bytes:
    """Return an untrusted photo as a small JPEG, to be shown to who gave it.

    Raises
    ------
    PhotoRejected
        As ``decode_photo`` does.
    """
    return encode(shrink_to(decode_photo(content), long_side_px), "jpeg", xmp=b"")


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
        raise _rejection(answer[2:].decode("ascii", "replace"))
    if not answer.startswith(b"OK") or len(answer) < 6:
        raise _rejection("unreadable")
    width, height = struct.unpack(">HH", answer[2:6])
    fits = min(width, height) >= MIN_SIDE_PX and max(width, height) <= OUT_SIDE_PX
    if not fits or len(answer) != 6 + width * height * 3:
        raise _rejection("unreadable")
    return from_bytes(np.frombuffer(answer, np.uint8, offset=6).reshape(height, width, 3))


def _rejection(code: str) -> PhotoRejected:
    known = code if code in REASONS else "unreadable"
    return PhotoRejected(known, **REASONS[known])
