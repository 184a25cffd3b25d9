"""The page of packs, garments, worlds, props and poses shows those there are."""

import runpy
from pathlib import Path

from trombine.cli.choice_examples import list_examples
from trombine.domain.catalogue import Catalogue
from trombine.engines.portrait.engine import PortraitEngine
from trombine.engines.registry import list_catalogue

ROOT = Path(__file__).parents[2]
CHOICES = ROOT / "src" / "trombine" / "web" / "static" / "examples" / "choices"
LARGEST_BYTES = 18_000
"""Of one picture with its label, which is 4.6 KB of it."""


def catalogue() -> Catalogue:
    return list_catalogue([PortraitEngine()])


def test_the_page_of_choices_is_what_the_cards_say() -> None:
    write_page = runpy.run_path(str(ROOT / "scripts" / "make_style_cards.py"))["write_choices_page"]

    page = (ROOT / "docs" / "choices.md").read_text(encoding="utf-8")

    assert page == write_page(catalogue())
    assert "## Packs / Thèmes" in page
    assert "(../src/trombine/web/static/examples/choices/world-aurora.webp)" in page


def test_every_choice_has_its_example_picture() -> None:
    pictures = {path.stem for path in CHOICES.glob("*.webp")}

    assert {"pack-winter", "pose-turned", "world-aurora"} <= pictures
    assert pictures == {example.name for example in list_examples(catalogue())}


def test_the_pictures_are_small() -> None:
    for path in CHOICES.glob("*.webp"):
        assert path.stat().st_size < LARGEST_BYTES, path.name
