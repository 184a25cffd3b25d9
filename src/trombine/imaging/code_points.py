"""What colors a file says its numbers stand for, where it says so by code points.

ITU-T H.273 (2021) numbers primaries and transfer curves. PNG writes them in cICP (PNG, 3rd
edition, 11.3.2.6), AVIF and HEIC in an nclx box (ISO/IEC 23008-12, 6.5.5) or in the stream itself,
color profiles in a cicp tag (ICC.1:2022, 9.2.17). Pure reading of bytes, bounded by their number.
"""

import struct
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from trombine.imaging.hevc import read_stream_colors

BT709, UNSPECIFIED, BT2020, DISPLAY_P3 = 1, 2, 9, 12
PQ, HLG = 16, 18
ADOBE_RGB = 254
"""Not of H.273, which has no number for it: the primaries of Adobe RGB (1998)."""

GAMMA_22 = 4
PERHAPS_PQ = 254
"""Not of H.273 either: a HEIC of more than 8 bits that says nothing. Cameras that mean sRGB write 8
bits, and tools that make HDR forget to say so; the pixels decide."""

SRGB_CURVES = frozenset((0, 1, UNSPECIFIED, 6, 13, 14, 15))
"""sRGB, what is not said, and the curves of television, which are shown as sRGB is."""

SRGB_PRIMARIES = frozenset((0, BT709, UNSPECIFIED))
LUMA_DEPTH_BYTE = 17
"""Where an ``hvcC`` box says how many bits more than 8 its light has (ISO/IEC 14496-15, 8.3.3)."""

MOST_BOXES = 10_000


class CodePoints(NamedTuple):
    """Numbers of H.273; no dataclass, which a child would load for long."""

    primaries: int
    transfer: int

    @property
    def is_srgb(self) -> bool:
        """Whether the numbers of the file can be taken as they are."""
        return self.primaries in SRGB_PRIMARIES and self.transfer in SRGB_CURVES

    @property
    def is_hdr(self) -> bool:
        """Whether there may be light above white."""
        return self.transfer in {PQ, HLG, PERHAPS_PQ}


SRGB = CodePoints(BT709, 13)
ADOBE = CodePoints(ADOBE_RGB, GAMMA_22)


def find_code_points(data: bytes, formats: list[str]) -> CodePoints | None:
    """Return what a file says of its colors, None when it says nothing or a profile says it."""
    try:
        if "PNG" in formats:
            return _read_png(data)
        if "HEIF" in formats or "AVIF" in formats:
            return _read_container(data)
    except (struct.error, IndexError, ValueError):  # broken here, and perhaps elsewhere
        return None
    return None


def read_profile_points(profile: bytes) -> CodePoints | None:
    """Return what a color profile says in code points: HDR, which its tables cannot tell fully."""
    if b"ITUR_2100_PQ_FULL" in profile[:4096]:  # how PNG said it before it had cICP
        return CodePoints(BT2020, PQ)
    count = min(int.from_bytes(profile[128:132], "big"), 100)
    for at in range(132, 132 + 12 * count, 12):
        if profile[at : at + 4] == b"cicp":
            start = int.from_bytes(profile[at + 4 : at + 8], "big")
            tag = profile[start : start + 12]
            found = CodePoints(tag[8], tag[9]) if len(tag) == 12 else SRGB
            return found if found.is_hdr else None
    return None


def read_av1_depth(data: bytes) -> int:
    """Return the bits of a channel that an AVIF says it has (av1C box, AV1-ISOBMFF 2.3)."""
    at = data.find(b"av1C")
    flags = data[at + 6] if 0 <= at < len(data) - 6 else 0
    return 8 if not flags & 0x40 else 12 if flags & 0x20 else 10


def _read_png(data: bytes) -> CodePoints | None:
    at = 8
    while at + 12 <= len(data):
        length, kind = struct.unpack_from(">I4s", data, at)
        if kind == b"cICP" and length == 4:
            return CodePoints(data[at + 8], data[at + 9])
        if kind == b"IDAT":
            return None
        at += 12 + length
    return None


