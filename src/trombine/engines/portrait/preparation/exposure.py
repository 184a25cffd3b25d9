"""Expose the person by the stops that were metered, and give the shaded side some fill light.

How light the skin is does not enter. The fill is measured against the lit side of the same face,
and the lit side pays for it with what the eye does not miss, so that a face in common light
becomes evener and no lighter; only one half in deep shade is opened up.
"""

import cv2
import numpy as np

from trombine.engines.portrait.features import FeatureMasks
from trombine.engines.portrait.portrait import SIDE_PX
from trombine.engines.portrait.skin_tone import middle_mean
from trombine.faces.pose import measure_face_px
from trombine.imaging.arrays import BoolArray, FloatArray, LinearImage, Mask, Points, SrgbImage
from trombine.imaging.color import srgb_to_linear
from trombine.imaging.filters import blur

FEWEST_SAMPLES = 12
STEP_PX = 4

COMMON_STOPS = 0.4
"""So much darker than its lit side a face may be before it gets fill light."""

FILL_SHARE, MOST_FILL_STOPS = 0.4, 0.8
LIT_SIDE_PAYS_STOPS = 0.08
SHOULDER = 0.86
ENCODING_GAMMA = 2.2


def expose(
    foreground: SrgbImage,
    skin: Mask,
    features: FeatureMasks,
    landmarks: Points,
    *,
    stops: float,
) -> SrgbImage:
    """Return the person ``stops`` lighter, or darker below 0, with the fill light they lacked."""
    small = srgb_to_linear(SrgbImage(_small(foreground)))
    drawn = np.maximum.reduce((features.eyes, features.brows, features.lips, features.mouth))
    bare = _small(skin * (1 - drawn))
    face = (_small(features.oval) > 0.6) & (bare > 0.5)
    if face.sum() < FEWEST_SAMPLES:
        return foreground
    face_px = measure_face_px(landmarks)
    fill = _fill_stops(small, bare, face, face_px / STEP_PX)
    fill -= min(float(middle_mean(fill[face])), LIT_SIDE_PAYS_STOPS)
    on_head = blur(np.maximum(skin, features.oval), face_px * 0.03)
    fill = cv2.resize(fill, (SIDE_PX, SIDE_PX), interpolation=cv2.INTER_LINEAR)
    light = np.exp2(np.float32(stops) + fill * on_head)
    # Encoded values rise by the root of what the light rises by.
    exposed = foreground * np.power(light, np.float32(1 / ENCODING_GAMMA))[..., None]
    return _roll_off(exposed, np.minimum(foreground, exposed))


def _small(plane: FloatArray) -> FloatArray:
    side = SIDE_PX // STEP_PX
    return cv2.resize(plane, (side, side), interpolation=cv2.INTER_AREA)


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


def _roll_off(image: FloatArray, kept: FloatArray) -> SrgbImage:
    """Bend what would be whiter than white, as film does; what was as white before is ``kept``."""
    room = np.float32(1 - SHOULDER)
    bent, over = image.copy(), image > SHOULDER
    bent[over] = 1 - room * np.exp((SHOULDER - image[over]) / room)
    return SrgbImage(np.maximum(bent, kept))
