"""No whitening: in styles of natural color the skin stays as light as on the prepared photo."""

import numpy as np

from trombine.engines.portrait.features import polygon_mask
from trombine.engines.portrait.portrait import SIDE_PX, Portrait
from trombine.faces.topology import FACE_OVAL
from trombine.imaging.arrays import BoolArray, FloatArray, Mask, SrgbImage, as_srgb
from trombine.imaging.color import luma

STEP_PX = 4
FEWEST_SAMPLES = 200
GAINS = (0.8, 1.25)


def follow_skin_tone(image: SrgbImage, portrait: Portrait) -> SrgbImage:
    """Return the picture with the skin scaled until it is as light as the relit photo's.

    Tone curves and few colors pull every skin towards the same middle: dark skin up, light skin
    down. Scaled, not shifted: ink stays black. Features and their drawing stay as they are.
    """
    return keep_skin_as_light(image, portrait.relit, portrait.skin, facial_skin(portrait))


def keep_skin_as_light(
    image: SrgbImage, reference: SrgbImage, skin: Mask, bare: BoolArray
) -> SrgbImage:
    """Return ``image`` with its skin scaled: ``bare`` skin is as light as on the reference."""
    face = bare[::STEP_PX, ::STEP_PX]
    if face.sum() < FEWEST_SAMPLES:
        return image
    wanted, drawn = (
        float(middle_mean(luma(SrgbImage(picture[::STEP_PX, ::STEP_PX][face]))))
        for picture in (reference, image)
    )
    gain = np.float32(np.clip(wanted / max(drawn, 1e-3), *GAINS) - 1)
    return as_srgb(image * (1 + gain * skin)[..., None])


def middle_mean(values: FloatArray) -> FloatArray:
    """Return the mean of the middle half along the first axis (Tukey's midmean).

    Ink and gloss do not count, and where there are few colors it does not jump as a median does.
    """
    quarter = len(values) // 4
    return np.sort(values, axis=0)[quarter : len(values) - quarter].mean(axis=0)


def facial_skin(portrait: Portrait) -> BoolArray:
    """Return where the face shows bare skin, away from the features."""
    oval = polygon_mask(portrait.landmarks[list(FACE_OVAL), :2], size_px=SIDE_PX)
    return (oval > 0.9) & (portrait.skin > 0.8) & (portrait.importance < 0.2)
