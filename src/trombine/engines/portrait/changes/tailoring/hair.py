"""The hair of a head, to its ends: what a photo cuts or hides ends by strands."""

import cv2
import numpy as np

from trombine.engines.portrait.changes.tailoring.head_frame import (
    HALF,
    HeadFrame,
    enlarge,
    shrink,
)
from trombine.engines.portrait.portrait import SIDE_PX, Portrait
from trombine.imaging.arrays import BoolArray, FloatArray
from trombine.imaging.filters import blur, guided_filter, mix, open_beyond_border, smoothstep
from trombine.imaging.noise import grain

HAIRLINE = -0.42
"""Hair reaches up beside the eyes; what does not is none. In face heights below the chin."""

CROWN = -0.8
"""Above this nothing but hair, or what is worn on it, is taken for hair."""

BRIDGE = 9
"""Hair hangs together by bridges wider than this, in places of a quarter of the side."""

FEWEST, OTHER_HAIR, FAIR = 30, 24.0, 25.0
"""Fewer places tell no color; so far apart in chroma it is not the same hair; fair is lighter."""

BROAD_PX, LIGHTER, BLUER = 3.0, 6.0, 12.0
"""On the whole, averaged over so many places, no hair is lighter than at the crown by more units
of Lab than this, nor bluer: that is cloth."""

THROAT = (0.20, 0.28)
"""Beside the axis of the neck, in face heights: dark between these below a chin is shade."""

CUT_ENDS = 0.30
"""Over this length, in face heights, hair that the photo cuts comes to its ends."""

RAGGED, HANGING_PX = 0.22, 14
"""How much strands move the edge of hair on cloth, and how far such an edge reaches, half size."""

SIDE_WAVE, ROUND_ENDS = 0.06, 0.10
"""How deep the waves are of hair cut at the side, and how round it is, in face heights."""


def own_hair(
    portrait: Portrait, frame: HeadFrame, photo: FloatArray, lab: FloatArray
) -> FloatArray:
    """Return the hair that grows on this head, to its ends.

    ``photo`` is the rectangle the photo fills, ``lab`` its colors at a quarter of the side.
    """
    guide, coarse = shrink(portrait.painted, HALF), shrink(portrait.hair, HALF)
    exact: FloatArray = guided_filter(guide, coarse, radius_px=10, epsilon=2e-3)
    strands, locks = _strands()
    # Strands only end earlier: beyond the edge of the hair there is cloth on the photo.
    ragged = np.float32(RAGGED) * np.minimum(strands - 0.8, 0) * _hanging(coarse)
    exact = smoothstep(0.30, 0.70, exact + ragged)
    # Above the lobes no cloth lies beside hair: its own soft edge is the better one there.
    above: FloatArray = smoothstep(frame.lobes, frame.lobes - 0.12, frame.down)
    kept: FloatArray = _connected(portrait, frame, lab) * (1 - _below_chin(frame))
    above, kept = (cv2.resize(each, coarse.shape) for each in (above, kept))
    ends = _ends(photo, coarse, frame.face_px, strands=strands, locks=locks)
    kept, above, exact = (_whole(each) for each in (kept * ends, above, exact))
    return mix(exact, portrait.hair, above) * kept


def _whole(plane: FloatArray) -> FloatArray:
    return np.clip(enlarge(plane), 0, 1)


