"""What a painting filter leaves out or makes up about a face is taken from the photo again.

Gaps between teeth, lashes, freckles and moles, earrings, rims of glasses are as wide as what the
network smooths away. They lie in one band of detail, so that band is the photo's; noise is too
faint to pass.
"""

from dataclasses import dataclass

import numpy as np

from trombine.engines.portrait.features import FeatureMasks
from trombine.engines.portrait.portrait import SIDE_PX
from trombine.engines.portrait.preparation.regions import Regions
from trombine.faces.pose import measure_face_px
from trombine.faces.topology import CHIN, FOREHEAD_TOP, LEFT_SIDE, NOSE_TIP, RIGHT_SIDE
from trombine.imaging.arrays import BoolArray, FloatArray, Mask, Points, SrgbImage
from trombine.imaging.filters import blur, smoothstep

FINEST, WIDEST = 0.0015, 0.014
"""The band: deviations of the two Gaussians, as shares of the face's length."""

RETURNED = 0.9
FAINTEST, NOISE_DEVIATIONS = 0.01, 1.2
"""In sRGB: what is fainter is no detail; what is as faint as the noise is none either."""

LOBE_DOWN, LOBE_RADIUS = 0.16, 0.18
"""Where earrings hang, in face lengths from the ends of the jaw's line; hair counts less there."""

GAUSSIAN_OF_MEDIAN = 1.4826


@dataclass(frozen=True, slots=True)
class Head:
    """The part of the square in which details are taken from the photo, and how much of them.

    ``skin`` is bare skin, on which noise is measured; it and ``weight`` are of the window's size.
    """

    window: tuple[slice, slice]
    weight: FloatArray
    skin: BoolArray
    face_px: float


def restore_details(painted: SrgbImage, photo: SrgbImage, head: Head | None) -> SrgbImage:
    """Return the painting with the small truths of a face as ``photo`` shows them.

    Parameters
    ----------
    painted, photo
        The same square; ``photo`` in the light the painting was made from.
    """
    if head is None:
        return painted
    noise = _measure_noise(photo[head.window][..., 1], head.skin)
    faintest = np.float32(max(FAINTEST, NOISE_DEVIATIONS * noise))
    missing = _band(photo[head.window] - painted[head.window], head.face_px)
    # What is faint is left alone, what is strong comes without a step between them.
    certain = missing - np.clip(missing, -faintest, faintest)
    restored = painted.copy()
    restored[head.window] += certain * (head.weight[..., None] * np.float32(RETURNED))
    return SrgbImage(np.clip(restored, 0, 1))


def place_head(
    alpha: Mask, regions: Regions, features: FeatureMasks, landmarks: Points
) -> Head | None:
    """Return face, ears and neck without hair, which is painted as hair is; None outside."""
    face_px = measure_face_px(landmarks)
    points = landmarks[:, :2]
    up = points[FOREHEAD_TOP] - points[CHIN]
    up = up / max(float(np.linalg.norm(up)), 1e-6)
    aside = np.array([-up[1], up[0]], np.float32)
    middle = (points[FOREHEAD_TOP] + points[CHIN]) / 2
    low = np.clip(middle - face_px, 0, SIDE_PX).astype(int)
    high = np.clip(middle + face_px, 0, SIDE_PX).astype(int)
    if (high - low).min() < 1:
        return None
    window = slice(low[1], high[1]), slice(low[0], high[0])
    y, x = np.ogrid[window]
    x, y = x.astype(np.float32), y.astype(np.float32)
    along = ((x - middle[0]) * up[0] + (y - middle[1]) * up[1]) / np.float32(face_px)
    across = np.abs((x - middle[0]) * aside[0] + (y - middle[1]) * aside[1]) / np.float32(face_px)
    inside = smoothstep(0.75, 0.6, across) * smoothstep(-0.85, -0.7, along)
    inside = inside * smoothstep(0.6, 0.5, along)
    lobes = np.zeros_like(across)
    for side in (RIGHT_SIDE, LEFT_SIDE):
        outward = aside * np.sign((points[side] - points[NOSE_TIP]) @ aside)
        lobe = points[side] + (outward * 0.05 - up * LOBE_DOWN) * face_px
        away = np.hypot(x - lobe[0], y - lobe[1]) / np.float32(LOBE_RADIUS * face_px)
        lobes = np.maximum(lobes, smoothstep(1.33, 0.67, away))
    bare = 1 - regions.hair[window] * (1 - 0.9 * lobes)
    weight = (inside * bare * alpha[window]).astype(np.float32)
    skin = (regions.skin[window] > 0.9) & (features.oval[window] > 0.5)
    return Head(window, weight, skin, face_px)


def _band(image: FloatArray, face_px: float) -> FloatArray:
    return blur(image, max(face_px * FINEST, 0.6)) - blur(image, face_px * WIDEST)


def _measure_noise(tone: FloatArray, skin: BoolArray) -> float:
    """Return the deviation of the grain on bare skin."""
    if not skin.any():
        return 0.0
    grain = np.abs(tone - blur(tone, 1))[skin]
    return float(np.median(grain)) * GAUSSIAN_OF_MEDIAN
