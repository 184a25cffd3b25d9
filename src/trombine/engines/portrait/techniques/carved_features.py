"""The features of a face as a sculptor renders them: by form first, by shade where form is small."""

from dataclasses import dataclass

import cv2
import numpy as np

from trombine.engines.portrait.features import FeatureMasks
from trombine.engines.portrait.portrait import SIDE_PX, Portrait
from trombine.engines.portrait.techniques.grounds import distance_from
from trombine.faces import topology
from trombine.imaging.arrays import FloatArray, LabImage
from trombine.imaging.filters import blur, mix, shift_mask, smoothstep

BROW_PATINA, IRIS_PATINA, LIP_PATINA = 0.62, 0.40, 0.14
"""How far a feature darkens: a face without any of it is hardly anybody's."""

LID_PX, BULGE = 2.6, 0.30
"""How far lids stand out over the eye, and how round it is for its width."""

BRIDGE_COVERED = 0.8
"""Share of the columns between the eyes that a dark bar crosses where glasses are worn."""


@dataclass(frozen=True, slots=True)
class Cut:
    """One feature carved: in ``where`` it replaces what was there, by height in pixels.

    ``hollow`` and ``patina``, [0, 1], darken: where light does not get to, where material aged.
    """

    where: FloatArray
    height: FloatArray
    hollow: FloatArray
    patina: FloatArray


def carve_eyes(portrait: Portrait, features: FeatureMasks, *, side: float, unit: float) -> Cut:
    """Return eyes as balls under lids, the iris a ring, the pupil a crescent drilled around a light.

    ``side`` is where the light comes from, -1 left: the crescent opens to it.
    """
    inside = np.clip(blur(features.eyes, 0.9 * unit), 0, 1)
    height, iris = np.zeros_like(inside), np.zeros_like(inside)
    drilled = np.zeros_like(inside)
    for eye, ring in (
        (topology.RIGHT_EYE, topology.RIGHT_IRIS),
        (topology.LEFT_EYE, topology.LEFT_IRIS),
    ):
        contour = portrait.landmarks[list(eye), :2]
        center_x, center_y = contour.mean(axis=0).tolist()
        reach = max(float(np.ptp(contour[:, 0])) / 2, 4.0)
        away = np.minimum(distance_from(center_x, center_y) / np.float32(reach), 1.6)
        near = away < 1.5
        height[near] = (reach * BULGE * (1 - away * away))[near]
        deep, shade = _drill(portrait.landmarks[list(ring), :2], side)
        drilled, iris = np.maximum(drilled, deep), np.maximum(iris, shade)
    height = height - (LID_PX + drilled * 2.5) * np.float32(unit)
    covered = 1 - shift_mask(inside, right_px=0, down_px=5.5 * unit)
    lid_shade = blur(inside * covered, 1.6 * unit) * np.float32(0.85)
    hollow = np.clip(np.maximum(drilled, lid_shade), 0, 1) * inside
    return Cut(inside, height, hollow, iris * inside * np.float32(IRIS_PATINA))


def _drill(iris: FloatArray, side: float) -> tuple[FloatArray, FloatArray]:
    """Return how deep the drill went, and the disc of the iris, both [0, 1]."""
    center, rim = iris[0], iris[1:]
    radius = max(float(np.linalg.norm(rim - center, axis=1).mean()), 2.0)
    away = distance_from(float(center[0]), float(center[1])) / np.float32(radius)
    disc = smoothstep(1.02, 0.90, away)
    ring = np.exp(-(((away - 0.92) / 0.12) ** 2)) * np.float32(0.6)
    pupil = smoothstep(0.66, 0.54, away)
    light_x, light_y = center[0] + side * 0.22 * radius, center[1] - 0.28 * radius
    light = distance_from(float(light_x), float(light_y)) / np.float32(radius)
    crescent = pupil * smoothstep(0.28, 0.40, light)
    return np.maximum(ring, crescent), disc


