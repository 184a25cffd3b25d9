"""A portrait as sculpture: the form of the mesh, the fine form the photo shows, features carved."""

from dataclasses import dataclass

import cv2
import numpy as np

from trombine.engines.portrait.features import FeatureMasks
from trombine.engines.portrait.portrait import Portrait
from trombine.engines.portrait.techniques.carved_features import (
    BEARD_PATINA,
    Cut,
    carve_brows,
    carve_eyes,
    carve_glasses,
    carve_mouth,
    find_beard,
)
from trombine.engines.portrait.techniques.face_window import FACE_PX, FaceWindow, look_at_face
from trombine.engines.portrait.techniques.locks import cut_locks
from trombine.engines.portrait.techniques.unlit import take_light_off
from trombine.imaging.arrays import FloatArray
from trombine.imaging.color import srgb_to_lab
from trombine.imaging.filters import blur, guided_filter, mix, smoothstep

LOCK_PX, STRAND_PX, HAIRLINE_PX = 3.6, 1.5, 3.0
BEARD_LOCK_PX, BEARD_STRAND_PX, BROW_STRAND_PX = 1.2, 0.8, 0.7
CLOTH_PX, FOLD_PX, WRINKLE_PX, FEATURE_PX = 5.0, 5.0, 2.2, 5.0
"""How far, in pixels, what is carved stands out at most; of locks and strands the deviation."""

FAINTEST_WRINKLE = 0.006
"""Lightness below which fine structure is noise, not a wrinkle."""

HAIR_PATINA = 0.30
"""How far black hair darkens beside pale skin; hair as light as the skin does not."""

WIDE_PX, MODELING = 90, 0.7
"""Skin darker than what is so wide around it, in light from everywhere, is shaded to that share."""


@dataclass(frozen=True, slots=True)
class Relief:
    """A carved portrait.

    Parameters
    ----------
    normals
        (H, W, 3) unit normals with locks, folds, wrinkles, lids and eyes.
    hollow
        How deep a place lies below its surroundings, [0, 1]; light does not get there.
    tone
        Times how light the material is: 1 where bare, less where brows, beard and irises aged it.
    """

    normals: FloatArray
    hollow: FloatArray
    tone: FloatArray


def carve(
    portrait: Portrait, features: FeatureMasks, *, depth: float = 1.0, side: float = -1.0
) -> Relief:
    """Return the portrait as a relief; raising ``depth`` cuts locks, folds and wrinkles deeper.

    ``side`` is where the light will come from, -1 left: pupils are drilled for it.
    """
    unit = portrait.face_height_px / FACE_PX
    lab = srgb_to_lab(portrait.painted)
    lightness = np.ascontiguousarray(lab[..., 0]) / np.float32(100)
    unlit, shadow = take_light_off(portrait, features, lightness)
    face = look_at_face(portrait, features, lab, unlit)
    beard, brows = find_beard(face), carve_brows(face)
    fur = portrait.hair.copy()
    fur[face.place] = np.maximum(fur[face.place], np.maximum(beard, brows.where))
    locks, strands = cut_locks(portrait.combed, fur)

    bleached = unlit.copy()
    bleached[face.place] += _missing_in_lips(face)
    height = _chisel_skin(portrait, bleached, shadow, unit=unit) * np.float32(depth)
    tone = 1 - _modeling(portrait, bleached, unit=unit)
    hollow = np.zeros_like(height)
    near = face.place
    bristles = (locks[near] * np.float32(depth), strands[near] * np.float32(depth))
    bare = _Surface(height[near], hollow[near], tone[near])
    carved = _carve_face(face, bare, bleached[near], beard, brows, bristles, side=side)
    height[near], hollow[near], tone[near] = carved.height, carved.hollow, carved.tone

    manes = np.float32(HAIRLINE_PX) + locks * np.float32(LOCK_PX) + strands * np.float32(STRAND_PX)
    height = mix(height, manes * np.float32(depth), portrait.hair)
    height = mix(height, _fold_cloth(portrait, lightness) * np.float32(depth), portrait.cloth)
    tone = tone * (1 - _hair_patina(portrait, face, lightness))
    hollow = np.maximum(hollow * (1 - portrait.hair), _shade_hollows(height, unit=unit))
    return Relief(_turn(portrait.normals, height), hollow, tone)


@dataclass(frozen=True, slots=True)
class _Surface:
    """What a relief is before it has normals, in a window."""

    height: FloatArray
    hollow: FloatArray
    tone: FloatArray

    def cut(self, feature: Cut) -> "_Surface":
        """Return the surface with a feature in it."""
        return _Surface(
            mix(self.height, feature.height, feature.where),
            np.maximum(self.hollow * (1 - feature.where), feature.hollow),
            mix(self.tone, feature.tone, feature.where),
        )


