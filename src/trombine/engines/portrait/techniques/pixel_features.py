"""Eyes and mouth set square by square from the landmarks, as a pixel artist sets them."""

from dataclasses import dataclass, field

import cv2
import numpy as np

from trombine.engines.portrait.features import polygon_mask
from trombine.engines.portrait.portrait import SIDE_PX
from trombine.engines.portrait.techniques.ramps import DARKS, SKIN_TONES
from trombine.engines.portrait.techniques.squares import (
    GRID,
    Indices,
    mean_of_squares,
    sample_finely,
    to_squares,
    trace,
)
from trombine.faces import topology
from trombine.faces.glasses import TOWARDS_NOSE, Glasses
from trombine.faces.pose import measure_iris
from trombine.imaging.arrays import BoolArray, FloatArray, Points
from trombine.imaging.filters import mix, smoothstep

INK, DARK, MIDDLE_SKIN = 0, 1, DARKS + SKIN_TONES // 2
"""Where ink, the dark of brows and the middle tone of skin stand in a face's palette."""

COVERED = 0.5
NARROWEST_MOUTH = 1.5
"""In squares: a mouth less open is one line."""

DARK_MOUTH = 0.62
"""What is between two lips is their shade unless it is darker than this share of their L*."""

DARK_SHOWN, TEETH_SHOWN = 0.55, 0.2
"""A mouth is open if that much of what is between the lips is dark, or is teeth."""

FEWEST_LIP_SQUARES = 6
NARROW_EYE = 2.2
LEAST_IRIS = 1.25
IRIS_LIGHT = (10.0, 44.0)
EYE_WHITE_LIGHT = (46.0, 88.0)
TOOTH_LIGHT = (62.0, 92.0)
LASH_L = 6.0
"""Lashes are thinner than a square, and so darker than its mean."""

SMALLEST_LIT_IRIS = 3
"""An iris of fewer squares has no room for a light."""

LIP_STEP_L = 5.0
FRAME_SHARE = 0.72
"""No frame is lighter than this share of the skin's L*."""

BRIDGE = TOWARDS_NOSE + 4
"""The place on a rim, counted from the temple downwards, where the bridge begins."""

TEMPLES = (127, 356)
ROW = np.ones((1, 3), np.uint8)
EYES = ((topology.RIGHT_EYE, topology.RIGHT_IRIS), (topology.LEFT_EYE, topology.LEFT_IRIS))
UPPER_LINE = (61, 191, 80, 81, 82, 13, 312, 311, 310, 415, 291)
LOWER_LINE = (61, 95, 88, 178, 87, 14, 317, 402, 318, 324, 291)
TEETH_ABOVE = 44.0
"""What is darker (L*) in an open mouth is no tooth."""


@dataclass(slots=True)
class IndexedPicture:
    """Squares that name a color of a list, as the consoles kept pictures; colors are CIELAB."""

    indices: Indices
    colors: list[FloatArray]
    locked: BoolArray = field(default_factory=lambda: np.zeros((GRID, GRID), np.bool_))

    def add(self, *colors: FloatArray) -> list[int]:
        """Return the numbers of colors that are new."""
        first = len(self.colors)
        self.colors.extend(np.asarray(color, np.float32) for color in colors)
        return list(range(first, len(self.colors)))

    def put(self, where: BoolArray | tuple[Indices, Indices], color: int) -> None:
        """Fill squares and keep them from being tidied."""
        self.indices[where] = color
        self.locked[where] = True

    @property
    def lab(self) -> FloatArray:
        """The picture in CIELAB, (86, 86, 3)."""
        return np.array(self.colors, np.float32)[self.indices]


def cover(landmarks: Points, ids: tuple[int, ...]) -> FloatArray:
    """Return how much of each square lies within a contour, (86, 86)."""
    mask = polygon_mask(landmarks[list(ids), :2], size_px=SIDE_PX)
    return mean_of_squares(sample_finely(mask))


