"""A face's features as flat shapes with clean borders, as a printmaker cuts them.

Where they lie the landmarks know; what they look like the photo knows: how wide a brow grows, which
teeth show. Every shape is a smooth curve or an isoline, so that it
can be printed in one ink.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from trombine.engines.portrait.features import (
    FeatureMasks,
    closed_spline,
    draw_features,
    polygon_mask,
)
from trombine.engines.portrait.portrait import SIDE_PX, Portrait
from trombine.faces import topology
from trombine.faces.pose import measure_iris
from trombine.imaging.arrays import FloatArray, Points, SrgbImage
from trombine.imaging.color import luma
from trombine.imaging.filters import blur, dilate_disc, mix

FACE_MARGIN = 1.16
NEARLY_CLOSED = 0.14
"""Height over width of an opening of the lids that shows no white."""

LID, LID_AT_CORNER, MOUTH_LINE = 0.024, 0.008, 0.011
"""Widths of lines in face heights."""

LASHES = 0.62
"""What is darker about an eye than this share of the skin is drawn with it."""

SHOWS_TEETH, FEWEST_TEETH = 0.02, 0.13
"""Gap of the lips in face heights, and the share of it that teeth fill where any are drawn."""

CLEAR_OF_EYES, CLEAR_OF_BROWS, CLEAR_OF_LIPS, CLEAR_OF_FRAME = 0.034, 0.022, 0.012, 0.012
"""So far around a feature, in face heights, its drawing replaces the photo's."""

PUPIL, CATCH_LIGHT = 0.48, 0.26
"""Radii over that of the iris."""

FORM, SHORTEST_FORM, SMALLEST_FORM = 0.02, 0.05, 4e-4
"""Half the width of the broadest form drawn by itself, the shortest and the smallest, by face."""

FAINTEST_FORM, DARK_FORM = 0.075, 0.30
"""How much darker than what is around it a form is, and the tone of one in the darkest ink."""

UPPER_OUTER = (61, 185, 40, 39, 37, 0, 267, 269, 270, 409, 291)
UPPER_INNER = (78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308)
LOWER_INNER = (78, 95, 88, 178, 87, 14, 317, 402, 318, 324, 308)
"""The lips from the person's right corner to the left one."""


@dataclass(frozen=True, slots=True)
class Face:
    """The square of a portrait that holds the face, a third of its pixels.

    ``window`` is where it lies, ``points`` are the landmarks in it, ``unit`` is the face's height
    in pixels, ``tone`` the tone to draw from.
    """

    window: tuple[slice, slice]
    points: FloatArray
    unit: float
    mouth_opening: float
    features: FeatureMasks
    tone: FloatArray
    skin: FloatArray
    hair: FloatArray
    painted: SrgbImage

    @property
    def side_px(self) -> int:
        """Width and height."""
        return int(self.tone.shape[0])


@dataclass(frozen=True, slots=True)
class EyeShapes:
    """Masks: white of the eyes, irises, what is darkest (pupils, lids, lashes), lights in it."""

    whites: FloatArray
    irises: FloatArray
    dark: FloatArray
    catch_lights: FloatArray


@dataclass(frozen=True, slots=True)
class MouthShapes:
    """Masks: both lips, the line or gap between them, and teeth in it."""

    upper: FloatArray
    lower: FloatArray
    gap: FloatArray
    teeth: FloatArray


def crop_face(portrait: Portrait, tone: FloatArray) -> Face:
    """Return the face of a portrait of that tone."""
    points = portrait.landmarks[:, :2]
    least, most = points.min(axis=0), points.max(axis=0)
    side = min(SIDE_PX, round(float((most - least).max()) * FACE_MARGIN))
    left, top = np.clip(np.round((least + most - side) / 2), 0, SIDE_PX - side).astype(int).tolist()
    window = slice(top, top + side), slice(left, left + side)
    moved = points - np.array([left, top], np.float32)
    return Face(
        window=window,
        points=moved,
        unit=portrait.face_height_px,
        mouth_opening=portrait.mouth_opening,
        features=draw_features(Points(moved), size_px=side),
        tone=tone[window],
        skin=portrait.skin[window],
        hair=portrait.hair[window],
        painted=SrgbImage(portrait.painted[window]),
    )


def without_features(face: Face) -> FloatArray:
    """Return the tone with the skin around eyes, brows and lips carried over them."""
    unit, tone, features = face.unit, face.tone, face.features
    drawn = np.maximum.reduce(
        [
            dilate_disc(mask, max(1, round(reach * unit)))
            for mask, reach in (
                (features.eyes, CLEAR_OF_EYES),
                (features.brows, CLEAR_OF_BROWS),
                (np.maximum(features.lips, features.mouth), CLEAR_OF_LIPS),
            )
        ]
    )
    bare = (1 - drawn) * np.maximum(face.skin, 0.02)
    around = blur(tone * bare, 0.05 * unit) / np.maximum(blur(bare, 0.05 * unit), np.float32(1e-3))
    return mix(tone, around, blur(drawn, 2.0))


