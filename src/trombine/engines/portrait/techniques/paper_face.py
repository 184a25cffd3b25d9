"""The features of a face as pieces of paper of their own, shaped by its landmarks."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from trombine.engines.portrait.features import FeatureMasks, closed_spline
from trombine.engines.portrait.portrait import SIDE_PX, Portrait
from trombine.engines.portrait.style import Look
from trombine.engines.portrait.techniques.glasses import TOWARDS_NOSE, Glasses
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
from trombine.imaging.arrays import FloatArray, Mask, SrgbImage
from trombine.imaging.color import srgb_to_lab
from trombine.imaging.filters import blur, dilate_disc

RIGHT_CREASE = (247, 30, 29, 27, 28, 56, 190)
LEFT_CREASE = (467, 260, 259, 257, 258, 286, 414)
"""The folds over the upper lids, from the outer corner to the inner."""

NOSE_BASE_LINE = (64, 98, 97, 2, 326, 327, 294)
"""The lower edge of the nose from wing to wing."""

RIGHT_NOSTRIL, LEFT_NOSTRIL = (240, 75, 60, 238, 97, 99), (460, 305, 290, 458, 326, 328)

TEMPLE_ANGLE = 66

PIECE_PX, FEATURE_PX = 3.0, 1.6
"""How high eyes, lips and brows lie over the face."""


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
    look: Look,
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
        yield from _eye_pieces(face, contour, iris, crease, from_left=look.light_from_left)
    yield from _mouth_pieces(face, features)
    if glasses is not None:
        yield Piece(frame_mask(face.points, glasses), face.card.pick(_frame_tone(face, glasses)), 4.5)


def _read_lightness(portrait: Portrait) -> FloatArray:
    """Return CIELAB lightness of the face; what lies far from it is 0."""
    points = portrait.landmarks[:, :2]
    air = portrait.face_height_px * 0.15
    low = np.clip(points.min(axis=0) - air, 0, SIDE_PX - 1).astype(int)
    high = np.clip(points.max(axis=0) + air, low + 1, SIDE_PX).astype(int)
    window = (slice(low[1], high[1]), slice(low[0], high[0]))
    lightness = np.zeros((SIDE_PX, SIDE_PX), np.float32)
    lightness[window] = srgb_to_lab(SrgbImage(np.ascontiguousarray(portrait.painted[window])))[..., 0]
    return lightness


def frame_mask(points: FloatArray, glasses: Glasses) -> Mask:
    """Return rims, bridge and the near ends of the temples in one piece."""
    parts = []
    for rim, widths, ear in zip(glasses.rims, glasses.widths_px, (127, 356), strict=True):
        out = rim - rim.mean(axis=0)
        out = out / np.maximum(np.linalg.norm(out, axis=1, keepdims=True), 1e-3)
        half = widths[:, None] / 2
        parts.append(fill(closed_spline(rim + out * half, per_segment=3)) * (1 - fill(closed_spline(rim - out * half, per_segment=3))))
        start, end = rim[TEMPLE_ANGLE], points[ear]
        thick = float(widths[TEMPLE_ANGLE])
        parts.append(ribbon(np.stack([start, (start + end) / 2, end]), [thick * 1.2, thick, thick * 0.8]))
    thick = float(np.mean([w[TOWARDS_NOSE - 6 : TOWARDS_NOSE + 7].mean() for w in glasses.widths_px]))
    parts.append(ribbon(glasses.bridge, [thick * 1.2, thick, thick * 1.2]))
    return Mask(np.maximum.reduce(parts))


def _frame_tone(face: _Face, glasses: Glasses) -> float:
    tone = face.read(frame_mask(face.points, glasses), 30, 15.0)
    return min(tone * 0.8, face.skin - 20)


def _nose_pieces(face: _Face) -> Iterator[Piece]:
    """Yield the shade along the lower edge of the nose, and both nostrils."""
    profile = np.array([0.1, 0.8, 1.0, 1.0, 1.0, 0.8, 0.1])
    base = ribbon(face.at(NOSE_BASE_LINE), face.length_px * 0.013 * profile)
    yield Piece(base, face.card.pick(face.skin - 26), 1.0)
    for ids in (RIGHT_NOSTRIL, LEFT_NOSTRIL):
        yield Piece(fill(closed_spline(face.at(ids))), face.card.pick(face.skin * 0.3), 1.0)


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
        lightness = min(hairs * 0.8 - 4, skin - 22, face.skin * 0.42)
        yield Piece(mask, face.card.pick(max(lightness, 5.0)), FEATURE_PX)


def _eye_pieces(
    face: _Face, contour: Sequence[int], iris: Sequence[int], crease: Sequence[int], *, from_left: bool
) -> Iterator[Piece]:
    """Yield eye white, iris, pupil, catch-light, the fold of the lid and the line of lashes."""
    lower, upper = face.at(contour[:9]), face.at((*contour[8:], contour[0]))[::-1]
    width = float(np.linalg.norm(upper[0] - upper[-1]))
    opening = float(np.linalg.norm(lower[4] - upper[4]))
    shape = fill(np.vstack([open_spline(lower), open_spline(upper[::-1])]))
    fold = face.at(crease)
    wide = face.length_px * 0.010
    if opening > 0.10 * width:
        yield Piece(ribbon(fold, wide * np.array([0.3, 0.9, 1, 1, 1, 0.8, 0.2])),
                    face.card.pick(face.skin - 17), FEATURE_PX)
    if opening > 0.08 * width:
        white = face.read(shape, 88, 75.0)
        white = float(np.clip(white + 8, face.skin + 14, 95))
        yield Piece(shape, face.card.pick(white), FEATURE_PX)
        yield from _iris_pieces(face, shape, iris, from_left=from_left)
    lashes = _dark_rim(face, upper)
    thickness = face.length_px * (0.010 + 0.012 * lashes)
    profile = np.array([0.25, 0.8, 1.0, 1.0, 1.0, 0.95, 0.8, 0.55, 0.25])
    lifted = upper + face.up * thickness * 0.5
    yield Piece(ribbon(lifted, thickness * profile), face.card.pick(min(14, face.skin * .4)), PIECE_PX)
    if opening > 0.10 * width:
        yield Piece(ribbon(lower, wide * 0.6 * np.array([0.4, 1, 1, 1, .9, .8, .6, .4, .2])),
                    face.card.pick(face.skin - 24), 1.0)


def _dark_rim(face: _Face, upper: FloatArray) -> float:
    """Return how dark the line of the upper lashes is, from 0 (bare) to 1 (painted)."""
    band = ribbon(upper + face.up * face.length_px * 0.006, np.full(9, face.length_px * 0.02))
    dark = face.read(band, 30, face.skin * 0.6)
    return float(np.clip(1.15 - dark / max(face.skin, 10.0) * 1.5, 0, 1))


def _iris_pieces(
    face: _Face, shape: FloatArray, ids: Sequence[int], *, from_left: bool
) -> Iterator[Piece]:
    center, rim = face.points[ids[0]], face.at(ids[1:])
    radius = float(np.linalg.norm(rim - center, axis=1).mean())
    x, y = float(center[0]), float(center[1])
    iris = punch(x, y, radius) * shape
    ring = np.clip(punch(x, y, radius * 0.95) - punch(x, y, radius * 0.5), 0, 1) * shape
    color = float(np.clip(face.read(ring, 60, 25.0) + 4, 18, 58))
    yield Piece(iris, face.card.pick(color), FEATURE_PX)
    yield Piece(punch(x, y, radius * 0.48) * shape, face.card.pick(4), 1.0)
    side = -1.0 if from_left else 1.0
    light = punch(x + side * radius * 0.34, y - radius * 0.34, max(radius * 0.24, 2.2))
    yield Piece(light * shape, face.card.pick(97), 1.0)


def _mouth_pieces(face: _Face, features: FeatureMasks) -> Iterator[Piece]:
    """Yield the dark of an open mouth and its teeth, both lips, and the line between them."""
    outer, inner = topology.LIPS_OUTER, topology.LIPS_INNER
    lower_outer, upper_outer = face.at(outer[:11]), face.at((*outer[10:], outer[0]))[::-1]
    lower_inner, upper_inner = face.at(inner[:11]), face.at((*inner[10:], inner[0]))[::-1]
    upper = fill(np.vstack([open_spline(upper_outer), open_spline(upper_inner[::-1])]))
    lower = fill(np.vstack([open_spline(lower_outer), open_spline(lower_inner[::-1])]))
    opening = float(np.linalg.norm(face.points[13] - face.points[14])) / face.length_px
    dark = min(14.0, face.skin * 0.35)
    lips = face.read(features.lips, 45, face.skin - 14)
    red = float(np.clip(lips - face.skin, -40, -9))
    if opening > 0.014:
        gap = dilate_disc(features.mouth, 1)
        yield Piece(gap, face.card.pick(dark), 1.0)
        yield from _teeth(face, features.mouth)
    yield Piece(lower, face.card.pick(face.skin + red * 0.9), FEATURE_PX)
    yield Piece(upper, face.card.pick(face.skin + red * 1.1 - 5), FEATURE_PX)
    if opening <= 0.03:
        middle = (upper_inner + lower_inner) / 2
        line = np.vstack([upper_outer[:1], middle[1:-1], upper_outer[-1:]])
        profile = np.array([0.3, 0.7, 0.9, 1, 1, 1.1, 1, 1, 0.9, 0.7, 0.3])
        yield Piece(ribbon(line, face.length_px * 0.009 * profile), face.card.pick(dark), 1.0)


def _teeth(face: _Face, mouth: FloatArray) -> Iterator[Piece]:
    bright = face.read(mouth, 85, 0.0)
    if bright < max(45.0, face.skin * 0.75):
        return
    dark = face.read(mouth, 8, 20.0)
    where = halve(mouth) * (halve(blur(face.lightness, 1.5)) > (bright * 0.6 + dark * 0.4))
    mask = cut(where, radius_px=5, smallest_px=200) * mouth
    yield Piece(mask, face.card.pick(float(np.clip(bright + 6, face.skin + 12, 95))), 1.0)
