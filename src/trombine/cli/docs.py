"""``trombine docs``: the documentation that came with the program, without a network."""

import re
import sys
from collections.abc import Callable, Mapping
from importlib.resources import files
from pathlib import Path

import click

from trombine.cli.help import Command
from trombine.cli.man import man_page
from trombine.cli.values import completes
from trombine.cli.voice import Voice, spoken
from trombine.domain.text import Language
from trombine.errors import InputRefused
from trombine.i18n import help_text

UNIT = re.compile(r"```ini\n(.*?)```", re.DOTALL)
"""The unit for systemd, as the page for operators shows it."""


def shipped_pages() -> Mapping[str, Path]:
    """Return the pages by name: those in the wheel, or in the checkout that is run from."""
    package = Path(str(files("trombine")))
    shipped, checkout = package / "docs", package.parents[1]
    if shipped.is_dir():
        found = sorted(shipped.glob("*.md"))
    else:
        beside = [checkout / name for name in ("PRIVACY.md", "SECURITY.md")]
        found = [*sorted((checkout / "docs").glob("*.md")), *beside]
    return {page.stem.lower(): page for page in found if page.is_file()}


def write_unit() -> str:
    """Return the unit that starts the whole service on one machine."""
    page = shipped_pages().get("operations")
    unit = UNIT.search(page.read_text(encoding="utf-8")) if page else None
    return unit.group(1) if unit else ""


MADE: Mapping[str, Callable[[Language], str]] = {
    "man": man_page,
    "systemd": lambda _: write_unit(),
}
"""Pages that are made from what the program knows."""


def page_names() -> list[str]:
    """Return the names of all pages."""
    return [*shipped_pages(), *MADE]


@click.command(cls=Command)
@click.argument("page", required=False, metavar="[PAGE]", shell_complete=completes(page_names))
@spoken
def docs(voice: Voice, page: str | None) -> None:
    """Show a page, or which there are."""
    pages = shipped_pages()
    if page is None:
        _list_pages(voice, pages)
    elif page in MADE:
        content = MADE[page](voice.language)
        voice.answer(content.rstrip("\n"), page=page, content=content)
    elif page in pages:
        _show(voice, page, pages[page].read_text(encoding="utf-8"))
    else:
        raise InputRefused("page_unknown_here", given=page, known=", ".join(page_names()))


def _list_pages(voice: Voice, pages: Mapping[str, Path]) -> None:
    widest = max(map(len, page_names()))
    for name, path in pages.items():
        heading = path.read_text(encoding="utf-8").partition("\n")[0].lstrip("# ")
        voice.answer(f"{name:<{widest}}  {heading}", page=name, title=heading, file=str(path))
    for name in MADE:
        title = help_text(f"docs {name}", voice.language)
        voice.answer(f"{name:<{widest}}  {title}", page=name, title=title, file=None)


def _show(voice: Voice, name: str, content: str) -> None:
    """Show a page where one can leaf through it, or write it down the pipe."""
    if sys.stdout.isatty() and not voice.as_json:
        click.echo_via_pager(content)
    else:
        voice.answer(content.rstrip("\n"), page=name, content=content)
