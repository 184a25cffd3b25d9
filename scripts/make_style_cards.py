"""Draw the example picture of every style from the sample portrait, and write docs/styles.md.

The pictures carry the label every avatar carries.
"""

from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path

import cv2

from trombine.domain.options import offers
from trombine.domain.order import Assignment
from trombine.domain.style import StyleCard
from trombine.domain.subject import Subject
from trombine.engines.portrait.engine import PortraitEngine
from trombine.imaging.codec import decode_photo
from trombine.intake.admission import inspect
from trombine.provenance.label import OWN_COMPUTER

DOCS = Path(__file__).parents[1] / "docs"
SIDE_PX = 384


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
        options = ", ".join(f"`{option.value}`" for option in offers(card.options))
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


def draw_cards() -> None:
    """Write one picture per style."""
    sample = files("trombine.samples") / "astronaut.png"
    photo = inspect(decode_photo(sample.read_bytes()), 1).photo
    assert photo is not None  # noqa: S101  (the sample is fit)
    engine = PortraitEngine()
    sitting = engine.sit(Subject((photo,)))
    folder = DOCS / "styles"
    folder.mkdir(exist_ok=True)
    for number, (slug, card) in enumerate(engine.cards.items()):
        assignment = Assignment(1, slug, photo=1, variation=number % 6, seed=0, size_px=SIDE_PX)
        image = sitting.render(assignment).image
        (folder / f"{slug}.jpg").write_bytes(OWN_COMPUTER.label(image, card, "jpeg"))


if __name__ == "__main__":
    cv2.setNumThreads(2)
    draw_cards()
    (DOCS / "styles.md").write_text(write_page(PortraitEngine().cards.values()), encoding="utf-8")
