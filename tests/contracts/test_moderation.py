"""What every list of known pictures and every host's check must keep, ours as well as plugged ones.

A host who plugs one of their own adds it to ``MATCHERS`` in a copy of this file.
"""

from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import pytest

from trombine.imaging.arrays import SrgbImage, as_srgb
from trombine.imaging.codec import decode_own, decode_photo, encode
from trombine.moderation.hash_list import HashMatcher, PdqHashList
from trombine.moderation.pdq import pdq_hash

Listing = Callable[[SrgbImage, Path], HashMatcher]


def list_in_a_file(listed: SrgbImage, folder: Path) -> HashMatcher:
    path = folder / "known.txt"
    path.write_text(pdq_hash(listed).text + "\n")
    return PdqHashList.read(path)


MATCHERS: Mapping[str, Listing] = {"local PDQ list": list_in_a_file}


@pytest.fixture(params=MATCHERS.values(), ids=MATCHERS)
def matcher(request: pytest.FixtureRequest, sample_image: SrgbImage, tmp_path: Path) -> HashMatcher:
    listing: Listing = request.param
    return listing(sample_image, tmp_path)


def test_a_list_has_a_name_for_the_log(matcher: HashMatcher) -> None:
    assert matcher.name


@pytest.mark.parametrize(
    "change",
    [
        lambda image: image,
        lambda image: as_srgb(image[:, ::-1]),
        lambda image: as_srgb(np.rot90(image)),
        lambda image: decode_own(encode(image, "jpeg", xmp=b"")),
        lambda image: as_srgb(image * 0.9),
    ],
    ids=["itself", "mirrored", "turned", "compressed again", "darker"],
)
def test_a_listed_picture_is_known(
    matcher: HashMatcher, sample_image: SrgbImage, change: Callable[[SrgbImage], SrgbImage]
) -> None:
    assert matcher.matches(change(sample_image))


def test_another_picture_is_not_known(matcher: HashMatcher, hat_and_glasses_file: bytes) -> None:
    assert not matcher.matches(decode_photo(hat_and_glasses_file))
    assert not matcher.matches(SrgbImage(np.zeros((300, 300, 3), np.float32)))


def test_asking_leaves_the_picture_as_it_was(matcher: HashMatcher, sample_image: SrgbImage) -> None:
    before = sample_image.copy()

    matcher.matches(sample_image)

    assert (sample_image == before).all()
