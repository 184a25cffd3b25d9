"""The page about engines names what there is, and says of every figure how we know it."""

import json
import re
from pathlib import Path

import click

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


def test_every_figure_says_how_we_know() -> None:
    tables = re.findall(r"^\|.*\| how we know \|\n(?:\|.*\n)+", PAGE, re.MULTILINE)

    assert len(tables) == 4
    for row in (row for table in tables for row in table.splitlines()[2:]):
        how = row.rstrip("| ").rpartition("|")[2].strip()
        assert how.startswith(("measured", "published (", "estimated")), row


def test_the_page_repeats_what_was_counted_and_measured() -> None:
    results = ROOT / "benchmarks" / "results"
    measured = json.loads((results / "diffusion.json").read_text())
    counted = json.loads((results / "diffusion_arithmetic.json").read_text())
    (picture,) = [each for each in counted["pictures"] if each["side_px"] == 768]

    for teraflops in picture["teraflops"].values():
        assert f"| {teraflops} |" in PAGE
    assert f"**{picture['times_less_at_most']:.2f} times faster" in PAGE
    assert f"| {measured['times_faster']} times the CPU time" in PAGE
    assert f"| {measured['peak_memory_ratio']:.2f} |" in PAGE
