"""The features of a face as a sculptor renders them: by form, and by shade where it is small."""

from dataclasses import dataclass

import cv2
import numpy as np

from trombine.engines.portrait.techniques.face_window import FaceWindow
from trombine.faces import topology
from trombine.faces.pose import measure_iris
from trombine.imaging.arrays import FloatArray
from trombine.imaging.filters import blur, mix, shift_mask, smoothstep

BROW_PATINA, BEARD_PATINA, IRIS_PATINA, FRAME_PATINA = 0.62, 0.50, 0.40, 0.50
"""How far a feature darkens: a face without any of it is hardly anybody's."""

EYE_PATINA, LIP_PATINA = 0.8, 1.0
"""So much of how far the whole feature is darker than the skin around it stays."""

LID_PX, BULGE = 2.6, 0.30
"""How far lids stand out over the eye, and how round it is for its width."""

FULL_LIP_PX, TOOTH_PX, TOOTH_LIGHT = 3.0, 1.5, 0.30
BROW_PX, FRAME_PX = 2.6, 9.0

BAR_PX, CERTAIN_BAR = 10, 0.10
"""Half the width of what may be a frame, and how much darker than the skin it is at least."""

BRIDGE_COVERED = 0.8
"""Share of the columns between the eyes that a dark bar crosses where glasses are worn."""


@dataclass(frozen=True, slots=True)
class Cut:
    """One feature carved, in a window.

    Parameters
    ----------
    where
        Here it replaces what was there, [0, 1].
    height
        In pixels.
    hollow
        [0, 1], where light does not get to.
    tone
        Times how light the material is: below 1 it has aged, above it was polished.
    """

    where: FloatArray
    height: FloatArray
    hollow: FloatArray
    tone: FloatArray


def carve_eyes(face: FaceWindow, *, side: float) -> Cut:
    """Return eyes as balls under lids, the iris a ring, the pupil a drilled crescent.

    ``side`` is where the light comes from, -1 left: the crescent is open to it.
    """
    unit = np.float32(face.unit)
    inside = np.clip(blur(face.features.eyes, 0.9 * face.unit), 0, 1)
    height, drilled = np.zeros_like(inside), np.zeros_like(inside)
    for eye, iris in (
        (topology.RIGHT_EYE, topology.RIGHT_IRIS),
        (topology.LEFT_EYE, topology.LEFT_IRIS),
    ):
        contour = face.landmarks[list(eye), :2]
        reach = np.float32(max(float(np.ptp(contour[:, 0])) / 2, 4.0))
        away = face.distance_from(contour.mean(axis=0)) / reach
        height = np.where(away < 1.5, reach * np.float32(BULGE) * (1 - away * away), height)
        drilled = np.maximum(drilled, _drill(face, face.landmarks[list(iris), :2], side))
    height = height - (np.float32(LID_PX) + drilled * np.float32(2.5)) * unit
    below_lid = shift_mask(inside, right_px=0, down_px=5.5 * face.unit)
    shade = blur(inside * (1 - below_lid), 1.6 * face.unit) * np.float32(0.85)
    dark = np.clip(face.around - blur(face.tone, 5 * face.unit), 0, 0.45)
    tone = 1 - blur(face.features.irises, 0.8 * face.unit) * np.float32(IRIS_PATINA)
    tone = tone * (1 - dark * np.float32(EYE_PATINA))
    return Cut(inside, height, np.clip(np.maximum(drilled, shade), 0, 1) * inside, tone)


def _drill(face: FaceWindow, iris: FloatArray, side: float) -> FloatArray:
    """Return how deep the drill went, [0, 1]."""
    center, size = measure_iris(iris, range(len(iris)))
    radius = np.float32(max(size, 2.0))
    away = face.distance_from(center) / radius
    ring = np.exp(-(((away - 0.92) / np.float32(0.12)) ** 2)) * np.float32(0.6)
    light = center + radius * np.array([side * 0.22, -0.28], np.float32)
    beyond = smoothstep(0.28, 0.40, face.distance_from(light) / radius)
    return np.maximum(ring, smoothstep(0.66, 0.54, away) * beyond)


def carve_brows(face: FaceWindow) -> Cut:
    """Return brows as ridges of hair, as dark and as broad as the photo shows them."""
    brows, unit = face.features.brows, face.unit
    grown = np.clip(blur(brows, 5 * unit) * np.float32(1.7), 0, 1)
    darker = np.clip(face.around - blur(face.tone, 1.5 * unit), 0, 1)
    where = grown * np.clip(smoothstep(0.02, 0.16, darker) + 0.25 * blur(brows, 2 * unit), 0, 1)
    height = blur(where, 2.5 * unit) * np.float32(BROW_PX * unit)
    dark = np.clip(darker / np.float32(0.30), 0, 1) * grown
    return Cut(where, height, np.zeros_like(where), 1 - dark * np.float32(BROW_PATINA))


def carve_mouth(face: FaceWindow, drawn: FloatArray, hollow: FloatArray) -> Cut:
    """Return lips as ``drawn`` from the photo and a little fuller, teeth as one calm band."""
    features, unit = face.features, face.unit
    where = np.clip(blur(features.lips + features.mouth, 2.5 * unit) * np.float32(1.3), 0, 1)
    soft = blur(features.lips, 2 * unit)
    height = drawn + blur(features.lips, 5 * unit) * soft * np.float32(FULL_LIP_PX * unit)
    teeth = find_teeth(face)
    band = np.float32(TOOTH_PX * unit) + drawn * np.float32(0.12)
    dark = np.clip(face.around - blur(face.tone, 5 * unit), 0, 0.5) * soft * (1 - teeth)
    tone = 1 - dark * np.float32(LIP_PATINA) + teeth * np.float32(TOOTH_LIGHT)
    return Cut(where, mix(height, band, teeth), hollow * (1 - 0.95 * teeth) * where, tone)


