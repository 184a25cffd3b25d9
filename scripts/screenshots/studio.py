"""The service that pictures are taken of, and the camera."""

import os
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

OUT = Path(__file__).parents[2] / "screenshots"
PROGRAM = Path(sys.executable).with_name("trombine")
PORT = 8459
SITE = f"http://127.0.0.1:{PORT}"
ENTRY = "for-the-screenshots"
SIZES = {"phone": {"width": 360, "height": 780}, "desktop": {"width": 1280, "height": 800}}
LOOKS = (
    ("phone", "fr-FR", "light"),
    ("phone", "en-US", "dark"),
    ("desktop", "en-US", "light"),
    ("desktop", "fr-FR", "dark"),
)
Act = Callable[[Page], None]
LOADED = """() => Promise.all([...document.images]
    .filter((image) => image.loading !== 'lazy' && image.src)
    .map((image) => image.decode().catch(() => {})))"""
EAGER = "() => { for (const image of document.images) image.loading = 'eager'; }"


@contextmanager
def serve(folder: Path, *command: str, **settings: str) -> Iterator[None]:
    """Run ``trombine serve``, or only the processes named, while pictures are taken."""
    if command:  # ``serve`` does it by itself
        run(folder, "migrate", **settings)
    serving = subprocess.Popen(
        [PROGRAM, *(command or ("serve",))], env=_environment(folder, settings)
    )
    try:
        _wait_until_ready(serving)
        yield
    finally:
        serving.terminate()
        serving.wait(30)


def run(folder: Path, *command: str, **settings: str) -> None:
    """Run a command about a service to its end."""
    subprocess.run([PROGRAM, *command], env=_environment(folder, settings), check=True)


def _environment(folder: Path, settings: dict[str, str]) -> dict[str, str]:
    given = {"data": str(folder), "port": str(PORT), "contact": "host@example.org", **settings}
    given |= {"logins_per_minute": "1000", "requests_per_minute": "100000", "log_level": "warning"}
    return {**os.environ, **{f"TROMBINE_{name.upper()}": value for name, value in given.items()}}


def _wait_until_ready(serving: "subprocess.Popen[bytes]") -> None:
    for _ in range(600):
        try:
            urllib.request.urlopen(f"{SITE}/readyz", timeout=5).close()  # noqa: S310  (ours)
        except OSError:
            if serving.poll() is not None:
                break
            time.sleep(0.2)
        else:
            return
    raise SystemExit("The service did not answer.")


@dataclass(frozen=True)
class Studio:
    """Somebody whose pages are taken in every look; they may be known to the service or not."""

    browser: Browser
    page: Page

    def take(
        self,
        name: str,
        path: str,
        act: Act | None = None,
        *,
        scripts: bool = True,
        known: bool = True,
    ) -> None:
        """Take a page on each screen, in a language and a light, after something was done on it."""
        print(name, flush=True)
        for screen, locale, light in LOOKS:
            options: dict[str, Any] = {
                "viewport": SIZES[screen],
                "has_touch": screen == "phone",
                "is_mobile": screen == "phone",
                "storage_state": self.page.context.storage_state() if known else None,
            }
            context = self.browser.new_context(
                **options,
                locale=locale,
                color_scheme=light,
                reduced_motion="reduce",
                java_script_enabled=scripts,
                permissions=["clipboard-write"],
                service_workers="block",
            )
            page = context.new_page()
            page.goto(SITE + path)
            if scripts:
                page.wait_for_selector(".with-modules", state="attached")
            if act:
                act(page)
            _shoot(page, f"{name}-{screen}-{locale[:2]}-{light}", scripts=scripts)
            context.close()


def _shoot(page: Page, name: str, *, scripts: bool) -> None:
    """Write the first screen, as a person sees it, and the whole page where there is more."""
    page.wait_for_timeout(200)
    if scripts:
        page.evaluate(EAGER)
    page.evaluate(LOADED)
    page.screenshot(path=OUT / f"{name}.png")
    height = page.evaluate("() => document.documentElement.scrollHeight")
    if height > page.viewport_size["height"] + 40:
        page.screenshot(path=OUT / f"{name}-whole.png", full_page=True)


def begin_anew() -> None:
    """Empty the folder that pictures are written to."""
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir()
