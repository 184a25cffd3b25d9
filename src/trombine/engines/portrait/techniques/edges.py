"""Ink: lines where an artist would draw them."""

import cv2
import numpy as np

from trombine.engines.portrait.portrait import Portrait
from trombine.imaging.arrays import FloatArray, Mask, SrgbImage, as_mask, as_srgb
from trombine.imaging.color import luma
from trombine.imaging.filters import FlowField, blur, flow_dog, flow_field


def ink_lines(  # noqa: PLR0913  (a pen has that many properties)
    image: SrgbImage,
    flow: FlowField,
    *,
    sigma_px: float,
    threshold: float,
    sharpness: float,
    length_px: float = 16,
    tau: float = 0.98,
    where: FloatArray | None = None,
) -> FloatArray:
    """Return line coverage in [0, 1] (Kang 2007; soft threshold of Winnemoeller 2012, eq. 2).

    A threshold nearer to 0 draws more lines; raising ``sharpness`` hardens their edges.
    """
    tone = luma(image)
    response = flow_dog(tone, flow, sigma_px=sigma_px, tau=tau, length_px=length_px, where=where)
    faint = np.tanh(np.float32(sharpness) * np.minimum(response - np.float32(threshold), 0))
    return -faint


def draw_contours(portrait: Portrait, image: SrgbImage) -> FloatArray:
    """Return fine and broad ink lines inside the figure."""
    flow = flow_field(image, sigma_px=3.5)
    alpha = portrait.alpha
    fine = ink_lines(image, flow, sigma_px=1.9, threshold=-0.002, sharpness=75, where=alpha)
    broad = broad_lines(image, alpha) * (1 - portrait.importance * 0.6)
    return np.maximum(fine, broad) * alpha


def broad_lines(image: SrgbImage, where: FloatArray) -> FloatArray:
    """Return the heavy lines; half size is enough for them and takes a quarter of the time."""
    height, width = image.shape[:2]
    half = as_srgb(cv2.resize(image, (width // 2, height // 2), interpolation=cv2.INTER_AREA))
    lines = ink_lines(
        half,
        flow_field(half, sigma_px=1.75, pre_blur_px=0.5),
        sigma_px=1.5,
        threshold=-0.008,
        sharpness=40,
        length_px=11,
        tau=0.97,
        where=cv2.resize(where, (width // 2, height // 2), interpolation=cv2.INTER_AREA),
    )
    return np.clip(cv2.resize(lines, (width, height), interpolation=cv2.INTER_CUBIC), 0, 1)


def cut_crisply(portrait: Portrait) -> Mask:
    """Return the figure as scissors would cut it: flyaway hair gone, edge one pixel wide."""
    return as_mask((blur(portrait.alpha, 2.0) - 0.5) * 6 + 0.5)


def outline(portrait: Portrait, *, width_px: float, shade_x: float = 0.35) -> FloatArray:
    """Return a crisp contour around the figure, heavier on the shaded side.

    ``shade_x`` > 0 thickens the right side, < 0 the left.
    """
    edge = cut_crisply(portrait)
    outside = (edge < 0.5).astype(np.uint8)
    away_px = cv2.distanceTransform(outside, cv2.DIST_L2, 5)
    side = np.clip(0.5 + portrait.normals[..., 0] * shade_x * 2, 0, 1)
    pen_px = width_px * (0.6 + 0.8 * blur(side, 12))
    # The distance knows whole pixels only: a touch of blur takes the steps off.
    reached = np.clip(blur(pen_px - away_px, 0.8) + 0.5, 0, 1)
    return np.clip(reached - edge * 0.98, 0, 1)
