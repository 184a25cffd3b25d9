"""Pictures of more than 8 bits a channel, which HDR needs; runs in a locked child alone.

PQ in 8 bits has steps of 3 % of the light where skin is. Pillow keeps no more of a color picture;
OpenCV and libheif do.
"""

import io
from collections.abc import Callable

import cv2
import numpy as np
import pi_heif
from numpy.typing import NDArray

from trombine.imaging.code_points import read_av1_depth
from trombine.imaging.decoder_child import OUT_SIDE_PX

FULL_SCALE = 0xFFFF
TURNS: dict[int, Callable[[NDArray[np.uint16]], NDArray[np.uint16]]] = {
    2: lambda pixels: pixels[:, ::-1],
    3: lambda pixels: pixels[::-1, ::-1],
    4: lambda pixels: pixels[::-1],
    5: lambda pixels: pixels.transpose(1, 0, 2),
    6: lambda pixels: np.rot90(pixels, -1),
    7: lambda pixels: np.rot90(pixels.transpose(1, 0, 2), 2),
    8: lambda pixels: np.rot90(pixels, 1),
}


def decode_deep(data: bytes, kind: str, orientation: int) -> tuple[tuple[int, int], bytes] | None:
    """Return size and pixels, RGB in 16 bits; None where 8 bits say as much or alpha is in it."""
    pixels = _decode_heif(data) if kind == "HEIF" else _decode_other(data, kind)
    if pixels is None or pixels.dtype != np.uint16:
        return None
    if pixels.ndim == 2:
        pixels = np.repeat(pixels[..., None], 3, axis=2)
    if pixels.shape[2] != 3:
        return None
    turn = TURNS.get(orientation, _as_it_is)
    turned = np.ascontiguousarray(turn(_reduce(pixels)), "<u2")
    height, width = turned.shape[:2]
    return (width, height), turned.tobytes()


def _as_it_is(pixels: NDArray[np.uint16]) -> NDArray[np.uint16]:
    return pixels


def _decode_heif(data: bytes) -> NDArray[np.uint16]:
    held = pi_heif.open_heif(io.BytesIO(data), convert_hdr_to_8bit=False)
    return np.array(held)  # a copy: what it looks at is gone with what was opened


def _decode_other(data: bytes, kind: str) -> NDArray[np.uint16] | None:
    coded = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED)
    if coded is None or coded.dtype != np.uint16:
        return None
    levels = (1 << read_av1_depth(data)) - 1 if kind == "AVIF" else FULL_SCALE
    scaled = np.rint(np.minimum(coded, levels) * np.float32(FULL_SCALE / levels))
    return scaled[..., ::-1].astype(np.uint16) if coded.ndim == 3 else scaled.astype(np.uint16)


def _reduce(pixels: NDArray[np.uint16]) -> NDArray[np.uint16]:
    height, width = pixels.shape[:2]
    share = OUT_SIDE_PX / max(height, width)
    if share >= 1:
        return pixels
    size = (max(1, round(width * share)), max(1, round(height * share)))
    return cv2.resize(np.ascontiguousarray(pixels), size, interpolation=cv2.INTER_AREA)
