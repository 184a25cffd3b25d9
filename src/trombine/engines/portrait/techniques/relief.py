"""A portrait as sculpture: the form of the mesh, the fine form the photo shows, features carved."""

from dataclasses import dataclass

import numpy as np

from trombine.engines.portrait.features import FeatureMasks
from trombine.engines.portrait.portrait import Portrait
from trombine.engines.portrait.techniques.carved_features import (
    Cut,
    carve_brows,
    carve_eyes,
    carve_glasses,
    carve_mouth,
    find_beard,
)
from trombine.engines.portrait.techniques.locks import cut_locks
from trombine.engines.portrait.techniques.unlit import take_light_off
from trombine.imaging.arrays import FloatArray
from trombine.imaging.color import srgb_to_lab
from trombine.imaging.filters import blur, guided_filter, mix, smoothstep

FACE_PX = 500.0
"""Sizes are told for a face this long and follow the face that is drawn."""

LOCK_PX, STRAND_PX, HAIRLINE_PX = 3.6, 1.5, 3.0
BEARD_LOCK_PX, BEARD_STRAND_PX = 1.2, 0.8
FOLD_PX, SKIN_FOLD_PX, WRINKLE_PX, FEATURE_PX = 5.0, 5.0, 2.2, 5.0
"""How high, in pixels, what is carved stands out at most."""

BEARD_PATINA = 0.5
MODEL=0.5


@dataclass(frozen=True, slots=True)
class Relief:
    """A carved portrait.

    Parameters
    ----------
    normals
        (H, W, 3) unit normals with locks, folds, wrinkles, lids and eyes.
    hollow
        How deep a place lies below its surroundings, [0, 1]; light does not get there.
    patina
        How far the material has darkened in brows, beard and irises, [0, 1].
    """

    normals: FloatArray
    hollow: FloatArray
    patina: FloatArray
    model: FloatArray


def carve(
    portrait: Portrait, features: FeatureMasks, *, depth: float = 1.0, side: float = -1.0
) -> Relief:
    """Return the portrait as a relief; raising ``depth`` cuts locks, folds and wrinkles deeper.

    ``side`` is where the light will come from, -1 left: pupils are drilled for it.
    """
    unit = portrait.face_height_px / FACE_PX
    lab = srgb_to_lab(portrait.painted)
    raw = np.ascontiguousarray(lab[..., 0]) / np.float32(100)
    lightness, shadow = take_light_off(portrait, features, raw)
    around = _tone_around(portrait, features, lightness, unit=unit)
    beard = find_beard(portrait, features, lab)
    brows = carve_brows(features, lightness, around, unit=unit)
    fur = np.clip(np.maximum(portrait.hair, np.maximum(beard, brows.where)), 0, 1)
    locks, strands = cut_locks(portrait.combed, fur)

    pale = _bleach_lips(features, lightness, around, unit=unit)
    height = _chisel_skin(portrait, pale, unit=unit) * (1 - 0.85 * np.clip(shadow * 14, 0, 1))
    height = height * (1 - np.maximum(beard, brows.where))
    height = height + beard * (locks * BEARD_LOCK_PX + strands * BEARD_STRAND_PX)
    height = height + brows.height + brows.where * strands * np.float32(0.7)
    height = mix(height, HAIRLINE_PX + locks * LOCK_PX + strands * STRAND_PX, portrait.hair)
    height = mix(height, _fold_cloth(portrait, lightness), portrait.cloth)
    height = height * np.float32(depth)
    patina = np.maximum(beard * np.clip((around - lightness) / 0.4, 0, 1) * np.float32(BEARD_PATINA), brows.patina)
    patina = np.maximum(patina, portrait.hair * 0.1)
    dark = np.clip(around - blur(pale, 1.0), 0, 1)
    hollow = smoothstep(0.08, 0.50, dark) * np.clip(portrait.importance * 1.3, 0, 1) * (1 - brows.where) * 0.9
    # soft occlusion the photo shows
    broad = blur(pale * portrait.skin, 55 * unit) / np.maximum(blur(portrait.skin, 55 * unit), 0.05)
    deep = np.clip(broad - blur(pale, 2.0 * unit), -0.3, 0.3) * portrait.skin * (1 - np.maximum(beard, brows.where))
    model = np.tanh(deep * 4) * MODEL
    skin_lab = np.median(lab[(features.oval > 0.5) & (portrait.importance < 0.2)], axis=0)
    for cut in (
        carve_mouth(features, lab, lightness, skin_lab, height, hollow, unit=unit),
        carve_eyes(portrait, features, side=side, unit=unit),
        carve_glasses(portrait.landmarks, features, lightness, unit=unit),
    ):
        height = mix(height, cut.height, cut.where)
        patina = mix(patina, cut.patina, cut.where)
        hollow = np.maximum(hollow * (1 - cut.where), cut.hollow)
        model = model * (1 - cut.where)
    hollow = np.maximum(hollow, _shade_hollows(height, unit=unit))
    return Relief(_turn(portrait.normals, height), np.clip(hollow, 0, 1), patina, model)


