"""Head and shoulders on a square, as much of them as the photo holds."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from trombine.domain.photo import Photo
from trombine.engines.portrait.portrait import SIDE_PX
from trombine.engines.portrait.preparation.super_resolution import upscale
from trombine.faces.pose import measure_face_px
from trombine.faces.segmentation import find_salience, segment_person
from trombine.faces.topology import CHIN, FOREHEAD_TOP, LEFT_SIDE, RIGHT_SIDE
from trombine.imaging.arrays import FloatArray, Mask, Points, SrgbImage, as_mask, as_srgb
from trombine.imaging.filters import blur, mix, smoothstep

FACE_SHARE = 0.515
ROLL_KEPT = 0.35
# Below this a face still has the 200 px that SR-paint reads: enlarging it costs 4 s for nothing.
LOW_RESOLUTION_SCALE = 2.4
GROWTHS = (1.0, 1.08, 1.16, 1.25, 1.35, 1.5, 1.65)
SHIFTS_Y = (0, 0.03, 0.06, 0.09, 0.12, -0.04, -0.08)
SHIFTS_X = (0, -0.05, 0.05, -0.1, 0.1)
BEYOND_SOFTNESS_PX = (4, 12, 36)
"""Deviations by which what lies outside the photo is blurred, each further away from its border."""


@dataclass(frozen=True, slots=True)
class Crop:
    """The square; ``inside`` is where the photo is.

    ``person`` and ``salient`` are what the photo's two segmentations say, which saw more of it.
    """

    image: SrgbImage
    landmarks: Points
    person: Mask
    salient: Mask
    inside: Mask


def crop_head_and_shoulders(photo: Photo) -> Crop:
    """Return the square on which the face takes ``FACE_SHARE`` of the side.

    It takes more where the photo is too tight; small faces are enlarged by super-resolution first.
    """
    person = segment_person(photo.image)
    to_square = _choose_square(photo.landmarks, person)
    image, to_square_image = photo.image, to_square
    if _scale(to_square) > LOW_RESOLUTION_SCALE:
        image, to_square_image = _enlarge(photo.image, to_square)
    size = (SIDE_PX, SIDE_PX)
    landmarks = photo.landmarks.copy()
    landmarks[:, :2] = landmarks[:, :2] @ to_square[:, :2].T + to_square[:, 2]
    landmarks[:, 2] *= _scale(to_square)
    inside = cv2.warpAffine(np.ones(photo.image.shape[:2], np.float32), to_square, size)
    return Crop(
        image=_carry_on(_warp_photo(image, to_square_image), inside),
        landmarks=Points(landmarks.astype(np.float32)),
        person=as_mask(cv2.warpAffine(person, to_square, size, borderMode=cv2.BORDER_REPLICATE)),
        salient=_lay_salience(photo, to_square),
        inside=as_mask(inside),
    )


def _lay_salience(photo: Photo, to_square: FloatArray) -> Mask:
    """Return what stands out, on the square."""
    salience = photo.salience or find_salience(photo.image, photo.landmarks)
    low, high = np.array(salience.low), np.array(salience.high)
    # The mask is the part of the photo squeezed: pixel centers lie at halves.
    unit = (high - low) / np.array(salience.mask.shape[::-1])
    moved = to_square.copy()
    moved[:, :2] *= unit.astype(np.float32)
    moved[:, 2] += to_square[:, :2] @ (low + unit / 2 - 0.5).astype(np.float32)
    size = (SIDE_PX, SIDE_PX)
    return as_mask(cv2.warpAffine(salience.mask, moved, size, borderMode=cv2.BORDER_REPLICATE))


def _seen_limits(
    image: SrgbImage, to_square: FloatArray
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the least and greatest x, y of the photo that the square shows."""
    back = cv2.invertAffineTransform(to_square)
    corners = np.array([[x, y] for x in (0, SIDE_PX) for y in (0, SIDE_PX)], np.float32)
    seen = corners @ back[:, :2].T + back[:, 2]
    limits = np.array([image.shape[1], image.shape[0]])
    low = np.maximum(np.floor(seen.min(axis=0)).astype(int) - 4, 0)
    high = np.minimum(np.ceil(seen.max(axis=0)).astype(int) + 4, limits)
    return low, high


