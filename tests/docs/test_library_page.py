"""Every example of the library's page and notebook runs, one after the other, as written."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

DOCS = Path(__file__).resolve().parents[2] / "docs"
EXAMPLES = re.findall(r"```python\n(.*?)```", (DOCS / "library.md").read_text(), re.DOTALL)
# Thirty are drawn elsewhere; here every example shall be done soon.
FEWER = {"count=30": "count=1", "count=4": "count=1", "count=6": "count=1"}


@pytest.fixture
def folder(tmp_path: Path, three_photos: list[Path]) -> Path:
    for person in ("photos", "ada", "grace"):
        (tmp_path / person).mkdir()
        for number, path in enumerate(three_photos, start=1):
            shutil.copy(path, tmp_path / person / f"{number}.jpg")
    return tmp_path


def run(folder: Path, code: str) -> None:
    for count, fewer in FEWER.items():
        code = code.replace(count, fewer)
    (folder / "example.py").write_text(code)
    told = subprocess.run(
        [sys.executable, "-W", "error", "example.py"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 0, told.stderr


def test_the_examples_of_the_page_run(folder: Path) -> None:
    run(folder, "\n\n".join(EXAMPLES))  # in one program, which loads its libraries once


def test_the_page_has_its_examples() -> None:
    assert len(EXAMPLES) == 8


def test_the_notebook_runs_from_top_to_bottom_and_was_executed(folder: Path) -> None:
    cells = json.loads((DOCS / "library.ipynb").read_text())["cells"]
    code = [cell for cell in cells if cell["cell_type"] == "code"]

    run(folder, "\n".join("".join(cell["source"]) for cell in code))

    assert [cell["execution_count"] for cell in code] == list(range(1, len(code) + 1))
    assert any("image/png" in out.get("data", {}) for cell in code for out in cell["outputs"])
