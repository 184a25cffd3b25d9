"""From numbers with another meaning, such as HDR's, to sRGB.

Light is counted in units of SDR's white, which HDR shows at 203 cd/m2 (ITU-R BT.2408-7, 2.1).
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from trombine.imaging.arrays import FloatArray, LinearImage, SrgbImage
from trombine.imaging.code_points import (
    ADOBE_RGB,
    BT709,
    BT2020,
    HLG,
    PERHAPS_PQ,
    PQ,
    SRGB,
    CodePoints,
)
from trombine.imaging.color import linear_to_srgb

WHITE_NITS, PQ_PEAK_NITS, HLG_PEAK_NITS = 203.0, 10_000.0, 1000.0
HLG_SYSTEM_GAMMA = 1.2
# ITU-R BT.2100-3, tables 4 and 5.
PQ_M1, PQ_M2 = 2610 / 16384, 2523 / 4096 * 128
PQ_C1, PQ_C2, PQ_C3 = 3424 / 4096, 2413 / 4096 * 32, 2392 / 4096 * 32
HLG_A, HLG_B, HLG_C = 0.17883277, 0.28466892, 0.55991073
BT2020_LUMINANCE = np.array([0.2627, 0.6780, 0.0593], np.float32)
D65, DCI_WHITE, C_WHITE = (0.3127, 0.3290), (0.314, 0.351), (0.310, 0.316)
CHROMATICITIES = {
    BT709: ((0.64, 0.33), (0.30, 0.60), (0.15, 0.06), D65),
    4: ((0.67, 0.33), (0.21, 0.71), (0.14, 0.08), C_WHITE),
    5: ((0.64, 0.33), (0.29, 0.60), (0.15, 0.06), D65),
    6: ((0.63, 0.34), (0.31, 0.595), (0.155, 0.07), D65),
    7: ((0.63, 0.34), (0.31, 0.595), (0.155, 0.07), D65),
    8: ((0.681, 0.319), (0.243, 0.692), (0.145, 0.049), C_WHITE),
    BT2020: ((0.708, 0.292), (0.170, 0.797), (0.131, 0.046), D65),
    11: ((0.680, 0.320), (0.265, 0.690), (0.150, 0.060), DCI_WHITE),
    12: ((0.680, 0.320), (0.265, 0.690), (0.150, 0.060), D65),
    22: ((0.630, 0.340), (0.295, 0.605), (0.155, 0.077), D65),
    ADOBE_RGB: ((0.64, 0.33), (0.21, 0.71), (0.15, 0.06), D65),
}
"""Red, green, blue and white, x and y, by their numbers in H.273 (table 2) and one of ours."""

BRADFORD = np.array(
    [[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]]
)
GAMMAS = {4: 2.2, 5: 2.8, 8: 1.0}
BRIGHT_SHARE = 0.1
"""Percent of the pixels that may be brighter than what counts as a picture's peak."""

PERHAPS_PQ_PEAK = 1.5
"""In units of white. Unsaid PQ of an ordinary scene ends below; sRGB that is read so, far above."""


def coded_to_srgb(pixels: NDArray[np.unsignedinteger], color: CodePoints) -> SrgbImage:
    """Return sRGB of coded pixels (H, W, 3), uint8 or uint16; what HDR has above white, compressed.

    Colors outside the gamut are clipped.
    """
    if color.transfer == PERHAPS_PQ:
        light = _decode(pixels, PQ)
        color = CodePoints(BT2020, PQ) if _peak(light) <= PERHAPS_PQ_PEAK else SRGB
    light = _decode(pixels, color.transfer)
    if color.primaries in CHROMATICITIES and color.primaries != BT709:
        light = light @ _to_bt709(color.primaries).T
    if color.is_hdr:
        light = _compress(np.maximum(light, 0))
    return SrgbImage(linear_to_srgb(LinearImage(light)).astype(np.float32))


def _decode(pixels: NDArray[np.unsignedinteger], transfer: int) -> FloatArray:
    """Return the light of the pixels, 1 being SDR's white."""
    levels = np.iinfo(pixels.dtype).max
    coded = np.arange(levels + 1, dtype=np.float64) / levels
    light = _curve(coded, transfer).astype(np.float32)[pixels]
    if transfer != HLG:
        return light
    luminance = np.maximum(light @ BT2020_LUMINANCE, np.float32(1e-6))[..., None]
    shown = light * np.power(luminance, np.float32(HLG_SYSTEM_GAMMA - 1))
    return shown * np.float32(HLG_PEAK_NITS / WHITE_NITS)


