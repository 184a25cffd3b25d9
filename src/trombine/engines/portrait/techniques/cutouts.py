"""Tones a knife can follow: few, large and coherent shapes, exact at the features."""

import cv2
import numpy as np

from trombine.engines.portrait.features import FeatureMasks
from trombine.engines.portrait.portrait import SIDE_PX, Portrait
from trombine.engines.portrait.techniques.light import lambert
from trombine.engines.portrait.techniques.tones import equalize_tone, with_even_light
from trombine.imaging.arrays import FloatArray
from trombine.imaging.filters import blur, mix, smoothstep

MOST_OPENED = 1.35
LIP_AIR = np.ones((61, 61), np.uint8)
BROAD = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (47, 47))
BROW_TONE, BROW_PERCENT = 0.30, 50
"""No lighter than this is that share of a brow, in percent."""


def light_for_cutting(  # noqa: PLR0913  (a lamp, a knife and what they work on)
    portrait: Portrait,
    features: FeatureMasks,
    *,
    from_left: bool,
    lamp_share: float,
    calm_px: int,
    relief: float,
    tone: FloatArray | None = None,
) -> FloatArray:
    """Return a tone whose steps are few, large and lit from one side.

    Flat skin has no form a knife could follow: its steps would be blobs. So ``lamp_share`` of the
    light there comes from a lamp. Raising ``calm_px`` (odd) drops larger forms, except at the
    features; raising ``relief`` parts light from shade further. Without a ``tone`` everyone's skin
    gets the same middle.
    """
    if tone is None:
        tone = equalize_tone(with_even_light(portrait, share=0.75), features, open_hair=0.4)
    tone = _fill_outwards(tone, portrait)
    tone = np.clip(tone + (tone - blur(tone, 40)) * np.float32(relief), 0, 1)
    side = -1.0 if from_left else 1.0
    lamp = lambert(portrait.normals, (side * 0.60, -0.30, 0.74), wrap=0.1)
    inside = portrait.skin > 0.6
    if inside.any():
        tone = _open_sockets(tone, features, float(np.median(tone[inside])))
        lamp = (lamp - np.median(lamp[inside])) * 0.85 + float(np.median(tone[inside]))
    lit = mix(tone, lamp, portrait.skin * np.float32(lamp_share))
    # Hair is cut in locks, which are thinner than the forms of a face.
    locks = mix(_median(lit, calm_px), _median(lit, calm_px // 2 | 1), portrait.hair)
    calm = blur(locks, 3)
    # Rims of glasses, wrinkles and strands over a face are thin and dark, and matter.
    face = blur(features.oval, 12)
    thin = blur(smoothstep(0.11, 0.20, blur(tone, 16) - tone), 2) * face
    worn = blur(portrait.cloth, 3) * face
    keep = np.maximum(np.clip(portrait.importance * 2.2 - 0.1, 0, 1), np.maximum(thin, worn))
    return mix(calm, _draw_features(tone, features), keep)


def keep_off_lips(light: FloatArray, features: FeatureMasks) -> FloatArray:
    """Return the lightest sheet without a rim round the lips, which is a moustache.

    What is broad there is the light of a cheek or a chin, and stays.
    """
    left, top, wide, tall = cv2.boundingRect((features.lips > 0).astype(np.uint8))
    # Opening the whole sheet takes a tenth of a second, and changes nothing further off.
    reach = LIP_AIR.shape[0] // 2 + 2 * BROAD.shape[0]
    window = (
        slice(max(top - reach, 0), top + tall + reach),
        slice(max(left - reach, 0), left + wide + reach),
    )
    near, lips, mouth = light[window], features.lips[window], features.mouth[window]
    around = cv2.dilate(lips, LIP_AIR) * (1 - mouth)
    result = light.copy()
    result[window] = mix(near, cv2.morphologyEx(near, cv2.MORPH_OPEN, BROAD), blur(around, 1))
    return result


def _fill_outwards(tone: FloatArray, portrait: Portrait) -> FloatArray:
    """Carry the figure's tone over its edge: the light behind it would be cut as a rim."""
    core = cv2.erode(smoothstep(0.7, 0.95, portrait.alpha), np.ones((9, 9), np.uint8))
    around = blur(tone * core, 9) / np.maximum(blur(core, 9), np.float32(0.02))
    return mix(around, tone, core)


def _draw_features(tone: FloatArray, features: FeatureMasks) -> FloatArray:
    """Return the tone for the features: lips in one piece, brows dark, teeth and eyes light."""
    tone = tone + (tone - blur(tone, 16)) * np.float32(0.4)
    drawn = mix(blur(tone, 1.2), blur(tone, 2.5), blur(features.lips, 2))
    drawn = _darken_brows(drawn, features.brows)
    whites = blur(np.maximum(features.mouth, features.eyes), 1.5)
    return mix(drawn, np.clip((drawn - 0.5) * 1.2 + 0.54, 0, 1), whites)


def _open_sockets(tone: FloatArray, features: FeatureMasks, skin_tone: float) -> FloatArray:
    """Return the tone with the skin about the eyes as light as elsewhere, lenses before it or not.

    Deep sockets and glasses would be cut as dark discs. Scaled, so that rims and lashes stay dark.
    """
    near = blur(features.eyes, 34)
    around = np.clip(near / max(float(near.max()), 1e-3) * 2.2, 0, 1)
    bare = (around > 0.9) & (features.eyes < 0.1) & (features.brows < 0.1)
    opened = tone.copy()
    for side in _sides(features.eyes):
        socket = tone[:, side][bare[:, side]]
        if socket.size:
            gain = skin_tone / max(float(np.percentile(socket, 45)), 0.05)
            lift = np.float32(np.clip(gain, 1, MOST_OPENED) - 1)
            opened[:, side] *= 1 + lift * around[:, side]
    return opened


def _sides(pair: FloatArray) -> tuple[slice, slice]:
    """Return the columns left and right of the middle of two eyes or brows."""
    middle = int(np.average(np.arange(pair.shape[1]), weights=pair.sum(axis=0) + 1e-6))
    return slice(None, middle), slice(middle, None)


def _darken_brows(tone: FloatArray, brows: FloatArray) -> FloatArray:
    """Return the tone with both brows dark enough to be cut, fair or brightly lit ones as well."""
    darker = tone * np.float32(0.74)
    for side in _sides(brows):
        hairs = darker[:, side][brows[:, side] > 0.6]
        if hairs.size:
            above = float(np.percentile(hairs, BROW_PERCENT)) - BROW_TONE
            darker[:, side] -= np.float32(np.clip(above, 0, 0.25))
    return mix(tone, darker, blur(brows, 2))


def _median(tone: FloatArray, side_px: int) -> FloatArray:
    """Return the median around each place: round forms with crisp borders, as a knife cuts."""
    coarse = np.round(np.clip(tone, 0, 1) * 255).astype(np.uint8)
    return cv2.medianBlur(coarse, side_px).astype(np.float32) / 255


def drop_scraps(
    sheet: FloatArray,
    portrait: Portrait,
    features: FeatureMasks,
    *,
    smallest_px: int,
    smallest_feature_px: int,
    smallest_island_px: int = 0,
) -> FloatArray:
    """Leave out islands and holes (areas in square pixels) nobody would cut, but for features.

    Islands may have to be larger than holes: ``smallest_island_px``.
    What is light must be an eye or teeth; what is dark may be a brow, a lip or a nostril as well.
    """
    half = (SIDE_PX // 2, SIDE_PX // 2)  # enough to tell scraps by, at a quarter of the time
    light_parts = np.maximum(features.eyes, features.mouth)
    result = sheet.copy()
    for hole, drawn in ((False, light_parts), (True, portrait.importance)):
        small = cv2.resize(result, half, interpolation=cv2.INTER_AREA) > 0.5
        solid = (small ^ hole).astype(np.uint8)
        count, labels, statistics, _ = cv2.connectedComponentsWithStats(solid)
        areas = statistics[:, cv2.CC_STAT_AREA] * 4
        weights = cv2.resize(drawn, half, interpolation=cv2.INTER_AREA)
        sums = np.bincount(labels.ravel(), weights.ravel(), minlength=count) * 4
        share = sums / np.maximum(areas, 1)
        least = smallest_px if hole else max(smallest_px, smallest_island_px)
        scraps = (areas < least) & (share < 0.42)
        scraps |= (areas < smallest_feature_px) & (share < 0.8)
        scraps[0] = False
        if scraps.any():
            marked = cv2.dilate(scraps[labels].astype(np.uint8), np.ones((5, 5), np.uint8))
            large = cv2.resize(marked, (SIDE_PX, SIDE_PX), interpolation=cv2.INTER_NEAREST)
            result = np.where(large > 0, np.float32(hole), result)
    return result