def _bleach_lips(features, lightness, around, *, unit):
    soft = np.maximum(blur(features.lips, 8 * unit), 0.05)
    own = blur(lightness * features.lips, 8 * unit) / soft
    return lightness + blur(features.lips, 2 * unit) * np.clip(around - own, 0, 0.5) * 0.8


def _tone_around(
    portrait: Portrait, features: FeatureMasks, lightness: FloatArray, *, unit: float
) -> FloatArray:
    """Return how light the skin around each place is, features left out."""
    bare = portrait.skin * (1 - np.clip(features.brows + features.eyes + features.mouth, 0, 1))
    bare = bare * (1 - portrait.importance * 0.9) + np.float32(1e-4)
    return blur(lightness * bare, 26 * unit) / blur(bare, 26 * unit)


def _chisel_skin(portrait: Portrait, lightness: FloatArray, *, unit: float) -> FloatArray:
    """Return folds, wrinkles and the drawing of features, of the photo's own light only the fine.

    A cast shadow is broad and its border strong: the guided filter keeps it in what is taken away.
    """
    broad = guided_filter(lightness, lightness, radius_px=round(11 * unit), epsilon=2e-3)
    fine = blur(lightness, 1.2) - broad
    fine = np.sign(fine) * np.clip(np.abs(fine) - 0.006, 0, None)
    wrinkles = np.tanh(fine * 22) * np.float32(WRINKLE_PX)
    broader = guided_filter(lightness, lightness, radius_px=round(34 * unit), epsilon=8e-3)
    folds = blur(broad - broader, 3 * unit)
    wrinkles = wrinkles + np.tanh(folds * 9) * np.float32(SKIN_FOLD_PX)
    drawn = np.tanh((blur(lightness, 1.3) - blur(lightness, 9 * unit)) * 6) * np.float32(FEATURE_PX)
    return mix(wrinkles, drawn, np.clip(portrait.importance * 1.2, 0, 1)) * np.float32(unit)


def _fold_cloth(portrait: Portrait, lightness: FloatArray) -> FloatArray:
    cloth = portrait.cloth
    weight = blur(cloth, 24) + np.float32(1e-3)
    band = blur(lightness, 2.0) - blur(lightness * cloth, 24) / weight
    return np.tanh(band * 9) * np.float32(FOLD_PX)


def _shade_hollows(height: FloatArray, *, unit: float) -> FloatArray:
    """Return how far each place lies below what is around it, near and not so near."""
    near = np.clip(blur(height, 3.5 * unit) - height, 0, None) * np.float32(0.13)
    far = np.clip(blur(height, 12 * unit) - blur(height, 2), 0, None) * np.float32(0.10)
    return np.clip(near + far, 0, 0.85)


def _turn(normals: FloatArray, height: FloatArray) -> FloatArray:
    """Return unit normals of a surface that carries a relief."""
    dy, dx = np.gradient(height)
    flatter = 1 / np.sqrt(1 + (dx * dx + dy * dy) * np.float32(0.35))
    carved = normals.copy()
    carved[..., 0] -= dx * flatter
    carved[..., 1] -= dy * flatter
    return (carved / np.linalg.norm(carved, axis=2, keepdims=True)).astype(np.float32)
