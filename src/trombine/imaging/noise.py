"""Randomness with a look: clouds, grain, paper. Equal arguments give equal pixels."""

from functools import cache

import cv2
import numpy as np

from trombine.imaging.arrays import FloatArray


def value_noise(
    seed: int, *, size_px: int, cells: int = 4, octaves: int = 5, gain: float = 0.5
) -> FloatArray:
    """Return cloudy noise in [0, 1] (value noise summed over octaves, after Perlin 1985).

    ``cells`` is how many blobs fit across; raising ``octaves`` or ``gain`` roughens it.
    """
    rng = np.random.default_rng(seed)
    top = min(size_px, max(64, cells * 2 ** (octaves - 1) * 4))
    clouds, amplitude, total = np.zeros((top, top), np.float32), 1.0, 0.0
    for octave in range(octaves):
        count = cells * 2**octave
        if count > size_px:
            break
        lattice = rng.random((count + 3, count + 3), dtype=np.float32)
        clouds += np.float32(amplitude) * cv2.resize(
            lattice, (top, top), interpolation=cv2.INTER_CUBIC
        )
        total += amplitude
        amplitude *= gain
    clouds = np.clip((clouds / np.float32(total) - 0.5) * 1.8 + 0.5, 0, 1)
    if top == size_px:
        return clouds
    larger = cv2.resize(clouds, (size_px, size_px), interpolation=cv2.INTER_CUBIC)
    return np.clip(larger, 0, 1)


def grain(seed: int, *, size_px: int, softness_px: float = 0.0) -> FloatArray:
    """Return normal noise of mean 0 and deviation 1; one bank is made and rolled by the seed."""
    return _rolled(_grain_bank(size_px, round(softness_px, 2)), seed)


def paper_height(seed: int, *, size_px: int) -> FloatArray:
    """Return the height of a toothed paper in [0, 1], mean 0.5."""
    return _rolled(_paper_bank(size_px), seed)


def emboss(height: FloatArray, *, strength: float = 1.0, angle_rad: float = -2.3) -> FloatArray:
    """Return the light a low lamp adds to a relief, about [-1, 1] times ``strength``."""
    dx = cv2.Sobel(height, cv2.CV_32F, 1, 0, ksize=3, scale=1 / 8)
    dy = cv2.Sobel(height, cv2.CV_32F, 0, 1, ksize=3, scale=1 / 8)
    lamp_x, lamp_y = np.float32(np.cos(angle_rad)), np.float32(np.sin(angle_rad))
    return np.float32(strength) * (dx * lamp_x + dy * lamp_y)


def _rolled(bank: FloatArray, seed: int) -> FloatArray:
    rng = np.random.default_rng(seed + 77)
    down, right = rng.integers(0, bank.shape[0], 2).tolist()
    turns = int(rng.integers(0, 4))
    return np.ascontiguousarray(np.rot90(np.roll(bank, (down, right), (0, 1)), turns))


@cache
def _grain_bank(size_px: int, softness_px: float) -> FloatArray:
    bank = np.random.default_rng(1).standard_normal((size_px, size_px), dtype=np.float32)
    if softness_px > 0:
        bank = cv2.GaussianBlur(bank, (0, 0), softness_px)
        bank /= bank.std()
    return bank


@cache
def _paper_bank(size_px: int) -> FloatArray:
    fine = _rolled(_grain_bank(size_px, 0.8), 1)
    coarse = _rolled(_grain_bank(size_px, 2.0), 2)
    tooth = 0.8 * fine + 0.4 * coarse
    return np.clip(0.5 + tooth / tooth.std() * 0.18, 0, 1).astype(np.float32)
