"""Draw the example pictures of every style from the sample portrait, and write docs/styles.md.

The pictures carry the label every avatar carries.
"""

from collections.abc import Iterable
from pathlib import Path

import cv2

from trombine.cli.style_examples import Print, render_examples
from trombine.domain.options import offers
from trombine.domain.style import StyleCard
from trombine.engines.portrait.engine import PortraitEngine
from trombine.engines.registry import staging_cards
from trombine.provenance.label import OWN_COMPUTER

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
ON_PAGES = ROOT / "src" / "trombine" / "web" / "static" / "examples"
OF_PAGES = Print(side_px=256, file_format="webp", ending="-256.webp")


def write_page(cards: Iterable[StyleCard]) -> str:
    """Return the page that shows every style, its words and what one may set."""
    lines = [
        "# Styles",
        "",
        "Made by `make style-cards` from the sample portrait; do not edit. Options are set with",
        "`--option STYLE.NAME=VALUE`; what each takes is in `trombine styles --json`.",
        "",
    ]
    for card in cards:
        options = ", ".join(
            f"`{spec.option.value}`" for spec in offers(card.options, staging_cards())
        )
        skin = "Everybody's skin gets the same colors." if card.recolors else ""
        lines += [
            f"## {card.title.en} / {card.title.fr} (`{card.slug}`)",
            "",
            f"![{card.title.en}](styles/{card.slug}.jpg)",
            "",
            f"{card.description.en} / {card.description.fr}",
            "",
            f"Media: {', '.join(card.media)}. Options: {options}. {skin}".rstrip(),
            "",
        ]
    return "\n".join(lines)


if __name__ == "__main__":
    cv2.setNumThreads(2)
    for place in render_examples(PortraitEngine(), DOCS / "styles", OWN_COMPUTER):
        print(place.name)
    for place in render_examples(PortraitEngine(), ON_PAGES, OWN_COMPUTER, printed=OF_PAGES):
        print(place.name)
    (DOCS / "styles.md").write_text(write_page(PortraitEngine().cards.values()), encoding="utf-8")
