"""Where the frame of a mark lies in a picture that may be cropped, scaled or a little turned."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np

from trombine.imaging.arrays import FloatArray
from trombine.provenance.watermark.frame import FRAME_PX, draw_beacon

COARSE_PX = FRAME_PX // 2
# Steps that leave less than a third of the finest period between neighbors at the frame's edge.
SHARES = tuple(math.exp(-0.0125 * step) for step in range(-1, 23))
TURNS_RAD = tuple(math.radians(0.9 * step) for step in range(-3, 4))
# A crop may miss the edge by what scaling rounds off.
SLACK_PX = 3
PEAKS_A_SHEET = 3
CANDIDATES = 6
# First steps of the refinement, and how often they shrink.
FIRST_STEP = (0.006, 0.006, 1.0, 1.0)
ROUNDS, SHRINK = 4, 0.6


@dataclass(frozen=True, slots=True)
class Placement:
    """How a picture lies in the frame.

    ``share`` is the picture's longer side over the frame's, ``turn_rad`` how far the picture is
    turned about its own center, ``right_px`` and ``down_px`` where its upper left corner would be
    without the turn, in pixels of the frame.
    """

    share: float
    turn_rad: float
    right_px: float
    down_px: float

    def moved(self, steps: Sequence[float]) -> "Placement":
        """Return a placement nearby; growing and turning keep the picture's center in its place."""
        share = self.share * math.exp(steps[0])
        shift = FRAME_PX * (share - self.share) / 2
        return Placement(
            share,
            self.turn_rad + steps[1],
            self.right_px + steps[2] - shift,
            self.down_px + steps[3] - shift,
        )


def find_placements(picture: FloatArray) -> list[Placement]:
    """Return where the beacon answers best, refined, strongest first; the uncut picture among them.

    ``picture`` is whitened, its longer side ``FRAME_PX``.
    """
    candidates = [uncut(picture), *_find_peaks(picture)]
    refined = [_refine(picture, candidate) for candidate in candidates]
    refined.sort(key=lambda pair: pair[0], reverse=True)
    return [placement for _, placement in refined]


def uncut(picture: FloatArray) -> Placement:
    """Return the placement of a whole picture: in the middle of its frame."""
    height, width = picture.shape
    return Placement(1.0, 0.0, (FRAME_PX - width) / 2, (FRAME_PX - height) / 2)


def lay_in_frame(
    picture: FloatArray, placement: Placement, *, frame_px: int = FRAME_PX
) -> FloatArray:
    """Return a frame that shows the picture where it belongs, and 0 where it has none."""
    height, width = picture.shape
    scale = placement.share * frame_px / max(height, width)
    across, along = scale * math.sin(placement.turn_rad), scale * math.cos(placement.turn_rad)
    center_x, center_y = (width - 1) / 2, (height - 1) / 2
    shrink = frame_px / FRAME_PX
    to_x = placement.right_px * shrink + (width * scale - 1) / 2
    to_y = placement.down_px * shrink + (height * scale - 1) / 2
    matrix = np.array(
        [
            [along, -across, to_x - along * center_x + across * center_y],
            [across, along, to_y - across * center_x - along * center_y],
        ]
    )
    return cv2.warpAffine(picture, matrix, (frame_px, frame_px), flags=cv2.INTER_LINEAR)


def _find_peaks(picture: FloatArray) -> list[Placement]:
    """Return the placements on a coarse grid where the beacon answers, best first.

    For each share and turn one correlation by FFT tells the answer at every offset.
    """
    height, width = picture.shape
    small = cv2.resize(picture, (width // 2, height // 2), interpolation=cv2.INTER_AREA)
    found: list[tuple[float, Placement]] = []
    for share in SHARES:
        free_x = max(0, math.ceil(COARSE_PX - share * width / 2))
        free_y = max(0, math.ceil(COARSE_PX - share * height / 2))
        for turn_rad in TURNS_RAD:
            corner = lay_in_frame(small, Placement(share, turn_rad, 0, 0), frame_px=COARSE_PX)
            answer = cv2.idft(cv2.mulSpectrums(_beacon_spectrum(), cv2.dft(corner), 0, conjB=True))
            sheet = np.roll(answer, (SLACK_PX, SLACK_PX), (0, 1)) / max(answer.std(), 1e-9)
            sheet = sheet[: free_y + 2 * SLACK_PX + 1, : free_x + 2 * SLACK_PX + 1]
            for strength, right, down in _peaks(sheet):
                offset = (2.0 * (right - SLACK_PX), 2.0 * (down - SLACK_PX))
                found.append((strength, Placement(share, turn_rad, *offset)))
    found.sort(key=lambda pair: pair[0], reverse=True)
    return _without_neighbors([placement for _, placement in found])


@cache
def _beacon_spectrum() -> FloatArray:
    size = (COARSE_PX, COARSE_PX)
    return cv2.dft(cv2.resize(draw_beacon(), size, interpolation=cv2.INTER_AREA))


def _peaks(sheet: FloatArray) -> list[tuple[float, int, int]]:
    """Return the highest places of a sheet as height, right, down; changes the sheet."""
    peaks = []
    for _ in range(PEAKS_A_SHEET):
        down, right = np.unravel_index(int(sheet.argmax()), sheet.shape)
        peaks.append((float(sheet[down, right]), int(right), int(down)))
        sheet[max(0, down - 1) : down + 2, max(0, right - 1) : right + 2] = -np.inf
    return peaks


def _without_neighbors(placements: list[Placement]) -> list[Placement]:
    """Return the first candidates that the refinement would not lead to the same place."""
    kept: list[Placement] = []
    for placement in placements:
        if not any(_are_neighbors(placement, other) for other in kept):
            kept.append(placement)
        if len(kept) == CANDIDATES:
            break
    return kept


def _are_neighbors(one: Placement, other: Placement) -> bool:
    return (
        abs(math.log(one.share / other.share)) < 0.02
        and abs(one.turn_rad - other.turn_rad) < 0.02
        and abs(one.right_px - other.right_px) < 5
        and abs(one.down_px - other.down_px) < 5
    )


def _refine(picture: FloatArray, placement: Placement) -> tuple[float, Placement]:
    """Climb to where the beacon answers best nearby, one coordinate after the other."""
    best = _answer(picture, placement)
    for passed in range(ROUNDS):
        for axis in range(4):
            for sign in (1, -1):
                move = [0.0] * 4
                move[axis] = sign * FIRST_STEP[axis] * SHRINK**passed
                nearby = placement.moved(move)
                answer = _answer(picture, nearby)
                if answer > best:
                    best, placement = answer, nearby
                    break
    return best, placement


def _answer(picture: FloatArray, placement: Placement) -> float:
    frame = lay_in_frame(picture, placement)
    energy = float(np.vdot(frame, frame))
    return float(np.vdot(frame, draw_beacon())) / math.sqrt(energy + 1e-9)
