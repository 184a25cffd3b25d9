"""Draw the example pictures of all that can be chosen, and write docs/styles.md, docs/choices.md.

All are drawn from the sample portrait and carry the label every avatar carries.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import cv2

from trombine.cli.choice_examples import list_examples, render_choices
from trombine.cli.style_examples import Print, render_examples
from trombine.domain.card import Named
from trombine.domain.catalogue import Catalogue
from trombine.domain.options import offers
from trombine.domain.style import StyleCard
from trombine.engines.portrait.engine import PortraitEngine
from trombine.engines.registry import list_catalogue, pack_cards, staging_cards
from trombine.provenance.label import OWN_COMPUTER

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
ON_PAGES = ROOT / "src" / "trombine" / "web" / "static" / "examples"
OF_PAGES = Print(side_px=256, file_format="webp", ending="-256.webp")
OF_CHOICES = Print(side_px=192, file_format="webp", ending=".webp")
CHOICES_LABELLER = replace(OWN_COMPUTER, webp_quality=62)
"""There are many of them, and they are shown half as large as the styles."""

SECTIONS = {
    "pack": ("Packs", "Thèmes"),
    "garment": ("Garments", "Vêtements"),
    "world": ("Worlds", "Décors"),
    "prop": ("Props", "Accessoires"),
    "pose": ("Poses", "Poses"),
}
IN_A_ROW = 4


def write_page(cards: Iterable[StyleCard]) -> str:
    """Return the page that shows every style, its words and what one may set."""
    lines = [
        "# Styles",
        "",
        "Made by `make style-cards` from the sample portrait; do not edit. Options are set with",
        "`--option STYLE.NAME=VALUE`; what each takes is in `trombine styles --json`.",
        "",
    ]
    staged = {**staging_cards(), "pack": pack_cards()}
    for card in cards:
        options = ", ".join(f"`{spec.option.value}`" for spec in offers(card.options, staged))
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


def write_choices_page(catalogue: Catalogue) -> str:
    """Return the gallery of packs and of what they are made of."""
    lines = [
        "# Packs, garments, worlds, props and poses",
        "",
        "Made by `make style-cards` from the sample portrait; do not edit. They are asked for by",
        "name, `trombine make PHOTOS --pack winter --world aurora`, or chosen on the page of",
        "styles. A pack brings garments, worlds and props that go together, and styles that suit",
        "them; some are offered in their season alone. All of them work in every style.",
        "",
    ]
    cards = {"pack": catalogue.packs, **catalogue.staged}
    for kind, (english, french) in SECTIONS.items():
        shown = list(cards.get(kind, {}).values())
        if shown:
            lines += [f"## {english} / {french}", "", *_tabulate(kind, shown), ""]
    return "\n".join(lines)


def _tabulate(kind: str, cards: list[Named]) -> Iterator[str]:
    """Return a table of pictures, a row of which has its words below it."""
    for start in range(0, len(cards), IN_A_ROW):
        row = cards[start : start + IN_A_ROW]
        pictures = [_picture(kind, card) for card in row]
        words = [f"**{card.title.en}** / {card.title.fr} `{card.slug}`" for card in row]
        yield f"| {' | '.join(pictures)} |"
        if start == 0:
            yield "|" + "---|" * len(row)
        yield f"| {' | '.join(words)} |"


def _picture(kind: str, card: Named) -> str:
    place = (ON_PAGES / "choices").relative_to(ROOT).as_posix()
    return f"![{card.title.en}](../{place}/{kind}-{card.slug}.webp)"


def main() -> None:
    """Draw everything anew."""
    cv2.setNumThreads(2)
    engine = PortraitEngine()
    catalogue = list_catalogue([engine])
    for place in render_examples(engine, DOCS / "styles", OWN_COMPUTER):
        print(place.name)
    for place in render_examples(engine, ON_PAGES, OWN_COMPUTER, printed=OF_PAGES):
        print(place.name)
    choices = ON_PAGES / "choices"
    examples = list_examples(catalogue)
    for place in render_choices(engine, examples, choices, CHOICES_LABELLER, printed=OF_CHOICES):
        print(place.name)
    (DOCS / "styles.md").write_text(write_page(engine.cards.values()), encoding="utf-8")
    (DOCS / "choices.md").write_text(write_choices_page(catalogue), encoding="utf-8")


if __name__ == "__main__":
    main()
