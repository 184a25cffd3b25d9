"""The real command, end to end, in its own process."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from trombine.imaging.arrays import SrgbImage, as_srgb
from trombine.imaging.codec import decode_own, encode, read_xmp


def trombine(*words: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "trombine", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)


def test_photos_become_avatars_with_a_sheet_and_a_manifest(
    tmp_path: Path, sample_set: list[Path]
) -> None:
    out = tmp_path / "out"

    order = ("--count", "4", "--styles", "painted,neon")
    run = trombine("make", *sample_set, *order, "--out", out, "--json")

    assert run.returncode == 0, run.stderr
    events = [json.loads(line) for line in run.stdout.splitlines()]
    assert [e["event"] for e in events].count("avatar") == 4
    assert events[-1]["event"] == "done"
    names = sorted(path.name for path in out.iterdir())
    assert names == [
        "01-painted.webp",
        "02-neon.webp",
        "03-painted.webp",
        "04-neon.webp",
        "contact-sheet.jpg",
        "manifest.json",
    ]
    manifest = json.loads((out / "manifest.json").read_text())
    assert all(avatar["likeness"] <= 0.6 for avatar in manifest["avatars"])
    for name in names[:5]:
        file = (out / name).read_bytes()
        assert b"compositeWithTrainedAlgorithmicMedia" in read_xmp(file)
        with Image.open(out / name) as picture:
            assert not picture.getexif()


def test_the_same_order_gives_the_same_pictures_with_one_worker_or_two(
    tmp_path: Path, sample_set: list[Path]
) -> None:
    order = (
        "make",
        *sample_set,
        "--count",
        "3",
        "--styles",
        "neon",
        "--seed",
        "5",
        "--size",
        "256",
    )

    for workers in ("1", "2"):
        trombine(*order, "--workers", workers, "--out", tmp_path / workers)

    for name in ("01-neon.webp", "02-neon.webp", "03-neon.webp"):
        alone, together = (decode_own((tmp_path / n / name).read_bytes()) for n in ("1", "2"))
        assert np.array_equal(alone, together)


@pytest.mark.parametrize(
    ("words", "english", "french"),
    [
        (["make", "missing-folder"], "nothing at", "rien à"),
        (["make", "{set}", "--styles", "cubism"], "no style", "pas de style"),
        (["make", "{set}", "--count", "0"], "1 to 100", "1 à 100"),
        (["make", "{two}"], "at least 3", "au moins 3"),
        (["make", "{eleven}"], "at most 10", "10 au plus"),
        (["make", "{empty}"], "no photos in this folder", "aucune photo"),
        (["make", "{set}", "--out", "{file}/x"], "part of it is a file", "un fichier est"),
    ],
)
def test_bad_input_is_refused_in_both_languages_and_leaves_nothing(
    tmp_path: Path, sample_set: list[Path], words: list[str], english: str, french: str
) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "file").write_text("in the way")
    places = {
        "{set}": sample_set,
        "{two}": sample_set[:2],
        "{eleven}": [shutil.copy(sample_set[0], tmp_path / f"{n}.jpg") for n in range(11)],
        "{empty}": [tmp_path / "empty"],
        "{file}/x": [tmp_path / "file" / "x"],
    }
    command = [part for word in words for part in places.get(word, [word])]
    before = sorted(tmp_path.rglob("*"))
    out = [] if "--out" in words else ["--out", tmp_path / "out"]

    for language, sentence in (("en", english), ("fr", french)):
        run = trombine(*command, *out, "--lang", language)

        assert run.returncode == 2
        assert sentence in run.stderr.replace("\u00a0", " ").replace("\u2019", "'")
        assert "Traceback" not in run.stderr
    assert sorted(tmp_path.rglob("*")) == before


def test_a_stranger_is_left_out_and_refused_under_strict(
    tmp_path: Path, sample_set: list[Path], hat_and_glasses_file: bytes
) -> None:
    stranger = tmp_path / "stranger.jpg"
    stranger.write_bytes(hat_and_glasses_file)
    order = ("make", *sample_set[:3], stranger, "--count", "1", "--styles", "neon")

    tolerant = trombine(*order, "--out", tmp_path / "out")
    strict = trombine(*order, "--strict", "--out", tmp_path / "strict")

    assert tolerant.returncode == 0
    assert "somebody else" in tolerant.stderr
    assert strict.returncode == 2
    assert not (tmp_path / "strict").exists()


def test_check_judges_without_drawing(sample_set: list[Path]) -> None:
    run = trombine("check", *sample_set, "--lang", "fr")

    assert run.returncode == 0
    assert run.stdout.count("acceptée") == 4


def test_the_doctor_finds_a_sound_installation() -> None:
    run = trombine("doctor", "--lang", "en")

    assert run.returncode == 0
    assert "Everything is in order" in run.stdout


def test_check_says_what_is_wrong_with_each_file(
    tmp_path: Path, sample_set: list[Path], sample_image: SrgbImage
) -> None:
    photo = sample_set[1].read_bytes()
    pair = as_srgb(np.concatenate([sample_image, sample_image[:, ::-1]], axis=1))
    (tmp_path / "1.jpg").write_bytes(photo)
    (tmp_path / "2.jpg").write_text("a letter, and no photo")
    (tmp_path / "3.jpg").write_bytes(photo[: len(photo) // 3])
    Image.new("1", (40_000, 40_000)).save(tmp_path / "4.png")
    (tmp_path / "5.png").write_bytes(encode(pair, "png", xmp=b""))

    run = trombine("check", tmp_path, "--json")

    codes = [json.loads(line)["codes"] for line in run.stdout.splitlines()]
    assert codes == [[], ["unreadable"], ["unreadable"], ["too_many_pixels"], ["several_faces"]]
    assert run.returncode == 2
    assert "Traceback" not in run.stderr
