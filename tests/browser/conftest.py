"""Services in this process, and a real Chromium before them."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright
from tests.browser.place import Place, open_place, write_photo
from tests.browser.visiting import SECRET, open_context

expect.set_options(timeout=20_000)  # a machine that does other work beside this one is slow

CHROMIUM_FLAGS = [
    "--no-sandbox",  # tests run as root in CI
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    with open_place(tmp_path_factory.mktemp("place"), sign_up="open") as opened:
        yield opened


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """Local mode, with phones to be let in."""
    folder = tmp_path_factory.mktemp("home")
    with open_place(folder, mode="local", local_token=SECRET) as opened:
        yield opened


@pytest.fixture(scope="session")
def snaps(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """As few photos as an order needs, and small ones: here nobody looks at what they show."""
    folder = tmp_path_factory.mktemp("snaps")
    paths = [folder / f"{number}.jpg" for number in (1, 2, 3)]
    for number, path in enumerate(paths, start=1):
        write_photo(path, seed=number)
    return paths


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Start for one module: while it lives no other test can run an event loop of its own."""
    path = shutil.which("chromium")
    assert path, "the browser tests need Debian's chromium: apt-get install chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def page_on(chromium: Browser, place: Place) -> Iterator[dict[str, Page]]:
    """Return a page in French on a phone and one in English on a desktop, kept for one module."""
    with (
        open_context(chromium, place.site) as phone,
        open_context(chromium, place.site, phone=False, locale="en-US") as desktop,
    ):
        yield {"phone": phone.new_page(), "desktop": desktop.new_page()}


@pytest.fixture
def phone(chromium: Browser, place: Place) -> Iterator[Page]:
    with open_context(chromium, place.site) as context:
        yield context.new_page()
