"""The page of styles shows the styles there are."""

import runpy
from pathlib import Path

from trombine.engines.portrait.engine import PortraitEngine

ROOT = Path(__file__).parents[2]


def test_the_page_of_styles_is_what_the_cards_say() -> None:
    write_page = runpy.run_path(str(ROOT / "scripts" / "make_style_cards.py"))["write_page"]

    page = (ROOT / "docs" / "styles.md").read_text(encoding="utf-8")

    assert page == write_page(PortraitEngine().cards.values())
    assert "`expression`, `pack`, `pose`" in page


def test_every_style_has_its_example_picture() -> None:
    pictures = {path.stem for path in (ROOT / "docs" / "styles").glob("*.jpg")}

    assert pictures == set(PortraitEngine().cards)


def test_every_style_has_its_example_picture_on_the_pages() -> None:
    examples = ROOT / "src" / "trombine" / "web" / "static" / "examples"
    pictures = {path.name.removesuffix("-256.webp") for path in examples.glob("*.webp")}

    assert pictures == set(PortraitEngine().cards)
