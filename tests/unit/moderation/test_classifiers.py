"""The vendored networks answer as the published ones do.

The figures are what onnxruntime says of the published 32-bit files, and TensorFlow.js of nsfwjs'.
"""

import hashlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trombine import vendored
from trombine.domain.photo import Photo
from trombine.errors import InstallationBroken
from trombine.faces.embedding import align_face
from trombine.imaging.arrays import SrgbImage
from trombine.imaging.codec import decode_photo
from trombine.moderation.classifiers import (
    AGE_PADDING,
    AGE_SIDE_PX,
    estimate_age,
    rate_nudity,
)
from trombine.moderation.weights import FOLDER, read_manifest, weight_path

ROOT = Path(__file__).resolve().parents[3]
NAMES = sorted(read_manifest())


def test_nudity_scores_are_those_of_the_published_networks(
    sample_image: SrgbImage, hat_and_glasses_file: bytes
) -> None:
    first, second = rate_nudity(sample_image), rate_nudity(decode_photo(hat_and_glasses_file))

    assert first.open_nsfw == pytest.approx(0.01720, abs=5e-4)
    assert first.nsfwjs == pytest.approx(0.00583, abs=5e-5)
    assert second.open_nsfw == pytest.approx(0.00014, abs=5e-4)
    assert second.nsfwjs == pytest.approx(0.00040, abs=5e-5)


def test_the_age_is_that_of_the_published_network(sample_photo: Photo) -> None:
    chip = align_face(
        sample_photo.image, sample_photo.landmarks, side_px=AGE_SIDE_PX, padding=AGE_PADDING
    )

    assert estimate_age(chip) == pytest.approx(30.07, abs=0.2)
    assert estimate_age(np.ascontiguousarray(chip[:, ::-1])) == pytest.approx(estimate_age(chip))


@settings(max_examples=10, deadline=None)
@given(st.integers(8, 90), st.integers(8, 90), st.integers(0, 99))
def test_any_picture_gets_shares(height: int, width: int, seed: int) -> None:
    noise = np.random.default_rng(seed).random((height, width, 3), dtype=np.float32)

    scores = rate_nudity(SrgbImage(noise))

    assert 0 <= scores.open_nsfw <= 1
    assert 0 <= scores.nsfwjs <= 1


def test_measuring_leaves_the_picture_as_it_was(sample_image: SrgbImage) -> None:
    before = sample_image.copy()

    rate_nudity(sample_image)

    assert (sample_image == before).all()


@pytest.mark.parametrize("name", NAMES)
def test_a_vendored_network_is_the_one_that_was_pinned(name: str) -> None:
    digest = hashlib.sha256(weight_path(name).read_bytes()).hexdigest()

    assert digest == read_manifest()[name]["sha256"]
    assert digest in (ROOT / "THIRD_PARTY.md").read_text()


@pytest.mark.parametrize("name", NAMES)
def test_an_altered_network_is_refused(name: str, tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_bytes((FOLDER / "manifest.json").read_bytes())
    altered = bytearray((FOLDER / name).read_bytes())
    altered[len(altered) // 2] ^= 1
    (tmp_path / name).write_bytes(altered)

    with pytest.raises(InstallationBroken, match="weight_altered"):
        vendored.checked_path(tmp_path, name)


def test_a_missing_network_is_missed() -> None:
    with pytest.raises(InstallationBroken, match="weight_missing"):
        weight_path("gender.onnx")
