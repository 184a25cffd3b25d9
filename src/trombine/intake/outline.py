"""How well a person can be told from what lies behind, before anything is drawn."""

import cv2
import numpy as np

from trombine.domain.photo import Salience
from trombine.faces.segmentation import limits_around, segment_person
from trombine.imaging.arrays import Points, SrgbImage, as_srgb

DRAWN_FACES = 2.0
"""Side of what is drawn, about, in face heights."""
DOUBT_COUNTS = 0.5
"""What a pixel of which the first network is unsure counts against one on which both differ."""


def measure_outline(image: SrgbImage, landmarks: Points, salience: Salience) -> float:
    """Return in [0, 1] how surely head and shoulders can be cut out of a photo.

    Two networks that fail on different pictures are asked: the overlap of what they take for the
    person, less where the one that knows people is undecided. Above 0.9 where the ground is calm;
    low where neighbors, letters or the hair's own color lie behind, and on paintings.
    """
    (left, top), (right, bottom) = salience.low, salience.high
    seen = as_srgb(image[top:bottom, left:right])
    stands_out = cv2.resize(salience.mask, (right - left, bottom - top))
    low, high = limits_around(image, landmarks, side_faces=DRAWN_FACES)
    drawn = (slice(low[1] - top, high[1] - top), slice(low[0] - left, high[0] - left))
    person, salient = segment_person(seen)[drawn], stands_out[drawn]
    either = (person > 0.5) | (salient > 0.5)
    both = (person > 0.5) & (salient > 0.5)
    undecided = ((person > 0.12) & (person < 0.88)).sum() / max((person > 0.5).sum(), 1)
    overlap = both.sum() / max(either.sum(), 1)
    return float(np.clip(overlap * (1 - DOUBT_COUNTS * undecided), 0, 1))
