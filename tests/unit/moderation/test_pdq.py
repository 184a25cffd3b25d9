"""PDQ as its authors' program computes it: the hashes below come from that program."""

import cv2
import numpy as np
import pytest

from trombine.imaging.arrays import SrgbImage, as_srgb
from trombine.imaging.codec import decode_own, encode, from_bytes
from trombine.moderation.hash_list import LARGEST_DISTANCE
from trombine.moderation.pdq import BITS, PdqHash, pdq_hash, pdq_hashes

ASTRONAUT = "2d6b1af3a956c529e79ca3d2526fa834d4196c81cedd04de0a26b855fc99b724"
WAVES = "d17e05fc917c17fad7fe1ff8d7f8fff0d5fd80802aaaffc02aa0fe8028000000"


def waves() -> SrgbImage:
    y, x = np.mgrid[0:300, 0:400]
    channels = [(x * 5 + y * 3) % 256, (x * y // 7) % 256, (x * x // 11 + y) % 256]
    return from_bytes(np.stack(channels, axis=-1).astype(np.uint8))


def distance(first: PdqHash, second: PdqHash) -> int:
    return int(np.bitwise_count(first.packed ^ second.packed).sum())


def test_a_photo_has_the_published_hash(sample_image: SrgbImage) -> None:
    assert pdq_hash(sample_image).text == ASTRONAUT
    assert pdq_hash(sample_image).quality == 100


def test_a_computed_picture_has_the_published_hash() -> None:
    assert pdq_hash(waves()).text == WAVES


@pytest.mark.parametrize("size_px", [(256, 256), (400, 300), (900, 900), (1600, 1600)])
def test_size_hardly_matters(sample_image: SrgbImage, size_px: tuple[int, int]) -> None:
    resized = as_srgb(cv2.resize(sample_image, size_px, interpolation=cv2.INTER_AREA))

    assert distance(pdq_hash(resized), pdq_hash(sample_image)) <= LARGEST_DISTANCE


def test_compression_hardly_matters(sample_image: SrgbImage) -> None:
    again = decode_own(encode(sample_image, "jpeg", xmp=b""))

    assert distance(pdq_hash(again), pdq_hash(sample_image)) <= 4


def test_a_flat_picture_has_no_quality() -> None:
    flat = SrgbImage(np.full((300, 300, 3), 0.4, np.float32))

    assert pdq_hash(flat).quality == 0


@pytest.mark.parametrize("turn", range(8))
def test_every_turn_and_mirror_image_is_foreseen(sample_image: SrgbImage, turn: int) -> None:
    mirrored = sample_image[:, ::-1] if turn & 4 else sample_image
    turned = as_srgb(np.rot90(mirrored, turn & 3))

    known = pdq_hashes(sample_image)
    nearest = min(distance(pdq_hash(turned), each) for each in known)

    assert len(known) == 8
    assert nearest <= LARGEST_DISTANCE


def test_unrelated_pictures_are_far_apart(sample_image: SrgbImage) -> None:
    assert 80 <= distance(pdq_hash(sample_image), pdq_hash(waves())) <= BITS - 80