def _carve_face(  # noqa: PLR0913  (a face has that many parts)
    face: FaceWindow,
    bare: _Surface,
    bleached: FloatArray,
    beard: FloatArray,
    brows: Cut,
    bristles: tuple[FloatArray, FloatArray],
    *,
    side: float,
) -> _Surface:
    """Return the face with its hair and features; what is dark around a feature is a hollow."""
    locks, strands = bristles
    smooth = 1 - np.maximum(beard, brows.where)
    height = bare.height * smooth + brows.height
    height = height + beard * (locks * np.float32(BEARD_LOCK_PX) + strands * BEARD_STRAND_PX)
    height = height + brows.where * strands * np.float32(BROW_STRAND_PX)
    dark = np.clip((face.around - face.tone) / np.float32(0.4), 0, 1)
    tone = 1 + (bare.tone - 1) * smooth
    tone = tone * brows.tone * (1 - beard * dark * np.float32(BEARD_PATINA))
    below = smoothstep(0.08, 0.50, face.around - blur(bleached, 1.0))
    hollow = below * np.clip(face.importance * np.float32(1.3), 0, 1) * (1 - brows.where)
    surface = _Surface(height, hollow * np.float32(0.9), tone)
    surface = surface.cut(carve_mouth(face, surface.height, surface.hollow))
    return surface.cut(carve_eyes(face, side=side)).cut(carve_glasses(face))


def _missing_in_lips(face: FaceWindow) -> FloatArray:
    """Return how much lighter lips would be without their color: it is no depth."""
    lips, unit = face.features.lips, face.unit
    own = blur(face.tone * lips, 8 * unit) / np.maximum(blur(lips, 8 * unit), np.float32(0.05))
    return blur(lips, 2 * unit) * np.clip(face.around - own, 0, 0.5) * np.float32(0.8)


def _chisel_skin(
    portrait: Portrait, tone: FloatArray, shadow: FloatArray, *, unit: float
) -> FloatArray:
    """Return folds, wrinkles and the drawing of features in pixels, of the photo's light none.

    The border of a cast shadow is strong and what it parts is broad: guided filters keep it in what
    is taken away here.
    """
    close = guided_filter(tone, tone, radius_px=max(round(11 * unit), 2), epsilon=2e-3)
    far = guided_filter(tone, tone, radius_px=max(round(34 * unit), 4), epsilon=8e-3)
    fine = blur(tone, 1.2) - close
    fine = fine - np.clip(fine, -np.float32(FAINTEST_WRINKLE), np.float32(FAINTEST_WRINKLE))
    folds = np.tanh(blur(close - far, 3 * unit) * np.float32(9)) * np.float32(FOLD_PX)
    skin = np.tanh(fine * np.float32(22)) * np.float32(WRINKLE_PX) + folds
    drawn = np.tanh((blur(tone, 1.3) - blur(tone, 9 * unit)) * np.float32(6))
    features = np.clip(portrait.importance * np.float32(1.2), 0, 1)
    height = mix(skin, drawn * np.float32(FEATURE_PX), features)
    return height * (1 - np.clip(shadow * 14, 0, 0.85)) * np.float32(unit)


def _modeling(portrait: Portrait, tone: FloatArray, *, unit: float) -> FloatArray:
    """Return how much darker than its wider surroundings each place of the skin is."""
    wide = np.maximum(blur(portrait.skin, WIDE_PX * unit), np.float32(0.05))
    level = blur(tone * portrait.skin, WIDE_PX * unit) / wide
    below = np.tanh((level - blur(tone, 2 * unit)) * np.float32(4))
    return below * portrait.skin * np.float32(MODELING)


def _hair_patina(portrait: Portrait, face: FaceWindow, lightness: FloatArray) -> FloatArray:
    skin = (face.features.oval > 0.5) & (face.importance < 0.2)
    usual = np.float32(np.median(face.tone[skin])) if skin.any() else np.float32(0.5)
    darker = np.clip((usual - blur(lightness, 8)) / np.float32(0.5), 0, 1)
    return portrait.hair * darker * np.float32(HAIR_PATINA)


def _fold_cloth(portrait: Portrait, lightness: FloatArray) -> FloatArray:
    cloth = portrait.cloth
    level = blur(lightness * cloth, 24) / (blur(cloth, 24) + np.float32(1e-3))
    return np.tanh((blur(lightness, 2.0) - level) * np.float32(9)) * np.float32(CLOTH_PX)


def _shade_hollows(height: FloatArray, *, unit: float) -> FloatArray:
    """Return how far each place lies below what is around it, near and not so near."""
    near = np.clip(blur(height, 3.5 * unit) - height, 0, None) * np.float32(0.13)
    far = np.clip(blur(height, 12 * unit) - blur(height, 2), 0, None) * np.float32(0.10)
    return np.clip(near + far, 0, 0.85)


def _turn(normals: FloatArray, height: FloatArray) -> FloatArray:
    """Return unit normals of a surface that carries a relief."""
    dx = cv2.Sobel(height, cv2.CV_32F, 1, 0, ksize=1, scale=0.5)
    dy = cv2.Sobel(height, cv2.CV_32F, 0, 1, ksize=1, scale=0.5)
    flatter = 1 / np.sqrt(1 + (dx * dx + dy * dy) * np.float32(0.35))
    x, y, z = normals[..., 0] - dx * flatter, normals[..., 1] - dy * flatter, normals[..., 2]
    length = np.maximum(np.sqrt(x * x + y * y + z * z), np.float32(1e-6))
    return np.dstack([x / length, y / length, z / length]).astype(np.float32)
