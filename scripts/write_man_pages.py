"""Writes the man pages from what the command line says of itself; a test compares them."""

from pathlib import Path

from trombine.cli.man import man_page
from trombine.i18n import LANGUAGES

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "man"


def main() -> None:
    """Write a page for each language."""
    FOLDER.mkdir(exist_ok=True)
    for language in LANGUAGES:
        (FOLDER / f"trombine.{language}.1").write_text(man_page(language), encoding="utf-8")


if __name__ == "__main__":
    main()
