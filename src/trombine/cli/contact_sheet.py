"""All avatars of an order on one sheet."""

import math
from collections.abc import Sequence

import cv2
import numpy as np

from trombine.domain.style import StyleCard
from trombine.imaging.arrays import as_srgb
from trombine.imaging.codec import decode_own
from trombine.provenance.label import Labeller

CELL_PX, GAP_PX, COLUMNS = 288, 12, 6
PAPER = np.array([0.07, 0.07, 0.09], np.float32)


def write_contact_sheet(
    files: Sequence[bytes], cards: Sequence[StyleCard], labeller: Labeller
) -> bytes:
    """Return the sheet as a labelled JPEG file, six avatars a row."""
    rows = math.ceil(len(files) / COLUMNS)
    step = CELL_PX + GAP_PX
    sheet = np.empty((rows * step + GAP_PX, COLUMNS * step + GAP_PX, 3), np.float32)
    sheet[:] = PAPER
    for place, file in enumerate(files):
        top = GAP_PX + place // COLUMNS * step
        left = GAP_PX + place % COLUMNS * step
        cell = cv2.resize(decode_own(file), (CELL_PX, CELL_PX), interpolation=cv2.INTER_AREA)
        sheet[top : top + CELL_PX, left : left + CELL_PX] = cell
    return labeller.label_sheet(as_srgb(sheet), cards, "jpeg")
