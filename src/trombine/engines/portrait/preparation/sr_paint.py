"""Super-resolution as a paint filter: shrink, then enlarge with a network that draws cleanly."""

import cv2
import numpy as np

from trombine.engines.portrait.features import FeatureMasks
from trombine.engines.portrait.portrait import SIDE_PX
from trombine.engines.portrait.preparation.regions import Regions
from trombine.engines.portrait.preparation.super_resolution import upscale
from trombine.faces.topology import CHIN, FOREHEAD_TOP
from trombine.imaging.arrays import FloatArray, Mask, Points, SrgbImage, as_srgb
from trombine.imaging.color import luma
from trombine.imaging.filters import blur, flow_field, mix, smooth_along_flow, smoothstep

REDUCED_PX = 288
"""What the whole portrait is shrunk to; less simplifies more."""

FACE_PX = 200
"""Height of the face in its own second pass."""


def paint_by_super_resolution(
    relit: SrgbImage,
    alpha: Mask,
    regions: Regions,
    features: FeatureMasks,
    importance: Mask,
    landmarks: Points,
) -> SrgbImage:
    """Return the person as a clean digital painting.

    The face is enlarged once more from ``FACE_PX``, so that eyes and mouth keep their drawing.
    """
    ready = _comb_hair_and_cloth(relit, alpha, regions, importance)
    painted = _repaint(ready, REDUCED_PX, REDUCED_PX, SIDE_PX, SIDE_PX)
    length = float(np.linalg.norm(landmarks[FOREHEAD_TOP] - landmarks[CHIN]))
    if length * REDUCED_PX / SIDE_PX < FACE_PX * 0.93:
        painted = _repaint_face(painted, ready, features, landmarks, scale=FACE_PX / length)
    return as_srgb(painted)


def _comb_hair_and_cloth(
    relit: SrgbImage, alpha: Mask, regions: Regions, importance: Mask
) -> FloatArray:
    """Smooth hair, beard and cloth along their flow, or the network turns them into wire."""
    ground = relit[alpha > 0.9].mean(axis=0) * 0.5 + 0.35
    figure = mix(np.broadcast_to(ground, relit.shape), relit, alpha).astype(np.float32)
    # Half size is still more than the network will see.
    half = cv2.resize(figure, (SIDE_PX // 2, SIDE_PX // 2), interpolation=cv2.INTER_AREA)
    flow = flow_field(half, sigma_px=2, pre_blur_px=0.6)
    combed = smooth_along_flow(half, flow, length_px=7, step_px=0.75)
    combed = cv2.resize(combed, (SIDE_PX, SIDE_PX), interpolation=cv2.INTER_LINEAR)
    tone = luma(SrgbImage(figure))
    texture = blur(np.abs(tone - blur(tone, 3)), 10) * regions.skin
    beard = smoothstep(0.018, 0.035, texture)
    weight = np.maximum(regions.hair + regions.cloth * 0.7 + (alpha < 0.5), beard)
    weight = np.clip(weight, 0, 1) * (1 - importance)
    figure = mix(figure, combed, weight * 0.9)
    crispness = (0.25 + 0.35 * importance) * (1 - weight)
    return np.clip(figure + (figure - blur(figure, 6)) * crispness[..., None], 0, 1)


def _repaint(
    image: FloatArray, reduced_width: int, reduced_height: int, width: int, height: int
) -> FloatArray:
    small = cv2.resize(image, (reduced_width, reduced_height), interpolation=cv2.INTER_AREA)
    large = upscale(as_srgb(small), factor=4)
    shrinks = large.shape[1] > width
    method = cv2.INTER_AREA if shrinks else cv2.INTER_CUBIC
    return np.clip(cv2.resize(large, (width, height), interpolation=method), 0, 1)


def _repaint_face(
    painted: FloatArray,
    ready: FloatArray,
    features: FeatureMasks,
    landmarks: Points,
    *,
    scale: float,
) -> FloatArray:
    center = (landmarks[FOREHEAD_TOP, :2] + landmarks[CHIN, :2]) / 2
    half = float(np.linalg.norm(landmarks[FOREHEAD_TOP] - landmarks[CHIN])) * 0.62
    left, top = np.clip(center - half, 0, SIDE_PX).astype(int)
    right, bottom = np.clip(center + half, 0, SIDE_PX).astype(int)
    window = (slice(top, bottom), slice(left, right))
    width, height = right - left, bottom - top
    face = _repaint(ready[window], round(width * scale), round(height * scale), width, height)
    weight = cv2.erode(features.oval[window], np.ones((9, 9), np.uint8))
    weight[:6] = weight[-6:] = 0
    weight[:, :6] = weight[:, -6:] = 0
    weight = np.clip(blur(weight, 10) * 2 - 1, 0, 1)
    result = painted.copy()
    result[window] = mix(painted[window], face, weight)
    return result


def comb(painted: SrgbImage, regions: Regions, importance: Mask) -> SrgbImage:
    """Gather hair and cloth of a painting into locks and folds; the features stay."""
    flow = flow_field(painted, sigma_px=5, pre_blur_px=1.2)
    combed = smooth_along_flow(painted, flow, length_px=18)
    weight = np.clip(regions.hair + regions.cloth * 0.8, 0, 1) * (1 - importance)
    return as_srgb(mix(painted, combed, weight))
