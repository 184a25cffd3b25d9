"""No whitening: in styles of natural color skin stays as light and of the hue that it was prepared.

The prepared photo is the right reference: its skin is as light as on the photo as it came, but
for the small exposure on which all photos of the person agree (``preparation/metering.py``).
"""

import numpy as np

from trombine.engines.portrait.features import polygon_mask
from trombine.engines.portrait.portrait import SIDE_PX, Portrait
from trombine.faces.topology import FACE_OVAL
from trombine.imaging.arrays import BoolArray, FloatArray, LabImage, Mask, SrgbImage, as_srgb
from trombine.imaging.color import lab_to_srgb, srgb_to_lab

STEP_PX = 4
FEWEST_SAMPLES = 200
GAINS = (0.75, 1.33)
LEAST_CHROMA = 4.0
"""Of a color nearer to gray the hue means nothing."""


def follow_skin_tone(
    image: SrgbImage, portrait: Portrait, *, richest: float | None = None
) -> SrgbImage:
    """Return the picture with the skin as light as the relit photo's, and of its hue.

    Tone curves and few colors pull every skin towards the same middle: dark skin up, light skin
    down, all of them towards orange. How rich its color is remains the style's; with ``richest``
    it is the person's at least, and so many times as rich at most.
    """
    bare = facial_skin(portrait)
    return keep_skin(image, portrait.relit, portrait.skin, bare, hue=True, richest=richest)


def keep_skin(
    image: SrgbImage,
    reference: SrgbImage,
    skin: Mask,
    bare: BoolArray,
    *,
    hue: bool,
    richest: float | None = None,
) -> SrgbImage:
    """Return ``image`` with its ``skin`` scaled until ``bare`` skin is as light as the reference's.

    With ``hue`` it gets its hue too, and with ``richest`` at least its chroma and at most so many
    times that. Scaled, not shifted: ink stays black, light, shade and blush stay where they were
    put. Features and their drawing stay as they are.
    """
    face = bare[::STEP_PX, ::STEP_PX]
    if face.sum() < FEWEST_SAMPLES:
        return image
    middles = [middle_mean(picture[::STEP_PX, ::STEP_PX][face]) for picture in (reference, image)]
    wanted, drawn = srgb_to_lab(SrgbImage(np.stack(middles)[None]))[0]
    a, b = _turn(drawn[1:], wanted[1:], richest) if hue else drawn[1:]
    target = lab_to_srgb(LabImage(np.array([[[wanted[0], a, b]]], np.float32)))[0, 0]
    gains = np.clip(target / np.maximum(middles[1], 1e-3), *GAINS) - 1
    return as_srgb(image * (1 + skin[..., None] * gains.astype(np.float32)))


def _turn(color: FloatArray, towards: FloatArray, richest: float | None) -> FloatArray:
    """Return a and b of the other's hue; of the same chroma, or one between the given limits."""
    chroma, other = float(np.hypot(*color)), float(np.hypot(*towards))
    if min(chroma, other) <= LEAST_CHROMA:
        return color
    wanted = chroma if richest is None else float(np.clip(chroma, other, richest * other))
    return towards * (wanted / other)


def middle_mean(values: FloatArray) -> FloatArray:
    """Return the mean of the middle half along the first axis (Tukey's midmean).

    Ink and gloss do not count, and where there are few colors it does not jump as a median does.
    """
    quarter = len(values) // 4
    return np.sort(values, axis=0)[quarter : len(values) - quarter].mean(axis=0)


def facial_skin(portrait: Portrait) -> BoolArray:
    """Return where the face shows bare skin, away from the features."""
    oval = polygon_mask(portrait.landmarks[list(FACE_OVAL), :2], size_px=SIDE_PX)
    return bare_skin(Mask(oval), portrait.skin, portrait.importance)


def bare_skin(oval: Mask, skin: Mask, importance: Mask) -> BoolArray:
    """Return the skin within the oval of a face that no feature is drawn on."""
    return (oval > 0.9) & (skin > 0.8) & (importance < 0.2)