def carve_brows(
    features: FeatureMasks, lightness: FloatArray, around: FloatArray, *, unit: float
) -> Cut:
    """Return brows as ridges of hair, as dark and as broad as the photo shows them."""
    grown = np.clip(blur(features.brows, 5 * unit) * 1.7, 0, 1)
    darker = np.clip(around - blur(lightness, 1.5 * unit), 0, 1)
    seen = smoothstep(0.02, 0.16, darker)
    where = grown * np.clip(seen + 0.25 * blur(features.brows, 2 * unit), 0, 1)
    height = blur(where, 2.5 * unit) * np.float32(2.6 * unit)
    dark = np.clip(darker / 0.30, 0, 1) * grown * np.float32(BROW_PATINA)
    return Cut(where, height, np.zeros_like(where), dark)


def carve_mouth(
    features: FeatureMasks, lab: LabImage, unlit: FloatArray, skin_lab: FloatArray, drawn: FloatArray, hollow: FloatArray, unit: float
) -> Cut:
    """Return lips as the photo draws them, a little fuller, and teeth as one calm band."""
    teeth = _find_teeth(features, lab, unlit, skin_lab, unit=unit)
    lips = np.clip(blur(features.lips + features.mouth, 2.5 * unit) * 1.3, 0, 1)
    full = blur(features.lips, 5 * unit) * blur(features.lips, 2 * unit)
    height = drawn + full * np.float32(3.0 * unit)
    height = mix(height, np.float32(1.5 * unit) + drawn * np.float32(0.15), teeth)
    hollow = hollow * (1 - 0.9 * teeth)
    patina = blur(features.lips, 1.5 * unit) * (1 - teeth) * np.float32(LIP_PATINA)
    return Cut(lips, height, hollow * lips, patina)


def _find_teeth(
    features: FeatureMasks, lab: LabImage, unlit: FloatArray, skin_lab: FloatArray, *, unit: float
) -> FloatArray:
    """Return where an open mouth shows teeth, [0, 1]: light, and less red than the skin."""
    inside = features.mouth > 0.6
    if inside.sum() < 40:
        return np.zeros_like(features.mouth)
    lightness = blur(unlit * 100, 1.5 * unit)
    redness = blur(np.ascontiguousarray(lab[..., 1]), 1.5 * unit)
    low, high = np.percentile(lightness[inside], [10, 92]).tolist()
    border = min(max(low + 0.35 * (high - low), 0.48 * float(skin_lab[0])), float(skin_lab[0]))
    light = smoothstep(border - 6, border + 4, lightness)
    pale = smoothstep(float(skin_lab[1]) + 14, float(skin_lab[1]) + 4, redness)
    across = 2 * round(4 * unit) + 1
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (across, across))
    joined = cv2.morphologyEx(light * pale * inside.astype(np.float32), cv2.MORPH_CLOSE, disc)
    calm = smoothstep(0.2, 0.7, blur(joined, 2.5 * unit))
    return calm * np.clip(blur(features.mouth, 1.2 * unit) * 1.2 - 0.1, 0, 1)


def carve_glasses(
    landmarks: FloatArray, features: FeatureMasks, lightness: FloatArray, *, unit: float
) -> Cut:
    """Return the frame of glasses standing out; nothing where none are worn."""
    frame = _find_frame(landmarks, features, lightness, unit=unit)
    bar = blur(frame, 1.0 * unit)
    shade = shift_mask(blur(frame, 3 * unit), right_px=0, down_px=4 * unit) * (1 - bar)
    return Cut(bar, blur(frame, 2 * unit) * np.float32(9 * unit), shade * np.float32(0.4), bar * np.float32(0.5))