def draw_eyes(face: Face, skin: FloatArray) -> EyeShapes:
    """Return both eyes; one that is nearly closed is a line.

    Lashes, folds and shadow of the lids are drawn where the photo is much darker than the ``skin``
    without them.
    """
    points, unit, tone = face.points, face.unit, face.tone
    lashes = _isoline(blur(skin * np.float32(LASHES) - tone, 1.2), 0)
    whites, irises, dark, lights = (np.zeros_like(tone) for _ in range(4))
    for eye, iris in (
        (topology.RIGHT_EYE, topology.RIGHT_IRIS),
        (topology.LEFT_EYE, topology.LEFT_IRIS),
    ):
        contour = points[list(eye)]
        opening = _fill(contour, face.side_px)
        lid = _stroke(
            contour[[0, *range(15, 7, -1)]], _taper(LID * unit, LID_AT_CORNER * unit), face.side_px
        )
        zone = blur(dilate_disc(opening, max(1, round(0.6 * CLEAR_OF_EYES * unit))), 1.5)
        dark = np.maximum.reduce([dark, lid, _largest(lashes * zone, share=0.2)])
        width, height = np.ptp(contour, axis=0)
        if height < NEARLY_CLOSED * width:
            continue
        center, radius = measure_iris(points, iris)
        whites = np.maximum(whites, opening)
        irises = np.maximum(irises, _disc(center, radius, face.side_px) * opening)
        dark = np.maximum(dark, _disc(center, radius * PUPIL, face.side_px) * opening)
        spot = _find_catch_light(tone, center, radius)
        light = _disc(spot, radius * CATCH_LIGHT, face.side_px)
        lights = np.maximum(lights, light * opening)
    return EyeShapes(whites, irises, dark, lights)


def _find_catch_light(tone: FloatArray, center: FloatArray, radius: float) -> FloatArray:
    """Return where the photo's light is in the upper iris, or where a lamp would put it."""
    column, row = center
    reach = max(2, round(radius * 0.6))
    top, left = int(row) - reach, int(column) - reach
    if top < 0 or left < 0:
        return center
    iris = blur(tone[top : int(row) + 1, left : int(column) + reach + 1].copy(), 1.5)
    down, right = np.unravel_index(int(np.argmax(iris)), iris.shape)
    if iris[down, right] - np.median(iris) < 0.15:
        return center + radius * np.array([-0.30, -0.34], np.float32)
    return np.array([left + right, top + down], np.float32)


def draw_brows(face: Face, skin: FloatArray) -> list[FloatArray]:
    """Return each brow as it grows: where it is darker than the ``skin`` without it."""
    dark = blur(np.clip(skin - face.tone, 0, 1), 2.0)
    brows = []
    for ids in (topology.RIGHT_BROW, topology.LEFT_BROW):
        usual = _fill(face.points[list(ids)], face.side_px)
        zone = blur(dilate_disc(usual, max(1, round(0.014 * face.unit))), 1.0)
        inside = dark[usual > 0.5]
        level = max(0.42 * float(np.percentile(inside, 80)), 0.04) if inside.size else 1.0
        grown = _largest(_isoline(dark, level) * zone, share=0.3)
        few = grown.sum() < 0.35 * usual.sum()
        brows.append(usual if few else grown)
    return brows


def draw_mouth(face: Face) -> MouthShapes:
    """Return the mouth, open or closed."""
    points, features = face.points, face.features
    upper = _fill(
        np.concatenate([points[list(UPPER_OUTER)], points[list(UPPER_INNER)][::-1]]), face.side_px
    )
    middle = (points[list(UPPER_INNER)] + points[list(LOWER_INNER)]) / 2
    line = _stroke(middle, _swell(MOUTH_LINE * face.unit), face.side_px)
    calm = blur(face.tone, 1.2)
    teeth = _find_teeth(face, calm)
    lips = calm[features.lips > 0.8]
    # Between lips that only seem apart there is lip, which is not dark.
    dark = _isoline(-calm, -0.75 * float(np.median(lips))) if lips.size else features.mouth
    gap = np.maximum(line * (1 - teeth), np.maximum(dark, teeth) * features.mouth)
    lower = np.clip(np.maximum(features.lips, features.mouth) - upper, 0, 1)
    return MouthShapes(upper, lower, gap, teeth)


def _find_teeth(face: Face, tone: FloatArray) -> FloatArray:
    """Return what is bright between the lips and less red than they are."""
    mouth, nothing = face.features.mouth, np.zeros_like(tone)
    inside, lips = mouth > 0.8, face.features.lips > 0.8
    if face.mouth_opening < SHOWS_TEETH or not inside.any() or not lips.any():
        return nothing
    image = face.painted
    redness = (image[..., 0] - image[..., 2]) / np.maximum(luma(image), 0.1)
    pale = redness < 0.8 * float(np.median(redness[lips]))
    dark, light = np.percentile(tone[inside], [8, 95])
    bright = _isoline(tone, max(float(dark + light) / 2, 0.34))
    teeth = bright * blur(pale.astype(np.float32), 1.5) * mouth
    if teeth.sum() < FEWEST_TEETH * mouth.sum():
        return nothing
    return _largest(np.clip(teeth * 2 - 0.5, 0, 1), share=0.15)


