"""How much of a head a photo shows: what its border cuts off can be neither turned nor covered."""

from trombine.domain.photo import Photo
from trombine.faces.pose import measure_face_px
from trombine.faces.topology import FACE_OVAL

LEAST_BESIDE, LEAST_ABOVE = 0.22, 0.14
"""Between the outline of the face and the border, in lengths of the face: ears and hair need it."""


def shows_whole_head(photo: Photo) -> bool:
    """Return whether the photo leaves room for ears and hair at both sides and above."""
    outline = photo.landmarks[list(FACE_OVAL), :2]
    left, top = outline.min(axis=0)
    right = photo.image.shape[1] - float(outline[:, 0].max())
    face_px = measure_face_px(photo.landmarks)
    return bool(min(left, right) >= LEAST_BESIDE * face_px and top >= LEAST_ABOVE * face_px)
