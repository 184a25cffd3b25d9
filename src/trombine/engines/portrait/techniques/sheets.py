"""Sheets of paper: cut along smooth curves, colored from one shade card, laid with their shadow."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from trombine.engines.portrait.features import closed_spline
from trombine.engines.portrait.portrait import SIDE_PX
from trombine.imaging.arrays import FloatArray, LabImage, Mask, SrgbImage
from trombine.imaging.color import lab_to_srgb, srgb_to_lab
from trombine.imaging.filters import mix, shift_mask
from trombine.kernels import kernel

HALF_PX = SIDE_PX // 2
"""Sheets are shaped at half size, which smooth edges do not show."""

LAST_BLUR_PX, CRISPNESS = 1.6, 6.0
"""The edge a knife leaves: rounded once more, then about a pixel wide."""

FRACTION_BITS = 4
SHADOW_STRENGTH, BEVEL_LIGHT = 0.42, 0.10
SOFT_PX = 3.5
"""Sheets as high as this throw shadows soft enough for half the size."""

SHADOW_RUN = 1.3
"""How much further a shadow falls down than to the right."""


@dataclass(frozen=True, slots=True)
class ShadeCard:
    """Paper of one family in every lightness: ``lab`` (N, 3), from dark to light."""

    lab: FloatArray

    @staticmethod
    def through(colors: Sequence[FloatArray]) -> "ShadeCard":
        """Return the card that runs through these sRGB colors, given from dark to light."""
        row = SrgbImage(np.stack(colors)[None].astype(np.float32))
        return ShadeCard(srgb_to_lab(row)[0])

    def pick(self, lightness: float) -> FloatArray:
        """Return the sRGB color (3,) of this CIELAB lightness, within the ends of the card."""
        steps = self.lab[:, 0]
        lightness = float(np.clip(lightness, steps[0], steps[-1]))
        color = [lightness, *(np.interp(lightness, steps, self.lab[:, k]) for k in (1, 2))]
        return lab_to_srgb(LabImage(np.array([[color]], np.float32)))[0, 0]


@dataclass(frozen=True, slots=True)
class Piece:
    """One sheet; raising ``height_px`` throws its shadow further and softer."""

    mask: FloatArray
    color: FloatArray
    height_px: float


def lay(
    picture: FloatArray, pieces: Iterable[Piece], *, within: FloatArray | None = None
) -> FloatArray:
    """Return the picture (H, W, 3) with the pieces on it, one over the other.

    What reaches out of the mask ``within`` is cut off. Every piece is worked on within its own
    window only.
    """
    result = np.array(picture, np.float32)
    for piece in pieces:
        window = _window(piece.mask, air_px=int(piece.height_px * 4) + 3)
        if window is None:
            continue
        mask = np.ascontiguousarray(piece.mask[window], np.float32)
        if within is not None:
            mask *= within[window]
        lit = shift_mask(mask, right_px=1.4, down_px=1.6)
        _compose(
            result[window],
            mask,
            _shadow(mask, piece.height_px),
            lit,
            piece.color.astype(np.float32),
        )
    return result


@kernel(fastmath=True)
def _compose(
    below: FloatArray, mask: FloatArray, shadow: FloatArray, moved: FloatArray, color: FloatArray
) -> None:
    """Lay one color on the picture, in its shadow; edges towards the lamp catch light."""
    for y in range(mask.shape[0]):
        for x in range(mask.shape[1]):
            share = mask[y, x]
            kept = (1 - np.float32(SHADOW_STRENGTH) * shadow[y, x] * (1 - share)) * (1 - share)
            edge = max(share - moved[y, x], np.float32(0)) * np.float32(BEVEL_LIGHT) * share
            for c in range(3):
                below[y, x, c] = below[y, x, c] * kept + color[c] * share + edge


def _window(mask: FloatArray, *, air_px: int) -> tuple[slice, slice] | None:
    """Return where a mask has something, with air around; None where it has nothing."""
    left, top, width, height = cv2.boundingRect((mask > 0).astype(np.uint8))
    if not width:
        return None
    rows = slice(max(0, top - air_px), min(mask.shape[0], top + height + air_px))
    return rows, slice(max(0, left - air_px), min(mask.shape[1], left + width + air_px))


def _shadow(mask: FloatArray, height_px: float) -> FloatArray:
    """Return the shadow a sheet throws, down to the right; a soft one is made at half size."""
    moved = shift_mask(mask, right_px=height_px, down_px=height_px * SHADOW_RUN)
    if height_px < SOFT_PX:
        return cv2.GaussianBlur(moved, (0, 0), height_px * 0.9)
    small = cv2.resize(moved, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    small = cv2.GaussianBlur(small, (0, 0), height_px * 0.45)
    return cv2.resize(small, (mask.shape[1], mask.shape[0]), interpolation=cv2.INTER_LINEAR)


def halve(plane: FloatArray) -> FloatArray:
    """Return a plane at the size sheets are shaped in."""
    return cv2.resize(plane, (HALF_PX, HALF_PX), interpolation=cv2.INTER_AREA)


def cut(
    where: FloatArray, *, radius_px: float, smallest_px: int, fine: FloatArray | None = None
) -> Mask:
    """Return a sheet cut where ``where`` (``HALF_PX`` squared) exceeds 0.5, along smooth curves.

    Motion by mean curvature: blur and threshold in turns (Merriman, Bence & Osher 1992,
    "Diffusion generated motion by mean curvature"). Raising ``radius_px`` leaves wider curves;
    where ``fine`` is 1 the knife turns in a third of that. Islands and holes below
    ``smallest_px`` (square pixels of the picture) are left out.
    """
    sheet = np.zeros((SIDE_PX, SIDE_PX), np.float32)
    window = _window(where, air_px=round(radius_px))
    if window is None:
        return Mask(sheet)
    rows, columns = window
    sigma = radius_px / 2
    rough = np.ascontiguousarray(where[window], np.float32)
    solid = cv2.GaussianBlur(rough, (0, 0), max(sigma / 3, 0.8)) > 0.5
    solid = ~_drop_small(~solid, smallest_px // 4)
    rough = solid.astype(np.float32)
    smooth = cv2.GaussianBlur(rough, (0, 0), sigma)
    if fine is not None:
        smooth = mix(smooth, cv2.GaussianBlur(rough, (0, 0), sigma / 3), fine[window])
    solid = _drop_small(smooth > 0.5, smallest_px // 4)
    smooth = cv2.GaussianBlur(solid.astype(np.float32), (0, 0), LAST_BLUR_PX)
    size = (2 * smooth.shape[1], 2 * smooth.shape[0])
    large = cv2.resize(smooth, size, interpolation=cv2.INTER_CUBIC)
    sheet[rows.start * 2 : rows.stop * 2, columns.start * 2 : columns.stop * 2] = np.clip(
        (large - 0.5) * np.float32(CRISPNESS) + 0.5, 0, 1
    )
    return Mask(sheet)


def _drop_small(solid: np.ndarray, least: int) -> np.ndarray:
    _, labels, statistics, _ = cv2.connectedComponentsWithStats(solid.astype(np.uint8))
    large = statistics[:, cv2.CC_STAT_AREA] >= least
    large[0] = False
    return large[labels]


def fill(curve: FloatArray) -> Mask:
    """Return what lies within a closed curve (N, 2), anti-aliased."""
    low = np.clip(np.floor(curve.min(axis=0)).astype(int) - 2, 0, SIDE_PX - 1)
    high = np.clip(np.ceil(curve.max(axis=0)).astype(int) + 3, low + 1, SIDE_PX)
    canvas = np.zeros((high - low)[::-1], np.uint8)
    points = np.round((curve - low) * 2**FRACTION_BITS).astype(np.int32)
    cv2.fillPoly(canvas, [points], 255, lineType=cv2.LINE_AA, shift=FRACTION_BITS)
    mask = np.zeros((SIDE_PX, SIDE_PX), np.float32)
    mask[low[1] : high[1], low[0] : high[0]] = canvas / np.float32(255)
    return Mask(mask)


def punch(x_px: float, y_px: float, radius_px: float) -> Mask:
    """Return a disc, as a punch cuts it."""
    turn = np.linspace(0, 2 * np.pi, 48, endpoint=False)
    rim = np.stack([np.cos(turn), np.sin(turn)], axis=1) * radius_px
    return fill(rim + np.array([x_px, y_px]))


def open_spline(points: FloatArray, *, per_segment: int = 8) -> FloatArray:
    """Return the Catmull-Rom curve from the first point to the last, both included."""
    ahead, beyond = 2 * points[0] - points[1], 2 * points[-1] - points[-2]
    closed = closed_spline(np.vstack([ahead, points, beyond]), per_segment=per_segment)
    return closed[per_segment : per_segment * len(points) + 1]


def ribbon(points: FloatArray, widths_px: FloatArray | Sequence[float]) -> Mask:
    """Return a strip along a curve through ``points``, of this width at each of them."""
    middle = open_spline(points)
    along = np.gradient(middle, axis=0)
    across = np.stack([-along[:, 1], along[:, 0]], axis=1)
    across /= np.maximum(np.linalg.norm(across, axis=1, keepdims=True), 1e-4)
    place = np.linspace(0, len(points) - 1, len(middle))
    half = np.interp(place, np.arange(len(points)), np.asarray(widths_px))[:, None] / 2
    return fill(np.vstack([middle + across * half, (middle - across * half)[::-1]]))
