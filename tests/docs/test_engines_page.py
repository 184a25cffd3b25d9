"""The page about engines names what there is, and says of every figure how we know it."""

import re
from pathlib import Path

import click
import pytest

from trombine.cli import cli
from trombine.engines.diffusion.styles import find_styles
from trombine.settings import list_settings

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "engines.md").read_text(encoding="utf-8")


def test_settings_commands_and_targets_exist() -> None:
    settings = {row.name for row in list_settings()}
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))

    assert set(re.findall(r"TROMBINE_[A-Z_]+", PAGE)) <= settings
    commands = cli.list_commands(click.Context(cli))
    assert set(re.findall(r"\btrombine ([a-z]+)", PAGE)) <= set(commands)
    assert set(re.findall(r"\bmake ([a-z]+-[a-z]+)", PAGE)) <= targets


def test_every_style_the_page_names_exists() -> None:
    (named,) = re.findall(r"--styles ([a-z,]+)", PAGE)

    assert set(named.split(",")) <= set(find_styles())


@pytest.mark.parametrize("header", ["| free GPU memory |", "| figure |"])
def test_every_figure_says_how_we_know(header: str) -> None:
    rows = PAGE[PAGE.index(header) :].split("\n\n")[0].splitlines()[2:]

    assert rows
    for row in rows:
        how = row.rstrip("| ").rpartition("|")[2].strip()
        assert how.startswith(("measured", "published (", "estimated")), row
