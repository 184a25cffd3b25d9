import hashlib
from pathlib import Path

import pytest

from trombine import samples
from trombine.errors import InstallationBroken
from trombine.faces.weights import FOLDER, read_manifest, weight_path

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize("name", sorted(read_manifest()))
def test_a_vendored_file_is_the_one_that_was_pinned(name: str) -> None:
    folder = FOLDER if (FOLDER / name).exists() else Path(str(samples.__file__)).parent

    digest = hashlib.sha256((folder / name).read_bytes()).hexdigest()

    assert digest == read_manifest()[name]["sha256"]


def test_an_unknown_weight_is_missed() -> None:
    with pytest.raises(InstallationBroken, match="weight_missing"):
        weight_path("nothing.tflite")


@pytest.mark.parametrize("name", sorted(read_manifest()))
def test_third_party_lists_every_vendored_file_with_its_hash(name: str) -> None:
    listed = (ROOT / "THIRD_PARTY.md").read_text()

    assert name in listed
    assert str(read_manifest()[name]["sha256"]) in listed


def test_third_party_lists_the_weights_of_our_own_with_their_hash() -> None:
    digest = hashlib.sha256((FOLDER.parent / "covers.npy").read_bytes()).hexdigest()

    assert digest in (ROOT / "THIRD_PARTY.md").read_text()
