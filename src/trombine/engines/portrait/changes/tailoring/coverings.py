"""What is worn on a head and stays: hats, scarves, veils, turbans, jewelry of the ears."""

from dataclasses import dataclass

import cv2
import numpy as np

from trombine.engines.portrait.changes.tailoring.head_frame import QUARTER, HeadFrame, shrink
from trombine.engines.portrait.portrait import Portrait
from trombine.faces.topology import CHIN
from trombine.imaging.arrays import BoolArray, FloatArray
from trombine.imaging.filters import smoothstep

BROWS = -0.72
COVERING_AREA = 0.04
"""Cloth above the brows beyond this, in squares of the face height, is a hat, scarf or veil."""

COVERING_DROP, HEM_BOW = 0.62, 0.55
"""How far below the chin a scarf or veil is kept, in face heights, and how round it ends."""

HEM = 0.008
ALIKE = (10.0, 18.0)
"""From how many units of Lab two colors are no longer the same, to surely."""

THROAT = (0.03, 0.14, 0.20)
"""Where the throat is, in face heights: from and to below the chin, and to either side."""

EARRINGS = 0.52
"""How far beside the chin jewelry of the ears hangs, in face heights."""


@dataclass(frozen=True, slots=True)
class Worn:
    """At a quarter of the side: how far cloth stays, and the covering where it hides the throat."""

    kept: FloatArray
    over_throat: BoolArray | None


def find_worn(portrait: Portrait, frame: HeadFrame, photo: FloatArray, lab: FloatArray) -> Worn:
    """Return what of the photo's cloth belongs to the head.

    Cloth of the color of a covering hangs together with it, down to a round hem; ``photo`` is the
    rectangle the photo fills, ``lab`` its colors at a quarter of the side.
    """
    cloth = shrink(portrait.cloth)
    covering = (cloth > 0.6) & (frame.down < BROWS)
    if covering.sum() * (QUARTER / frame.face_px) ** 2 < COVERING_AREA:
        return Worn(_jewelry(cloth, frame), None)
    color = np.median(lab[covering], axis=0)
    like = smoothstep(ALIKE[1], ALIKE[0], np.linalg.norm(lab - color, axis=2))
    drop = float(photo[3] - portrait.landmarks[CHIN, 1]) / frame.face_px - 0.04
    hem = min(COVERING_DROP, drop) - HEM_BOW * (frame.across - 0.5 * frame.axis) ** 2
    hanging = like * smoothstep(HEM, -HEM, frame.down - hem)
    above = smoothstep(frame.lobes + 0.08, frame.lobes - 0.05, frame.down)
    kept = np.maximum(above, hanging).astype(np.float32)
    veil = (cloth > 0.8) & (like > 0.5)
    return Worn(kept, veil if _hides_throat(veil, frame) else None)


def _hides_throat(veil: BoolArray, frame: HeadFrame) -> bool:
    start, end, beside = THROAT
    throat = (frame.down > start) & (frame.down < end)
    throat &= np.abs(frame.across - 0.5 * frame.axis) < beside
    return bool(veil[throat].mean() > 0.5) if throat.any() else False


def _jewelry(cloth: FloatArray, frame: HeadFrame) -> FloatArray:
    """Return small things beside and above the face that do not hang together with a garment."""
    _, labels = cv2.connectedComponents((cloth > 0.3).astype(np.uint8), connectivity=4)
    garment = np.isin(labels, np.unique(labels[(frame.down > 0.25) & (cloth > 0.3)]))
    beside = (frame.down < 0.05) & (np.abs(frame.across) < EARRINGS)
    worn = ((labels > 0) & ~garment & (beside | (frame.down < BROWS))).astype(np.float32)
    return cv2.dilate(worn, np.ones((3, 3), np.uint8))
