"""Decodes one untrusted file in a process that can do nothing else.

Started as a script: the file on stdin, the answer on stdout. The answer is ``OK``, width and height
as big-endian u16 and raw RGB, or ``NO`` and a code. It imports nothing of Trombine and no numpy,
so that it starts quickly and little of it can be attacked; of the decoders it loads the one the
file's first bytes ask for.
"""

import contextlib
import ctypes
import io
import math
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
MAGIC_BYTES = 12
# Decoding is cheaper at a fraction of the size, but blurs; from twice the size on nobody sees it.
DRAFT_MARGIN = 2
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
ORIENTATION_TAG = 0x0112


def main() -> NoReturn:
    """Load the decoder, give up every right, read, decode, answer."""
    warnings.simplefilter("ignore")
    if "--limits" in sys.argv:
        load_decoders(["PNG"])
        sys.stdout.write("seccomp" if give_up_rights() else "rlimits")
        sys.stdout.flush()
        os._exit(0)
    magic = sys.stdin.buffer.read(MAGIC_BYTES)
    formats = recognize(magic)
    if not formats:
        refuse("unreadable")
    load_decoders(formats)
    give_up_rights()
    data = magic + sys.stdin.buffer.read(MAX_BYTES + 1 - len(magic))
    if len(data) > MAX_BYTES:
        refuse("too_large")
    try:
        answer(data, formats)
    except MemoryError:
        refuse("too_many_pixels")
    except BaseException:
        refuse("unreadable")
    os._exit(0)


def recognize(magic: bytes) -> list[str]:
    """Return the formats a file that begins like this may be in; none when we take no such file."""
    if magic.startswith(b"\xff\xd8\xff"):
        return ["JPEG"]
    if magic.startswith(b"\x89PNG\r\n\x1a\n"):
        return ["PNG"]
    if magic.startswith(b"RIFF") and magic.endswith(b"WEBP"):
        return ["WEBP"]
    if magic[4:8] == b"ftyp":  # the same box opens both, and some brands mean either
        return ["AVIF", "HEIF"]
    return []


def load_decoders(formats: list[str]) -> None:
    """Import what decoding will need while imports are still possible."""
    from PIL import Image, ImageCms, TiffImagePlugin  # noqa: F401  (TIFF holds the EXIF reader)

    if "JPEG" in formats:
        from PIL import JpegImagePlugin, MpoImagePlugin  # noqa: F401
    if "PNG" in formats:
        from PIL import PngImagePlugin  # noqa: F401
    if "WEBP" in formats:
        from PIL import WebPImagePlugin  # noqa: F401
    if "AVIF" in formats:
        from PIL import AvifImagePlugin

        AvifImagePlugin.DEFAULT_MAX_THREADS = 1
    if "HEIF" in formats:
        import pi_heif

        pi_heif.options.DECODE_THREADS = 1
        pi_heif.options.THUMBNAILS = False
        pi_heif.register_heif_opener()
    # Plug-ins would otherwise be searched on disk at the first open, which is denied by then.
    Image._initialized = 2  # noqa: SLF001
    Image.MAX_IMAGE_PIXELS = None  # check_shape decides, with finer limits
    ImageCms.createProfile("sRGB")
    Image.new("RGB", (4, 4)).resize((2, 2), Image.Resampling.LANCZOS)


def give_up_rights() -> bool:
    """Limit memory and time, forbid files; return whether system calls are filtered, too."""
    for limit, value in LIMITS.items():
        _, ceiling = resource.getrlimit(limit)
        allowed = value if ceiling == resource.RLIM_INFINITY else min(value, ceiling)
        resource.setrlimit(limit, (allowed, allowed))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
    try:
        return filter_system_calls()
    except (ImportError, RuntimeError, OSError):  # no libseccomp, or a kernel without filters
        return False


