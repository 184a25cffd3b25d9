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

HALF_PX = SIDE_PX // 2
"""Sheets are shaped at half size, which smooth edges do not show."""

FRACTION_BITS = 4
SHADOW_STRENGTH, BEVEL_LIGHT = 0.42, 0.10
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


def lay(picture: FloatArray, pieces: Iterable[Piece], *, tooth: FloatArray) -> FloatArray:
    """Return the picture (H, W, 3) with the pieces on it, one over the other.

    ``tooth`` is the light on the grain of the paper, (H, W) about 0. Every piece is worked on
    within its own window only.
    """
    result = picture.astype(np.float32)
    for piece in pieces:
        window = _window(piece)
        if window is None:
            continue
        mask = np.ascontiguousarray(piece.mask[window], np.float32)
        below = result[window]
        shadow = _shadow(mask, piece.height_px)
        below = below * (1 - np.float32(SHADOW_STRENGTH) * shadow * (1 - mask))[..., None]
        lit = np.clip(mask - shift_mask(mask, right_px=1.4, down_px=1.6), 0, 1) * BEVEL_LIGHT
        surface = piece.color * (1 + tooth[window] * 1.0)[..., None] + lit[..., None]
        result[window] = mix(below, surface.astype(np.float32), mask)
    return result


def _window(piece: Piece) -> tuple[slice, slice] | None:
    """Return where a piece and its shadow lie; None for a piece with nothing on it."""
    left, top, width, height = cv2.boundingRect((piece.mask > 0).astype(np.uint8))
    if not width:
        return None
    air = int(piece.height_px * 4) + 3
    rows = slice(max(0, top - air), min(SIDE_PX, top + height + air))
    return rows, slice(max(0, left - air), min(SIDE_PX, left + width + air))


def _shadow(mask: FloatArray, height_px: float) -> FloatArray:
    moved = shift_mask(mask, right_px=height_px, down_px=height_px * SHADOW_RUN)
    return cv2.GaussianBlur(moved, (0, 0), height_px * 0.9)


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
    sigma = radius_px / 2
    solid = cv2.GaussianBlur(where.astype(np.float32), (0, 0), max(sigma / 3, 0.8)) > 0.5
    solid = _drop_small(solid, smallest_px // 4)
    solid = ~_drop_small(~solid, smallest_px // 4)
    rough = solid.astype(np.float32)
    smooth = cv2.GaussianBlur(rough, (0, 0), sigma)
    if fine is not None:
        smooth = mix(smooth, cv2.GaussianBlur(rough, (0, 0), sigma / 3), fine)
    solid = _drop_small(smooth > 0.5, smallest_px // 4)
    last = 1.3
    smooth = cv2.GaussianBlur(solid.astype(np.float32), (0, 0), last)
    large = cv2.resize(smooth, (SIDE_PX, SIDE_PX), interpolation=cv2.INTER_CUBIC)
    large = cv2.GaussianBlur(large, (0, 0), 1.2)
    return Mask(np.clip((large - 0.5) * np.float32(2 * last * 2.5 / 1.3) + 0.5, 0, 1))


def _drop_small(solid: np.ndarray, least: int) -> np.ndarray:
    _, labels, statistics, _ = cv2.connectedComponentsWithStats(solid.astype(np.uint8))
    large = statistics[:, cv2.CC_STAT_AREA] >= least
    large[0] = False
    return large[labels]


def fill(curve: FloatArray) -> Mask:
    """Return what lies within a closed curve (N, 2), anti-aliased."""
    canvas = np.zeros((SIDE_PX, SIDE_PX), np.uint8)
    points = np.round(curve * 2**FRACTION_BITS).astype(np.int32)
    cv2.fillPoly(canvas, [points], 255, lineType=cv2.LINE_AA, shift=FRACTION_BITS)
    return Mask(canvas.astype(np.float32) / 255)


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