def _curve(coded: FloatArray, transfer: int) -> FloatArray:
    """Return light for coded values in [0, 1]; of HLG that of the scene, up to 1."""
    if transfer == PQ:
        return pq_to_light(coded)
    if transfer == HLG:
        return np.where(coded <= 0.5, coded**2 / 3, (np.exp((coded - HLG_C) / HLG_A) + HLG_B) / 12)
    if transfer in GAMMAS:
        return coded ** GAMMAS[transfer]
    return np.where(coded <= 0.04045, coded / 12.92, ((coded + 0.055) / 1.055) ** 2.4)


def pq_to_light(coded: FloatArray) -> FloatArray:
    """Return the light of PQ values in [0, 1] (SMPTE ST 2084), 1 being SDR's white."""
    root = coded ** (1 / PQ_M2)
    share = np.maximum(root - PQ_C1, 0) / (PQ_C2 - PQ_C3 * root)
    return PQ_PEAK_NITS / WHITE_NITS * share ** (1 / PQ_M1)


def light_to_pq(light: FloatArray) -> FloatArray:
    """Return PQ values in [0, 1]; undoes ``pq_to_light``."""
    share = (light * (WHITE_NITS / PQ_PEAK_NITS)) ** PQ_M1
    return ((PQ_C1 + PQ_C2 * share) / (1 + PQ_C3 * share)) ** PQ_M2


def _peak(light: FloatArray) -> float:
    return float(np.percentile(light.max(axis=2), 100 - BRIGHT_SHARE))


def _compress(light: FloatArray) -> FloatArray:
    """Bring the peak of a picture down to white; dark and middle tones stay as they are.

    ITU-R BT.2390-11, 5.4.1: from a knee on, the PQ value follows a Hermite spline. Departures: it
    is that of the strongest channel, whose share is taken of all three, so that no hue changes; and
    the peak is the picture's own, so that one without highlights is not touched.
    """
    peak = _peak(light)
    if peak <= 1:
        return light
    strongest = light.max(axis=2)
    top = float(light_to_pq(np.array(peak)))
    white = float(light_to_pq(np.array(1.0))) / top
    knee = 1.5 * white - 0.5
    coded = np.minimum(light_to_pq(strongest) / top, 1)
    t = np.maximum((coded - knee) / (1 - knee), 0)
    spline = (
        (2 * t**3 - 3 * t**2 + 1) * knee
        + (t**3 - 2 * t**2 + t) * (1 - knee)
        + (3 * t**2 - 2 * t**3) * white
    )
    wanted = np.where(coded < knee, strongest, pq_to_light(spline * top))
    return light * (wanted / np.maximum(strongest, np.float32(1e-6)))[..., None].astype(np.float32)


@cache
def _to_bt709(primaries: int) -> FloatArray:
    """Return the 3 x 3 matrix to sRGB's primaries, whites adapted after Bradford."""
    source, target = CHROMATICITIES[primaries], CHROMATICITIES[BT709]
    adapted = _adapt(source[3], target[3]) @ _to_xyz(source)
    return (np.linalg.inv(_to_xyz(target)) @ adapted).astype(np.float32)


def _to_xyz(chromaticities: tuple[tuple[float, float], ...]) -> FloatArray:
    """Return the 3 x 3 matrix from light of these primaries to CIE XYZ (SMPTE RP 177)."""
    columns = np.stack([_xyz(point) for point in chromaticities[:3]], axis=1)
    return columns * np.linalg.solve(columns, _xyz(chromaticities[3]))


def _adapt(source: tuple[float, float], target: tuple[float, float]) -> FloatArray:
    gains = (BRADFORD @ _xyz(target)) / (BRADFORD @ _xyz(source))
    return np.linalg.inv(BRADFORD) @ np.diag(gains) @ BRADFORD


def _xyz(point: tuple[float, float]) -> FloatArray:
    x, y = point
    return np.array([x / y, 1, (1 - x - y) / y])
