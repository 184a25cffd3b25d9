from pathlib import Path

import numpy as np
import pytest

from trombine.errors import InstallationBroken
from trombine.imaging.arrays import SrgbImage
from trombine.moderation.hash_list import PdqHashList
from trombine.moderation.pdq import pdq_hash


def write(folder: Path, *lines: str) -> Path:
    path = folder / "known.txt"
    path.write_text("\n".join(lines))
    return path


def test_a_list_may_hold_remarks_and_empty_lines(tmp_path: Path, sample_image: SrgbImage) -> None:
    digits = pdq_hash(sample_image).text

    known = PdqHashList.read(write(tmp_path, "# of today", "", f"{digits}  # one", digits.upper()))

    assert known.name == "known.txt"
    assert known.hashes.shape == (2, 32)
    assert known.matches(sample_image)


def test_an_empty_list_matches_nothing(tmp_path: Path, sample_image: SrgbImage) -> None:
    assert not PdqHashList.read(write(tmp_path)).matches(sample_image)


def test_a_picture_with_nothing_to_see_matches_nothing(tmp_path: Path) -> None:
    flat = SrgbImage(np.full((300, 300, 3), 0.4, np.float32))
    known = PdqHashList.read(write(tmp_path, pdq_hash(flat).text))

    assert not known.matches(flat)


@pytest.mark.parametrize("line", ["ab", "f" * 63, "f" * 66, "g" * 64, "héros"])
def test_a_malformed_list_is_refused_with_its_line(line: str, tmp_path: Path) -> None:
    with pytest.raises(InstallationBroken, match="hash_list_malformed") as refusal:
        PdqHashList.read(write(tmp_path, "f" * 64, line))

    assert refusal.value.details == {"line": 2}


def test_a_missing_list_is_said(tmp_path: Path) -> None:
    with pytest.raises(InstallationBroken, match="hash_list_missing"):
        PdqHashList.read(tmp_path / "nothing.txt")
