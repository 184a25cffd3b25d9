"""Expose the face as a photographer would: by everything but the tone of its skin.

A face before a bright window, or in a photo taken too dark, is opened up until the whites of the
scene say stop: eyes, teeth, clothes, the gloss of the skin, which has the lamp's color on every
skin. Whichever is brightest decides, so that dark skin in good light stays as it is. Then the
shaded side of the face gets some fill light, measured against the lit side of the same face.
"""

import cv2
import numpy as np

from trombine.engines.portrait.features import FeatureMasks
from trombine.engines.portrait.portrait import SIDE_PX
from trombine.faces.pose import measure_face_px
from trombine.imaging.arrays import BoolArray, FloatArray, LinearImage, Mask, Points, SrgbImage
from trombine.imaging.color import srgb_to_linear
from trombine.imaging.filters import blur, mix

LUMINANCE = np.array([0.2126, 0.7152, 0.0722], np.float32)

WHITE_EYES, WHITE_TEETH, WHITE_CLOTHES, GLOSS = 0.46, 0.75, 0.92, 0.76
"""Luminance that each reaches in a well exposed portrait; none is exposed beyond."""

EYES_SPREAD = 1.5
"""Eyes differ more than the light does: how wide they are open, how deep they lie."""

BACKLIT_GAIN, MOST_GAIN = 1.35, 3.0
"""What a face may gain at the cost of a brighter scene behind it, and in a scene that is dark."""

FEWEST_SAMPLES = 12
STEP_PX = 4

COMMON_STOPS = 0.25
"""So much darker than its lit side a face may be before it gets fill light."""

FILL_SHARE, MOST_FILL_STOPS = 0.5, 0.8
SHOULDER = 0.86
ENCODING_GAMMA = 2.2


def expose(
    foreground: SrgbImage,
    scene: SrgbImage,
    alpha: Mask,
    skin: Mask,
    features: FeatureMasks,
    landmarks: Points,
) -> SrgbImage:
    """Return the person with the exposure and the fill light the photo lacked.

    ``scene`` is the photo with its ground, which tells a dark photo from a face in the shade.
    """
    small = srgb_to_linear(SrgbImage(_small(foreground)))
    drawn = np.maximum.reduce((features.eyes, features.brows, features.lips, features.mouth))
    bare = _small(skin * (1 - drawn))
    face = (_small(features.oval) > 0.6) & (bare > 0.5)
    if face.sum() < FEWEST_SAMPLES:
        return foreground
    room = WHITE_CLOTHES / _brightest(srgb_to_linear(SrgbImage(_small(scene))) @ LUMINANCE)
    gain = _missing_exposure(small, _small(alpha), face, features)
    gain = float(np.clip(gain, 1, np.clip(room, BACKLIT_GAIN, MOST_GAIN)))
    face_px = measure_face_px(landmarks)
    fill = np.exp2(_fill_stops(small, bare, face, face_px / STEP_PX))
    on_head = blur(np.maximum(skin, features.oval), face_px * 0.03)
    fill = cv2.resize(fill, (SIDE_PX, SIDE_PX), interpolation=cv2.INTER_LINEAR)
    light = np.float32(gain) * mix(np.ones_like(fill), fill, on_head)
    # Encoded values rise by the root of what the light rises by.
    return _roll_off(foreground * np.power(light, np.float32(1 / ENCODING_GAMMA))[..., None])


def _small(plane: FloatArray) -> FloatArray:
    side = SIDE_PX // STEP_PX
    return cv2.resize(plane, (side, side), interpolation=cv2.INTER_AREA)


def _missing_exposure(
    small: LinearImage, alpha: FloatArray, face: BoolArray, features: FeatureMasks
) -> float:
    """Return by how much the light may rise before the first of the whites is white."""
    luminance: FloatArray = small @ LUMINANCE
    eyes = (_small(features.eyes) > 0.5) & (_small(features.irises) < 0.2)
    whites = (
        (eyes, 95, WHITE_EYES, EYES_SPREAD),
        (_small(features.mouth) > 0.5, 95, WHITE_TEETH, 1),
        (alpha > 0.8, 99, WHITE_CLOTHES, 1),
        (face, 99, GLOSS, 1),
    )
    gains = [
        (white / _brightest(luminance[place], percent)) ** spread
        for place, percent, white, spread in whites
        if place.sum() >= FEWEST_SAMPLES
    ]
    return float(min(gains))


def _brightest(luminance: FloatArray, percent: float = 99) -> float:
    return max(float(np.percentile(luminance, percent)), 1e-3)


def _fill_stops(
    small: LinearImage, bare: FloatArray, face: BoolArray, face_px: float
) -> FloatArray:
    """Return the fill light in stops: less than what is missing to the lit side of the face.

    Gloss is no light side: it is white, so that it is not in what red has over blue. Where lights
    of two colors meet, red alone says less is missing; the smaller of both counts.
    """
    red, blue = small[..., 0], small[..., 2]
    missing = []
    for signal in (red, np.clip(red - blue, 0, None)):
        broad = blur(signal * bare, face_px * 0.10) / np.maximum(blur(bare, face_px * 0.10), 1e-2)
        lit = float(np.percentile(broad[face], 85))
        missing.append(np.log2(max(lit, 1e-3) / np.maximum(broad, 1e-3)))
    beyond = np.clip(np.minimum(*missing) - COMMON_STOPS, 0, None) * FILL_SHARE
    soft = MOST_FILL_STOPS * np.tanh(beyond / MOST_FILL_STOPS)
    return soft.astype(np.float32)


def _roll_off(image: FloatArray) -> SrgbImage:
    """Bend what would be whiter than white, as film does."""
    room = np.float32(1 - SHOULDER)
    bent, over = image.copy(), image > SHOULDER
    bent[over] = 1 - room * np.exp((SHOULDER - image[over]) / room)
    return SrgbImage(bent)
