"""The real command, end to end, in its own process."""

import json
import os
import platform
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from tests.unit.provenance.pictures import identifiers

from trombine.faces.weights import read_manifest
from trombine.imaging.codec import decode_own, read_xmp

ORDER = ("--count", "2", "--styles", "painted,neon", "--seed", "5")


def trombine(*words: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "trombine", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("made") / "out"


@pytest.fixture(scope="module")
def made(out: Path, three_photos: list[Path]) -> subprocess.CompletedProcess[str]:
    """One run for all who look at what a run leaves."""
    return trombine("make", *three_photos, *ORDER, "--workers", "2", "--out", out, "--json")


def test_photos_become_avatars_with_a_sheet_and_a_manifest(
    made: subprocess.CompletedProcess[str], out: Path, three_photos: list[Path]
) -> None:
    assert made.returncode == 0, made.stderr
    events = [json.loads(line) for line in made.stdout.splitlines()]
    assert [e["event"] for e in events].count("avatar") == 2
    assert events[-1]["event"] == "done"
    names = sorted(path.name for path in out.iterdir())
    assert names == [
        "01-painted.webp",
        "02-neon.webp",
        "contact-sheet.jpg",
        "manifest.json",
    ]
    manifest = json.loads((out / "manifest.json").read_text())
    assert all(avatar["likeness"] <= 0.6 for avatar in manifest["avatars"])
    skins = [(avatar["style"], avatar["skin"]) for avatar in manifest["avatars"]]
    assert set(skins) == {("painted", "as_on_your_photos"), ("neon", "colors_of_the_style")}
    for name in names[:3]:
        file = (out / name).read_bytes()
        assert b"compositeWithTrainedAlgorithmicMedia" in read_xmp(file)
        with Image.open(out / name) as picture:
            assert not picture.getexif()
    photos = {piece for path in three_photos for piece in pieces(path.read_bytes(), step=8)}
    for name in names[:2]:
        assert photos.isdisjoint(pieces((out / name).read_bytes(), step=1))
    told = trombine("verify", *(out / name for name in names[:3]), "--json")
    lines = [json.loads(line) for line in told.stdout.splitlines()]
    assert {line["verdict"] for line in lines} == {"made_by_trombine"}
    assert {line["c2pa"]["state"] for line in lines} == {"valid"}
    assert [line["file"] for line in lines] == [str(out / name) for name in names[:3]]


def pieces(content: bytes, *, step: int) -> Iterator[bytes]:
    """Yield 24 bytes from every place: whoever copies 32 is found with steps of 8."""
    return (content[place : place + 24] for place in range(0, len(content) - 23, step))


def test_two_runs_of_an_order_give_the_same_pictures_and_share_no_identifier(
    made: subprocess.CompletedProcess[str], out: Path, tmp_path: Path, three_photos: list[Path]
) -> None:
    again = trombine("make", *three_photos, *ORDER, "--workers", "1", "--out", tmp_path)

    assert made.returncode == again.returncode == 0
    names = ("01-painted.webp", "02-neon.webp")
    for name in names:
        together, alone = (decode_own((each / name).read_bytes()) for each in (out, tmp_path))
        assert np.array_equal(together, alone)
    told = [identifiers((each / name).read_bytes()) for each in (out, tmp_path) for name in names]
    assert len(set.union(*told)) == sum(map(len, told))


def test_check_judges_without_drawing(sample_set: list[Path]) -> None:
    run = trombine("check", *sample_set, "--lang", "fr")

    assert run.returncode == 0
    assert run.stdout.count("acceptée") == 4


def test_the_doctor_finds_a_sound_installation() -> None:
    run = trombine("doctor", "--lang", "en")

    assert run.returncode == 0
    assert "Everything is in order" in run.stdout
    assert f"Python {platform.python_version()}" in run.stdout
    assert f"{os.cpu_count()} cores" in run.stdout
    assert "decoder sandbox: rlimits" in run.stdout
    assert "✓ signing: a throw-away certificate for each picture" in run.stdout
    assert "✓ portrait: banknote, " in run.stdout
    digest = str(read_manifest()["face_landmarker.task"]["sha256"])
    assert f"✓ face_landmarker.task: {digest[:12]}" in run.stdout


def test_verify_says_what_it_found_and_refuses_what_is_no_picture(
    tmp_path: Path, sample_set: list[Path]
) -> None:
    letter = tmp_path / "letter.jpg"
    letter.write_text("no picture")

    run = trombine("verify", sample_set[0], letter, "--lang", "fr")

    assert run.returncode == 2
    assert "Aucune marque" in run.stdout
    assert "ne peut pas être vérifié" in run.stdout
