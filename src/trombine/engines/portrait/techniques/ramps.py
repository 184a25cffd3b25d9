"""Ramps: the few tones a material is drawn in, from the person's own colors."""

import cv2
import numpy as np

from trombine.imaging.arrays import FloatArray

SETTLED = 6
SKIN, HAIR, CLOTH = range(3)
DARKS, SKIN_TONES = 2, 5
"""A face has ink, the dark of beard and brows, and tones of skin from dark to light."""

TONES = slice(DARKS, DARKS + SKIN_TONES)

LEAST_STEP_L = 5.5
"""Nearer tones would part smooth skin by chance, in blotches."""


def skin_ramp(lab: FloatArray, dark_lab: FloatArray) -> FloatArray:
    """Return a face's ``DARKS`` and ``SKIN_TONES``, (7, 3) in CIELAB.

    Parameters
    ----------
    lab
        (N, 3) bare skin; the middle tone is its median.
    dark_lab
        (M, 3) what is darker on a face.
    """
    middle = np.median(lab, axis=0)
    lightness = _lightness_steps(lab[:, 0])
    borders = (lightness[1:] + lightness[:-1]) / 2
    place = np.searchsorted(borders, lab[:, 0])
    ramp = [_skin_tone(lab[place == step], level, middle) for step, level in enumerate(lightness)]
    return np.array([*_darks(dark_lab, ramp[0]), *ramp], np.float32)


def _lightness_steps(values: FloatArray) -> FloatArray:
    """Return the tones' lightness: the middle one is the median, the others settle around it."""
    center = SKIN_TONES // 2
    levels = np.percentile(values, np.linspace(3, 97, SKIN_TONES)).astype(np.float64)
    levels[center] = np.median(values)
    for _ in range(SETTLED):
        place = np.searchsorted((levels[1:] + levels[:-1]) / 2, values)
        for step in range(SKIN_TONES):
            if step != center and (place == step).any():
                levels[step] = values[place == step].mean()
    for step in range(center + 1, SKIN_TONES):
        levels[step] = min(max(levels[step], levels[step - 1] + LEAST_STEP_L), 97)
    for step in range(center - 1, -1, -1):
        levels[step] = max(min(levels[step], levels[step + 1] - LEAST_STEP_L), 4)
    return levels


def _skin_tone(samples: FloatArray, lightness: float, middle: FloatArray) -> FloatArray:
    """Return one tone: its samples' color, no farther from the middle's than flesh goes.

    Hue turns with light as a painter turns it: shade towards red, light towards yellow.
    """
    chroma, hue = float(np.hypot(*middle[1:])), float(np.arctan2(middle[2], middle[1]))
    above = (lightness - float(middle[0])) / 30
    turned, full = hue + np.radians(5 * above), chroma * (1 - 0.25 * above)
    if len(samples) > 8:
        own = np.median(samples[:, 1:], axis=0)
        own_hue = float(np.arctan2(own[1], own[0]))
        away = (own_hue - hue + np.pi) % (2 * np.pi) - np.pi
        turned = hue + np.clip(away, *np.radians([-9, 9])) * 0.7 + np.radians(3 * above)
        full = np.clip(np.hypot(*own), 0.7 * chroma, 1.3 * chroma)
    if above == 0:
        turned, full = hue, chroma
    return np.array([lightness, full * np.cos(turned), full * np.sin(turned)], np.float32)


def _darks(lab: FloatArray, darkest: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return ink and a dark tone for what is darker than skin's deepest shade."""
    below = lab[lab[:, 0] < darkest[0] - 3]
    if len(below) < 6:
        below = np.array([darkest * (0.6, 0.8, 0.7), darkest * (0.3, 0.5, 0.4)], np.float32)
    middle = np.percentile(below[:, 0], 65)
    dark = np.median(below[below[:, 0] >= np.median(below[:, 0])], axis=0)
    ink = np.median(below[below[:, 0] <= np.percentile(below[:, 0], 25)], axis=0)
    dark[0] = min(middle, darkest[0] - LEAST_STEP_L)
    ink[0] = max(min(float(ink[0]), dark[0] - LEAST_STEP_L), 3)
    return ink * (1, 0.8, 0.8), dark


def choose_colors(lab: FloatArray, *, most: int, enough: float, least: int = 3) -> FloatArray:
    """Return (n, 3): as few colors by k-means as bring the mean distance below ``enough``.

    At least ``least`` where there are as many, at most ``most``; from dark to light.
    """
    samples = np.ascontiguousarray(lab, np.float32)
    if not len(samples):
        return samples
    distinct = len(np.unique(samples.round(), axis=0))
    stop = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_MAX_ITER, 30, 0.2)
    centers = samples[:1]
    for count in range(min(least, distinct), min(most, distinct) + 1):
        cv2.setRNGSeed(7)
        away, _, centers = cv2.kmeans(samples, count, None, stop, 2, cv2.KMEANS_PP_CENTERS)
        if np.sqrt(away / len(samples)) < enough:
            break
    return centers[np.argsort(centers[:, 0])]
