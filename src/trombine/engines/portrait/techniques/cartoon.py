"""What cartoon styles share: drawn irises, colored lines, a little blood in the cheeks."""

import cv2
import numpy as np

from trombine.engines.portrait.features import polygon_mask
from trombine.engines.portrait.portrait import SIDE_PX, Portrait
from trombine.engines.portrait.techniques.edges import broad_lines, ink_lines
from trombine.engines.portrait.techniques.grounds import distance_from, pixel_grid
from trombine.faces.pose import measure_iris
from trombine.faces.topology import LEFT_EYE, LEFT_IRIS, RIGHT_EYE, RIGHT_IRIS
from trombine.imaging.arrays import FloatArray, SrgbImage
from trombine.imaging.filters import flow_field, mix, smoothstep

CATCH_LIGHTS = ((-0.32, -0.36, 0.27, 0.97), (0.36, 0.34, 0.14, 0.75))
"""Offset right and down and radius in radii of the iris, opacity."""

CHEEKS = ((50, 205), (280, 425))
NEARLY_CLOSED = 0.16
SMALLEST_IRIS_PX = 6


def draw_irises(portrait: Portrait, image: FloatArray, *, share: float) -> FloatArray:
    """Return the image with irises as an animator draws them, in their own color.

    A dark rim, a light crescent below, two catch lights. Nearly closed eyes stay as they are.
    """
    points = portrait.landmarks[:, :2]
    result = image
    for iris, eye in ((LEFT_IRIS, LEFT_EYE), (RIGHT_IRIS, RIGHT_EYE)):
        center, radius = measure_iris(points, iris)
        radius *= 1.06
        contour = points[list(eye)]
        wide, tall = np.ptp(contour, axis=0)
        if tall < NEARLY_CLOSED * wide or radius < SMALLEST_IRIS_PX:
            continue
        opening = polygon_mask(contour, size_px=SIDE_PX)
        result = _draw_iris(result, center, radius, opening, share)
    return result


def _draw_iris(
    image: FloatArray, center: FloatArray, radius: float, opening: FloatArray, share: float
) -> FloatArray:
    distance = distance_from(float(center[0]), float(center[1])) / np.float32(radius)
    ring = (distance < 0.9) & (distance > 0.45) & (opening > 0.5)
    if ring.sum() < 10:
        return image
    color = _livelier(np.median(image[ring], axis=0))
    _, y = pixel_grid()
    below = np.clip((y - center[1]) / np.float32(radius) * 0.5 + 0.5, 0, 1) ** np.float32(1.3)
    iris = mix(np.broadcast_to(color * 0.38, image.shape), color * 1.35 + 0.10, below)
    iris = mix(iris, color * 0.16, smoothstep(0.74, 0.95, distance) * 0.9)
    iris = mix(iris, np.array([0.03, 0.02, 0.03], np.float32), smoothstep(0.46, 0.36, distance))
    inside = np.clip((1 - distance) * radius + 0.5, 0, 1) * opening
    result = mix(image, np.clip(iris, 0, 1), inside * share)
    for right, down, size, opacity in CATCH_LIGHTS:
        spot = distance_from(float(center[0] + right * radius), float(center[1] + down * radius))
        light = np.clip(size * radius - spot + 0.5, 0, 1) * opacity * np.clip(opening * 1.2, 0, 1)
        result = mix(result, np.ones(3, np.float32), light)
    return result


def _livelier(color: FloatArray) -> FloatArray:
    hsv = cv2.cvtColor(color.reshape(1, 1, 3).astype(np.float32), cv2.COLOR_RGB2HSV)[0, 0]
    hsv[1] = np.clip(hsv[1] * 1.35, 0.25, 0.8)
    hsv[2] = np.clip(hsv[2] * 1.25 + 0.10, 0.28, 0.75)
    livelier: FloatArray = cv2.cvtColor(hsv.reshape(1, 1, 3), cv2.COLOR_HSV2RGB)[0, 0]
    return livelier


def blush(portrait: Portrait, image: FloatArray, *, share: float) -> FloatArray:
    """Warm the cheeks; more than 0.13 puts rouge on men."""
    x, y = pixel_grid()
    color = np.array([1, 0.42, 0.40], np.float32)
    for cheek, below in CHEEKS:
        center = portrait.landmarks[cheek, :2] * 0.8 + portrait.landmarks[below, :2] * 0.2
        reach = portrait.face_height_px * 0.15
        squared = ((x - center[0]) ** 2 + ((y - center[1]) * 1.25) ** 2) / np.float32(reach**2)
        image = mix(image, color, np.exp(-1.2 * squared) * share * portrait.skin)
    return image


def cartoon_lines(
    portrait: Portrait, image: SrgbImage, *, where: FloatArray, sigma_px: float = 1.5
) -> FloatArray:
    """Return soft contours for colored lines inside ``where``, lighter at the features."""
    flow = flow_field(image, sigma_px=3.2, pre_blur_px=0.9)
    fine = ink_lines(
        image,
        flow,
        sigma_px=sigma_px,
        threshold=-0.0025,
        sharpness=80,
        tau=0.984,
        where=where,
    )
    broad = broad_lines(image, where) * (1 - portrait.importance * 0.7)
    return np.maximum(fine, broad)
