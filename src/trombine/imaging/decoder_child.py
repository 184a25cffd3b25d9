"""Decodes one untrusted file in a process that can do nothing else.

Started as a script: the file on stdin, the answer on stdout. The answer is ``OK``, width and height
as big-endian u16 and raw RGB, or ``NO`` and a code. It imports nothing of Trombine and no numpy,
so that it starts quickly and little of it can be attacked.
"""

import contextlib
import ctypes
import io
import os
import resource
import struct
import sys
import warnings
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from PIL import Image

MAX_BYTES = 20 << 20
MIN_SIDE_PX, MAX_SIDE_PX, MAX_ASPECT = 256, 20_000, 4
MAX_PIXELS, MAX_BASELINE_JPEG_PIXELS = 50_000_000, 250_000_000
OUT_SIDE_PX = 1600
MAX_ICC_BYTES = 1 << 20
LIMITS = {
    resource.RLIMIT_AS: 1200 << 20,
    resource.RLIMIT_CPU: 8,
    resource.RLIMIT_FSIZE: 0,
    resource.RLIMIT_CORE: 0,
    resource.RLIMIT_NOFILE: 16,
}
ALLOWED_CALLS = [
    "read",
    "write",
    "readv",
    "writev",
    "brk",
    "mmap",
    "munmap",
    "mremap",
    "madvise",
    "mprotect",
    "futex",
    "exit",
    "exit_group",
    "rt_sigreturn",
    "rt_sigaction",
    "rt_sigprocmask",
    "sigaltstack",
    "clock_gettime",
    "gettimeofday",
    "getrandom",
    "sched_yield",
    "sched_getaffinity",
    "getpid",
    "gettid",
    "lseek",
    "close",
    "fstat",
    "newfstatat",
    "restart_syscall",
    "getrusage",
    "set_robust_list",
    "rseq",
    "tgkill",
]
DENIED_CALLS = [
    "openat",
    "open",
    "access",
    "faccessat2",
    "ioctl",
    "readlink",
    "stat",
    "lstat",
    "getcwd",
    "fcntl",
    "prlimit64",
]
PR_SET_DUMPABLE, CLONE_THREAD, ENOSYS, EACCES = 4, 0x10000, 38, 13


def main() -> NoReturn:
    """Load the decoders, give up every right, read, decode, answer."""
    warnings.simplefilter("ignore")
    formats = load_decoders()
    give_up_rights()
    data = sys.stdin.buffer.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        refuse("too_large")
    try:
        answer(data, formats)
    except MemoryError:
        refuse("too_many_pixels")
    except BaseException:
        refuse("unreadable")
    os._exit(0)


def load_decoders() -> list[str]:
    """Import every plug-in while imports are still possible; return the admitted formats."""
    from PIL import (  # noqa: F401  # noqa: F401
        Image,
        ImageCms,
        ImageOps,
        JpegImagePlugin,
        MpoImagePlugin,
        PngImagePlugin,
        TiffImagePlugin,
        WebPImagePlugin,
    )

    formats = ["JPEG", "PNG", "WEBP"]
    with contextlib.suppress(ImportError):
        from PIL import AvifImagePlugin

        AvifImagePlugin.DEFAULT_MAX_THREADS = 1
        formats.append("AVIF")
    with contextlib.suppress(ImportError):
        import pi_heif

        pi_heif.options.DECODE_THREADS = 1
        pi_heif.options.THUMBNAILS = False
        pi_heif.register_heif_opener()
        formats.append("HEIF")
    # Plug-ins would otherwise be searched on disk at the first open, which is denied by then.
    Image._initialized = 2  # noqa: SLF001
    Image.MAX_IMAGE_PIXELS = None
    ImageCms.createProfile("sRGB")
    Image.new("RGB", (4, 4)).resize((2, 2), Image.Resampling.LANCZOS)
    return formats


