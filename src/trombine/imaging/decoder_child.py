"""Decodes one untrusted file in a process that can do nothing else.

Started by ``locked_child``: the file on stdin, the answer on stdout. The answer is ``READY`` once
nothing but the file can fail any more; then ``OK``, width and height as big-endian u16, bits of a
channel and two code points of its colors as bytes, and raw RGB; or ``NO``, a code and perhaps the
name of a format. It imports nothing of Trombine but what stands beside it, and of the decoders
those that the file's first bytes ask for, so that it starts quickly and little can be attacked.
"""

import os
import re
import struct
import sys
import warnings
from typing import NoReturn

from trombine.imaging.code_points import CodePoints, find_code_points
from trombine.imaging.formats import MAGIC_BYTES, NotTaken, recognize
from trombine.imaging.rights import give_up_rights

MAX_BYTES = 20 << 20
MIN_SIDE_PX, MAX_SIDE_PX, MAX_ASPECT = 256, 20_000, 4
MAX_PIXELS, MAX_BASELINE_JPEG_PIXELS = 8192 * 8192, 250_000_000
MAX_DEEP_PIXELS = 25_000_000
"""HDR with more pixels is read with 8 bits a channel: twice the bytes would not fit."""

OUT_SIDE_PX = 1600
READY, MISSING = b"READY", b"MISSING "
EVERY_DECODER = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "AVIF", "HEIF")
NAMES = {"TIFF": "TIFF", "BMP": "BMP", "JPEG": "JPEG", "HEIF": "HEIC", "AVIF": "AVIF"}
TWELVE_BITS = re.compile(rb"\xff[\xc0-\xc2]..\x0c", re.DOTALL)
"""The frame header of a JPEG whose channels are deeper than any viewer shows."""


def main() -> NoReturn:
    """Read, load the decoder, give up every right, decode, answer."""
    warnings.simplefilter("ignore")
    data = sys.stdin.buffer.read(MAX_BYTES + 1)
    formats = recognize(data[:MAGIC_BYTES])
    color = find_code_points(data, formats)
    try:
        load_decoders(formats, deep=color is not None and color.is_hdr)
    except ImportError as fault:
        write(MISSING, str(fault.name).encode())
        os._exit(1)
    give_up_rights()
    write(READY)
    if len(data) > MAX_BYTES:
        refuse(NotTaken("too_large"))
    try:
        answer(data, formats, color)
    except NotTaken as reason:
        refuse(reason)
    except MemoryError:
        refuse(NotTaken("too_many_pixels"))
    except BaseException as fault:
        refuse(name_fault(fault, data, formats))
    os._exit(0)


def tell_limits() -> NoReturn:
    """Say what is limited here: system calls, too, or only what every system can limit."""
    try:
        load_decoders(list(EVERY_DECODER), deep=True)
    except ImportError as fault:
        write(MISSING, str(fault.name).encode())
        os._exit(1)
    write(b"seccomp" if give_up_rights() else b"rlimits")
    os._exit(0)


def load_decoders(formats: list[str], *, deep: bool) -> None:
    """Import what decoding will need while imports are still possible."""
    from PIL import Image, ImageCms

    from trombine.imaging import stills  # noqa: F401

    if "JPEG" in formats:
        from PIL import JpegImagePlugin, MpoImagePlugin  # noqa: F401
    if "PNG" in formats:
        from PIL import PngImagePlugin  # noqa: F401
    if "WEBP" in formats:
        from PIL import WebPImagePlugin  # noqa: F401
    if "GIF" in formats:
        import copy  # noqa: F401  (the plug-in imports it at the first picture)

        from PIL import GifImagePlugin  # noqa: F401
    if "BMP" in formats:
        from PIL import BmpImagePlugin  # noqa: F401
    if "AVIF" in formats:
        from PIL import AvifImagePlugin

        AvifImagePlugin.DEFAULT_MAX_THREADS = 1
    if "HEIF" in formats:
        import pi_heif

        pi_heif.options.DECODE_THREADS = 1
        pi_heif.options.THUMBNAILS = False
        pi_heif.options.DEPTH_IMAGES = False
        pi_heif.options.AUX_IMAGES = False
    if deep:
        import cv2
        import numpy as np

        from trombine.imaging import deep_stills  # noqa: F401

        cv2.setNumThreads(1)
        cv2.resize(np.zeros((4, 4, 3), np.uint16), (2, 2), interpolation=cv2.INTER_AREA)
    # Plug-ins would otherwise be searched on disk at the first open, which is denied by then.
    Image._initialized = 2  # noqa: SLF001
    Image.MAX_IMAGE_PIXELS = None  # the shape is checked, with finer limits
    ImageCms.createProfile("sRGB")
    Image.new("RGB", (4, 4)).resize((2, 2), Image.Resampling.LANCZOS)


def answer(data: bytes, formats: list[str], color: CodePoints | None) -> None:
    """Decode to an upright picture within ``OUT_SIDE_PX`` and write it out."""
    from trombine.imaging.stills import decode_still

    still = decode_still(data, formats, color)
    head = struct.pack(">HHBBB", *still.size, still.bits, still.primaries, still.transfer)
    write(b"OK", head, still.pixels)


def name_fault(fault: BaseException, data: bytes, formats: list[str]) -> NotTaken:
    """Tell a file that is broken from one whose kind no decoder here reads."""
    from PIL import UnidentifiedImageError

    of_a_kind = (
        "nsupported" in str(fault)
        or (formats == ["TIFF"] and isinstance(fault, UnidentifiedImageError))
        or (formats == ["JPEG"] and TWELVE_BITS.search(data) is not None)
    )
    if of_a_kind and formats[-1] in NAMES:
        return NotTaken("variant_not_taken", NAMES[formats[-1]])
    return NotTaken("unreadable")


def refuse(reason: NotTaken) -> NoReturn:
    """Answer with a code and end at once, without running anything else."""
    write(b"NO", f"{reason.code} {reason.name}".encode())
    os._exit(0)


def write(*parts: bytes) -> None:
    """Send bytes at once."""
    for part in parts:
        sys.stdout.buffer.write(part)
    sys.stdout.buffer.flush()
