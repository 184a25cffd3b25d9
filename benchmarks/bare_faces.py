"""Portraits of people with nothing before their faces, cut out alike, to draw covers over.

Pictures lie in one folder or in folders within; each is taken for one person. Nothing tells whether
a face really is bare: whoever gathers the folder leaves out masks and sunglasses.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from trombine.faces.mesh import find_main_face
from trombine.faces.topology import MESH_POINTS
from trombine.imaging.arrays import Points, SrgbImage, as_srgb
from trombine.imaging.resample import shrink_to

SEEN_PX = 1600
"""Long side of a picture before its face is looked for."""
SIDE_PX, FACE_SHARE = 272, 0.58
"""Side of the square that is cut out, and how much of it the longer side of the face takes."""
LEAST_FACE_PX = 50
"""Width of a face below which there is too little to see."""


@dataclass(frozen=True, slots=True)
class BareFace:
    """The square around a face, (SIDE_PX, SIDE_PX, 3), and its landmarks, (478, 3)."""

    image: SrgbImage
    landmarks: Points


def find_bare_faces(folder: Path, *, limit_s: float) -> Iterator[BareFace]:
    """Yield the faces of a folder by the order of names, for so many seconds at most."""
    end_s = time.monotonic() + limit_s
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        if time.monotonic() > end_s:
            return
        face = _cut_out(path.read_bytes())
        if face is not None:
            yield face


def _cut_out(content: bytes) -> BareFace | None:
    image = _read(content)
    if image is None:
        return None
    mesh = find_main_face(image)
    if mesh is None:
        return None
    surface = mesh.points[:MESH_POINTS, :2]
    low, high = surface.min(axis=0), surface.max(axis=0)
    if high[0] - low[0] < LEAST_FACE_PX:
        return None
    scale = FACE_SHARE * SIDE_PX / float(max(high - low))
    if scale < 1:
        # Area interpolation does not exist for warps.
        image = as_srgb(cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA))
    shift = SIDE_PX / 2 - scale * (low + high) / 2
    zoom = 1.0 if scale < 1 else scale
    to_square = np.array([[zoom, 0, shift[0]], [0, zoom, shift[1]]], np.float32)
    square = cv2.warpAffine(
        image,
        to_square,
        (SIDE_PX, SIDE_PX),
        flags=cv2.INTER_LINEAR if scale < 1 else cv2.INTER_CUBIC,
        borderMode=cv2.BORDER_REPLICATE,
    )
    landmarks = mesh.points * np.float32(scale)
    landmarks[:, :2] += shift.astype(np.float32)
    return BareFace(as_srgb(square), Points(landmarks))


def _read(content: bytes) -> SrgbImage | None:
    """Return a picture of any size: to the product many official portraits are too small."""
    read = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_COLOR)
    if read is None:
        return None
    rgb = cv2.cvtColor(read, cv2.COLOR_BGR2RGB)
    return shrink_to(as_srgb(rgb.astype(np.float32) / 255), SEEN_PX)