def _strands() -> tuple[FloatArray, FloatArray]:
    """Return noise of strands that hang, and of locks, of deviation 1 at half the side."""
    fine = grain(5, size_px=SIDE_PX // HALF, softness_px=1.0)
    locks = grain(6, size_px=SIDE_PX // HALF, softness_px=4.0)
    thin = cv2.GaussianBlur(fine, (0, 0), sigmaX=0.8, sigmaY=16)
    thick = cv2.GaussianBlur(locks, (0, 0), sigmaX=2.0, sigmaY=24)
    strands = thin / thin.std() + thick / thick.std()
    return np.clip(strands * np.float32(0.7), -2, 2), np.clip(locks + 0.3 * fine, -1.7, 2)


def _hanging(hair: FloatArray) -> FloatArray:
    """Return where hair ends below, on cloth: there, and not at its sides, it ends by strands."""
    matrix = np.array([[1, 0, 0], [0, 1, HANGING_PX]], np.float32)
    size, replicate = hair.shape[::-1], cv2.BORDER_REPLICATE
    above = cv2.warpAffine(hair, matrix, size, borderMode=replicate)
    matrix[1, 2] = -HANGING_PX
    below = cv2.warpAffine(hair, matrix, size, borderMode=replicate)
    return np.clip(above - below, 0, 1)


def _below_chin(frame: HeadFrame) -> FloatArray:
    """Return where the throat is: hair parts there, and what is dark is the shade of the chin."""
    beside = smoothstep(THROAT[1], THROAT[0], np.abs(frame.across - 0.5 * frame.axis))
    return beside * smoothstep(-0.03, 0.03, frame.down)


def _connected(portrait: Portrait, frame: HeadFrame, lab: FloatArray) -> FloatArray:
    """Return where hair of the color of this head hangs together with that beside the face."""
    hair = shrink(portrait.hair)
    beside = (np.abs(frame.across) < 0.75) & (hair > 0.6)
    known = beside & (frame.down < CROWN)
    solid = (hair > 0.35) & (_like_hair(lab, known) | (frame.down < CROWN))
    top = beside & (frame.down < HAIRLINE) & solid
    # What hangs on by a sideburn only is a beard or a collar.
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (BRIDGE, BRIDGE))
    thick = open_beyond_border(solid.astype(np.uint8), disc)
    _, labels = cv2.connectedComponents(thick, connectivity=4)
    own = np.isin(labels, np.unique(labels[top & (labels > 0)])) & (labels > 0)
    grown = cv2.dilate(own.astype(np.uint8), disc) & (solid | (frame.down < CROWN))
    return cv2.dilate(grown.astype(np.float32), np.ones((3, 3), np.uint8))


def _like_hair(lab: FloatArray, known: BoolArray) -> BoolArray:
    """Return what may be the hair of ``known`` places; in shade it is darker and grayer."""
    if known.sum() < FEWEST:
        return np.ones(lab.shape[:2], np.bool_)
    lightness, broadly = lab[..., 0], blur(lab[..., 0], BROAD_PX)
    dark, middle = np.quantile(lightness[known], (0.10, 0.50))
    # Dark hair may be black in its own shade; gray and fair hair are not.
    darkest = 0.45 * dark if dark > FAIR else 0.0
    lightest = np.quantile(broadly[known], 0.97) + LIGHTER
    usual = np.median(lab[known][:, 1:], axis=0)
    off = np.linalg.norm(lab[..., 1:] - usual, axis=2)
    bluer = usual[1] * np.minimum(lightness / max(float(middle), 1), 1) - lab[..., 2]
    shade = (lightness >= darkest) & (broadly < lightest)
    return shade & (off < OTHER_HAIR) & (bluer < BLUER)


def _ends(
    photo: FloatArray, hair: FloatArray, face_px: float, *, strands: FloatArray, locks: FloatArray
) -> FloatArray:
    """Return 0 where the photo ends within the picture, 1 well within it, at half the side.

    Below, locks end in points one after the other; at the side the outline is wavy and round.
    """
    left, _, right, bottom = photo.tolist()
    y, x = np.mgrid[0:SIDE_PX:HALF, 0:SIDE_PX:HALF].astype(np.float32)
    ends = np.ones_like(x)
    if bottom < SIDE_PX:
        need = CUT_ENDS * face_px * (0.55 + 0.22 * strands)
        ends = smoothstep(0, 7, bottom - y - need)
    outside = np.maximum(left - x if left > 0 else 0, x - right if right < SIDE_PX else 0)
    if np.ndim(outside):
        wave = SIDE_WAVE * face_px * (0.6 + 0.35 * locks)
        ends = ends * smoothstep(0, 4, -outside - wave)
        soft = blur(hair * ends, ROUND_ENDS * face_px / HALF)
        near = smoothstep(-0.35 * face_px, -0.15 * face_px, outside)
        ends = ends * (1 - near * (1 - smoothstep(0.30, 0.36, soft + 0.04 * locks)))
    return ends
