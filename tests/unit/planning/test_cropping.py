"""Which photos show a whole head, measured on the sample photo and on cuts of it."""

from dataclasses import replace

import numpy as np
import pytest

from trombine.domain.photo import Photo
from trombine.faces.topology import FACE_OVAL
from trombine.imaging.arrays import Points, SrgbImage
from trombine.planning.cropping import shows_whole_head


def cut_at(photo: Photo, border: str, *, room: float) -> Photo:
    """Return the photo cut off so many face heights beside or above the outline of the face."""
    outline = photo.landmarks[list(FACE_OVAL), :2]
    face_px = float(np.ptp(outline[:, 1]))
    left, top = (outline.min(axis=0) - room * face_px).astype(int)
    right = int(outline[:, 0].max() + room * face_px)
    rows = slice(top if border == "above" else 0, None)
    columns = slice(left if border == "left" else 0, right if border == "right" else None)
    moved = photo.landmarks - np.array([columns.start, rows.start, 0], np.float32)
    image = SrgbImage(np.ascontiguousarray(photo.image[rows, columns]))
    return replace(photo, image=image, landmarks=Points(moved))


def test_a_photo_with_room_on_all_sides_shows_the_whole_head(sample_photo: Photo) -> None:
    assert shows_whole_head(sample_photo)


@pytest.mark.parametrize("border", ["left", "right", "above"])
def test_a_border_close_to_the_face_cuts_the_head(sample_photo: Photo, border: str) -> None:
    assert not shows_whole_head(cut_at(sample_photo, border, room=0.05))
