"""Whatever is given, the command answers with a sentence and an exit code, and leaves nothing."""

import json
import os
import shutil
from pathlib import Path

import numpy as np
import pytest
from tests.command import Answer, Command, command_in, plain
from tests.hostile_files import png, zeros
from tests.processes import drawing_processes

from trombine.domain.text import Language
from trombine.imaging.arrays import SrgbImage, as_srgb
from trombine.imaging.codec import encode


@pytest.fixture
def trombine(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """The command as a shell calls it, which leaves no drawing process behind."""
    command = command_in(monkeypatch, capsys)

    def run(*words: str | Path) -> Answer:
        answer = command(*words)
        assert drawing_processes() == []
        return answer

    return run


ORDERS = [
    (["make", "{missing}"], "nothing at", "rien à"),
    (["make", "{device}"], "neither a file nor a folder", "ni un fichier ni un dossier"),
    (["make", "{forbidden}"], "cannot be read", "ne peut pas être lu"),
    (["make", "{two}", "{missing}"], "nothing at", "rien à"),
    (["make", "{eleven}"], "at most 10", "10 au plus"),
    (["make", "{empty}"], "no photos in this folder", "aucune photo"),
    (["make", "{roll}"], "101 files in this folder", "101 fichiers dans ce dossier"),
    (["make"], "No photos were named", "Aucune photo n'a été indiquée"),
    (["make", "{set}", "--beard"], "no “--beard” here", "pas de « --beard » ici"),
    (["paint", "{set}"], "trombine --help", "trombine --help"),
    (["check", "{missing}"], "nothing at", "rien à"),
    (["check", "{eleven}"], "at most 10", "10 au plus"),
    (["make", "{set}", "--styles", "cubism"], "no style", "pas de style"),
    (["make", "{set}", "--styles", "oil,oil"], "named twice", "nommé deux fois"),
    (["make", "{set}", "--count", "0"], "1 to 100", "1 à 100"),
    (["make", "{set}", "--count", "many"], "not a whole number", "pas un nombre entier"),
    (["make", "{set}", "--size", "64"], "256 to 2,048", "256 à 2 048"),
    (["make", "{set}", "--seed", "-1"], "zero or more", "positif ou nul"),
    (["make", "{set}", "--workers", "0"], "1 to 16", "1 à 16"),
    (["make", "{set}", "--format", "gif"], "webp, png, jpeg", "webp, png, jpeg"),
    (
        ["make", "{set}", "--format", "jpeg", "--option", "oil.background=none"],
        "JPEG cannot be transparent or round",
        "JPEG ne peut être ni transparent ni rond",
    ),
    (["make", "{set}", "--option", "navy"], "STYLE.NAME=VALUE", "STYLE.NOM=VALEUR"),
    (["make", "{set}", "--option", "oil.background=ultraviolet"], "coral, teal", "coral, teal"),
    (["make", "{set}", "--option", "oil.beard=long"], "no option", "pas d'option"),
    (["make", "{set}", "--option", "statue.frame=close"], "not among", "pas parmi"),
]


@pytest.fixture
def places(tmp_path: Path, sample_set: list[Path]) -> dict[str, list[Path]]:
    given = tmp_path / "given"
    for folder in ("empty", "roll"):
        (given / folder).mkdir(parents=True)
    for number in range(101):
        (given / "roll" / f"{number}.jpg").touch()
    (given / "file").write_text("in the way")
    return {
        "{set}": sample_set,
        "{two}": sample_set[:2],
        "{missing}": [given / "missing"],
        "{device}": [Path(os.devnull)],
        "{forbidden}": [Path("/proc/self/mem")],
        "{eleven}": [Path(shutil.copy(sample_set[0], given / f"{n}.jpg")) for n in range(11)],
        "{empty}": [given / "empty"],
        "{roll}": [given / "roll"],
        "{file}": [given / "file"],
        "{below}": [given / "file" / "a" / "b"],
    }


@pytest.mark.parametrize(("words", "english", "french"), ORDERS)
def test_what_cannot_be_done_is_said_in_both_languages_and_leaves_nothing(
    tmp_path: Path,
    places: dict[str, list[Path]],
    trombine: Command,
    words: list[str],
    english: str,
    french: str,
) -> None:
    command = [part for word in words for part in places.get(word, [word])]
    out = ["--out", tmp_path / "out"] if words[0] == "make" else []
    before = sorted(tmp_path.rglob("*"))

    for language, sentence in (("en", english), ("fr", french)):
        answer = trombine(*command, *out, "--lang", language)

        assert answer.code == 2
        assert sentence in plain(answer.err)
        assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize(
    ("out", "language", "sentence"),
    [
        ("{file}", "en", "part of it is a file"),
        ("{below}", "fr", "un fichier est sur le chemin"),
    ],
)
def test_avatars_cannot_go_below_a_file(
    places: dict[str, list[Path]], trombine: Command, out: str, language: Language, sentence: str
) -> None:
    answer = trombine("make", *places["{set}"], "--out", *places[out], "--lang", language)

    assert answer.code == 2
    assert sentence in plain(answer.err)
    assert places["{file}"][0].read_text() == "in the way"


def test_where_nothing_can_be_written_the_system_is_not_quoted(
    sample_set: list[Path], trombine: Command
) -> None:
    answer = trombine("make", *sample_set, "--out", "/proc/avatars/here", "--lang", "fr")

    assert answer.code == 2
    assert "Impossible d'écrire dans «" in plain(answer.err)
    assert "No such file" not in answer.err


@pytest.fixture
def bad_photos(
    tmp_path: Path, sample_set: list[Path], sample_image: SrgbImage, hat_and_glasses_file: bytes
) -> dict[str, Path]:
    photo = sample_set[1].read_bytes()
    pair = as_srgb(np.concatenate([sample_image, sample_image[:, ::-1]], axis=1))
    contents = {
        "letter.jpg": b"a letter, and no photo",
        "truncated.jpg": photo[: len(photo) // 3],
        "enormous.png": png(40_000, 40_000, zeros(1000), depth=1, color=0),
        "pair.png": encode(pair, "png", xmp=b""),
        "film.mov": b"\0\0\0\x14ftypqt  " + bytes(500),
        "stranger.jpg": hat_and_glasses_file,
    }
    (tmp_path / "bad").mkdir()
    for name, content in contents.items():
        (tmp_path / "bad" / name).write_bytes(content)
    return {name: tmp_path / "bad" / name for name in contents}


REFUSALS: list[tuple[str, str, Language, str]] = [
    ("letter.jpg", "not_a_picture", "en", "no picture of a kind that is known"),
    ("truncated.jpg", "unreadable", "fr", "abîmé ou incomplet"),
    ("enormous.png", "too_many_pixels", "en", "too many pixels"),
    ("pair.png", "several_faces", "fr", "2 visages"),
    ("film.mov", "format_not_taken", "en", "in the format MOV"),
    ("stranger.jpg", "another_person", "fr", "ne semble pas être la même"),
]


@pytest.mark.parametrize("refusal", REFUSALS, ids=[name for name, *_ in REFUSALS])
def test_two_good_photos_and_a_bad_one_are_too_few(
    tmp_path: Path,
    sample_set: list[Path],
    bad_photos: dict[str, Path],
    trombine: Command,
    refusal: tuple[str, str, Language, str],
) -> None:
    name, code, language, sentence = refusal
    words = ("--out", tmp_path / "out", "--lang", language, "--json")

    answer = trombine("make", *sample_set[:2], bad_photos[name], *words)

    *verdicts, error = (json.loads(line) for line in answer.out.splitlines())
    assert answer.code == 2
    # The sample photos are one portrait, cropped in four ways.
    assert [verdict["codes"] for verdict in verdicts] == [[], ["same_moment"], [code]]
    assert sentence in plain(verdicts[2]["reasons"][0])
    assert error["code"] == "too_few_photos"
    assert error["message"] in answer.err
    assert not (tmp_path / "out").exists()


def test_bad_photos_are_left_out_and_said_or_refused_under_strict(
    tmp_path: Path, sample_set: list[Path], bad_photos: dict[str, Path], trombine: Command
) -> None:
    order = ("--count", "1", "--styles", "neon", "--size", "256", "--lang", "en")
    photos = (*sample_set[:3], *bad_photos.values())

    strict = trombine("make", *photos, *order, "--strict", "--out", tmp_path / "strict")
    tolerant = trombine("make", *photos, *order, "--out", tmp_path / "out")

    assert strict.code == 2
    assert "6 photos were refused" in strict.err
    assert not (tmp_path / "strict").exists()
    assert tolerant.code == 0
    assert tolerant.err.count("left out") == 6
    assert "somebody else" in tolerant.err
    assert (tmp_path / "out" / "01-neon.webp").exists()
