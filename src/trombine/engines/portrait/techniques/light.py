"""Light added to a figure: rims, shades, lamps and the glow around them."""

import math

import cv2
import numpy as np

from trombine.engines.portrait.portrait import Portrait
from trombine.imaging.arrays import FloatArray
from trombine.imaging.filters import blur, shift_mask


def lambert(
    normals: FloatArray, direction: tuple[float, float, float], *, wrap: float
) -> FloatArray:
    """Return how much a lamp lights each place, [0, 1]; raising ``wrap`` reaches into the shade.

    ``direction`` points to the lamp: x right, y down, z towards the viewer.
    """
    lamp = np.array(direction, np.float32)
    lamp /= np.linalg.norm(lamp)
    return np.clip((normals @ lamp + np.float32(wrap)) / np.float32(1 + wrap), 0, 1)


def rim_light(portrait: Portrait, *, angle_rad: float, width: float = 1.0) -> FloatArray:
    """Return a thin line of light along the edge facing ``angle_rad`` (0 right, pi/2 down)."""
    cos, sin = math.cos(angle_rad), math.sin(angle_rad)
    normals = portrait.normals
    facing = np.clip(normals[..., 0] * cos + normals[..., 1] * sin, 0, 1)
    grazing = np.clip(1 - normals[..., 2], 0, 1)
    form = facing**1.2 * grazing**2.2 * (2.2 * width)
    soft = blur(portrait.alpha, 7)
    dx = cv2.Sobel(soft, cv2.CV_32F, 1, 0)
    dy = cv2.Sobel(soft, cv2.CV_32F, 0, 1)
    outward = -(dx * cos + dy * sin) / (np.sqrt(dx * dx + dy * dy) + 1e-4)
    edge = np.clip(portrait.alpha - blur(portrait.alpha, 9), 0, 1) * 2
    return np.clip(form + np.clip(outward, 0, 1) * edge * (0.9 * width), 0, 1) * portrait.alpha


def drop_shadow(
    alpha: FloatArray, *, right_px: float, down_px: float, softness_px: float, strength: float
) -> FloatArray:
    """Return the shadow a figure throws on the ground, [0, strength]."""
    moved = shift_mask(alpha, right_px=right_px, down_px=down_px)
    return np.clip(blur(moved, softness_px) * strength, 0, 1)


def bloom(image: FloatArray, *, threshold: float, radius_px: float, strength: float) -> FloatArray:
    """Return the image with a glow around what is brighter than ``threshold``."""
    return image + blur(np.clip(image - threshold, 0, None), radius_px) * np.float32(strength)
