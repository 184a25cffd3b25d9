"""Who is the person and who is the ground, to a fraction of a pixel."""

from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from trombine.engines.portrait.portrait import SIDE_PX
from trombine.engines.portrait.preparation.crop import Crop
from trombine.engines.portrait.preparation.second_opinion import reconcile
from trombine.faces.pose import measure_face_px
from trombine.faces.segmentation import segment_person
from trombine.faces.topology import CHIN, FOREHEAD_TOP, NOSE_TIP
from trombine.imaging.arrays import FloatArray, Mask, Points, SrgbImage, as_mask, as_srgb
from trombine.imaging.filters import guided_filter, mix, open_beyond_border

ByteMask: TypeAlias = NDArray[np.uint8]

BODY_PX = 256
"""Bodies and neighbours are told apart at this size."""


def cut_out(crop: Crop) -> Mask:
    """Return the person's coverage; hair is crisp, neighbours and loose islands are gone."""
    rough = reconcile(_combine_scales(crop), crop)
    above_brow = crop.landmarks[FOREHEAD_TOP, 1] - 0.1 * (
        crop.landmarks[CHIN, 1] - crop.landmarks[FOREHEAD_TOP, 1]
    )
    rows = np.arange(SIDE_PX, dtype=np.float32)[:, None]
    # Outside the photo the reflection would show a second head: nothing above the face counts.
    rough = np.where((crop.inside < 0.5) & (rows < above_brow), 0, rough).astype(np.float32)
    rough = rough * _largest_body(rough, crop.landmarks)
    return _drop_islands(_refine(crop.image, rough), crop.landmarks)


def _combine_scales(crop: Crop) -> FloatArray:
    """Join three looks: the whole photo vetoes neighbours, the head close-up draws the hair."""
    square = segment_person(crop.image)
    lower = np.minimum(square, crop.person)
    disagree = np.abs(square - crop.person) > 0.25
    rough = np.where(disagree, 0.25 * square + 0.75 * lower, 0.6 * square + 0.4 * crop.person)

    low, high = crop.landmarks[:, :2].min(axis=0), crop.landmarks[:, :2].max(axis=0)
    center = (low + high) / 2 - np.array([0, 0.08 * (high[1] - low[1])])
    half = 0.95 * (high[1] - low[1])
    left, top = np.clip(center - half, 0, SIDE_PX).astype(int)
    right, bottom = np.clip(center + half, 0, SIDE_PX).astype(int)
    head = segment_person(as_srgb(crop.image[top:bottom, left:right]))
    close = rough.copy()
    close[top:bottom, left:right] = head
    weight = np.zeros((BODY_PX, BODY_PX), np.float32)
    reduction = SIDE_PX // BODY_PX
    rows = slice((top + 10) // reduction, (bottom - 10) // reduction)
    weight[rows, (left + 10) // reduction : (right - 10) // reduction] = 0.6
    weight = cv2.GaussianBlur(weight, (0, 0), 24 / reduction)
    weight = cv2.resize(weight, (SIDE_PX, SIDE_PX), interpolation=cv2.INTER_LINEAR)
    return mix(rough, np.clip(close, rough - 0.3, rough + 0.3), weight).astype(np.float32)


def _largest_body(rough: FloatArray, landmarks: Points) -> FloatArray:
    """Return a soft mask of the one body: doubtful neighbours and thin bridges are cut off."""
    small = cv2.resize(rough, (BODY_PX, BODY_PX), interpolation=cv2.INTER_AREA)
    face = measure_face_px(landmarks) * BODY_PX / SIDE_PX
    # The network half sees people behind; only the rim of a body may be that unsure.
    rim = _disc(face * 0.14)
    sure = cv2.dilate((small > 0.85).astype(np.uint8), rim)
    body = _part_with_face((small > 0.55).astype(np.uint8) & sure, landmarks, face * 0.17)
    soft = cv2.GaussianBlur((body & sure).astype(np.float32), (0, 0), 1.5)
    return cv2.resize(soft, (SIDE_PX, SIDE_PX), interpolation=cv2.INTER_LINEAR)


def _disc(width_px: float) -> ByteMask:
    side = int(width_px) | 1
    return cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side))


def _part_with_face(solid: ByteMask, landmarks: Points, bridge_px: float) -> ByteMask:
    """Return the part of a mask that holds the nose, after bridges of this width are cut."""
    disc = _disc(bridge_px)
    opened = open_beyond_border(solid, disc)
    label, labels = _label_at_nose(opened, landmarks, side_px=BODY_PX)
    if label == 0:
        return np.ones_like(solid)
    return cv2.dilate((labels == label).astype(np.uint8), disc)


def _label_at_nose(
    mask: ByteMask, landmarks: Points, *, side_px: int
) -> tuple[int, np.ndarray[tuple[int, ...], np.dtype[np.int32]]]:
    _, labels = cv2.connectedComponents(np.ascontiguousarray(mask))
    x, y = np.clip(landmarks[NOSE_TIP, :2] * side_px / SIDE_PX, 0, side_px - 1).astype(int)
    return int(labels[y, x]), labels


def _refine(image: SrgbImage, rough: FloatArray) -> FloatArray:
    """Make the network's soft border exact: certain away from it, guided by the photo along it."""
    small_px, band_px = 384, 21
    small = cv2.resize(rough, (small_px, small_px), interpolation=cv2.INTER_AREA)
    solid = (cv2.GaussianBlur(small, (0, 0), 2) > 0.52).astype(np.uint8)
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (band_px, band_px))
    band = (cv2.dilate(solid, disc) - cv2.erode(solid, disc)).astype(np.float32)
    band = cv2.GaussianBlur(band, (0, 0), 3)
    certain = mix(solid.astype(np.float32), np.clip((small - 0.12) / 0.76, 0, 1), band)
    alpha = cv2.resize(certain, (SIDE_PX, SIDE_PX), interpolation=cv2.INTER_LINEAR)
    alpha = guided_filter(image, alpha, radius_px=10, epsilon=2e-5)
    alpha = guided_filter(image, np.clip(alpha, 0, 1), radius_px=4, epsilon=1e-5)
    return np.clip((alpha - 0.08) / 0.84, 0, 1)


def _drop_islands(alpha: FloatArray, landmarks: Points) -> Mask:
    label, labels = _label_at_nose((alpha > 0.25).astype(np.uint8), landmarks, side_px=SIDE_PX)
    if label > 0:
        near = cv2.dilate((labels == label).astype(np.uint8), np.ones((15, 15), np.uint8))
        alpha = alpha * near
    return as_mask(alpha)
