"""The page for operators shows the settings there are."""

import runpy
from pathlib import Path

from trombine.settings import SECRETS

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")


def test_the_table_is_what_the_settings_are() -> None:
    with_table = runpy.run_path(str(ROOT / "scripts" / "write_settings_table.py"))["with_table"]

    assert with_table(PAGE) == PAGE


def test_the_page_names_every_secret_that_may_lie_in_a_file() -> None:
    before_table = PAGE.partition("<!-- settings -->")[0]

    assert all(f"`TROMBINE_{name.upper()}`" in before_table for name in SECRETS)
