"""Super-resolution as a paint filter: shrink, then enlarge with a network that draws cleanly."""

from typing import TypeAlias

import cv2
import numpy as np

from trombine.engines.portrait.features import FeatureMasks
from trombine.engines.portrait.portrait import SIDE_PX
from trombine.engines.portrait.preparation.regions import Regions
from trombine.engines.portrait.preparation.super_resolution import upscale
from trombine.engines.portrait.skin_tone import bare_skin, keep_skin
from trombine.faces.pose import measure_face_px
from trombine.imaging.arrays import FloatArray, Mask, Points, SrgbImage, as_srgb
from trombine.imaging.color import luma
from trombine.imaging.filters import (
    blur,
    dilate_disc,
    flow_field,
    guided_filter,
    mix,
    smooth_along_flow,
    smoothstep,
)

REDUCED_PX = 288
"""What the whole portrait is shrunk to; less simplifies more."""

FACE_PX = 200
"""Height of the face in its own second pass."""

AIR_PX = 12
LIPS_AIR_PX, GLOSS_TAKEN = 14, 0.75
IRIS_KEPT = 0.55
ALL_ROWS = slice(0, SIDE_PX)


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
    ready = _comb_hair_and_cloth(relit, alpha, regions, features, importance)
    painted = ready.copy()
    for window in _figure_windows(alpha):
        drawn = _repaint(ready[window], scale=REDUCED_PX / SIDE_PX)
        painted[window] = mix(painted[window], drawn, _fade_in(drawn))
    length = measure_face_px(landmarks)
    if length * REDUCED_PX / SIDE_PX < FACE_PX * 0.93:
        _repaint_face(painted, ready, features.oval, scale=FACE_PX / length)
    # The network makes signs of what an iris reflects; the photo's own iris softens them.
    painted = as_srgb(mix(painted, relit, blur(features.irises, 3) * IRIS_KEPT))
    bare = bare_skin(features.oval, regions.skin, importance)
    return keep_skin(painted, relit, regions.skin, bare, hue=True)


def _comb_hair_and_cloth(
    relit: SrgbImage, alpha: Mask, regions: Regions, features: FeatureMasks, importance: Mask
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
    lips = _lips_and_around(features)
    if (window := _bounds(Mask(lips))) is not None:
        figure[window] -= _gloss(figure[window]) * (lips[window] * GLOSS_TAKEN)[..., None]
    crispness = (0.25 + importance * (0.35 - 0.15 * lips)) * (1 - weight)
    return np.clip(figure + (figure - blur(figure, 6)) * crispness[..., None], 0, 1)


def _lips_and_around(features: FeatureMasks) -> FloatArray:
    """Return the lips and the skin near them without the gap between, whose drawing stays."""
    return blur(dilate_disc(features.lips, LIPS_AIR_PX), LIPS_AIR_PX / 2) * (1 - features.mouth)


def _gloss(image: FloatArray) -> FloatArray:
    """Return the specks that would come back as cracks; the line of the mouth is dark, it stays."""
    return np.clip(image - guided_filter(image, image, radius_px=7, epsilon=2e-3), 0, None)


Window: TypeAlias = tuple[slice, slice]

STRIP_STEP_PX = 32


def _figure_windows(alpha: Mask) -> list[Window]:
    """Cover the figure with a window for the head and one for the shoulders, no more than needed.

    The network's time is its pixels, and a third of a portrait's square is empty ground.
    """
    choices = [
        [window for part in parts if (window := _bounds(alpha, rows=part)) is not None]
        for cut in range(STRIP_STEP_PX, SIDE_PX, STRIP_STEP_PX)
        # The parts overlap, or the seam would show.
        for parts in [(slice(0, cut + STRIP_STEP_PX), slice(cut, SIDE_PX))]
    ]
    return min(choices, key=lambda windows: sum(_area(window) for window in windows))


def _fade_in(drawn: FloatArray) -> FloatArray:
    """Hide the seam: the network knows little at a window's edge; above the head nobody looks."""
    rows = np.arange(drawn.shape[0], dtype=np.float32)
    weight = smoothstep(STRIP_STEP_PX * 0.3, STRIP_STEP_PX * 0.9, rows)
    return np.repeat(weight[:, None], drawn.shape[1], axis=1)


def _bounds(mask: Mask, *, rows: slice = ALL_ROWS) -> Window | None:
    """Return the smallest window around a mask, with some air; None for an empty mask."""
    inside = mask[rows] > 0.02
    tall, wide = np.flatnonzero(inside.any(axis=1)), np.flatnonzero(inside.any(axis=0))
    if not tall.size:
        return None
    top, bottom = rows.start + tall[0], rows.start + tall[-1] + 1
    left, right = max(0, wide[0] - AIR_PX), min(SIDE_PX, wide[-1] + 1 + AIR_PX)
    return (
        slice(int(max(rows.start, top - AIR_PX)), int(min(rows.stop, bottom + AIR_PX))),
        slice(int(left), int(right)),
    )


def _area(window: Window) -> int:
    rows, columns = window
    return int((rows.stop - rows.start) * (columns.stop - columns.start))


def _repaint(image: FloatArray, *, scale: float) -> FloatArray:
    """Shrink by ``scale`` and let the network draw it large again."""
    height, width = image.shape[:2]
    reduced = (round(width * scale), round(height * scale))
    small = cv2.resize(image, reduced, interpolation=cv2.INTER_AREA)
    large = upscale(as_srgb(small), factor=4)
    shrinks = large.shape[1] > width
    method = cv2.INTER_AREA if shrinks else cv2.INTER_CUBIC
    return np.clip(cv2.resize(large, (width, height), interpolation=method), 0, 1)


def _repaint_face(painted: FloatArray, ready: FloatArray, oval: Mask, *, scale: float) -> None:
    """Draw the face into ``painted`` anew, from a larger reduction."""
    window = _bounds(oval)
    if window is None:
        return
    weight = cv2.erode(oval[window], np.ones((9, 9), np.uint8))
    weight = np.clip(blur(weight, 10) * 2 - 1, 0, 1)
    # A face that leaves the square keeps its weight there; elsewhere it ends inside the window.
    painted[window] = mix(painted[window], _repaint(ready[window], scale=scale), weight)


def comb(painted: SrgbImage, regions: Regions, importance: Mask) -> SrgbImage:
    """Gather hair and cloth of a painting into locks and folds; the features stay."""
    flow = flow_field(painted, sigma_px=5, pre_blur_px=1.2)
    weight = np.clip(regions.hair + regions.cloth * 0.8, 0, 1) * (1 - importance)
    combed = smooth_along_flow(painted, flow, length_px=18, where=weight)
    return as_srgb(mix(painted, combed, weight))
