"""Glasses as flat shapes: the frame in one piece, and lenses that hide the eyes."""

import numpy as np

from trombine.engines.portrait.features import closed_spline
from trombine.engines.portrait.portrait import Portrait
from trombine.engines.portrait.techniques.sheets import fill, ribbon
from trombine.faces import topology
from trombine.faces.eye_view import ANGLES
from trombine.faces.glasses import TOWARDS_NOSE, Glasses, find_glasses
from trombine.imaging.arrays import FloatArray, Mask, Points

AT_TEMPLE = ANGLES - 6
TEMPLE_ENDS = (127, 356)
"""The landmarks before the person's right and left ear."""

AROUND = tuple(
    (*eye, *brow, topology.NOSE_BRIDGE, cheek, temple)
    for eye, brow, cheek, temple in (
        (topology.RIGHT_EYE, topology.RIGHT_BROW, topology.RIGHT_CHEEK, TEMPLE_ENDS[0]),
        (topology.LEFT_EYE, topology.LEFT_BROW, topology.LEFT_CHEEK, TEMPLE_ENDS[1]),
    )
)
"""The landmarks that move as the right and the left rim do."""

GLEAM_RISE, GLEAM_WIDTH, GLEAM_AIR = 0.18, 0.14, 0.08
"""How far a gleam leans, and how wide it is, in widths of its lens; how clear it stays of a rim."""

FRAME_WEIGHT, FINEST_PX = 1.2, 4.0
"""A frame is drawn a little heavier than it is, and no finer than that, or it would tear."""


def find_worn(portrait: Portrait) -> Glasses | None:
    """Return the glasses of somebody who is to be drawn, None on a bare face."""
    return find_glasses(portrait.relit, portrait.landmarks)


def carry_rims(glasses: Glasses, *, before: Points, after: Points) -> tuple[FloatArray, ...]:
    """Return where the rims lie when the face has moved, (72, 2) each, by what is around each eye.

    Half a face at a time: a turn of the head narrows one of them more.
    """
    rims = []
    for rim, ids in zip(glasses.rims, AROUND, strict=True):
        known = np.column_stack([before[list(ids), :2], np.ones(len(ids))])
        way, *_ = np.linalg.lstsq(known, after[list(ids), :2], rcond=None)
        moved = np.column_stack([rim, np.ones(len(rim))]) @ way
        rims.append(moved.astype(np.float32))
    return tuple(rims)


def frame_mask(glasses: Glasses, points: FloatArray) -> Mask:
    """Return rims, bridge and temples in one piece, for the (N, 2) landmarks of the face."""
    parts: list[FloatArray] = []
    thick = [np.maximum(widths * FRAME_WEIGHT, FINEST_PX) for widths in glasses.widths_px]
    for rim, widths, ear in zip(glasses.rims, thick, TEMPLE_ENDS, strict=True):
        outwards = rim - rim.mean(axis=0)
        outwards = outwards / np.maximum(np.linalg.norm(outwards, axis=1, keepdims=True), 1e-3)
        half = outwards * widths[:, None] / 2
        outer, inner = (closed_spline(curve, per_segment=3) for curve in (rim + half, rim - half))
        parts.append(fill(outer) * (1 - fill(inner)))
        hinge, thick_px = rim[AT_TEMPLE], float(widths[AT_TEMPLE])
        if float((points[ear] - hinge) @ (hinge - rim[TOWARDS_NOSE])) < 0:
            continue  # a head that is turned hides one of the temples
        temple = np.stack([hinge, (hinge + points[ear]) / 2, points[ear]])
        parts.append(ribbon(temple, [thick_px, thick_px * 0.9, thick_px * 0.7]))
    near = slice(TOWARDS_NOSE - 6, TOWARDS_NOSE + 7)
    thick_px = float(np.mean([widths[near].mean() for widths in thick]))
    parts.append(ribbon(glasses.bridge, [thick_px, thick_px * 0.9, thick_px]))
    return Mask(np.maximum.reduce(parts))


def gleams_mask(glasses: Glasses) -> Mask:
    """Return a slanting band of light on each lens, clear of its rim: dark glass is no hole."""
    gleams = []
    for rim, widths in zip(glasses.rims, glasses.widths_px, strict=True):
        middle = rim.mean(axis=0)
        across, down = rim[0] - rim[TOWARDS_NOSE], rim[ANGLES // 4] - rim[3 * ANGLES // 4]
        across = across if across[0] > 0 else -across
        ends = np.stack([middle + s * (GLEAM_RISE * across - down / 2) for s in (-1, 0, 1)])
        band = ribbon(ends, np.full(3, GLEAM_WIDTH * float(np.linalg.norm(across))))
        inside = 1 - 2 * float(widths.mean()) / max(float(np.linalg.norm(down)), 1.0) - GLEAM_AIR
        gleams.append(band * fill(closed_spline(middle + (rim - middle) * inside, per_segment=3)))
    return Mask(np.maximum(*gleams))


def lenses_mask(glasses: Glasses) -> Mask:
    """Return both lenses, rims included."""
    return Mask(np.maximum(*(fill(closed_spline(rim, per_segment=3)) for rim in glasses.rims)))
