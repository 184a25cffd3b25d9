"""Trombine as a library, as the README shows it."""

import io
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

import trombine
from trombine.domain.photo import Decision
from trombine.errors import InputRefused
from trombine.imaging.arrays import check_image

README = Path(__file__).resolve().parents[2] / "README.md"


def test_photos_can_be_checked_as_paths_or_bytes(sample_set: list[Path]) -> None:
    verdicts = trombine.check_photos([sample_set[0], sample_set[1].read_bytes()])

    assert [verdict.decision for verdict in verdicts] == [Decision.ACCEPTED, Decision.WARNED]


def test_avatars_come_one_by_one_as_arrays(three_photos: list[Path]) -> None:
    avatars = list(trombine.make_avatars(three_photos, styles=["neon"], count=2, size_px=256))

    assert sorted(avatar.assignment.index for avatar in avatars) == [1, 2]
    for avatar in avatars:
        assert avatar.image is not None
        assert check_image(avatar.image).shape == (256, 256, 3)
        assert avatar.score.passed
    file = trombine.label(avatars[0], "png", size_px=200, shape="circle", badge=True)
    with Image.open(io.BytesIO(file)) as picture:
        assert (picture.format, picture.size, picture.mode) == ("PNG", (200, 200), "RGBA")
    assert trombine.verify(file).verdict == "made_by_trombine"


def test_too_few_photos_are_refused_before_anything_is_drawn(sample_set: list[Path]) -> None:
    with pytest.raises(InputRefused, match="2 usable photos; at least 3 are needed"):
        next(trombine.make_avatars(sample_set[:2]))


def test_the_example_of_the_readme_runs(tmp_path: Path, three_photos: list[Path]) -> None:
    example = README.read_text().split("```python\n")[1].split("```")[0]
    code = example.replace("count=6", "count=2")
    assert code != example
    for path, name in zip(three_photos, ("1.jpg", "2.jpg", "3.jpg"), strict=True):
        (tmp_path / name).write_bytes(path.read_bytes())
    script = tmp_path / "example.py"
    script.write_text(code)

    run = subprocess.run(
        [sys.executable, script], cwd=tmp_path, capture_output=True, text=True, check=False
    )

    assert run.returncode == 0, run.stderr
    assert len(run.stdout.splitlines()) == 2
