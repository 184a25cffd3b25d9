"""What every viewer overlooks in a file, mended before it is decoded."""

import struct
import zlib
from collections.abc import Iterator

PNG_HEAD_BYTES = 8
MAX_PROFILE_BYTES = 1 << 20
KEPT_CHUNKS = frozenset((b"tRNS", b"iCCP", b"eXIf", b"acTL", b"fcTL", b"fdAT"))
"""Of what a PNG may do without, the only chunks that change what is seen."""

PNG_END = b"\0\0\0\0IEND\xaeB`\x82"
JPEG_END = b"\xff\xd9"


def mend_png(data: bytes) -> bytes:
    """Return a PNG without what is broken, too large or of no use in it, and with an end.

    A decoder rightly stops at a wrong checksum of pixels; of words or times it does not matter.
    """
    kept = [data[:PNG_HEAD_BYTES], *_chunks_that_matter(data)]
    if not kept[-1].endswith(PNG_END):
        kept.append(PNG_END)
    return b"".join(kept)


def _chunks_that_matter(data: bytes) -> Iterator[bytes]:
    at = PNG_HEAD_BYTES
    while at + 12 <= len(data):
        length, kind = struct.unpack_from(">I4s", data, at)
        chunk = data[at : at + 12 + length]
        at += 12 + length
        is_needed = not kind[0] & 0x20  # a capital letter says so
        if is_needed or (kind in KEPT_CHUNKS and _is_sound(chunk, kind)):
            yield chunk
        if kind == b"IEND":
            return


def _is_sound(chunk: bytes, kind: bytes) -> bool:
    if zlib.crc32(chunk[4:-4]) != int.from_bytes(chunk[-4:], "big"):
        return False
    return kind != b"iCCP" or _unpacks_small(chunk[8:-4])


def _unpacks_small(content: bytes) -> bool:
    """Return whether a packed color profile, after its name, is of a sane size."""
    name, _, rest = content.partition(b"\0")
    unpacking = zlib.decompressobj()
    try:
        profile = unpacking.decompress(rest[1:], MAX_PROFILE_BYTES)
    except zlib.error:
        return False
    return bool(name) and len(profile) < MAX_PROFILE_BYTES