def set_eyes(picture: IndexedPicture, landmarks: Points, seen: FloatArray) -> None:
    """Set lash line, white, iris, pupil and catch light.

    Parameters
    ----------
    seen
        (86, 86, 3) the face's own CIELAB, sharp.
    """
    points = to_squares(landmarks)
    eyes = [_plan_eye(points, landmarks, *ids) for ids in EYES]
    irises, whites = (np.logical_or(*pair) for pair in zip(*(e[:2] for e in eyes), strict=True))
    numbers = picture.add(*_eye_colors(seen, irises, whites))
    tones = np.array([picture.colors[number][0] for number in (DARK, *numbers[:2])])
    for (disc, beside, lashes), (_, ids) in zip(eyes, EYES, strict=True):
        # Shade and lashes often hide the white: it is set where it is seen.
        for white, tone in zip(numbers[:2], tones[1:], strict=True):
            picture.put(beside & (seen[..., 0] > (tone + tones[0]) / 2), white)
        _set_lashes(picture, lashes, seen)
        _set_iris(picture, points[ids[0]], disc, seen, numbers[2:])


def _plan_eye(
    points: FloatArray, landmarks: Points, eye: tuple[int, ...], iris: tuple[int, ...]
) -> tuple[BoolArray, BoolArray, tuple[Indices, Indices]]:
    """Return the squares of an iris, of the white beside it and of the lash line."""
    contour = points[list(eye)]
    center, radius = measure_iris(points, iris)
    opening = cover(landmarks, eye)
    # A narrow eye still needs a row of squares below its lashes.
    raised = 0.25 if float(np.ptp(contour[:, 1])) > NARROW_EYE else 0.8
    lashes = trace(np.vstack([contour[8:], contour[:1]]) - (0, raised))
    free = np.ones_like(opening, np.bool_)
    free[lashes] = False
    # A narrow eye shows at the squares that it fills most.
    limit = min(COVERED, 0.62 * float(opening.max()))
    free &= opening > max(limit, 0.2)
    radius = max(radius, LEAST_IRIS)
    y, x = np.mgrid[:GRID, :GRID] + 0.5
    disc = (np.hypot(x - center[0], y - center[1]) <= radius + 0.1) & free
    return disc, free & ~disc, lashes


def _eye_colors(seen: FloatArray, irises: BoolArray, whites: BoolArray) -> list[FloatArray]:
    """Return white in shade and in light, iris in shade and in light, and the catch light."""
    white = (
        np.percentile(seen[whites], 75, axis=0)
        if whites.any()
        else np.array((70, 2, 3), np.float32)
    )
    iris = np.array((20, 4, 6), np.float32)
    if irises.any():
        # Neither the light in it nor the white beside it.
        iris = np.median(seen[irises], axis=0)
        iris[0] = np.percentile(seen[irises][:, 0], 35)
    light = np.clip(iris[0], *IRIS_LIGHT)
    bright = np.clip(white[0] + 3, *EYE_WHITE_LIGHT)
    return [
        np.array([bright - 14, white[1] * 0.6, white[2] * 0.6]),
        np.array([bright, white[1] * 0.5, white[2] * 0.5]),
        np.array([light * 0.7, *iris[1:]]),
        np.array([light, *(iris[1:] * 1.2)]),
        np.array([90.0, 0, 0]),
    ]


def _set_iris(
    picture: IndexedPicture,
    center: FloatArray,
    disc: BoolArray,
    seen: FloatArray,
    numbers: list[int],
) -> None:
    if not disc.any():
        return
    shaded, iris, light = numbers
    between = (picture.colors[shaded][0] + picture.colors[iris][0]) / 2
    picture.put(disc, shaded)
    picture.put(disc & (seen[..., 0] > between) & np.roll(disc, 1, axis=0), iris)
    rows, columns = np.nonzero(disc)
    away = np.hypot(columns + 0.5 - center[0], rows + 0.5 - center[1])
    pupil = away <= max(0.6, float(away.min()))
    picture.put((rows[pupil], columns[pupil]), INK)
    if len(rows) < SMALLEST_LIT_IRIS:
        return
    # The window of a studio, up on the left of either eye.
    lit = np.hypot(columns + 0.5 - center[0] + 0.8, rows + 0.5 - center[1] + 0.8).argmin()
    picture.put((rows[lit : lit + 1], columns[lit : lit + 1]), light)


