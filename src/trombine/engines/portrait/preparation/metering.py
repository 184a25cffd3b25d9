"""What the light of a photo lacks, metered as a photographer does: never by what skin ought to be.

The person's own photos say how light they are: each photo goes most of the way to the median of
all. What the scene says, ground and clothes and all, counts little, up or down, unless it is dark
as a whole. The readings end with the call: nothing here is kept, logged or sent.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from trombine.domain.photo import Photo
from trombine.engines.portrait.features import draw_features
from trombine.engines.portrait.skin_tone import middle_mean
from trombine.imaging.arrays import FloatArray, Points, SrgbImage
from trombine.imaging.color import srgb_to_linear

LUMINANCE = np.array([0.2126, 0.7152, 0.0722], np.float32)
METER_PX = 320
DARKEST = 1e-3

TO_MEDIAN, MOST_TO_MEDIAN_STOPS = 0.4, 0.3
"""Share of the way to the median of the person's photos; the rest is the mood of the photo."""

USUAL_BRIGHTEST = 0.70
"""Luminance of the brightest hundredth of a photo, half of the photos lie above and half below."""

SCENE_SHARE, MOST_SCENE_STOPS = 0.045, 0.05
DARK_STOPS, DARK_SHARE, MOST_DARK_STOPS = 0.9, 1.25, 1.5
"""From here a scene is dark as a whole: not even a lamp, a collar or a gleam in it is bright."""

BURNT = 0.985
BURNT_SHARES, BURNT_STOPS = (0.08, 0.40), 0.35
"""A face of which that much is clipped was exposed too long, and comes down by so much at most."""


@dataclass(frozen=True, slots=True)
class _Reading:
    """One photo in stops: how light the face is, and what the scene alone says is missing."""

    face: float
    missing: float


def meter(photos: Sequence[Photo]) -> tuple[float, ...]:
    """Return by how many stops to expose each of one person's photos anew; below 0 is darker."""
    readings = [_read(photo) for photo in photos]
    common = float(np.median([reading.face + reading.missing for reading in readings]))
    return tuple(reading.missing + _towards(common, reading) for reading in readings)


def _towards(common: float, reading: _Reading) -> float:
    away = common - reading.face - reading.missing
    return float(np.clip(TO_MEDIAN * away, -MOST_TO_MEDIAN_STOPS, MOST_TO_MEDIAN_STOPS))


def _read(photo: Photo) -> _Reading:
    reduction = METER_PX / max(photo.image.shape)
    small = cv2.resize(photo.image, None, fx=reduction, fy=reduction, interpolation=cv2.INTER_AREA)
    luminance: FloatArray = srgb_to_linear(SrgbImage(small)) @ LUMINANCE
    face = _find_bare_face(Points(photo.landmarks * np.float32(reduction)), small.shape)
    light = float(middle_mean(luminance[face]))
    burnt = float((small[face].max(axis=1) > BURNT).mean())
    missing = _scene_stops(float(np.percentile(luminance, 99)), burnt)
    return _Reading(float(np.log2(max(light, DARKEST))), missing)


def _find_bare_face(landmarks: Points, shape: tuple[int, ...]) -> np.ndarray:
    features = draw_features(landmarks, size_px=METER_PX)
    drawn = np.maximum.reduce((features.eyes, features.brows, features.lips, features.mouth))
    return ((features.oval > 0.9) & (drawn < 0.1))[: shape[0], : shape[1]]


def _scene_stops(brightest: float, burnt: float) -> float:
    below = float(np.log2(USUAL_BRIGHTEST / max(brightest, DARKEST)))
    usual = float(np.clip(SCENE_SHARE * below, -MOST_SCENE_STOPS, MOST_SCENE_STOPS))
    dark = float(np.clip(DARK_SHARE * (below - DARK_STOPS), 0, MOST_DARK_STOPS))
    too_long = BURNT_STOPS * float(np.interp(burnt, BURNT_SHARES, (0, 1)))
    return usual + dark - too_long
