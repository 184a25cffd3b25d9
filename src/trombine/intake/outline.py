"""How well a person can be told from what lies behind, before anything is drawn."""

import numpy as np

from trombine.faces.pose import measure_face_px
from trombine.faces.segmentation import segment_person, segment_salient
from trombine.faces.topology import CHIN, FOREHEAD_TOP
from trombine.imaging.arrays import FloatArray, Points, SrgbImage, as_srgb

SEEN_FACES, DRAWN_FACES = 4.0, 2.0
"""Sides of what the networks see and of what is drawn, about, in face heights."""
DOUBT_COUNTS = 0.5
"""What a pixel of which the first network is unsure counts against one on which both differ."""


def measure_outline(image: SrgbImage, landmarks: Points) -> float:
    """Return in [0, 1] how surely head and shoulders can be cut out of a photo.

    Two networks that fail on different pictures are asked: the overlap of what they take for the
    person, less where the one that knows people is undecided. Above 0.9 where the ground is calm;
    low where neighbors, letters or the hair's own color lie behind, and on paintings.
    """
    middle = (landmarks[CHIN, :2] + landmarks[FOREHEAD_TOP, :2]) / 2
    face_px = measure_face_px(landmarks)
    low, high = _limits(image, middle, SEEN_FACES * face_px)
    seen = as_srgb(image[low[1] : high[1], low[0] : high[0]])
    drawn_low, drawn_high = _limits(image, middle, DRAWN_FACES * face_px)
    left, top = drawn_low - low
    right, bottom = drawn_high - low
    person, salient = (
        mask[top:bottom, left:right] for mask in (segment_person(seen), segment_salient(seen))
    )
    either = (person > 0.5) | (salient > 0.5)
    both = (person > 0.5) & (salient > 0.5)
    undecided = ((person > 0.12) & (person < 0.88)).sum() / max((person > 0.5).sum(), 1)
    overlap = both.sum() / max(either.sum(), 1)
    return float(np.clip(overlap * (1 - DOUBT_COUNTS * undecided), 0, 1))


def _limits(image: SrgbImage, middle: FloatArray, side_px: float) -> tuple[np.ndarray, np.ndarray]:
    """Return the least and greatest x, y of a square about a point, as far as the photo goes."""
    size = np.array([image.shape[1], image.shape[0]])
    low = np.clip(np.round(middle - side_px / 2).astype(int), 0, size - 2)
    return low, np.clip(np.round(middle + side_px / 2).astype(int), low + 2, size)
