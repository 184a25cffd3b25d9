"""The features of a face as pieces of paper of their own, shaped by its landmarks."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from trombine.engines.portrait.features import FeatureMasks, closed_spline
from trombine.engines.portrait.portrait import SIDE_PX, Portrait
from trombine.engines.portrait.techniques.frames import frame_mask, gleams_mask, lenses_mask
from trombine.engines.portrait.techniques.sheets import (
    Piece,
    ShadeCard,
    cut,
    fill,
    halve,
    open_spline,
    punch,
    ribbon,
)
from trombine.faces import topology
from trombine.faces.glasses import Glasses
from trombine.faces.pose import measure_iris
from trombine.imaging.arrays import FloatArray, SrgbImage
from trombine.imaging.color import srgb_to_lab
from trombine.imaging.filters import blur, dilate_disc

RIGHT_CREASE = (247, 30, 29, 27, 28, 56, 190)
LEFT_CREASE = (467, 260, 259, 257, 258, 286, 414)
"""The folds over the upper lids, from the outer corner to the inner."""

NOSE_BASE_LINE = (64, 98, 97, 2, 326, 327, 294)
"""The lower edge of the nose from wing to wing."""

RIGHT_NOSTRIL, LEFT_NOSTRIL = (240, 75, 60, 238, 97, 99), (460, 305, 290, 458, 326, 328)

FOLD_PROFILE = np.array([0.3, 0.9, 1.0, 1.0, 1.0, 0.8, 0.2])
LASH_PROFILE = np.array([0.25, 0.8, 1.0, 1.0, 1.0, 0.95, 0.8, 0.55, 0.25])
LOWER_PROFILE = np.array([0.4, 1.0, 1.0, 1.0, 0.9, 0.8, 0.6, 0.4, 0.2])
LINE_PROFILE = np.array([0.3, 0.7, 0.9, 1.0, 1.0, 1.1, 1.0, 1.0, 0.9, 0.7, 0.3])
"""How strips swell and taper, from the outer corner of an eye or from corner to corner."""

FRAME_PX, LASH_PX, FEATURE_PX, FLAT_PX = 4.5, 3.0, 1.6, 1.0
"""How high the frame of glasses, lashes, other features and what lies in those lie."""

LEAST_FRAME, LEAST_BROW, LEAST_LIP = 20.0, 16.0, 9.0
"""So much darker than the skin each is at least, in CIELAB lightness."""

GLEAM = 20.0
"""So much lighter than a dark lens is the light on it."""

EYE_OPEN, FOLD_SHOWN = 0.08, 0.10
"""From these openings on, in widths of the eye, its white and the fold above it are cut."""

TEETH_SHOWN, LINE_DRAWN = 0.014, 0.03
"""A mouth opened further shows its inside; one opened less has a line between the lips."""


@dataclass(frozen=True, slots=True)
class _Face:
    """What every feature is drawn from; lightness is CIELAB, (SIDE_PX, SIDE_PX)."""

    points: FloatArray
    lightness: FloatArray
    skin: float
    length_px: float
    up: FloatArray
    card: ShadeCard

    def at(self, ids: Sequence[int]) -> FloatArray:
        return self.points[list(ids)]

    def read(self, mask: FloatArray, percent: float, otherwise: float) -> float:
        """Return a percentile of the lightness within a mask."""
        inside = self.lightness[mask > 0.6]
        return float(np.percentile(inside, percent)) if inside.size > 12 else otherwise


def face_pieces(
    portrait: Portrait,
    features: FeatureMasks,
    card: ShadeCard,
    *,
    skin_lightness: float,
    glasses: Glasses | None,
    from_left: bool,
) -> Iterator[Piece]:
    """Yield brows, eyes and mouth."""
    points = portrait.landmarks[:, :2]
    up = points[topology.FOREHEAD_TOP] - points[topology.CHIN]
    face = _Face(
        points=points,
        lightness=_read_lightness(portrait),
        skin=skin_lightness,
        length_px=portrait.face_height_px,
        up=up / max(float(np.linalg.norm(up)), 1e-3),
        card=card,
    )
    yield from _nose_pieces(face)
    yield from _brow_pieces(face)
    for contour, iris, crease in (
        (topology.RIGHT_EYE, topology.RIGHT_IRIS, RIGHT_CREASE),
        (topology.LEFT_EYE, topology.LEFT_IRIS, LEFT_CREASE),
    ):
        yield from _eye_pieces(face, contour, iris, crease, from_left=from_left)
    yield from _mouth_pieces(face, features)
    if glasses is not None:
        yield from _glasses_pieces(face, glasses)


def _read_lightness(portrait: Portrait) -> FloatArray:
    """Return CIELAB lightness of the face; what lies far from it is 0."""
    points = portrait.landmarks[:, :2]
    air = portrait.face_height_px * 0.15
    low = np.clip(points.min(axis=0) - air, 0, SIDE_PX - 1).astype(int)
    high = np.clip(points.max(axis=0) + air, low + 1, SIDE_PX).astype(int)
    window = (slice(low[1], high[1]), slice(low[0], high[0]))
    lightness = np.zeros((SIDE_PX, SIDE_PX), np.float32)
    lightness[window] = srgb_to_lab(SrgbImage(np.ascontiguousarray(portrait.painted[window])))[
        ..., 0
    ]
    return lightness


def _glasses_pieces(face: _Face, glasses: Glasses) -> Iterator[Piece]:
    """Yield lenses nobody sees through, and the frame, darker than the skin however fine it is."""
    if glasses.tinted:
        lenses = lenses_mask(glasses)
        dark = face.read(lenses, 50, 15.0)
        yield Piece(lenses, face.card.pick(dark), FEATURE_PX)
        yield Piece(gleams_mask(glasses), face.card.pick(dark + GLEAM), FLAT_PX)
    mask = frame_mask(glasses, face.points)
    lightness = min(face.read(mask, 30, 15.0) * 0.8, face.skin - LEAST_FRAME)
    yield Piece(mask, face.card.pick(lightness), FRAME_PX)


def below_nose(landmarks: FloatArray) -> FloatArray:
    """Return the lower side of the nose, wing to wing, whose shade and nostrils are own pieces."""
    ids = (*NOSE_BASE_LINE, *RIGHT_NOSTRIL, *LEFT_NOSTRIL)
    return fill(cv2.convexHull(landmarks[list(ids), :2].astype(np.float32))[:, 0])


def _nose_pieces(face: _Face) -> Iterator[Piece]:
    """Yield the shade along the lower edge of the nose, and both nostrils."""
    profile = np.array([0.1, 0.8, 1.0, 1.0, 1.0, 0.8, 0.1])
    base = ribbon(face.at(NOSE_BASE_LINE), face.length_px * 0.012 * profile)
    shade = float(np.clip(face.read(base, 45, 0.0), face.skin - 32, face.skin - 12))
    yield Piece(base, face.card.pick(shade), FLAT_PX)
    for ids in (RIGHT_NOSTRIL, LEFT_NOSTRIL):
        nostril = fill(closed_spline(face.at(ids)))
        dark = float(np.clip(face.read(nostril, 35, 0.0), face.skin * 0.25, shade - 4))
        yield Piece(nostril, face.card.pick(dark), FLAT_PX)


def _brow_pieces(face: _Face) -> Iterator[Piece]:
    """Yield both brows: where hairs are dark near the landmarks, smoothly."""
    for ids in (topology.RIGHT_BROW, topology.LEFT_BROW):
        shape = fill(closed_spline(face.at(ids)))
        near = dilate_disc(shape, max(2, round(face.length_px * 0.014)))
        around = dilate_disc(near, max(2, round(face.length_px * 0.02)))
        skin = face.read(around * (1 - near), 60, face.skin)
        hairs = face.read(shape, 22, skin - 20)
        gap = max(skin - hairs, 6.0)
        darkness = np.clip((skin - blur(face.lightness, 1.5)) / gap, 0, 1.2)
        score = near * (0.62 * darkness + 0.30 * blur(shape, 2))
        mask = cut(halve(score), radius_px=5, smallest_px=250)
        lightness = face.skin - max(1.3 * (skin - hairs), LEAST_BROW)
        yield Piece(mask, face.card.pick(lightness), FEATURE_PX)


def _eye_pieces(
    face: _Face,
    contour: Sequence[int],
    iris: Sequence[int],
    fold: Sequence[int],
    *,
    from_left: bool,
) -> Iterator[Piece]:
    """Yield the fold of the lid, white, iris, pupil, catch-light, and the lines of both lids."""
    lower, upper = face.at(contour[:9]), face.at((*contour[8:], contour[0]))[::-1]
    opening = float(np.linalg.norm(lower[4] - upper[4]))
    opening /= max(float(np.linalg.norm(upper[0] - upper[-1])), 1.0)
    line_px = face.length_px * 0.010
    if opening > FOLD_SHOWN:
        crease = ribbon(face.at(fold), line_px * FOLD_PROFILE)
        yield Piece(crease, face.card.pick(face.skin - 15), FEATURE_PX)
    if opening > EYE_OPEN:
        shape = fill(np.vstack([open_spline(lower), open_spline(upper[::-1])]))
        white = float(np.clip(face.read(shape, 80, 70.0) + 4, face.skin + 10, 94))
        yield Piece(shape, face.card.pick(white), FEATURE_PX)
        yield from _iris_pieces(face, shape, iris, from_left=from_left)
    if opening > FOLD_SHOWN:
        rim = ribbon(lower, line_px * 0.6 * LOWER_PROFILE)
        yield Piece(rim, face.card.pick(face.skin - 24), FLAT_PX)
    thick_px = face.length_px * (0.010 + 0.012 * _dark_rim(face, upper))
    lashes = ribbon(upper + face.up * thick_px * 0.45, thick_px * LASH_PROFILE)
    yield Piece(lashes, face.card.pick(min(14.0, face.skin * 0.4)), LASH_PX)


def _dark_rim(face: _Face, upper: FloatArray) -> float:
    """Return how dark the line of the upper lashes is, from 0 (bare) to 1 (painted)."""
    band = ribbon(upper + face.up * face.length_px * 0.006, np.full(9, face.length_px * 0.02))
    dark = face.read(band, 30, face.skin * 0.6)
    return float(np.clip(1.15 - dark / max(face.skin, 10.0) * 1.5, 0, 1))


def _iris_pieces(
    face: _Face, shape: FloatArray, ids: Sequence[int], *, from_left: bool
) -> Iterator[Piece]:
    center, radius = measure_iris(face.points, ids)
    x, y = float(center[0]), float(center[1])
    iris = punch(x, y, radius) * shape
    ring = np.clip(punch(x, y, radius * 0.95) - punch(x, y, radius * 0.5), 0, 1) * shape
    color = float(np.clip(face.read(ring, 60, 25.0) + 4, 18, 58))
    yield Piece(iris, face.card.pick(color), FEATURE_PX)
    yield Piece(punch(x, y, radius * 0.48) * shape, face.card.pick(4), FLAT_PX)
    side = -1.0 if from_left else 1.0
    light = punch(x + side * radius * 0.34, y - radius * 0.34, max(radius * 0.24, 2.2))
    yield Piece(light * shape, face.card.pick(97), FLAT_PX)


def _mouth_pieces(face: _Face, features: FeatureMasks) -> Iterator[Piece]:
    """Yield the dark of an open mouth and its teeth, both lips, and the line between them."""
    outer, inner = topology.LIPS_OUTER, topology.LIPS_INNER
    lower_outer, upper_outer = face.at(outer[:11]), face.at((*outer[10:], outer[0]))[::-1]
    lower_inner, upper_inner = face.at(inner[:11]), face.at((*inner[10:], inner[0]))[::-1]
    upper = fill(np.vstack([open_spline(upper_outer), open_spline(upper_inner[::-1])]))
    lower = fill(np.vstack([open_spline(lower_outer), open_spline(lower_inner[::-1])]))
    gap = face.points[topology.UPPER_LIP] - face.points[topology.LOWER_LIP]
    opening = float(np.linalg.norm(gap)) / face.length_px
    dark = face.card.pick(min(14.0, face.skin * 0.35))
    red = float(np.clip(face.skin - face.read(features.lips, 45, face.skin - 14), LEAST_LIP, 40))
    if opening > TEETH_SHOWN:
        yield Piece(dilate_disc(features.mouth, 1), dark, FLAT_PX)
        yield from _teeth(face, features.mouth)
    yield Piece(lower, face.card.pick(face.skin - red * 0.9), FEATURE_PX)
    yield Piece(upper, face.card.pick(face.skin - red * 1.1 - 5), FEATURE_PX)
    if opening <= LINE_DRAWN:
        middle = (upper_inner + lower_inner) / 2
        line = np.vstack([upper_outer[:1], middle[1:-1], upper_outer[-1:]])
        yield Piece(ribbon(line, face.length_px * 0.009 * LINE_PROFILE), dark, FLAT_PX)


def _teeth(face: _Face, mouth: FloatArray) -> Iterator[Piece]:
    """Yield the teeth in one piece, where something in the mouth is light."""
    bright, dark = face.read(mouth, 85, 0.0), face.read(mouth, 8, 20.0)
    if bright < max(45.0, face.skin * 0.75):
        return
    light = halve(mouth) * (halve(blur(face.lightness, 1.5)) > bright * 0.5 + dark * 0.5)
    joined = cv2.morphologyEx(light.astype(np.float32), cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8))
    least_px = int((mouth > 0.5).sum() * 0.2)
    teeth = np.minimum(cut(joined, radius_px=5, smallest_px=least_px), mouth)
    yield Piece(teeth, face.card.pick(float(np.clip(bright + 4, face.skin + 12, 95))), FLAT_PX)