def give_up_rights() -> None:
    """Limit memory and time, forbid files, then allow only the calls decoding needs."""
    for limit, value in LIMITS.items():
        resource.setrlimit(limit, (value, value))
    ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
    try:
        import pyseccomp
    except (ImportError, RuntimeError, OSError):
        return
    rules = pyseccomp.SyscallFilter(pyseccomp.KILL_PROCESS)
    for name in ALLOWED_CALLS:
        with contextlib.suppress(Exception):  # a call this kernel does not know
            rules.add_rule(pyseccomp.ALLOW, name)
    threads_only = pyseccomp.Arg(0, pyseccomp.MASKED_EQ, CLONE_THREAD, CLONE_THREAD)
    rules.add_rule(pyseccomp.ALLOW, "clone", threads_only)
    rules.add_rule(pyseccomp.ERRNO(ENOSYS), "clone3")
    for name in DENIED_CALLS:
        with contextlib.suppress(Exception):
            rules.add_rule(pyseccomp.ERRNO(EACCES), name)
    rules.load()


def answer(data: bytes, formats: list[str]) -> None:
    """Decode to upright sRGB within ``OUT_SIDE_PX`` and write it out."""
    from PIL import Image

    opened = Image.open(io.BytesIO(data), formats=formats)
    check_shape(opened)
    orientation = 1
    with contextlib.suppress(Exception):  # broken EXIF is no reason to refuse pixels
        orientation = int(opened.getexif().get(274, 1))
    profile = opened.info.get("icc_profile")
    kind = opened.format
    if kind in {"JPEG", "MPO"}:
        opened.draft("RGB", (OUT_SIDE_PX, OUT_SIDE_PX))
    opened.load()
    image = to_eight_bits(opened)
    if max(image.size) > OUT_SIDE_PX:
        size = (OUT_SIDE_PX, OUT_SIDE_PX)
        image.thumbnail(size, Image.Resampling.LANCZOS, reducing_gap=2.0)
    image = to_srgb(image, profile)
    if kind not in {"HEIF", "AVIF"}:  # their decoders have turned the picture already
        image = upright(image, orientation)
    sys.stdout.buffer.write(b"OK" + struct.pack(">HH", *image.size) + image.tobytes())
    sys.stdout.buffer.flush()


def check_shape(image: "Image.Image") -> None:
    """Refuse what would be too small, too long, moving, or a bomb."""
    width, height = image.size
    if getattr(image, "is_animated", False) and image.format != "MPO":
        refuse("animated")
    if max(width, height) > MAX_SIDE_PX:
        refuse("too_many_pixels")
    if min(width, height) < MIN_SIDE_PX:
        refuse("too_small")
    if max(width, height) > MAX_ASPECT * min(width, height):
        refuse("bad_shape")
    progressive = image.info.get("progressive") or image.info.get("progression")
    baseline = image.format in {"JPEG", "MPO"} and not progressive
    if width * height > (MAX_BASELINE_JPEG_PIXELS if baseline else MAX_PIXELS):
        refuse("too_many_pixels")


def to_eight_bits(image: "Image.Image") -> "Image.Image":
    """Lay transparency on white and bring deep gray down to 8 bits."""
    from PIL import Image

    if image.mode in {"P", "PA", "LA", "RGBA"} or "transparency" in image.info:
        paper = Image.new("RGBA", image.size, (255, 255, 255, 255))
        paper.alpha_composite(image.convert("RGBA"))
        return paper.convert("RGB")
    if image.mode.startswith("I") or image.mode == "F":
        return image.point(lambda value: value / 256).convert("L")
    return image


def to_srgb(image: "Image.Image", profile: bytes | None) -> "Image.Image":
    """Apply a sane color profile; ignore a broken one, as every viewer does."""
    from PIL import ImageCms

    if profile and len(profile) < MAX_ICC_BYTES:
        with contextlib.suppress(Exception):
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            target = ImageCms.createProfile("sRGB")
            converted = ImageCms.profileToProfile(image, source, target, outputMode="RGB")
            if converted is not None:
                return converted
    return image.convert("RGB")


def upright(image: "Image.Image", orientation: int) -> "Image.Image":
    """Apply the EXIF orientation."""
    from PIL import Image

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


def refuse(code: str) -> NoReturn:
    """Answer with a code and end at once, without running anything else."""
    sys.stdout.buffer.write(b"NO" + code.encode())
    sys.stdout.buffer.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
