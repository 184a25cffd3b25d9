"""The part of a portrait where the face is, for work that the rest of it need not wait for."""

from dataclasses import dataclass, fields

import numpy as np

from trombine.engines.portrait.features import FeatureMasks
from trombine.engines.portrait.portrait import SIDE_PX, Portrait
from trombine.imaging.arrays import FloatArray, LabImage, Mask, Points
from trombine.imaging.filters import blur

FACE_PX = 500.0
"""Sizes are told for a face this long and follow the face that is drawn."""

MARGIN = 0.12
"""How far the window reaches beyond the face, in lengths of it."""


@dataclass(frozen=True, slots=True)
class FaceWindow:
    """A face, its photo's light taken off; all places are pixels of the window.

    Parameters
    ----------
    place
        Rows and columns of the square that the window shows.
    unit
        Pixels here for one of a face ``FACE_PX`` long.
    lab
        (H, W, 3) colors as painted.
    tone
        (H, W) lightness in light from everywhere, [0, 1].
    around
        (H, W) the same of the bare skin around each place, features left out.
    """

    place: tuple[slice, slice]
    unit: float
    features: FeatureMasks
    landmarks: Points
    lab: LabImage
    tone: FloatArray
    around: FloatArray
    skin: Mask
    importance: Mask

    def distance_from(self, point: FloatArray) -> FloatArray:
        """Return the distance to a point of the window in pixels."""
        rows, columns = (np.arange(size, dtype=np.float32) for size in self.tone.shape)
        return np.hypot(columns[None, :] - point[0], rows[:, None] - point[1])


def look_at_face(
    portrait: Portrait, features: FeatureMasks, lab: LabImage, tone: FloatArray
) -> FaceWindow:
    """Return the window around the face; ``tone`` is the lightness without the photo's light."""
    unit = portrait.face_height_px / FACE_PX
    place = _find_place(portrait)
    near = FeatureMasks(*(Mask(getattr(features, f.name)[place]) for f in fields(features)))
    skin, importance = portrait.skin[place], portrait.importance[place]
    drawn = np.clip(near.brows + near.eyes + near.mouth, 0, 1)
    bare = skin * (1 - drawn) * (1 - importance * np.float32(0.9)) + np.float32(1e-4)
    corner = np.array([place[1].start, place[0].start, 0], np.float32)
    return FaceWindow(
        place=place,
        unit=unit,
        features=near,
        landmarks=Points(portrait.landmarks - corner),
        lab=LabImage(lab[place]),
        tone=tone[place],
        around=blur(tone[place] * bare, 26 * unit) / blur(bare, 26 * unit),
        skin=Mask(skin),
        importance=Mask(importance),
    )


def _find_place(portrait: Portrait) -> tuple[slice, slice]:
    points = portrait.landmarks[:, :2]
    margin = MARGIN * portrait.face_height_px
    left, top = np.clip(points.min(axis=0) - margin, 0, SIDE_PX - 64).astype(int).tolist()
    right, bottom = np.clip(points.max(axis=0) + margin, 64, SIDE_PX).astype(int).tolist()
    return slice(top, max(bottom, top + 64)), slice(left, max(right, left + 64))