def find_teeth(face: FaceWindow) -> FloatArray:
    """Return where an open mouth shows teeth, [0, 1]: light, and hardly redder than the skin."""
    unit, mouth = face.unit, face.features.mouth
    inside = mouth > 0.6
    skin = (face.features.oval > 0.5) & (face.importance < 0.2)
    if inside.sum() < 40 or not skin.any():
        return np.zeros_like(mouth)
    usual, usual_red = float(np.median(face.tone[skin])), float(np.median(face.lab[skin][:, 1]))
    tone = blur(face.tone, 1.5 * unit)
    redness = blur(np.ascontiguousarray(face.lab[..., 1]), 1.5 * unit)
    low, high = np.percentile(tone[inside], [10, 92]).tolist()
    border = min(max(low + 0.35 * (high - low), 0.48 * usual), usual)
    light = smoothstep(border - 0.06, border + 0.04, tone)
    pale = smoothstep(usual_red + 14, usual_red + 4, redness)
    across = 2 * round(4 * unit) + 1
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (across, across))
    joined = cv2.morphologyEx(light * pale * inside, cv2.MORPH_CLOSE, disc)
    calm = smoothstep(0.2, 0.7, blur(joined.astype(np.float32), 2.5 * unit))
    return calm * np.clip(blur(mouth, 1.2 * unit) * np.float32(1.2) - np.float32(0.1), 0, 1)


def carve_glasses(face: FaceWindow) -> Cut:
    """Return the frame of glasses standing out; nothing where none are worn."""
    unit = face.unit
    frame = find_frame(face)
    bar = blur(frame, 1.0 * unit)
    shade = shift_mask(blur(frame, 3 * unit), right_px=0, down_px=4 * unit) * (1 - bar)
    height = blur(frame, 2 * unit) * np.float32(FRAME_PX * unit)
    return Cut(bar, height, shade * np.float32(0.4), 1 - bar * np.float32(FRAME_PATINA))


def find_frame(face: FaceWindow) -> FloatArray:
    """Return dark bars that are joined to one across the nose between the eyes, [0, 1]."""
    unit = face.unit
    across = 2 * round(BAR_PX * unit) + 1
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (across, across))
    bars = cv2.morphologyEx(blur(face.tone, 0.8 * unit), cv2.MORPH_BLACKHAT, disc)
    hairy = np.clip(blur(face.features.eyes + face.features.brows, unit), 0, 1)
    bars = bars * (1 - hairy) * _height_of_eyes(face)
    certain = (bars > CERTAIN_BAR).astype(np.uint8)
    bridge = _bridge(face)
    crossed = certain[bridge] > 0
    if not crossed.size or crossed.any(axis=0).mean() < BRIDGE_COVERED:
        return np.zeros_like(face.tone)
    _, parts = cv2.connectedComponents(certain)
    frame = np.isin(parts, np.unique(parts[bridge][crossed])).astype(np.float32)
    return cv2.GaussianBlur(frame, (0, 0), 0.8) * smoothstep(0.06, 0.14, bars)


def _height_of_eyes(face: FaceWindow) -> FloatArray:
    """Return the rows that glasses may reach, (H, 1)."""
    eyes = face.landmarks[list(topology.RIGHT_EYE + topology.LEFT_EYE), 1]
    rows = np.arange(len(face.tone))[:, None]
    reach = 65 * face.unit
    return ((rows > eyes.min() - reach) & (rows < eyes.max() + reach)).astype(np.float32)


def _bridge(face: FaceWindow) -> tuple[slice, slice]:
    """Return the place between the inner corners of the eyes, and a little above."""
    inner = face.landmarks[[topology.RIGHT_EYE_INNER, topology.LEFT_EYE_INNER], :2]
    left, right = sorted(inner[:, 0].tolist())
    level, unit = float(inner[:, 1].mean()), face.unit
    top, bottom, start, stop = (
        max(int(edge), 0)
        for edge in (level - 34 * unit, level + 16 * unit, left + 6 * unit, right - 6 * unit)
    )
    return slice(top, bottom), slice(start, max(stop, start))


def find_beard(face: FaceWindow) -> FloatArray:
    """Return where skin is bearded, [0, 1]: below the nose, darker and paler in color than cheeks.

    A shade leaves color its share of the lightness, hair does not: so a shade is no beard.
    """
    lab, unit = face.lab, face.unit
    cheek = lab[(face.features.oval > 0.9) & (face.skin > 0.9) & (face.importance < 0.1)]
    if len(cheek) < 300:
        return np.zeros_like(face.tone)
    lightness = blur(np.ascontiguousarray(lab[..., 0]), 3 * unit)
    chroma = blur(np.hypot(lab[..., 1], lab[..., 2]), 5 * unit)
    middle = float(np.percentile(cheek[:, 0], 60))
    usual = float(np.median(np.hypot(cheek[:, 1], cheek[:, 2]) / (cheek[:, 0] + 8)))
    paler = smoothstep(0.95, 0.60, chroma / (lightness + 8) / max(usual, 0.05))
    darker = smoothstep(0.86, 0.60, lightness / max(middle, 1))
    rows = np.arange(len(lab), dtype=np.float32)[:, None]
    nose, chin = face.landmarks[[topology.NOSE_UNDER, topology.CHIN], 1].tolist()
    reached = smoothstep(nose, nose + 12, rows) * smoothstep(
        chin + 60 * unit, chin + 40 * unit, rows
    )
    lips = np.clip(blur(face.features.lips + face.features.mouth, 4 * unit) * 1.5, 0, 1)
    return blur(paler * darker, 3 * unit) * reached * (1 - lips) * face.skin
