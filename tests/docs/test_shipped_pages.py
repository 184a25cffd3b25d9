"""The documentation comes with the program, and nothing in it leads nowhere."""

import re
import runpy
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from trombine.cli import cli
from trombine.cli.docs import docs, page_names, shipped_pages, write_unit
from trombine.cli.help import PROGRAM
from trombine.cli.man import contexts, man_page
from trombine.domain.text import Language
from trombine.i18n import LANGUAGES

ROOT = Path(__file__).resolve().parents[2]
BUILD = runpy.run_path(str(ROOT / "hatch_build.py"))
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMAND_LINE = (ROOT / "docs" / "command-line.md").read_text(encoding="utf-8")
TARGET = re.compile(r"\]\(([^)]+)\)")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_man_pages_are_what_the_commands_say_of_themselves(language: Language) -> None:
    shipped = ROOT / "docs" / "man" / f"trombine.{language}.1"

    assert shipped.read_text(encoding="utf-8") == man_page(language)  # scripts/write_man_pages.py


def test_the_man_page_tells_of_every_command() -> None:
    page = man_page("en")
    below = list(contexts(click.Context(cli, info_name=PROGRAM)))

    for context in below:
        if not isinstance(context.command, click.Group):
            assert f"\n.SS {context.command_path.replace('-', chr(92) + '-')} " in page
    assert not re.search(r"^['.](?!TH|SH|SS|B |TP|PP)", page, re.MULTILINE)


def test_every_page_can_be_read_without_a_network() -> None:
    for name in page_names():
        told = CliRunner().invoke(docs, [name], catch_exceptions=False)
        assert told.exit_code == 0
        assert len(told.output) > 100
    assert {"operations", "api", "command-line", "privacy", "security"} <= shipped_pages().keys()


def test_the_unit_is_the_one_of_the_page_for_operators() -> None:
    unit = write_unit()

    assert unit in (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    assert "[Service]\n" in unit
    assert "ExecStart=" in unit


def test_an_index_shows_no_link_that_leads_nowhere() -> None:
    at_home = BUILD["for_index"](README, "https://code.example/trombine")
    homeless = BUILD["for_index"](README, "")

    assert TARGET.findall(README)
    for target in TARGET.findall(at_home) + TARGET.findall(homeless):
        assert target.startswith("https://")
    for page in re.findall(r"`trombine docs ([\w-]+)`", homeless):
        assert page in page_names()


def test_a_home_is_shown_beside_the_package_and_none_is_made_up() -> None:
    assert BUILD["urls_of"]("") == {}
    assert BUILD["urls_of"]("https://code.example/t")["Documentation"].startswith("https://code.")


def test_what_the_readme_leads_to_is_there() -> None:
    for target in TARGET.findall(README):
        if not target.startswith("http"):
            assert (ROOT / target.partition("#")[0]).exists(), target


def test_every_refusal_of_a_path_is_on_the_page_of_the_command_line() -> None:
    files = (ROOT / "src" / "trombine" / "bootstrap" / "files.py").read_text(encoding="utf-8")
    runs = (ROOT / "src" / "trombine" / "cli" / "runs.py").read_text(encoding="utf-8")
    codes = set(re.findall(r'"((?:path|out|link)_[a-z_]+)"', files + runs))

    assert len(codes) >= 11
    assert all(f"`{code}`" in COMMAND_LINE for code in codes)
