"""Other sizes of a picture, computed on light and not on encoded values."""

import cv2
import numpy as np

from trombine.imaging.arrays import FloatArray, LinearImage, Mask, SrgbImage, as_mask, as_srgb
from trombine.imaging.color import linear_to_srgb, srgb_to_linear


def resize_square(image: SrgbImage, size_px: int) -> SrgbImage:
    """Return a square picture at another side length; hatching keeps its brightness."""
    if image.shape[0] == size_px:
        return image
    shrinks = size_px < image.shape[0]
    method = cv2.INTER_AREA if shrinks else cv2.INTER_LANCZOS4
    light = cv2.resize(srgb_to_linear(image), (size_px, size_px), interpolation=method)
    return as_srgb(linear_to_srgb(LinearImage(light)))


def shrink_to(image: SrgbImage, long_side_px: int) -> SrgbImage:
    """Return a picture of any shape whose long side is at most this."""
    height, width = image.shape[:2]
    scale = long_side_px / max(height, width)
    if scale >= 1:
        return image
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    light = cv2.resize(srgb_to_linear(image), size, interpolation=cv2.INTER_AREA)
    return as_srgb(linear_to_srgb(LinearImage(light)))


def resize_mask(mask: Mask, size_px: int) -> Mask:
    """Return a square mask at another side length; coverage is no light and is averaged as is."""
    if mask.shape[0] == size_px:
        return mask
    method = cv2.INTER_AREA if size_px < mask.shape[0] else cv2.INTER_CUBIC
    return as_mask(cv2.resize(mask, (size_px, size_px), interpolation=method))


def resize_cutout(image: SrgbImage, mask: Mask, size_px: int) -> SrgbImage:
    """Return a square cut-out at another size; what the mask hides does not bleed into its edge."""
    if image.shape[0] == size_px:
        return image
    shown = mask[..., None]
    method = cv2.INTER_AREA if size_px < image.shape[0] else cv2.INTER_CUBIC
    light = cv2.resize(srgb_to_linear(image) * shown, (size_px, size_px), interpolation=method)
    cover = resize_mask(mask, size_px)[..., None]
    color = light / np.maximum(cover, np.float32(1 / 255))
    return as_srgb(linear_to_srgb(LinearImage(np.clip(color, 0, 1))))


def read_at(plane: FloatArray, points: FloatArray) -> FloatArray:
    """Return a plane (H, W) at points (..., 2), x and y in pixels, between its pixels too.

    Off the plane it is 0.
    """
    places = points.reshape(-1, points.shape[-2], 2)
    x, y = (np.ascontiguousarray(places[..., axis], np.float32) for axis in (0, 1))
    return cv2.remap(plane, x, y, cv2.INTER_LINEAR).reshape(points.shape[:-1])
