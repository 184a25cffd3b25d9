"""The page for operators shows the settings there are."""

import runpy
import tempfile
from pathlib import Path

from prometheus_client import REGISTRY
from tests.service_parts import open_house

from trombine.settings import SECRETS
from trombine.web.metrics import ServiceCollector

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")


def test_the_table_is_what_the_settings_are() -> None:
    with_table = runpy.run_path(str(ROOT / "scripts" / "write_settings_table.py"))["with_table"]

    assert with_table(PAGE) == PAGE


def test_the_page_names_every_secret_that_may_lie_in_a_file() -> None:
    before_table = PAGE.partition("<!-- settings -->")[0]

    assert all(f"`TROMBINE_{name.upper()}`" in before_table for name in SECRETS)


def test_the_page_names_every_figure() -> None:
    counted = {family.name for family in REGISTRY.collect() if family.name.startswith("trombine_")}
    with tempfile.TemporaryDirectory() as folder:
        house = open_house(Path(folder))
        looked_up = {family.name for family in ServiceCollector(house.service).collect()}
        house.service.database.dispose()

    assert all(name in PAGE for name in counted | looked_up)
    assert len(counted) >= 6
    assert len(looked_up) == 3
