"""Somebody else's style, as a package of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "add-a-style.md"


def code_block(language: str) -> str:
    return DOCUMENT.read_text().split(f"```{language}\n")[1].split("```")[0]


def run(*words: str | Path, path: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(path)}
    command = [sys.executable, "-m", *map(str, words)]
    return subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=120, check=False
    )


def test_a_style_that_is_installed_as_a_package_draws_beside_ours(
    tmp_path: Path, sample_set: list[Path]
) -> None:
    source, installed = tmp_path / "source", tmp_path / "installed"
    source.mkdir()
    (source / "pyproject.toml").write_text(code_block("toml"))
    (source / "trombine_chalk.py").write_text(code_block("python"))
    offline = ("--no-index", "--no-build-isolation", "--no-deps", "--disable-pip-version-check")

    pip = run("pip", "install", "--quiet", *offline, "--target", installed, source, path=source)
    listed = run("trombine", "styles", "--json", path=installed)
    order = ("--styles", "chalk", "--count", "1", "--size", "256", "--out", tmp_path / "out")
    made = run("trombine", "make", *sample_set[:3], *order, path=installed)

    assert pip.returncode == 0, pip.stderr
    slugs = [json.loads(line)["slug"] for line in listed.stdout.splitlines()]
    assert slugs[-1] == "chalk"
    assert "painted" in slugs
    assert made.returncode == 0, made.stderr
    assert (tmp_path / "out" / "01-chalk.webp").stat().st_size > 1000