def _read_container(data: bytes) -> CodePoints | None:
    """Return the code points of the primary picture; a profile beside them has precedence."""
    boxes = dict(_walk(data, 0, len(data), 0))
    properties = _properties_of_primary(data, boxes)
    colors = [data[start + 8 : end] for kind, start, end in properties if kind == b"colr"]
    if any(color[:4] in {b"prof", b"rICC"} for color in colors):
        return None
    for color in colors:
        if color[:4] == b"nclx":
            return CodePoints(*struct.unpack_from(">HH", color, 4))
    for kind, start, end in properties:
        if kind == b"hvcC":
            return _read_stream(data[start + 8 : end])
    return None


def _read_stream(configuration: bytes) -> CodePoints | None:
    found = read_stream_colors(configuration)
    if found and found != (UNSPECIFIED, UNSPECIFIED):
        return CodePoints(*found)
    is_deep = configuration[LUMA_DEPTH_BYTE] & 7 > 0
    return CodePoints(BT2020, PERHAPS_PQ) if is_deep else None


def _walk(data: bytes, start: int, end: int, level: int) -> Iterator[tuple[bytes, object]]:
    """Yield the boxes that tell of the primary picture: where each is, of properties a list."""
    for kind, at, after in _boxes(data, start, end):
        if kind == b"meta" and level == 0:
            yield from _walk(data, at + 12, after, 1)
        elif kind == b"iprp" and level == 1:
            yield from _walk(data, at + 8, after, 2)
        elif kind == b"ipco":
            yield kind, list(_boxes(data, at + 8, after))
        elif kind in {b"pitm", b"ipma"}:
            yield kind, (at + 8, after)


def _boxes(data: bytes, start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Yield kind, start and end of the boxes in a stretch; a header is 8 bytes, or 16."""
    for _ in range(MOST_BOXES):
        if start + 8 > end:
            return
        length, kind = struct.unpack_from(">I4s", data, start)
        if length == 1:
            (length,) = struct.unpack_from(">Q", data, start + 8)
        after = end if length == 0 else start + length
        if (length != 0 and length < 8) or after > end:
            return
        yield kind, start, after
        start = after


def _properties_of_primary(
    data: bytes, boxes: Mapping[bytes, object]
) -> list[tuple[bytes, int, int]]:
    """Return the properties tied to the primary picture; all where the ties cannot be read."""
    listed = boxes.get(b"ipco", [])
    assert isinstance(listed, list)  # noqa: S101  (for the type checker)
    primary, ties = boxes.get(b"pitm"), boxes.get(b"ipma")
    if not isinstance(primary, tuple) or not isinstance(ties, tuple):
        return listed
    wanted = _read_primary(data, primary[0])
    tied = [listed[n - 1] for n in _read_ties(data, ties[0], wanted) if 0 < n <= len(listed)]
    return tied if any(kind in {b"colr", b"hvcC"} for kind, _, _ in tied) else listed


def _read_primary(data: bytes, at: int) -> int:
    version = data[at]
    (item,) = struct.unpack_from(">H" if version == 0 else ">I", data, at + 4)
    return int(item)


def _read_ties(data: bytes, at: int, wanted: int) -> list[int]:
    """Return the numbers, from 1, of the properties tied to an item."""
    version, wide = data[at], data[at + 3] & 1
    (count,) = struct.unpack_from(">I", data, at + 4)
    at += 8
    for _ in range(min(count, MOST_BOXES)):
        (item,) = struct.unpack_from(">H" if version == 0 else ">I", data, at)
        at += 2 if version == 0 else 4
        ties = data[at]
        width = 2 if wide else 1
        entries = data[at + 1 : at + 1 + ties * width]
        at += 1 + ties * width
        if item == wanted:
            numbers = [entries[n : n + width] for n in range(0, len(entries), width)]
            return [int.from_bytes(n, "big") & (0x7FFF if wide else 0x7F) for n in numbers]
    return []