def _find_frame(
    landmarks: FloatArray, features: FeatureMasks, lightness: FloatArray, *, unit: float
) -> FloatArray:
    """Return dark bars joined to one that crosses the nose between the eyes."""
    nothing = np.zeros_like(lightness)
    eyes = landmarks[list(topology.RIGHT_EYE + topology.LEFT_EYE), :2]
    reach = 60 * unit
    left, top = np.maximum(eyes.min(axis=0) - (1.3 * reach, reach), 0).astype(int).tolist()
    right, bottom = (eyes.max(axis=0) + (1.3 * reach, 1.1 * reach)).astype(int).tolist()
    zone = slice(top, min(bottom, SIDE_PX)), slice(left, min(right, SIDE_PX))
    across = 2 * round(10 * unit) + 1
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (across, across))
    smooth = cv2.GaussianBlur(np.ascontiguousarray(lightness[zone]), (0, 0), 0.8 * unit)
    bars = cv2.morphologyEx(smooth, cv2.MORPH_BLACKHAT, disc)
    bars = bars * (1 - np.clip(blur(features.eyes[zone] + features.brows[zone], unit), 0, 1))
    certain = (bars > 0.10).astype(np.uint8)
    inner = landmarks[[topology.RIGHT_EYE_INNER, topology.LEFT_EYE_INNER], :2]
    bridge = _between(inner, zone, unit=unit)
    if bridge is None or (certain[bridge] > 0).any(axis=0).mean() < BRIDGE_COVERED:
        return nothing
    _, parts = cv2.connectedComponents(certain)
    crossing = np.unique(parts[bridge][certain[bridge] > 0])
    frame = np.isin(parts, crossing).astype(np.float32)
    nothing[zone] = cv2.GaussianBlur(frame, (0, 0), 0.8) * smoothstep(0.06, 0.14, bars)
    return nothing


def _between(
    inner: FloatArray, zone: tuple[slice, slice], *, unit: float
) -> tuple[slice, slice] | None:
    """Return the window between the inner corners of the eyes, in pixels of the zone."""
    left, right = sorted(inner[:, 0].tolist())
    level = float(inner[:, 1].mean())
    margin = 6 * unit
    rows = slice(
        max(int(level - 34 * unit) - zone[0].start, 0), max(int(level + 16 * unit) - zone[0].start, 0)
    )
    columns = slice(
        max(int(left + margin) - zone[1].start, 0), max(int(right - margin) - zone[1].start, 0)
    )
    if columns.stop - columns.start < 6 or rows.stop - rows.start < 6:
        return None
    return rows, columns


def find_beard(portrait: Portrait, features: FeatureMasks, lab: LabImage) -> FloatArray:
    """Return where skin is bearded, [0, 1]: below the nose, darker and paler in color than cheeks.

    A shade leaves color its share of the lightness, hair does not: so a shade is no beard.
    """
    cheek = lab[(features.oval > 0.9) & (portrait.skin > 0.9) & (portrait.importance < 0.1)]
    if len(cheek) < 300:
        return np.zeros_like(portrait.skin)
    lightness = blur(np.ascontiguousarray(lab[..., 0]), 3)
    chroma = blur(np.hypot(lab[..., 1], lab[..., 2]), 5)
    middle = float(np.percentile(cheek[:, 0], 60))
    usual = float(np.median(np.hypot(cheek[:, 1], cheek[:, 2]) / (cheek[:, 0] + 8)))
    paler = smoothstep(0.95, 0.60, chroma / (lightness + 8) / max(usual, 0.05))
    darker = smoothstep(0.86, 0.60, lightness / max(middle, 1))
    nose = portrait.landmarks[topology.NOSE_UNDER, 1]
    below = smoothstep(0, 1, (np.arange(SIDE_PX, dtype=np.float32) - nose) / 12)[:, None]
    chin = portrait.landmarks[topology.CHIN, 1] + 0.08 * portrait.face_height_px
    above = smoothstep(1, 0, (np.arange(SIDE_PX, dtype=np.float32) - chin) / 20)[:, None]
    lips = np.clip(blur(features.lips + features.mouth, 4) * 1.5, 0, 1)
    return blur(paler * darker, 3) * below * above * (1 - lips) * portrait.skin
