"""The measures of a person that a garment is cut to, all in units of the height of the face."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from trombine.engines.portrait.portrait import SIDE_PX, Portrait
from trombine.faces.topology import CHIN, FOREHEAD_TOP
from trombine.imaging.arrays import BoolArray, FloatArray

SIDES_OF_HEAD = (234, 454)
CORNERS_OF_JAW = (172, 397)

NOTCH_BELOW_CHIN = 0.31
NECK_TO_JAW = 0.46
"""Half the width of a neck over the width between the corners of the jaw."""

USUAL_NECK = 0.31
THINNEST, WIDEST = 0.28, 0.42
MOST_LEAN = 0.22
SHOULDER = ((0.55, -0.26), (0.75, -0.16), (1.0, -0.02))
"""Where the top of a clothed shoulder lies, beside and above the notch of the neck."""

MOST_RISE = 0.16
TURNING = 0.30
"""How far the middle of the body follows a head turned by 90 degrees."""

ABOVE = 1.25
"""Garments reach no higher above the notch than this."""


@dataclass(frozen=True)
class Body:
    """Where the bust is and how it is built.

    Garments are cut in a frame whose origin is the notch at the base of the neck: u to the right,
    v down, in face heights. ``place`` brings them to the picture; the shoulders of this person
    raise or lower them, and a head turned aside takes the middle of the body along a little.

    Parameters
    ----------
    face_px
        The unit, the height of the face.
    notch
        (2,) the base of the neck in pixels.
    jaw
        (2,) the axis of the neck at the height of the chin.
    neck
        Half the width of the neck.
    rises
        How much higher than usual the left and right shoulder are.
    turn
        The sine of how far the head is turned aside.
    top, bottom
        The rows of the picture, the last one excluded, that garments are drawn on.
    """

    face_px: float
    notch: FloatArray
    jaw: FloatArray
    neck: float
    rises: tuple[float, float]
    turn: float
    top: int
    bottom: int = SIDE_PX

    @classmethod
    def of(cls, portrait: Portrait) -> "Body":
        """Measure a person whose head has been brought to size."""
        points, face_px = portrait.landmarks, portrait.face_height_px
        sides = points[list(SIDES_OF_HEAD)]
        axis = float(sides[:, 0].mean())
        across = sides[np.argmax(sides[:, 0])] - sides[np.argmin(sides[:, 0])]
        turn = float(across[2] / max(np.linalg.norm(across), 1e-3))
        chin = float(points[CHIN, 1])
        up = points[FOREHEAD_TOP, :2] - points[CHIN, :2]
        # A chin that is lifted or lowered leaves the neck where it is.
        shortened = float(np.linalg.norm(up)) / face_px
        notch_y = chin + face_px * (NOTCH_BELOW_CHIN + 0.4 * (1 - shortened))
        lean = np.clip(_lean(portrait, axis, notch_y) / face_px, -MOST_LEAN, MOST_LEAN)
        notch = np.array([axis + 0.6 * float(lean) * face_px, notch_y], np.float32)
        return cls(
            face_px=face_px,
            notch=notch,
            jaw=np.array([axis, chin], np.float32),
            neck=_neck(portrait, axis),
            rises=_rises(portrait, notch),
            turn=turn,
            top=int(max(0, notch_y - ABOVE * face_px)),
        )

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns of the part of the picture that garments are drawn on."""
        return self.bottom - self.top, SIDE_PX

    def place(self, points: FloatArray) -> FloatArray:
        """Return points (N, 2) of the frame of garments in pixels of that part."""
        u, v = points[:, 0], points[:, 1]
        aside = np.clip((np.abs(u) - 0.3) / 0.5, 0, 1)
        rise = np.where(u < 0, self.rises[0], self.rises[1]) * aside
        # A collar is as wide as this neck, and follows it up to the head.
        about_neck = np.clip((0.75 - np.abs(u)) / 0.3, 0, 1) * np.clip(0.5 - 2 * v, 0, 1)
        wider = 1 + (self.neck / USUAL_NECK - 1) * about_neck
        lean = (self.jaw[0] - self.notch[0]) / self.face_px * np.clip(-v / 0.35, 0, 1.2)
        turned = self.turn * TURNING * np.clip(1 - (u / 1.1) ** 2, 0, 1) * np.clip(1 + 2 * v, 0, 1)
        moved = u * wider + lean * about_neck + turned
        pixels = np.column_stack([moved, v - rise]) * self.face_px + self.notch
        pixels[:, 1] -= self.top
        return pixels.astype(np.float32)

    @cached_property
    def grid(self) -> tuple[FloatArray, FloatArray]:
        """U and v of every pixel of that part; what is drawn across sags as on a round body."""
        y, x = np.mgrid[self.top : self.bottom, 0:SIDE_PX].astype(np.float32)
        u = (x - self.notch[0]) / np.float32(self.face_px)
        v = (y - self.notch[1]) / np.float32(self.face_px)
        return u, v


def _lean(portrait: Portrait, axis: float, notch_y: float) -> float:
    """Return how far right of the neck's axis the middle of the photo's body lies, in pixels."""
    row = portrait.alpha[min(SIDE_PX - 4, int(notch_y))]
    columns = np.nonzero(row > 0.5)[0]
    return float(columns.mean()) - axis if len(columns) > 0.1 * SIDE_PX else 0.0


def _neck(portrait: Portrait, axis: float) -> float:
    """Return half the width of the neck: what the jaw tells, or the photo where it shows more."""
    points, face_px = portrait.landmarks, portrait.face_height_px
    first, second = points[list(CORNERS_OF_JAW)]
    usual = NECK_TO_JAW * float(np.linalg.norm(first - second)) / face_px
    row = min(SIDE_PX - 2, int(points[CHIN, 1] + 0.12 * face_px))
    seen = _run_through(portrait.skin[row] > 0.6, int(axis)) / (2 * face_px)
    return float(np.clip(max(usual, min(seen, 1.2 * usual)), THINNEST, WIDEST))


def _run_through(inside: BoolArray, column: int) -> int:
    """Return how many neighbors of a column, itself included, lie inside without a gap."""
    column = int(np.clip(column, 0, len(inside) - 1))
    if not inside[column]:
        return 0
    outside = np.nonzero(~inside)[0]
    left = outside[outside < column]
    right = outside[outside > column]
    start = int(left[-1]) if len(left) else -1
    end = int(right[0]) if len(right) else len(inside)
    return end - start - 1


def _rises(portrait: Portrait, notch: FloatArray) -> tuple[float, float]:
    left, right = (_rise(portrait, notch, side) for side in (-1, 1))
    return left, right


def _rise(portrait: Portrait, notch: FloatArray, side: int) -> float:
    """Return how much higher than usual a shoulder of the photo is, in face heights."""
    face_px = portrait.face_height_px
    body = portrait.alpha - portrait.hair > 0.5
    above = []
    for u, v in SHOULDER:
        column, start = int(notch[0] + side * u * face_px), int(notch[1] - 0.65 * face_px)
        if not 0 <= column < SIDE_PX or start < 0 or body[start, column]:
            continue
        found = np.nonzero(body[start:, column])[0]
        if len(found):
            above.append(v - (start + int(found[0]) - float(notch[1])) / face_px)
    if not above:
        return 0.0
    return float(np.clip(np.median(above), -MOST_RISE / 2, MOST_RISE))
