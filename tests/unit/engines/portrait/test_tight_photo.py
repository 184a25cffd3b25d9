"""A photo that ends at the chin: what it does not show is never made of what it shows."""

from dataclasses import replace

import numpy as np

from trombine.domain.photo import Photo
from trombine.engines.portrait.preparation.crop import crop_head_and_shoulders
from trombine.faces.topology import CHIN
from trombine.imaging.arrays import Points, SrgbImage, as_srgb


def cut_close(photo: Photo) -> Photo:
    """The face alone; a scarf of pure green lies between chin and border, with skin below it."""
    left, top = photo.landmarks[:, :2].min(axis=0).astype(int) - 12
    right = int(photo.landmarks[:, 0].max()) + 12
    chin_y = round(float(photo.landmarks[CHIN, 1]))
    tight = photo.image[top : chin_y + 6, left:right].copy()
    tight[-6:-2] = (0, 1, 0)
    moved = photo.landmarks - np.array([left, top, 0], np.float32)
    return replace(photo, image=as_srgb(tight), landmarks=Points(moved))


def green_rows(image: SrgbImage) -> np.ndarray:
    return (image[..., 1] - np.maximum(image[..., 0], image[..., 2]) > 0.3).mean(axis=1)


def test_nothing_is_mirrored_at_the_lower_border(sample_photo: Photo) -> None:
    crop = crop_head_and_shoulders(cut_close(sample_photo))

    outside = crop.inside.mean(axis=1) < 0.02
    lowest = np.flatnonzero(outside & (np.arange(len(outside)) > crop.landmarks[CHIN, 1]))
    assert len(lowest) > 40
    assert green_rows(crop.image)[: lowest[0]].max() > 0.5
    assert green_rows(crop.image)[lowest].max() == 0
