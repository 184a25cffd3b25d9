"""Hair of another color: strands keep their light and shade, beard and brows keep their color."""

from dataclasses import replace

import cv2
import numpy as np

from trombine.engines.portrait.features import polygon_mask
from trombine.engines.portrait.portrait import SIDE_PX, Portrait
from trombine.engines.portrait.preparation.strands import draw_missing_strands
from trombine.faces.topology import CHIN, FACE_OVAL, NOSE_TIP
from trombine.imaging.arrays import BoolArray, FloatArray, Mask, SrgbImage
from trombine.imaging.color import lab_to_srgb, srgb_to_lab
from trombine.imaging.filters import blur, mix, smoothstep

SURE = 0.6
LEAST_PX = 400
"""Fewer pixels of hair are none: there is nothing to dye."""

USUAL_SPREAD = 11.0
"""Deviation of lightness among the strands of dyed hair, in L*: black hair has less, and gains."""
MOST_GAIN, LEAST_GAIN = 2.0, 0.7
TOWARDS_LIGHT = np.array([-0.35, -0.6, 0.7], np.float32)
VOLUME = 26.0
"""Light and shade, in L*, for hair so black that the photo shows none."""
GLOSS = 0.35
"""How much of its color a strand loses where light glides over it."""

JAW, RIM = 1.12, 0.06
"""As far as a beard covers, against the oval of the face, and how broad its rim is at most."""
DARKER_CHIN_L = 12.0
BEARD_REACH = 1.0
"""How far below the chin a beard may hang, in lengths from nose to chin."""


def dye(portrait: Portrait, color: FloatArray) -> Portrait:
    """Return the portrait with its hair in a color, (3,) sRGB; who has none stays as they are."""
    hair = portrait.hair * (1 - find_beard(portrait))
    solid = hair > SURE
    if solid.sum() < LEAST_PX:
        return portrait
    goal = srgb_to_lab(SrgbImage(color.reshape(1, 1, 3)))[0, 0]
    volume = portrait.normals @ TOWARDS_LIGHT
    volume = VOLUME * (volume - np.float32(np.median(volume[solid])))

    def dyed(image: SrgbImage) -> SrgbImage:
        tinted = _tint(image, solid, goal, volume)
        tinted = draw_missing_strands(tinted, Mask(hair), portrait.importance)
        return SrgbImage(mix(image, tinted, hair))

    return replace(
        portrait,
        relit=dyed(portrait.relit),
        painted=dyed(portrait.painted),
        combed=dyed(portrait.combed),
    )


def _tint(image: SrgbImage, solid: BoolArray, goal: FloatArray, volume: FloatArray) -> SrgbImage:
    """Return everything as if it were hair of that color: its strands about the color's middle."""
    lightness = srgb_to_lab(image)[..., 0]
    of_hair = lightness[solid]
    spread = float(of_hair.std()) + 1e-3
    gain = np.clip(USUAL_SPREAD / spread, LEAST_GAIN, MOST_GAIN)
    strands = (lightness - np.float32(np.median(of_hair))) * np.float32(gain)
    strands += volume * np.float32(np.clip(1 - spread / USUAL_SPREAD, 0, 1))
    lit = np.clip(goal[0] + strands, 2, 97)
    # Gloss is the lamp's color, and deep shade has little of any.
    share = 1 - GLOSS * smoothstep(8, 30, strands)
    share = share * smoothstep(0, 22, lit)
    planes = [lit, goal[1] * share, goal[2] * share]
    return lab_to_srgb(cv2.merge([plane.astype(np.float32) for plane in planes]))


def find_beard(portrait: Portrait) -> Mask:
    """Return what of the hair grows on jaw and chin, soft.

    A beard is a thin rim about the lower face; longer, it hangs straight below a chin that is
    darker than the cheeks. Locks that fall past a face are broad and lie beside it.
    """
    unit = portrait.face_height_px
    points = portrait.landmarks[:, :2]
    along, across = _measure_from(points[NOSE_TIP], points[CHIN])
    jaw = polygon_mask(_widen(points[list(FACE_OVAL)], JAW), size_px=SIDE_PX) * (along > 0)
    side = 2 * round(RIM * unit) + 1
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side))
    broad = cv2.dilate(cv2.erode((portrait.hair > 0.5).astype(np.uint8), disc), disc)
    rim = jaw * (1 - broad)
    if _is_chin_dark(portrait, along, across):
        hung = (along > 0.5) & (np.abs(across) < 0.5) & (along < 1 + BEARD_REACH)
        rim = np.maximum(rim, hung.astype(np.float32))
    return Mask(np.clip(blur(rim.astype(np.float32), 0.012 * unit) * 1.4, 0, 1))


def _measure_from(start: FloatArray, end: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return how far each place lies from start towards end, which is at 1, and how far beside."""
    towards = (end - start) / max(float(((end - start) ** 2).sum()), 1e-6)
    y, x = np.mgrid[0:SIDE_PX, 0:SIDE_PX].astype(np.float32)
    x, y = x - start[0], y - start[1]
    return x * towards[0] + y * towards[1], y * towards[0] - x * towards[1]


def _is_chin_dark(portrait: Portrait, along: FloatArray, across: FloatArray) -> bool:
    lightness = srgb_to_lab(portrait.relit)[..., 0]
    middle = (np.abs(across) < 0.35) & (portrait.skin > SURE)
    chin, cheek = middle & (along > 0.8) & (along < 1), middle & (along < 0) & (along > -0.35)
    if not (chin.any() and cheek.any()):
        return False
    return float(np.median(lightness[cheek]) - np.median(lightness[chin])) > DARKER_CHIN_L


def _widen(oval: FloatArray, factor: float) -> FloatArray:
    middle = oval.mean(axis=0)
    return (oval - middle) * np.float32(factor) + middle
