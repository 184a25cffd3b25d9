"""How the command line answers: by name, in time, and to programs as well as to people."""

import io
import json
import os
import signal
import sys
from pathlib import Path

import pytest
from tests.command import Command, plain

from trombine.bootstrap.files import PhotoFile
from trombine.cli import COMMANDS
from trombine.cli.signals import ToldToEnd, raising_when_told_to_end
from trombine.cli.verdicts import name_shortly, show_verdicts
from trombine.cli.voice import Voice, shown_name, to_json
from trombine.domain.photo import Decision, Finding, Verdict
from trombine.domain.text import Language

VERDICTS = [
    Verdict(1, Decision.ACCEPTED),
    Verdict(2, Decision.WARNED, (Finding("soft"),)),
    Verdict(3, Decision.REFUSED, (Finding("no_face"),)),
]
FILES = [PhotoFile(Path(name), b"") for name in ("me/IMG_1.jpg", "me/IMG_2.jpg", "old/IMG_2.jpg")]


@pytest.mark.parametrize("words", [(), ("users",), ("held",), ("erase",), ("weights",)])
def test_who_names_no_command_is_shown_which_there_are(
    trombine: Command, words: tuple[str, ...]
) -> None:
    said = trombine(*words)

    assert (said.code, said.err) == (0, "")
    assert "Usage: " in said.out
    assert "Commands:" in said.out


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_the_same_options(trombine: Command, command: str) -> None:
    said = trombine(command, "-h")

    assert said.code == 0
    listed = said.out.partition("With every command:")[2]
    own = said.out.partition("With every command:")[0]
    for flag in ("--lang", "--json", "-q, --quiet", "-h, --help", "--debug"):
        assert flag in listed or flag.rpartition(" ")[2] in own


def test_the_version_is_one_line(trombine: Command) -> None:
    assert trombine("-V").out == trombine("--version").out
    assert trombine("-V").out.split()[0] == "trombine"
    assert len(trombine("-V").out.split()) == 2


@pytest.mark.parametrize(
    ("words", "code", "meant"),
    [
        (["mkae"], "command_unknown", "make"),  # codespell:ignore
        (["users", "lsit"], "command_unknown", "list"),  # codespell:ignore
        (["make", "{photo}", "--stlyes", "oil"], "flag_unknown", "--styles"),
        (["make", "{photo}", "--styles", "watercolour"], "style_unknown", "watercolor"),
        (["make", "{photo}", "--garment", "kimno"], "option_invalid", "kimono"),
        (["make", "{photo}", "--pack", "space-cadet,curt-portrait"], "option_invalid", None),
        (["make", "{photo}", "--engine", "portrat"], "engine_unknown", "portrait"),
        (["make", "{photo}", "--format", "webb"], "format_unknown", "webp"),
        (
            ["make", "{photo}", "--option", "oil.fram=close"],  # codespell:ignore
            "option_unknown",
            "frame",
        ),  # codespell:ignore
        (["styles", "--kind", "grament"], "value_unknown", "garment"),
        (["check", "{photo}", "--lang", "enn"], "value_unknown", "en"),
        (["docs", "operatons"], "page_unknown_here", "operations"),  # codespell:ignore
        (["completion", "bsh"], "value_unknown", "bash"),
        (["completion"], "word_missing", None),
        (["make", "{photo}", "--count"], "value_missing", None),
        (["users", "invite", "--uses", "x"], "number_expected", None),
        (["users", "invite", "--uses", "0"], "value_out_of_range", None),
    ],
)
def test_what_is_misspelled_is_answered_with_what_was_meant(
    trombine: Command, tmp_path: Path, words: list[str], code: str, meant: str | None
) -> None:
    (tmp_path / "photo.jpg").touch()
    words = [word.replace("{photo}", str(tmp_path / "photo.jpg")) for word in words]

    said = trombine("--json", *words)

    told = said.events[-1]
    assert (said.code, told["code"]) == (2, code)
    assert meant is None or str(told["message"]).endswith(f"Did you mean “{meant}”?")


def test_the_language_may_be_chosen_before_the_command(trombine: Command) -> None:
    before, after = trombine("--lang", "fr", "styles"), trombine("styles", "--lang", "fr")

    assert before.out == after.out != trombine("styles", "--lang", "en").out


def test_each_photo_is_named_by_its_file(capsys: pytest.CaptureFixture[str]) -> None:
    show_verdicts(VERDICTS, FILES, Voice("fr"), err=False)

    first, second, third = plain(capsys.readouterr().out).splitlines()
    assert first == "✓ Photo 1, IMG_1.jpg : acceptée."
    assert second.startswith("! Photo 2, me/IMG_2.jpg : ")
    assert third.startswith("✗ Photo 3, old/IMG_2.jpg : ")


def test_programs_are_told_the_whole_path(capsys: pytest.CaptureFixture[str]) -> None:
    show_verdicts(VERDICTS, FILES, Voice("en", as_json=True), err=False)

    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["file"] for line in lines] == [str(file.path) for file in FILES]


def test_who_wants_quiet_hears_of_what_cannot_be_used_alone(
    capsys: pytest.CaptureFixture[str],
) -> None:
    show_verdicts(VERDICTS, FILES, Voice("en", is_quiet=True), err=False)

    assert capsys.readouterr().out.startswith("✗ Photo 3, ")


def test_a_name_that_is_no_text_can_be_shown_and_found_again() -> None:
    name = os.fsdecode(b"caf\xe9 \x1b[31m.jpg")  # codespell:ignore

    assert shown_name(name) == "caf\ufffd \\x1b[31m.jpg"  # codespell:ignore
    assert json.loads(to_json({"file": name}))["file"] == name
    assert name_shortly([Path("é.jpg")]) == ["é.jpg"]


def test_a_picture_can_be_verified_from_a_pipe(
    trombine: Command, sample_set: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    piped = io.TextIOWrapper(io.BytesIO(sample_set[0].read_bytes()))
    monkeypatch.setattr(sys, "stdin", piped)

    said = trombine("verify", "-", "--json")

    (told,) = said.events
    assert said.code == 0
    assert (told["file"], told["verdict"]) == ("-", "no_mark")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_being_told_to_end_is_an_interruption_until_the_command_is_over(number: int) -> None:
    with raising_when_told_to_end():
        with pytest.raises(ToldToEnd) as end:
            signal.raise_signal(number)
        assert end.value.number == number

    assert signal.getsignal(number) is signal.SIG_DFL


@pytest.mark.parametrize(
    ("platform", "language", "words"),
    [
        ("win32", "en", "not on Windows. On Windows use WSL 2"),
        ("darwin", "fr", "pas sous macOS."),
    ],
)
def test_other_systems_are_refused_in_a_sentence(
    trombine: Command,
    monkeypatch: pytest.MonkeyPatch,
    platform: str,
    language: Language,
    words: str,
) -> None:
    monkeypatch.setattr(sys, "platform", platform)

    said = trombine("make", "photos", "--lang", language)

    assert said.code == 1
    assert words in said.err
