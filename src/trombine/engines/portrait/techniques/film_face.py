"""What an animated film puts on smooth skin: brows in strokes, soft lips, clean teeth, freckles."""

import cv2
import numpy as np

from trombine.engines.portrait.features import FeatureMasks
from trombine.engines.portrait.portrait import SIDE_PX, Portrait
from trombine.engines.portrait.techniques.canvas import Canvas
from trombine.engines.portrait.techniques.skin import find_bare_skin
from trombine.faces.topology import (
    LEFT_BROW,
    LOWER_LIP,
    NOSE_BRIDGE,
    NOSE_UNDER,
    RIGHT_BROW,
)
from trombine.imaging.arrays import FloatArray, as_srgb
from trombine.imaging.color import LUMA_WEIGHTS, srgb_to_lab
from trombine.imaging.filters import blur, guided_filter, mix, shift_mask, smoothstep

STROKES_ALONG = 20
STROKES_ACROSS = (0.05, 0.35, 0.65)
FAINTEST_BROW = 0.10
"""Darker than the skin around by this share, or no hair grows there."""

LOWER_LIP_EDGE = 17
LIP_GLOSS = 0.16
TEETH_SHOWN = 0.022
"""Opening of the mouth against the face's length from which teeth are looked for."""

LIP_SHADOW = 0.22
TEETH_SHADE = np.array([0.30, 0.36, 0.38], np.float32)

FRECKLE_PX = (2.0, 22.0)
"""Least and greatest area of a freckle against (face length / 100) squared, times ten."""

FRECKLED = 12
FAINTEST_FRECKLE, DARKEST_FRECKLE = 2.2, 7.0
"""In L* below the skin around."""


def comb_brows(portrait: Portrait, image: FloatArray, *, rng: np.random.Generator) -> FloatArray:
    """Return the image with brows as groups of strokes, dense where the person's are dense."""
    drawn = np.ascontiguousarray(image, np.float32).copy()
    tone: FloatArray = portrait.painted @ LUMA_WEIGHTS
    around = blur(tone, 0.04 * portrait.face_height_px)
    dark = 1 - blur(tone, 1.5) / np.maximum(around, 0.04)
    for ids in (RIGHT_BROW, LEFT_BROW):
        points = portrait.landmarks[list(ids), :2]
        lower, upper = _resample(points[4::-1]), _resample(points[5:])
        canvas = Canvas.around(points, margin_px=0.06 * portrait.face_height_px)
        if canvas is not None:
            drawn[canvas.window] = _comb(portrait, drawn, dark, lower, upper, canvas, rng)
    return drawn


def _resample(points: FloatArray) -> FloatArray:
    """Return a line from the nose outward, one point per column of strokes."""
    steps = np.linspace(0, len(points) - 1, STROKES_ALONG)
    known = np.arange(len(points))
    return np.column_stack([np.interp(steps, known, points[:, axis]) for axis in (0, 1)])


def _comb(  # noqa: PLR0913, PLR0917  (a brush, its two edges and its ground)
    portrait: Portrait,
    image: FloatArray,
    dark: FloatArray,
    lower: FloatArray,
    upper: FloatArray,
    canvas: Canvas,
    rng: np.random.Generator,
) -> FloatArray:
    size = float(np.linalg.norm(lower[-1] - lower[0]))
    column, row = np.clip(np.round((lower + upper) / 2), 0, SIDE_PX - 1).astype(int).T
    color = np.percentile(portrait.painted[row, column], 30, axis=0).astype(np.float32)
    layer = canvas.enlarge(image)
    for number in range(STROKES_ALONG):
        along = lower[min(number + 1, STROKES_ALONG - 1)] - lower[max(number - 1, 0)]
        along = along / max(float(np.linalg.norm(along)), 1e-3)
        rise = upper[number] - lower[number]
        share = number / (STROKES_ALONG - 1)
        for start in STROKES_ACROSS:
            root = lower[number] + rise * start + rng.normal(0, 0.006 * size, 2)
            column_px, row_px = np.clip(np.round(root), 0, SIDE_PX - 1).astype(int)
            here = float(dark[row_px, column_px])
            shade, jitter = float(rng.uniform(0.75, 1.1)), float(rng.uniform(0.8, 1.2))
            if here < FAINTEST_BROW:
                continue
            # Hairs stand up at the nose and lie down towards the temple.
            length = size * 0.12 * jitter * (1 - 0.6 * start)
            lean = rise / max(float(np.linalg.norm(rise)), 1e-3) * (1 - share) * 0.75
            fall = along * (0.35 + 0.75 * share)
            steps = np.linspace(0, 1, 5)[:, None]
            path = root + (lean * steps + fall * steps**1.4 - lean * 0.25 * steps**2) * length
            width = size * 0.030 * (1 - 0.8 * steps[:, 0])
            weight = canvas.stroke(path, width) * min(0.10 + 1.1 * here, 0.5)
            layer = mix(layer, color * np.float32(shade), weight)
    return canvas.shrink(layer)