def _choose_square(landmarks: Points, person: Mask) -> FloatArray:
    """Search scales and shifts for the square that shows least of what the photo lacks."""
    face_px = _face_length_px(landmarks)
    center = landmarks[[FOREHEAD_TOP, CHIN, RIGHT_SIDE, LEFT_SIDE], :2].mean(axis=0)
    missing, to_missing = _missing_person(person)
    cells = 64
    best_cost, best = np.inf, None
    for growth in GROWTHS:
        side_px = face_px / (FACE_SHARE * growth)
        for shift_y in SHIFTS_Y:
            for shift_x in SHIFTS_X:
                to_square = _square_at(landmarks, center, side_px, shift_x, shift_y)
                warp = _compose(np.diag([cells / SIDE_PX] * 2), to_square, to_missing)
                lost = cv2.warpAffine(
                    missing, warp, (cells, cells), borderMode=cv2.BORDER_REPLICATE
                )
                cost = (
                    lost.mean() * 14
                    + lost[: cells // 4].mean() * 20
                    + (growth - 1)
                    + abs(shift_y) * 2.2
                    + abs(shift_x) * 2.0
                )
                if cost < best_cost:
                    best_cost, best = cost, to_square
    assert best is not None  # noqa: S101  (the search is never empty)
    return best


def _missing_person(person: Mask) -> tuple[FloatArray, FloatArray]:
    """Return where the person would go on outside the photo, small, and the map back to it."""
    reduction = 200 / max(person.shape)
    small = cv2.resize((person > 0.5).astype(np.float32), None, fx=reduction, fy=reduction)
    pad = 120
    beyond = cv2.copyMakeBorder(small, pad, pad, pad, pad, cv2.BORDER_REPLICATE)
    beyond[pad : pad + small.shape[0], pad : pad + small.shape[1]] = 0
    back = np.array([[1 / reduction, 0, -pad / reduction], [0, 1 / reduction, -pad / reduction]])
    return beyond, back.astype(np.float32)


def _square_at(
    landmarks: Points, center: FloatArray, side_px: float, shift_x: float, shift_y: float
) -> FloatArray:
    across = landmarks[263, :2] - landmarks[33, :2]
    roll_deg = float(np.degrees(np.arctan2(across[1], across[0])))
    turn_deg = roll_deg * (1 - ROLL_KEPT) if abs(roll_deg) < 35 else roll_deg * 0.8
    scale = SIDE_PX / side_px
    matrix = cv2.getRotationMatrix2D((float(center[0]), float(center[1])), turn_deg, scale)
    matrix[0, 2] += SIDE_PX * 0.50 - center[0] - shift_x * SIDE_PX
    matrix[1, 2] += SIDE_PX * 0.49 - center[1] - shift_y * SIDE_PX
    return matrix.astype(np.float32)


def _compose(scaling: FloatArray, second: FloatArray, first: FloatArray) -> FloatArray:
    """Return ``scaling`` after ``second`` after ``first`` as one 2 x 3 matrix."""
    linear = scaling @ second[:, :2]
    shift = linear @ first[:, 2] + scaling @ second[:, 2]
    return np.concatenate([linear @ first[:, :2], shift[:, None]], axis=1).astype(np.float32)


def _face_length_px(landmarks: Points) -> float:
    length = measure_face_px(landmarks)
    width = float(np.linalg.norm(landmarks[RIGHT_SIDE] - landmarks[LEFT_SIDE]))
    return max(length, 1.25 * width)


def _scale(to_square: FloatArray) -> float:
    return float(np.sqrt(abs(np.linalg.det(to_square[:, :2]))))


def _enlarge(image: SrgbImage, to_square: FloatArray) -> tuple[SrgbImage, FloatArray]:
    """Double the part of a small photo that the square shows, and say how it maps now."""
    low, high = _seen_limits(image, to_square)
    part = as_srgb(image[low[1] : high[1], low[0] : high[0]])
    moved = to_square.copy()
    moved[:, 2] += to_square[:, :2] @ low.astype(np.float32)
    moved[:, :2] /= 2
    return upscale(part, factor=2), moved


def _warp_photo(image: SrgbImage, to_square: FloatArray) -> SrgbImage:
    """Resample onto the square; strong reductions are averaged first. Outside: the border's."""
    scale = _scale(to_square)
    if scale < 0.6:
        image = SrgbImage(cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA))
        to_square = to_square.copy()
        to_square[:, :2] /= scale
    return as_srgb(
        cv2.warpAffine(
            image,
            to_square,
            (SIDE_PX, SIDE_PX),
            flags=cv2.INTER_CUBIC,
            borderMode=cv2.BORDER_REPLICATE,
        )
    )


def _carry_on(image: SrgbImage, inside: FloatArray) -> SrgbImage:
    """Let what meets the photo's border go on beyond it, softer with every step away from it.

    What nobody photographed is a quiet guess at the cloth and the ground, never a mirrored chin.
    """
    if inside.min() > 0.5:
        return image
    away_px = cv2.distanceTransform((inside < 0.5).astype(np.uint8), cv2.DIST_L2, 5)
    beyond: FloatArray = image
    for softness_px in BEYOND_SOFTNESS_PX:
        softer = blur(beyond, softness_px)
        beyond = mix(beyond, softer, smoothstep(softness_px * 0.5, softness_px * 2, away_px))
    return as_srgb(beyond)
