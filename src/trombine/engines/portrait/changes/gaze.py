"""Where eyes look: irises move between their lids, and the lids stay.

Worked out in the eye's own coordinates, along from corner to corner and up from lid to lid: what
lies on a lid stays on it, what lies under it slides along.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from trombine.engines.portrait.features import closed_spline
from trombine.faces.pose import measure_iris
from trombine.faces.topology import LEFT_EYE, LEFT_IRIS, RIGHT_EYE, RIGHT_IRIS
from trombine.imaging.arrays import FloatArray, Points
from trombine.imaging.filters import smoothstep

PER_SEGMENT = 8
INNER = 8 * PER_SEGMENT
"""Where on the closed contour the inner corner lies; the lower lid comes before it."""

NEARLY_CLOSED = 0.17
"""An eye less open than this, against its length, shows no iris that could move."""

NEAREST_CORNER = 1.35
"""So near a corner of the eye, in its radii, the middle of an iris may come."""

FURTHEST_UP = 0.45


@dataclass(frozen=True, slots=True)
class _Eye:
    """One eye in its own coordinates: pixels along from its corner on the left, and down.

    ``origin`` (2,) and ``along`` (2,), a unit vector, are where they lie in the square; ``upper``
    and ``lower`` are its lids, (N, 2), from left to right; ``iris`` and ``radius`` its iris.
    """

    origin: FloatArray
    along: FloatArray
    upper: FloatArray
    lower: FloatArray
    iris: FloatArray
    radius: float
    ids: Sequence[int]

    @property
    def wide(self) -> float:
        return float(self.upper[-1, 0])

    @property
    def opening(self) -> float:
        """Greatest distance between the lids against the length of the eye."""
        middle = np.linspace(0.2, 0.8, 9, dtype=np.float32) * self.wide
        low, high = (np.interp(middle, *lid.T) for lid in (self.lower, self.upper))
        return float((low - high).max()) / self.wide


def can_look(landmarks: Points) -> bool:
    """Return whether both eyes are open wide enough for their irises to move."""
    return all(eye.opening > NEARLY_CLOSED for eye in _find_eyes(landmarks))


def limit_look(landmarks: Points, look: tuple[float, float]) -> tuple[float, float]:
    """Return how far irises can move right and down, in their radii, of what is wanted."""
    right, down = look
    for eye in _find_eyes(landmarks):
        if eye.opening <= NEARLY_CLOSED:
            return 0.0, 0.0
        place = float(eye.iris[0]) / eye.radius
        lowest = min(NEAREST_CORNER - place, 0.0)
        highest = max(eye.wide / eye.radius - NEAREST_CORNER - place, 0.0)
        right = float(np.clip(right, lowest, highest))
    return right, float(np.clip(down, -FURTHEST_UP, FURTHEST_UP))


def look_aside(x: FloatArray, y: FloatArray, landmarks: Points, look: tuple[float, float]) -> None:
    """Change in place where the pixels of a picture come from, so that its eyes look aside.

    ``x`` and ``y`` are (SIDE_PX, SIDE_PX) places in the square ``landmarks`` belong to; ``look`` is
    how far irises move right and down, in their radii, as ``limit_look`` allows it.
    """
    for eye in _find_eyes(landmarks):
        window = _window(x, y, eye)
        if window is None:
            continue
        seen_x, seen_y = x[window] - eye.origin[0], y[window] - eye.origin[1]
        s = seen_x * eye.along[0] + seen_y * eye.along[1]
        t = seen_y * eye.along[0] - seen_x * eye.along[1]
        back_s, back_t = _slide(s, t, eye, look)
        x[window] += back_s * eye.along[0] - back_t * eye.along[1]
        y[window] += back_s * eye.along[1] + back_t * eye.along[0]


def move_irises(landmarks: Points, look: tuple[float, float]) -> Points:
    """Return the landmarks with the irises moved; their depth stays."""
    moved = landmarks.copy()
    for eye in _find_eyes(landmarks):
        right, down = (np.float32(eye.radius * each) for each in look)
        moved[list(eye.ids), 0] += right * eye.along[0] - down * eye.along[1]
        moved[list(eye.ids), 1] += right * eye.along[1] + down * eye.along[0]
    return Points(moved)


def _slide(
    s: FloatArray, t: FloatArray, eye: _Eye, look: tuple[float, float]
) -> tuple[FloatArray, FloatArray]:
    """Return by how much places of an eye lie off those they come from."""
    right, down = eye.radius * look[0], eye.radius * look[1]
    high, low = np.interp(s, *eye.upper.T), np.interp(s, *eye.lower.T)
    tall = np.maximum(low - high, 1e-3)
    height = np.clip((low - t) / tall, 0, 1)
    # Half a pixel of softness, or the lids would be jagged.
    inside = np.clip(np.minimum(t - high, low - t) + 0.5, 0, 1)
    inside = inside * ((s > 0) & (s < eye.wide))

    there = float(eye.iris[0]) + right
    rim = 1.05 * eye.radius
    knots = [0.0, max(there - rim, 0.1), min(there + rim, eye.wide - 0.1), eye.wide]
    moved = np.interp(s, knots, [0.0, 1.0, 1.0, 0.0])
    from_s = s - right * moved
    # Near a lid what slides keeps its distance to the lid; in the middle it slides level.
    follow_high = np.interp(from_s, *eye.upper.T) - high
    follow_low = np.interp(from_s, *eye.lower.T) - low
    level = follow_high * height**2 + follow_low * (1 - height) ** 2
    free = smoothstep(0, 0.40, height.astype(np.float32)) * smoothstep(1, 0.66, height)
    # Up and down all of the eye moves a little: the iris alone would be drawn out to a wedge.
    broad = smoothstep(0, 0.35 * eye.wide, s) * smoothstep(eye.wide, 0.65 * eye.wide, s)
    back_t = level - down * broad * free
    weight = inside.astype(np.float32)
    return (-right * moved * weight).astype(np.float32), (back_t * weight).astype(np.float32)


def _window(x: FloatArray, y: FloatArray, eye: _Eye) -> tuple[slice, slice] | None:
    """Return rows and columns whose pixels come from the eye."""
    middle = eye.origin + eye.along * np.float32(eye.wide / 2)
    reach = 0.62 * eye.wide
    near = (np.abs(x[::4, ::4] - middle[0]) < reach) & (np.abs(y[::4, ::4] - middle[1]) < reach)
    rows, columns = np.flatnonzero(near.any(axis=1)), np.flatnonzero(near.any(axis=0))
    if not rows.size:
        return None
    top, left = int(rows[0]) * 4, int(columns[0]) * 4
    return slice(max(top - 4, 0), rows[-1] * 4 + 8), slice(max(left - 4, 0), columns[-1] * 4 + 8)


def _find_eyes(landmarks: Points) -> Iterator[_Eye]:
    for contour, ids in ((RIGHT_EYE, RIGHT_IRIS), (LEFT_EYE, LEFT_IRIS)):
        curve = closed_spline(landmarks[list(contour), :2], per_segment=PER_SEGMENT)
        lower, upper = curve[: INNER + 1], np.vstack([curve[INNER:], curve[:1]])[::-1]
        if lower[0, 0] > lower[-1, 0]:
            lower, upper = lower[::-1], upper[::-1]
        origin, across = lower[0], lower[-1] - lower[0]
        wide = float(np.linalg.norm(across))
        along = across / np.float32(max(wide, 1e-3))
        turn = np.array([along, [-along[1], along[0]]], np.float32)
        iris, radius = measure_iris(landmarks, ids)
        yield _Eye(
            origin=origin,
            along=along,
            upper=_rising((upper - origin) @ turn.T),
            lower=_rising((lower - origin) @ turn.T),
            iris=(iris - origin) @ turn.T,
            radius=radius,
            ids=ids,
        )


def _rising(lid: FloatArray) -> FloatArray:
    """Return a lid whose points go on from left to right, as interpolation wants them."""
    along = np.maximum.accumulate(lid[:, 0])
    return np.column_stack([along, lid[:, 1]]).astype(np.float32)
