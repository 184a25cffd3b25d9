"""Photos as programs have them: paths, folders, bytes, open files, PIL pictures, arrays."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Protocol, TypeAlias, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from trombine.bootstrap.files import collect_photos
from trombine.errors import ArgumentInvalid
from trombine.imaging.arrays import as_srgb
from trombine.imaging.codec import Picture, encode_picture, to_picture
from trombine.imaging.decoder_child import MAX_BYTES

RGB = 3


@runtime_checkable
class OpenFile(Protocol):
    """Something open for reading bytes."""

    def read(self, size: int, /) -> bytes:
        """Return at most so many bytes."""
        ...


Photo: TypeAlias = (
    str
    | os.PathLike[str]
    | bytes
    | bytearray
    | memoryview
    | OpenFile
    | Picture
    | NDArray[np.uint8]
    | NDArray[np.floating]
)
"""One photo, or a folder of them.

An array is (H, W, 3) or (H, W) sRGB: uint8, or floats in [0, 1].
"""
TAKES = (
    "paths, folders, bytes, open files, PIL pictures or arrays of (H, W, 3), uint8 or floats "
    "from 0 to 1"
)


def read_photos(photos: Photo | Iterable[Photo]) -> list[bytes]:
    """Return the files of all photos, in the order given; a folder is all that lies in it.

    Raises
    ------
    ArgumentInvalid
        ``argument_invalid``: something is no photo at all.
    InputRefused
        As ``bootstrap.files.collect_photos`` does.
    """
    return [file for photo in _each(photos) for file in _read(photo)]


def _each(photos: object) -> Iterator[object]:
    """Yield what was given one by one; one thing alone is a list of one."""
    is_one = isinstance(photos, str | bytes | bytearray | memoryview | np.ndarray | os.PathLike)
    if is_one or isinstance(photos, OpenFile | Picture):
        yield photos
    elif isinstance(photos, Iterable):
        yield from photos
    else:
        raise _no_photo(photos)


def _read(photo: object) -> list[bytes]:
    match photo:
        case str() | os.PathLike():
            return [file.content for file in collect_photos([Path(photo)])]
        case bytes():
            return [photo]
        case bytearray() | memoryview():
            return [bytes(photo)]
        case np.ndarray():
            return [_encode(photo)]
        case Picture():
            return [encode_picture(photo)]
        case OpenFile():
            content = photo.read(MAX_BYTES + 1)
            if isinstance(content, bytes):
                return [content]
    raise _no_photo(photo)


def _encode(pixels: NDArray[np.generic]) -> bytes:
    """Return pixels as a file, which is read like any other."""
    if pixels.ndim == RGB - 1:
        pixels = np.repeat(pixels[..., None], RGB, axis=2)
    if pixels.ndim != RGB or pixels.shape[2] != RGB or not pixels.size:
        raise _no_photo(pixels)
    if pixels.dtype == np.uint8:
        image = pixels.astype(np.float32) / np.float32(255)
    elif np.issubdtype(pixels.dtype, np.floating):
        image = pixels.astype(np.float32)
        if not (np.isfinite(image).all() and image.min() >= 0 and image.max() <= 1):
            raise _no_photo(pixels)
    else:
        raise _no_photo(pixels)
    return encode_picture(to_picture(as_srgb(image)))


def _no_photo(given: object) -> ArgumentInvalid:
    shown = type(given).__name__
    if isinstance(given, np.ndarray):
        shown = f"array {given.shape} {given.dtype}"
    return ArgumentInvalid("argument_invalid", name="photos", takes=TAKES, given=shown)
