"""The head brought to a size that leaves room for a bust."""

import cv2
import numpy as np

from trombine.engines.portrait.changes.cuts import find_cuts
from trombine.engines.portrait.portrait import SIDE_PX, Portrait
from trombine.faces.topology import CHIN, FOREHEAD_TOP
from trombine.imaging.arrays import FloatArray, Points

FACE_SHARE, CLOSE_SHARE = 0.43, 0.46
"""From forehead to chin, in sides: of a whole head, and of one that the photo cuts above."""

MIDDLE_X, MIDDLE_Y = 0.5, 0.415
"""Where the middle of the face comes to lie, in sides."""

LEANING, MOST_LEAN, BREAST = 0.4, 0.3, 0.4
"""How much of the way to the shoulders the middle of the picture moves, how far they may be
aside, and how far below the chin they are looked for, in face heights."""

HEADROOM = 0.03
"""What is kept free above hair or hat, in sides."""


def make_room(portrait: Portrait) -> tuple[Portrait, FloatArray]:
    """Return the portrait with the head at its size for a bust, and where the photo is now.

    The photo's rectangle is given as left, top, right, bottom (4,) in pixels.

    What the photo cuts off is not invented: a head cut above stays at the upper border, one cut at
    the side as large as it is.
    """
    matrix = _matrix(portrait)
    scale = float(matrix[0, 0])

    def warp(plane: FloatArray) -> FloatArray:
        return _warp(plane, matrix)

    landmarks = portrait.landmarks.copy()
    landmarks[:, :2] = landmarks[:, :2] * scale + matrix[:, 2]
    landmarks[:, 2] *= scale
    moved = portrait.move(warp, landmarks=Points(landmarks.astype(np.float32)), nearer=scale)
    corner, far = matrix[:, 2], matrix[:, 2] + scale * SIDE_PX
    return moved, np.array([corner[0], corner[1], far[0], far[1]], np.float32)


def _warp(plane: FloatArray, matrix: FloatArray) -> FloatArray:
    size = (SIDE_PX, SIDE_PX)
    return cv2.warpAffine(plane, matrix, size, borderMode=cv2.BORDER_REPLICATE)


def _matrix(portrait: Portrait) -> FloatArray:
    left, right, top = find_cuts(portrait)
    if left or right:
        # Made smaller, half a head would stand beside an empty picture: it stays as close as it is.
        return np.eye(2, 3, dtype=np.float32)
    share = CLOSE_SHARE if top else FACE_SHARE
    scale = min(share * SIDE_PX / portrait.face_height_px, 1.0)
    center = portrait.landmarks[[FOREHEAD_TOP, CHIN], :2].mean(axis=0)
    move_x = MIDDLE_X * SIDE_PX - scale * (float(center[0]) + LEANING * _lean_px(portrait))
    move_y = MIDDLE_Y * SIDE_PX - scale * float(center[1])
    if top:
        move_y = 0.0
    else:
        rows = np.nonzero((portrait.alpha > 0.5).any(axis=1))[0]
        highest = scale * float(rows[0] if len(rows) else 0)
        move_y = max(move_y, HEADROOM * SIDE_PX - highest)
    return np.array([[scale, 0, move_x], [0, scale, move_y]], np.float32)


def _lean_px(portrait: Portrait) -> float:
    """Return how far right of the face its shoulders are, in pixels."""
    points, face_px = portrait.landmarks, portrait.face_height_px
    row = min(SIDE_PX - 4, int(points[CHIN, 1] + BREAST * face_px))
    columns = np.nonzero(portrait.alpha[row] > 0.5)[0]
    if not len(columns):
        return 0.0
    lean = float(columns.mean()) - float(points[[FOREHEAD_TOP, CHIN], 0].mean())
    return float(np.clip(lean, -MOST_LEAN * face_px, MOST_LEAN * face_px))