def soften_lips(portrait: Portrait, image: FloatArray, features: FeatureMasks) -> FloatArray:
    """Return the image with smooth lips and one soft light on the lower one."""
    lips = blur(features.lips, 1.0)
    smooth = guided_filter(as_srgb(image), image, radius_px=6, epsilon=4e-3)
    image = mix(image, smooth, lips * 0.8)
    inner, outer = portrait.landmarks[LOWER_LIP, :2], portrait.landmarks[LOWER_LIP_EDGE, :2]
    tall = max(float(np.linalg.norm(outer - inner)), 1.0)
    place = inner * 0.52 + outer * 0.48
    canvas = Canvas.around(np.array([place]), margin_px=tall * 3)
    if canvas is None:
        return image
    window = canvas.window
    y, x = np.mgrid[window].astype(np.float32)
    down = (outer - inner) / tall
    dy = ((x - place[0]) * down[0] + (y - place[1]) * down[1]) / (tall * 0.24)
    dx = ((x - place[0]) * down[1] - (y - place[1]) * down[0]) / (tall * 1.15)
    gloss = np.exp(-(dx * dx + dy * dy)) * features.lips[window] * LIP_GLOSS
    lit = image.copy()
    lit[window] = mix(image[window], np.array([1, 0.95, 0.93], np.float32), gloss)
    return lit


def clean_teeth(portrait: Portrait, image: FloatArray, features: FeatureMasks) -> FloatArray:
    """Return the image with teeth as one band, shaded towards the corners; gaps are no lines."""
    if portrait.mouth_opening < TEETH_SHOWN:
        return image
    left, top, wide, tall = cv2.boundingRect((features.mouth > 0.1).astype(np.uint8))
    if min(wide, tall) < 6:
        return image
    window = slice(top, top + tall), slice(left, left + wide)
    mouth = features.mouth[window]
    patch = image[window]
    lab = srgb_to_lab(as_srgb(patch))
    inside = mouth > 0.7
    brightest = float(np.percentile(lab[..., 0][inside], 92))
    # Teeth are light and hardly red; a tongue is red, what lies behind is dark.
    found = smoothstep(brightest - 34, brightest - 20, lab[..., 0] - np.maximum(lab[..., 1] - 8, 0))
    width = max(3, round(wide * 0.10)) | 1
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (width, max(3, width // 2) | 1))
    closed = cv2.morphologyEx((found * mouth).astype(np.float32), cv2.MORPH_CLOSE, kernel)
    teeth = blur(closed, max(wide * 0.012, 1.0)) * mouth
    if brightest < 45 or (teeth > 0.5).sum() < 30:
        return image
    reach = max(wide * 0.10, 2.0)
    # The upper lip throws its shadow on them, the cheeks on the last ones.
    lit = shift_mask(mouth, right_px=0, down_px=tall * LIP_SHADOW)
    shade = np.clip(1 - blur(lit, max(tall * LIP_SHADOW * 0.7, 1.0)), 0, 1) * mouth
    weight = teeth * found + np.float32(1e-3)
    band = blur(patch * weight[..., None], reach) / blur(weight, reach)[..., None]
    band = band * (1 - shade[..., None] * TEETH_SHADE)
    cleaned = mix(patch, band, np.clip(teeth * 1.25, 0, 0.94))
    result = image.copy()
    result[window] = cleaned
    return result


def find_freckles(portrait: Portrait, oval: FloatArray) -> FloatArray:
    """Return how much darker in L* small round spots are than the skin around, 0 without any.

    Looked for above the mouth, where no beard grows; a few spots are moles and stay too.
    """
    length = portrait.face_height_px
    lab = srgb_to_lab(portrait.relit)[..., 0]
    spot = blur(lab, length * 0.011) - blur(lab, length * 0.0025)
    brow_side = portrait.landmarks[NOSE_BRIDGE, 1]
    chin_side = portrait.landmarks[NOSE_UNDER, 1] + 0.02 * length
    bare = find_bare_skin(portrait) * blur(oval, 1.0)
    bare[int(np.clip(chin_side, 0, SIDE_PX)) :] = 0
    bare[: int(np.clip(brow_side, 0, SIDE_PX))] = 0
    labels, kept = _round_spots(spot * (bare > 0.6), length)
    if kept.sum() < FRECKLED:
        return np.zeros_like(spot)
    mask = kept[labels].astype(np.float32)
    return blur(np.clip(spot, 0, DARKEST_FRECKLE) * mask, length * 0.0022)


def _round_spots(spot: FloatArray, length: float) -> tuple[FloatArray, FloatArray]:
    binary = (spot > FAINTEST_FRECKLE).astype(np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(binary, connectivity=8)
    area = stats[:, cv2.CC_STAT_AREA] / (length / 100) ** 2 * 10
    wide, tall = stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]
    round_ones = np.maximum(wide, tall) <= 2.2 * np.minimum(wide, tall)
    kept = round_ones & (area > FRECKLE_PX[0]) & (area < FRECKLE_PX[1])
    kept[0] = False
    return labels, kept
