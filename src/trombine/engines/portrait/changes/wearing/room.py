"""Room above a head: the person is moved down, and made smaller where that is not enough."""

from dataclasses import replace

import cv2
import numpy as np

from trombine.engines.portrait.changes.wearing.head import Head, dome_depth
from trombine.engines.portrait.portrait import SIDE_PX, Portrait
from trombine.faces.topology import CHIN
from trombine.imaging.arrays import FloatArray, Mask, Points

AIR_PX = 14.0
"""Between the top of a prop and the border."""

LOWEST_CHIN_PX = 0.86 * SIDE_PX
"""A person is moved down no farther than this; from there on they are made smaller."""


def make_room(portrait: Portrait, head: Head, *, above: float) -> tuple[Portrait, Head]:
    """Return portrait and head with everything below row ``above`` in the picture.

    ``above`` is in pixels, negative beyond the border. The lower border of the person stays beyond
    that of the picture. What is uncovered at the sides is their own shoulders run on, and a head
    that the photo cut off ends as its hair does.
    """
    top = above - AIR_PX
    if top >= 0:
        return portrait, head
    chin = float(portrait.landmarks[CHIN, 1])
    smallest = (SIDE_PX - AIR_PX) / (SIDE_PX - above)
    wanted = (max(LOWEST_CHIN_PX, chin) - AIR_PX) / (chin - above)
    scale = float(np.clip(wanted, smallest, 1))
    down = AIR_PX - scale * above
    right = (1 - scale) * SIDE_PX / 2
    moved_head = replace(
        head,
        origin_px=(head.origin_px * scale + np.array([right, down])).astype(np.float32),
        face_px=head.face_px * scale,
    )
    moved = _move(portrait, scale=scale, right=right, down=down)
    return _end_hair(moved, moved_head, first_row=int(np.ceil(down))), moved_head


def _move(portrait: Portrait, *, scale: float, right: float, down: float) -> Portrait:
    matrix = np.array([[scale, 0, right], [0, scale, down]], np.float32)

    def warp(plane: FloatArray) -> FloatArray:
        # Colors run on as in a mirror, which shows no streaks; masks straight on.
        border = cv2.BORDER_REFLECT_101 if plane.ndim == 3 else cv2.BORDER_REPLICATE
        return cv2.warpAffine(plane, matrix, (SIDE_PX, SIDE_PX), borderMode=border)

    landmarks = portrait.landmarks * np.float32(scale)
    landmarks[:, :2] += np.array([right, down], np.float32)
    return portrait.move(warp, landmarks=Points(landmarks), nearer=scale)


def _end_hair(portrait: Portrait, head: Head, *, first_row: int) -> Portrait:
    """Return the portrait without what runs on above the hair, where the photo ended before."""
    rows = slice(0, min(max(first_row + 2, 1), SIDE_PX))
    if not portrait.alpha[rows].any():
        return portrait
    inside = np.isfinite(dome_depth(head, head.hair, (rows, slice(0, SIDE_PX))))
    soft = cv2.GaussianBlur(inside.astype(np.float32), (0, 0), 2.0)

    def ended(mask: Mask) -> Mask:
        cut = mask.copy()
        cut[rows] *= soft
        return Mask(cut)

    return replace(
        portrait,
        alpha=ended(portrait.alpha),
        skin=ended(portrait.skin),
        hair=ended(portrait.hair),
        cloth=ended(portrait.cloth),
    )