def _set_lashes(picture: IndexedPicture, lashes: tuple[Indices, Indices], seen: FloatArray) -> None:
    """Set the line of the upper lid, ink where it is black and paler towards its ends."""
    tones = np.array([color[0] for color in picture.colors[: DARK + 2]])
    step = np.searchsorted((tones[1:] + tones[:-1]) / 2 + LASH_L, seen[..., 0][lashes])
    picture.put(lashes, INK)
    picture.indices[lashes] = step


def set_mouth(picture: IndexedPicture, landmarks: Points, seen: FloatArray) -> None:
    """Set lips in three tones, and between them one line or teeth before the dark."""
    points = to_squares(landmarks)
    gap = cover(landmarks, topology.LIPS_INNER)
    outer = cover(landmarks, topology.LIPS_OUTER)
    parted = float(np.linalg.norm(points[topology.UPPER_LIP] - points[topology.LOWER_LIP]))
    inner = (gap > 0.45) & (parted > NARROWEST_MOUTH)
    if inner.any() and not _is_open(seen, inner, (outer > COVERED) & ~inner):
        inner[:] = False
    lips = (outer > COVERED) & ~inner
    if lips.sum() < FEWEST_LIP_SQUARES:
        return
    tones = _lip_tones(seen[lips])
    numbers = np.array(picture.add(*tones))
    middle = (points[list(UPPER_LINE)] + points[list(LOWER_LINE)]) / 2
    step = np.searchsorted((tones[1:, 0] + tones[:-1, 0]) / 2, seen[..., 0])
    # The upper lip turns away from the light; only the lower one shines.
    row_of_line = np.interp(np.arange(GRID) + 0.5, *_by_column(middle))
    above = (np.arange(GRID)[:, None] + 0.5) < row_of_line
    step = np.where(above, np.minimum(step, 1), step)
    picture.put(lips, 0)
    picture.indices[lips] = numbers[step[lips]]
    if inner.any():
        _set_teeth(picture, inner, seen, lip=int(numbers[1]))
    else:
        (line,) = picture.add(tones[0] * (0.72, 0.9, 0.9))
        picture.put(trace(_darkest_way(middle, seen[..., 0])), line)


def _is_open(seen: FloatArray, inner: BoolArray, lips: BoolArray) -> bool:
    """Say whether there is dark or a tooth between lips, and not the lips themselves."""
    between, flesh = seen[inner], np.median(seen[lips], axis=0)
    dark = between[:, 0] < DARK_MOUTH * flesh[0]
    tooth = (between[:, 0] > flesh[0] + 6) & (between[:, 1] < 0.7 * flesh[1])
    return float(dark.mean()) > DARK_SHOWN or float(tooth.mean()) > TEETH_SHOWN


def _darkest_way(line: FloatArray, lightness: FloatArray) -> FloatArray:
    """Return the line between closed lips, each point moved to the darkest square around it."""
    moved = line.copy()
    column, row = np.clip(np.floor(line).astype(int), 1, GRID - 2).T
    around = np.stack([lightness[row + down, column] for down in (-1, 0, 1)])
    # Where nothing is darker the mesh is right.
    around[1] -= 1.5
    moved[:, 1] += around.argmin(axis=0) - 1
    moved[1:-1, 1] = (moved[:-2, 1] + 2 * moved[1:-1, 1] + moved[2:, 1]) / 4
    return moved


def _by_column(line: FloatArray) -> tuple[FloatArray, FloatArray]:
    order = np.argsort(line[:, 0])
    return line[order, 0], line[order, 1]


def _lip_tones(lab: FloatArray) -> FloatArray:
    dark, middle, light = np.percentile(lab[:, 0], [12, 50, 85])
    middle = max(middle, dark + LIP_STEP_L)
    light = np.clip(light, middle + LIP_STEP_L, middle + 2 * LIP_STEP_L)
    color = np.median(lab[:, 1:], axis=0)
    shares = zip((dark, middle, light), (1.05, 1, 0.9), strict=True)
    return np.array([(level, *(color * share)) for level, share in shares], np.float32)


