"""What the model is shown is the face, on nothing."""

from dataclasses import replace

import numpy as np
import pytest

from trombine.domain.photo import Photo
from trombine.domain.subject import Subject
from trombine.engines.diffusion.references import crop_reference, crop_references
from trombine.faces.mesh import find_main_face
from trombine.faces.topology import CHIN, FOREHEAD_TOP
from trombine.imaging.arrays import SrgbImage, check_image


def test_the_ground_is_gray_and_the_face_is_whole(sample_photo: Photo) -> None:
    crop = check_image(crop_reference(sample_photo, 512))

    corners = crop[[8, 8], [8, -8]]
    assert np.abs(corners - 0.5).max() < 0.02
    mesh = find_main_face(crop)
    assert mesh is not None
    forehead, chin = mesh.points[[FOREHEAD_TOP, CHIN], 1]
    assert 90 < forehead < 220
    assert 360 < chin < 480


@pytest.mark.parametrize("side_px", [64, 1024])
def test_any_side_may_be_asked_for(sample_photo: Photo, side_px: int) -> None:
    assert crop_reference(sample_photo, side_px).shape == (side_px, side_px, 3)


def test_the_best_three_photos_are_taken(sample_photo: Photo) -> None:
    dark = replace(sample_photo, image=SrgbImage(np.zeros_like(sample_photo.image)))
    subject = Subject((sample_photo, sample_photo, sample_photo, dark))

    crops = crop_references(subject, 64)

    assert len(crops) == 3
    assert min(crop.max() for crop in crops) > 0.5