def find_forms(face: Face, *, elsewhere: FloatArray | None = None) -> list[FloatArray]:
    """Return narrow dark forms of the face, two masks: the fainter ones and the darkest.

    Nostrils, folds; each form is whole in one of them. What the other shapes draw is left out, and
    what is drawn ``elsewhere``, a mask of the face.
    """
    unit, features = face.unit, face.features
    calm = blur(face.tone, 1.3)
    depth = blur(face.tone, FORM * unit) - calm
    bare = blur(features.oval, 3) * (1 - blur(face.hair, 3))
    drawn = np.maximum.reduce((features.eyes, features.lips, features.mouth, features.brows))
    taken = dilate_disc(drawn, max(1, round(CLEAR_OF_LIPS * unit)))
    shape = _isoline(depth, FAINTEST_FORM) * bare * (1 - taken)
    if elsewhere is not None:
        shape *= 1 - dilate_disc(elsewhere, max(1, round(CLEAR_OF_FRAME * unit)))
    count, labels, boxes, _ = cv2.connectedComponentsWithStats((shape > 0.5).astype(np.uint8))
    areas = boxes[:, cv2.CC_STAT_AREA]
    reach = np.hypot(boxes[:, cv2.CC_STAT_WIDTH], boxes[:, cv2.CC_STAT_HEIGHT])
    kept = (areas > SMALLEST_FORM * unit**2) & (reach > SHORTEST_FORM * unit)
    kept[0] = False
    tones = np.bincount(labels.ravel(), calm.ravel(), minlength=count) / np.maximum(areas, 1)
    near = _grow_labels(labels)
    dark = tones < DARK_FORM
    return [shape * (kept & chosen)[near] for chosen in (~dark, dark)]


def _isoline(field: FloatArray, level: float) -> FloatArray:
    """Return an anti-aliased mask of what lies above the level."""
    dx = cv2.Sobel(field, cv2.CV_32F, 1, 0, ksize=3, scale=1 / 8)
    dy = cv2.Sobel(field, cv2.CV_32F, 0, 1, ksize=3, scale=1 / 8)
    slope = np.sqrt(dx * dx + dy * dy) + np.float32(1e-4)
    return np.clip((field - np.float32(level)) / slope / 1.4 + 0.5, 0, 1)


def _largest(shape: FloatArray, *, share: float) -> FloatArray:
    """Return the shape without parts smaller than that share of its largest."""
    count, labels, boxes, _ = cv2.connectedComponentsWithStats((shape > 0.5).astype(np.uint8))
    if count < 2:
        return np.zeros_like(shape)
    areas = boxes[:, cv2.CC_STAT_AREA].copy()
    areas[0] = 0
    kept = areas >= share * areas.max()
    return shape * kept[_grow_labels(labels)]


def _grow_labels(labels: NDArray[np.int32]) -> NDArray[np.int32]:
    """Return the labels with the soft borders of each part."""
    return cv2.dilate(labels.astype(np.float32), np.ones((3, 3), np.uint8)).astype(np.int32)


def _fill(points: FloatArray, side_px: int) -> FloatArray:
    return polygon_mask(points, size_px=side_px)


def _disc(center: FloatArray, radius: float, side_px: int) -> FloatArray:
    canvas = np.zeros((side_px, side_px), np.uint8)
    place = tuple(np.round(center * 16).astype(int).tolist())
    cv2.circle(canvas, place, round(radius * 16), 255, -1, cv2.LINE_AA, 4)
    return canvas.astype(np.float32) / 255


def _taper(first_px: float, last_px: float) -> tuple[float, ...]:
    """Return widths along a line that is widest in its first half."""
    return (first_px * 0.55, first_px, first_px * 0.9, last_px * 1.2, last_px * 0.6)


def _swell(widest_px: float) -> tuple[float, ...]:
    return (widest_px * 0.6, widest_px * 0.7, widest_px, widest_px * 0.7, widest_px * 0.6)


def _stroke(points: FloatArray, widths_px: Sequence[float], side_px: int) -> FloatArray:
    """Return a smooth line through the points, its width led along the given ones."""
    closed = closed_spline(np.concatenate([points, points[-2:0:-1]]))
    line = closed[: 8 * (len(points) - 1) + 1]
    along = np.gradient(line, axis=0)
    across = np.stack([-along[:, 1], along[:, 0]], axis=1)
    across /= np.maximum(np.linalg.norm(across, axis=1, keepdims=True), 1e-3)
    places = np.linspace(0, 1, len(line))
    half = np.interp(places, np.linspace(0, 1, len(widths_px)), widths_px)[:, None] / 2
    outline = np.concatenate([line + across * half, (line - across * half)[::-1]])
    canvas = np.zeros((side_px, side_px), np.uint8)
    cv2.fillPoly(canvas, [np.round(outline * 16).astype(np.int32)], 255, cv2.LINE_AA, 4)
    return canvas.astype(np.float32) / 255