def _set_teeth(picture: IndexedPicture, inner: BoolArray, seen: FloatArray, *, lip: int) -> None:
    """Fill an open mouth: dark, the lower lip where the mesh lets it in, and teeth."""
    lightness, red = seen[..., 0], seen[..., 1]
    bright = float(np.percentile(lightness[inner], 90))
    deep = float(np.percentile(lightness[inner], 8))
    dark, tooth, shaded = picture.add(
        np.array([max(deep * 0.6, 5), 12, 7]),
        np.array([np.clip(bright + 4, *TOOTH_LIGHT), 0.5, 5]),
        np.array([np.clip(bright - 10, *TOOTH_LIGHT), 2, 6]),
    )
    picture.put(inner, dark)
    flesh = inner & (lightness > 0.55 * bright) & (red > 0.6 * picture.colors[lip][1])
    picture.put(_in_rows(flesh & ~np.roll(inner, -1, axis=0)) & inner, lip)
    if bright > TEETH_ABOVE:
        white = lightness - 1.5 * np.clip(red - 4, 0, None)
        teeth = inner & _in_rows(inner & (white > max(TEETH_ABOVE * 0.75, bright * 0.58)))
        picture.put(teeth, shaded)
        picture.put(teeth & (lightness > bright * 0.84), tooth)


def _in_rows(shape: BoolArray) -> BoolArray:
    """Return a shape that stands in rows as teeth do: no square alone, no gap between two."""
    closed = cv2.morphologyEx(shape.astype(np.uint8), cv2.MORPH_CLOSE, ROW)
    return cv2.morphologyEx(closed, cv2.MORPH_OPEN, ROW) > 0


def set_glasses(picture: IndexedPicture, glasses: Glasses, landmarks: Points) -> None:
    """Set each rim as one closed line, the bridge, the temples, and lenses nobody sees through."""
    rims = [to_squares(_calm(rim)) for rim in glasses.rims]
    skin = float(picture.colors[MIDDLE_SKIN][0])
    # Glass without a frame is drawn as a shade on the skin.
    light = np.clip(glasses.lightness - 4, 6, FRAME_SHARE * skin)
    warm = smoothstep(0.3 * skin, FRAME_SHARE * skin, light)
    frame, lens, glint = picture.add(
        mix(
            np.array([light, 1, -2], np.float32), picture.colors[MIDDLE_SKIN] * (light / skin), warm
        ),
        np.array([np.clip(glasses.lightness, 8, 30), 1, -3]),
        np.array([np.clip(glasses.lightness + 22, 30, 60), 0, -5]),
    )
    temples = to_squares(landmarks[list(TEMPLES)])
    for rim, temple in zip(rims, temples, strict=True):
        if glasses.tinted:
            _fill_lens(picture, rim, lens, glint)
        picture.put(trace(rim, closed=True), frame)
        outer = rim[[0, -3]].mean(axis=0)
        # A head that is turned hides one of them.
        back, wide = temple[0] - outer[0], outer[0] - rim[TOWARDS_NOSE, 0]
        if abs(back) > 1 and back * wide > 0:
            picture.put(trace(np.stack([rim[-3], temple])), frame)
    picture.put(trace(np.stack([rims[0][BRIDGE], rims[1][BRIDGE]])), frame)


def _calm(rim: FloatArray) -> FloatArray:
    """Return a rim without the trembling of its tracing: no square sticks out."""
    steady = np.median([np.roll(rim, shift, axis=0) for shift in range(-3, 4)], axis=0)
    return (2 * steady + np.roll(steady, 1, axis=0) + np.roll(steady, -1, axis=0)) / 4


def _fill_lens(picture: IndexedPicture, rim: FloatArray, lens: int, glint: int) -> None:
    canvas = np.zeros((GRID, GRID), np.uint8)
    cv2.fillPoly(canvas, [np.floor(rim).astype(np.int32)], 1)
    picture.put(canvas > 0, lens)
    x, y = np.mgrid[:GRID, :GRID][::-1] + 0.5
    low, high = rim.min(axis=0), rim.max(axis=0)
    across = (x - low[0]) / (high[0] - low[0]) + 0.5 * (y - low[1]) / (high[1] - low[1])
    stripe = (canvas > 0) & (np.abs(across - 0.45) < 0.09)
    picture.put(cv2.erode(stripe.astype(np.uint8), ROW[:, :1]) > 0, glint)
