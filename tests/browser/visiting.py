"""Browsers that were let in at a service, and what is expected of all of them."""

import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal

from playwright.sync_api import Browser, BrowserContext

from trombine.web.callers import PLAIN_COOKIE as COOKIE

SECRET = "a-secret-for-the-browser-tests"  # noqa: S105  (of these sites alone)
PHONE = {"width": 360, "height": 780}
DESKTOP = {"width": 1280, "height": 800}


@dataclass(frozen=True)
class Site:
    """An address, and the session of a browser that was let in there."""

    url: str
    session: str = ""

    def get(self, path: str) -> bytes:
        with urllib.request.urlopen(self.url + path, timeout=10) as answer:  # noqa: S310
            content: bytes = answer.read()
            return content


@contextmanager
def open_context(
    chromium: Browser,
    site: Site,
    *,
    phone: bool = True,
    scripts: bool = True,
    service_worker: bool = False,
    locale: str = "fr-FR",
    theme: Literal["light", "dark"] = "light",
) -> Iterator[BrowserContext]:
    """A browser that was let in; what it fetches from elsewhere, or breaks on, fails the test.

    Playwright cannot hold back requests where a service worker runs, so few tests let one.
    """
    context = chromium.new_context(
        viewport=PHONE if phone else DESKTOP,  # type: ignore[arg-type]
        has_touch=phone,
        locale=locale,
        color_scheme=theme,
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
    if site.session:
        context.add_cookies([{"name": COOKIE, "value": site.session, "url": site.url}])
    yield context
    context.close()
    assert not foreign, foreign
    assert not broken, broken
