"""Folds of a garment: they hang from the shoulders, are drawn from the armpit, cross the sleeve."""

import cv2
import numpy as np

from trombine.engines.portrait.changes.tailoring.body import Body
from trombine.engines.portrait.changes.tailoring.shapes import curve, ribbon
from trombine.imaging.arrays import FloatArray

HALF = 0.5
"""Folds are soft: they are drawn at half size."""

SLIM, BROAD = 0.035, 0.085
"""Widths of folds in face heights."""

FAINTEST = 0.35


def draw_folds(body: Body, rng: np.random.Generator) -> FloatArray:
    """Return ridges and the hollows beside them, about [-1, 1], on the part garments cover."""
    rows, columns = body.shape
    small = (int(columns * HALF), int(rows * HALF))
    height = np.zeros(small[::-1], np.float32)
    for width in (SLIM, BROAD):
        lines = np.zeros(small[::-1], np.float32)
        for path in _paths(rng, share=0.5):
            _draw(lines, body, path, width, weight=float(rng.uniform(FAINTEST, 1)))
        softness = width * body.face_px * HALF * 0.55
        ridge = cv2.GaussianBlur(lines, (0, 0), softness)
        beside = cv2.GaussianBlur(lines, (0, 0), softness * 2.2)
        # The hollow lies on the lower side of a ridge, where its weight draws the cloth.
        beside = np.roll(beside, int(softness * 1.6), axis=0)
        height += ridge * np.float32(1.5) - beside * np.float32(1.5)
    return np.clip(cv2.resize(height, (columns, rows), interpolation=cv2.INTER_LINEAR), -1, 1)


def _draw(lines: FloatArray, body: Body, path: FloatArray, width: float, *, weight: float) -> None:
    """Add a line that swells and tapers."""
    steps = np.linspace(0.05, np.pi - 0.05, len(path), dtype=np.float32)
    outline = body.place(ribbon(path, width * np.sin(steps) ** 0.7)) * HALF
    corners = np.round(outline * 16).astype(np.int32)
    mask = np.zeros(lines.shape, np.uint8)
    cv2.fillPoly(mask, [corners], 255, lineType=cv2.LINE_AA, shift=4)
    np.maximum(lines, mask * np.float32(weight / 255), out=lines)


def _paths(rng: np.random.Generator, *, share: float) -> list[FloatArray]:
    """Return so many of the folds that cloth may throw."""
    possible = [*_hang(rng), *_pull(rng), *_cross(rng)]
    return [path for path in possible if rng.random() < share]


def _hang(rng: np.random.Generator) -> list[FloatArray]:
    """Return folds that fall from the shoulders and spread."""
    paths = []
    for side in (-1, 1):
        for start in np.linspace(0.42, 0.92, 3):
            u = start + rng.normal(0, 0.04)
            v = -0.12 + 0.30 * (start - 0.42) + abs(rng.normal(0, 0.05))
            length, spread = rng.uniform(0.35, 0.75), rng.uniform(-0.10, 0.10)
            bow = rng.normal(0, 0.03)
            points = [(u, v), (u + spread / 2 + bow, v + length / 2), (u + spread, v + length)]
            paths.append(_sided(points, side))
    return paths


def _pull(rng: np.random.Generator) -> list[FloatArray]:
    """Return folds drawn from the armpit towards the breast and the neck."""
    paths = []
    for side in (-1, 1):
        for number in range(3):
            angle = np.radians(-28 + 30 * number + rng.normal(0, 6))
            length = rng.uniform(0.28, 0.5)
            u, v = 0.80 + rng.normal(0, 0.02), 0.52 + 0.07 * number
            far = (u - length * np.cos(angle), v + length * np.sin(angle))
            middle = ((u + far[0]) / 2, (v + far[1]) / 2 + 0.05)
            paths.append(_sided([(u, v), middle, far], side))
    return paths


def _cross(rng: np.random.Generator) -> list[FloatArray]:
    """Return short folds that run slantwise round the sleeve."""
    paths = []
    for side in (-1, 1):
        for v in (0.22, 0.42, 0.66, 0.86):
            inner, outer = 0.90 + rng.normal(0, 0.02), 1.22
            slant = rng.uniform(0.03, 0.16)
            height = v + rng.normal(0, 0.03)
            middle = ((inner + outer) / 2, height + 0.03)
            paths.append(_sided([(inner, height + slant), middle, (outer, height)], side))
    return paths


def _sided(points: list[tuple[float, float]], side: int) -> FloatArray:
    return curve(np.array(points, np.float32) * np.array([side, 1], np.float32), per_segment=8)
