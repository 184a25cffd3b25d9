"""The command line explains itself in both languages, each command and each option."""

import re
import sys
from collections.abc import Iterator

import click
import pytest

from trombine.cli import cli
from trombine.cli.help import PROGRAM, Command, Group, asked_language, code_of
from trombine.domain.text import Language
from trombine.i18n import LANGUAGES, read_catalog

HEADINGS = {"usage", "options", "commands", "everywhere", "default"}
MAN = {
    *("man_name", "man_synopsis", "man_usage", "man_commands", "man_everywhere"),
    *("man_exit", "man_exit_codes", "man_more", "man_docs"),
    *("docs man", "docs systemd"),
}
FAMILIAR = re.compile(r"\b(tu|te|toi|ton|ta|tes)\b", re.IGNORECASE)  # codespell:ignore te,toi


def contexts(context: click.Context | None = None) -> Iterator[click.Context]:
    """Yield a context of every command there is."""
    here = context or click.Context(cli, info_name=PROGRAM)
    yield here
    if isinstance(here.command, click.Group):
        for name in here.command.list_commands(here):
            command = here.command.get_command(here, name)
            assert command is not None
            yield from contexts(click.Context(command, info_name=name, parent=here))


def codes() -> set[str]:
    found = HEADINGS | MAN
    for context in contexts():
        found.add(context.command_path.removeprefix(f"{PROGRAM} "))
        options = context.command.get_params(context)
        found |= {code_of(each, context) for each in options if isinstance(each, click.Option)}
    return found


def ask_for_help(*words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", [PROGRAM, *words, "--help"])
    cli.main([*words, "--help"], prog_name=PROGRAM, standalone_mode=False)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_command_and_option_has_a_sentence_and_no_sentence_is_left_over(
    language: Language,
) -> None:
    assert codes() == read_catalog(language, "help").keys()


def test_every_command_takes_its_help_from_there() -> None:
    assert {type(context.command) for context in contexts()} == {Command, Group, type(cli)}
    assert isinstance(cli, Group)


def test_both_languages_say_the_same_in_their_own_words() -> None:
    english, french = read_catalog("en", "help"), read_catalog("fr", "help")

    for code in english:
        assert english[code].forms != french[code].forms
        assert all((*english[code].forms, *french[code].forms)), code


def test_french_follows_french_typography_and_says_vous() -> None:
    for code, sentence in read_catalog("fr", "help").items():
        (form,) = sentence.forms
        assert not re.search(r"[^\u202f][;?!]", form), code
        assert not re.search(r"[^\u00a0]:", form), code
        assert not re.search(r"\"|'|“", form), code
        assert not FAMILIAR.search(form), code


@pytest.mark.parametrize("asking", [("make", "--lang", "fr"), ("make", "--lang=fr")])
def test_help_speaks_the_language_asked_for(
    asking: tuple[str, ...],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    ask_for_help(*asking, monkeypatch=monkeypatch)

    told = " ".join(capsys.readouterr().out.split())
    assert told.startswith("Utilisation : trombine make [OPTIONS] PHOTO|DIR...")
    assert "--count N Nombre d’avatars. [par défaut : 30]" in told
    assert "--help Affiche cette aide." in told


def test_help_speaks_the_terminals_language_and_lists_every_command(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LC_ALL", "fr_CA.UTF-8")

    ask_for_help(monkeypatch=monkeypatch)

    told = capsys.readouterr().out
    assert "Commandes\u00a0:" in told
    assert re.findall(r"^  (\w+)  ", told, re.MULTILINE) == cli.list_commands(click.Context(cli))


def test_limits_of_a_number_are_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LC_ALL", "C")

    ask_for_help("users", "invite", monkeypatch=monkeypatch)

    assert "How long it can be used. [default: 14] [1<=x<=365]" in capsys.readouterr().out


def test_a_language_that_is_not_finished_is_none() -> None:
    assert asked_language(["trombine", "make", "--lang"]) == "en"
    assert asked_language(["trombine", "make", "--lang", "de"]) == "en"