def filter_system_calls() -> bool:
    """Allow only the calls decoding needs; any other kills the process."""
    import pyseccomp

    rules = pyseccomp.SyscallFilter(pyseccomp.KILL_PROCESS)
    for name in ALLOWED_CALLS:
        with contextlib.suppress(Exception):  # a call this kernel does not know
            rules.add_rule(pyseccomp.ALLOW, name)
    threads_only = pyseccomp.Arg(0, pyseccomp.MASKED_EQ, CLONE_THREAD, CLONE_THREAD)
    rules.add_rule(pyseccomp.ALLOW, "clone", threads_only)
    rules.add_rule(pyseccomp.ERRNO(ENOSYS), "clone3")  # glibc then falls back to clone
    for name in DENIED_CALLS:
        with contextlib.suppress(Exception):
            rules.add_rule(pyseccomp.ERRNO(EACCES), name)
    rules.load()
    return True


def answer(data: bytes, formats: list[str]) -> None:
    """Decode to upright sRGB within ``OUT_SIDE_PX`` and write it out."""
    from PIL import Image

    opened = Image.open(io.BytesIO(data), formats=formats)
    check_shape(opened)
    orientation = 1
    with contextlib.suppress(Exception):  # broken EXIF is no reason to refuse pixels
        orientation = int(opened.getexif().get(ORIENTATION_TAG, 1))
    profile = opened.info.get("icc_profile")
    kind = opened.format
    if kind in {"JPEG", "MPO"}:
        share = DRAFT_MARGIN * OUT_SIDE_PX / max(opened.size)
        opened.draft(None, (math.ceil(opened.width * share), math.ceil(opened.height * share)))
    opened.load()
    image = to_srgb(on_white(reduce(to_eight_bits(opened))), profile)
    if kind != "HEIF":  # its decoder has turned the picture already
        image = upright(image, orientation)
    sys.stdout.buffer.write(b"OK" + struct.pack(">HH", *image.size) + image.tobytes())
    sys.stdout.buffer.flush()


def check_shape(image: "Image.Image") -> None:
    """Refuse what would be too small, too long, moving, or a bomb."""
    width, height = image.size
    # MPO and HEIF hold several still pictures (depth, gain map, burst); the first is the photo.
    if getattr(image, "is_animated", False) and image.format not in {"MPO", "HEIF"}:
        refuse("animated")
    if min(width, height) < MIN_SIDE_PX:
        refuse("too_small")
    if max(width, height) > MAX_ASPECT * min(width, height):
        refuse("bad_shape")
    progressive = image.info.get("progressive") or image.info.get("progression")
    baseline = image.format in {"JPEG", "MPO"} and not progressive
    pixels = MAX_BASELINE_JPEG_PIXELS if baseline else MAX_PIXELS
    if max(width, height) > MAX_SIDE_PX or width * height > pixels:
        refuse("too_many_pixels")


def to_eight_bits(image: "Image.Image") -> "Image.Image":
    """Bring deep gray down to 8 bits a channel and palettes up to true color."""
    if image.mode.startswith("I"):
        deep = image.point(lambda value: value / 256)
        deep.info.pop("transparency", None)  # a 16-bit gray, which 8 bits would misread
        return deep.convert("L")
    if image.mode in {"P", "PA"} or "transparency" in image.info:
        return image.convert("RGBA")
    return image.convert("L") if image.mode == "1" else image


def reduce(image: "Image.Image") -> "Image.Image":
    """Bring the long side within ``OUT_SIDE_PX``; transparency weighs in the averages."""
    from PIL import Image

    size = (OUT_SIDE_PX, OUT_SIDE_PX)
    image.thumbnail(size, Image.Resampling.LANCZOS, reducing_gap=2.0)
    return image


def on_white(image: "Image.Image") -> "Image.Image":
    """Lay what is transparent on white paper."""
    from PIL import Image

    if image.mode not in {"LA", "RGBA"}:
        return image
    paper = Image.new("RGBA", image.size, (255, 255, 255, 255))
    paper.alpha_composite(image.convert("RGBA"))
    return paper.convert("RGB")


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
