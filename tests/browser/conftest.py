"""A real service with the fake engine, and a real Chromium before it."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from trombine.database.engine import open_database
from trombine.database.migrations import migrate
from trombine.imaging.arrays import SrgbImage
from trombine.imaging.codec import encode
from trombine.settings import read_settings

SECRET = "a-secret-for-the-browser-tests"  # noqa: S105  (of this site alone)
CHROMIUM_FLAGS = [
    "--no-sandbox",  # tests run as root in CI
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE = {"width": 360, "height": 780}
DESKTOP = {"width": 1280, "height": 800}


@dataclass(frozen=True)
class Site:
    url: str

    @property
    def entry(self) -> str:
        return f"{self.url}/enter?secret={SECRET}"

    def get(self, path: str) -> bytes:
        with urllib.request.urlopen(self.url + path, timeout=10) as answer:  # noqa: S310
            content: bytes = answer.read()
            return content


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with serve_fake(tmp_path_factory.mktemp("browser")) as served:
        yield served


@contextmanager
def serve_fake(folder: Path) -> Iterator[Site]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {
        **os.environ,
        "TROMBINE_DATA": str(folder),
        "TROMBINE_PORT": str(port),
        "TROMBINE_LOCAL_TOKEN": SECRET,
        "TROMBINE_CONTACT": "host@example.org",
        "TROMBINE_PUSH_KEY": "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw",
        "TROMBINE_PUSH_SERVICES": "127.0.0.1:9",  # nobody is there
        "TROMBINE_LOGINS_PER_MINUTE": "1000",
        "TROMBINE_REQUESTS_PER_MINUTE": "100000",
    }
    settings = read_settings({k: v for k, v in environment.items() if k.startswith("TROMBINE_")})
    database = open_database(settings.database_url)
    migrate(database)
    database.dispose()
    children = [
        subprocess.Popen([sys.executable, "-m", module], env=environment)
        for module in ("tests.fake_worker", "tests.fake_web")
    ]
    site = Site(f"http://127.0.0.1:{port}")
    try:
        wait_until_ready(site)
        yield site
    finally:
        for child in children:
            child.send_signal(signal.SIGTERM)
        for child in children:
            try:
                child.wait(10)
            except subprocess.TimeoutExpired:
                child.kill()


def wait_until_ready(site: Site) -> None:
    for _ in range(600):
        try:
            site.get("/readyz")
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the web server did not answer")


@pytest.fixture(scope="session")
def snaps(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """As few photos as an order needs, and small ones: the fake engine takes anything."""
    folder = tmp_path_factory.mktemp("snaps")
    paths = [folder / f"{number}.jpg" for number in (1, 2, 3)]
    for number, path in enumerate(paths, start=1):
        colors = np.random.default_rng(number).random((300, 300, 3), np.float32)
        path.write_bytes(encode(SrgbImage(colors), "jpeg", xmp=b"<x/>"))
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


@contextmanager
def open_context(
    chromium: Browser,
    site: Site,
    *,
    phone: bool = True,
    scripts: bool = True,
    service_worker: bool = False,
    locale: str = "fr-FR",
) -> Iterator[BrowserContext]:
    """A browser that was let in; what it fetches from elsewhere, or breaks on, fails the test.

    Playwright cannot hold back requests where a service worker runs, so few tests let one.
    """
    context = chromium.new_context(
        viewport=PHONE if phone else DESKTOP,  # type: ignore[arg-type]
        has_touch=phone,
        locale=locale,
        java_script_enabled=scripts,
        service_workers="allow" if service_worker else "block",
    )
    foreign: list[str] = []
    broken: list[str] = []
    context.on(
        "request",
        lambda asked: (
            foreign.append(asked.url)
            if not asked.url.startswith((site.url, "blob:", "data:"))
            else None
        ),
    )
    context.on("weberror", lambda fault: broken.append(str(fault.error)))
    page = context.new_page()
    page.goto(site.entry)
    page.close()
    yield context
    context.close()
    assert not foreign
    assert not broken


@pytest.fixture
def phone(chromium: Browser, site: Site) -> Iterator[Page]:
    with open_context(chromium, site) as context:
        yield context.new_page()


@pytest.fixture
def desktop(chromium: Browser, site: Site) -> Iterator[Page]:
    with open_context(chromium, site, phone=False, locale="en-US") as context:
        yield context.new_page()


@pytest.fixture
def without_scripts(chromium: Browser, site: Site) -> Iterator[Page]:
    with open_context(chromium, site, scripts=False) as context:
        yield context.new_page()
