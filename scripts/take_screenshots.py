"""Take a picture of every page and state: phone and desktop, both languages, light and dark.

Needs Chromium, and takes a few minutes: the portraits are drawn from the sample photos.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parents[1]
OUT = ROOT / "screenshots"
PHOTOS = sorted((ROOT / "src/trombine/samples/set").glob("*.jpg"))
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
STYLES = ("painted", "comic", "watercolor")


@contextmanager
def serve(**settings: str) -> Iterator[None]:
    """Run the whole service while pictures are taken."""
    names = {f"TROMBINE_{name.upper()}": value for name, value in settings.items()}
    names["TROMBINE_CONTACT"] = "host@example.org"
    program = Path(sys.executable).with_name("trombine")
    with tempfile.TemporaryDirectory() as folder:
        serving = subprocess.Popen(
            [program, "serve", "--data", folder, "--port", str(PORT)], env={**os.environ, **names}
        )
        try:
            wait_until_ready()
            yield
        finally:
            serving.terminate()
            serving.wait(30)


def wait_until_ready() -> None:
    """Wait until the service answers."""
    for _ in range(600):
        try:
            urllib.request.urlopen(f"{SITE}/readyz", timeout=5).close()  # noqa: S310  (ours)
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise SystemExit("The service did not answer.")


@dataclass(frozen=True)
class Studio:
    """Somebody who is let in, and whose pages are taken in every look."""

    browser: Browser
    page: Page

    def take(self, name: str, path: str, *, scripts: bool = True, known: bool = True) -> None:
        """Take a page on each screen, in a language and a light."""
        for screen, locale, light in LOOKS:
            context = self.browser.new_context(
                viewport=SIZES[screen],
                has_touch=screen == "phone",
                locale=locale,
                color_scheme=light,
                reduced_motion="reduce",
                java_script_enabled=scripts,
                storage_state=self.page.context.storage_state() if known else None,
            )
            page = context.new_page()
            page.goto(SITE + path)
            if scripts and name in ACTS:
                page.wait_for_selector(".with-modules", state="attached")
                ACTS[name](page)
            shoot(page, f"{name}-{screen}-{locale[:2]}-{light}")
            context.close()


def shoot(page: Page, name: str) -> None:
    """Write the first screen, as a person sees it, and the whole page where there is more."""
    page.wait_for_timeout(200)
    page.screenshot(path=OUT / f"{name}.png")
    height = page.evaluate("() => document.documentElement.scrollHeight")
    if height > page.viewport_size["height"] + 40:
        page.screenshot(path=OUT / f"{name}-whole.png", full_page=True)


def choose(page: Page) -> None:
    """Choose styles."""
    for style in STYLES:
        page.check(f"#style-{style}")


def open_options(page: Page) -> None:
    """Choose styles, and open what can be set for one."""
    choose(page)
    page.locator(".style-card:has(:checked) .style-card__options > summary").last.click()


def open_menu(page: Page) -> None:
    """Tap the profile picture."""
    page.click(".profile__menu > summary")


def tick(page: Page) -> None:
    """Tick two portraits."""
    for place in (0, 1):
        page.locator(".pick input").nth(place).check()


def open_downloads(page: Page) -> None:
    """Open the list of downloads."""
    page.click(".viewer__bar summary")


ACTS = {
    "styles-chosen": choose,
    "styles-options": open_options,
    "profile-menu": open_menu,
    "gallery-ticked": tick,
    "avatar-downloads": open_downloads,
}


def take_all(studio: Studio) -> None:
    """Go through the whole flow, and stop at every state."""
    page = studio.page
    studio.take("welcome", "/", known=False)
    page.goto(f"{SITE}/enter?secret={ENTRY}")
    studio.take("profile-new", "/")
    for name in ("create", "privacy", "guidelines", "verify", "offline", "nothing-here"):
        studio.take(name, f"/{name}")
    studio.take("create-no-scripts", "/create", scripts=False)
    page.goto(f"{SITE}/create")
    page.check('[name="photos_are_mine"]')
    page.check('[name="face_analysis"]')
    blank = OUT / "no-photo.jpg"
    blank.write_bytes(b"no photo")
    page.set_input_files("#files", [*map(str, PHOTOS), str(blank)])
    page.wait_for_selector(f"#photo-list > li:nth-child({len(PHOTOS) + 1}) .verdict--bad")
    order = page.url.removeprefix(SITE)
    studio.take("photos", order)
    for name in ("styles-chosen", "styles-options"):
        studio.take(name, f"{order}/styles")
    studio.take("styles-no-scripts", f"{order}/styles", scripts=False)
    page.goto(f"{SITE}{order}/styles")
    choose(page)
    page.click("#create")
    page.wait_for_selector(".developing a", timeout=120_000)
    studio.take("waiting", order)
    page.wait_for_selector(".gallery", timeout=600_000)
    take_results(studio, order)


def take_results(studio: Studio, order: str) -> None:
    """Take what there is once portraits are ready."""
    page = studio.page
    studio.take("gallery", order)
    studio.take("gallery-ticked", order)
    studio.take("gallery-no-scripts", order, scripts=False)
    places = page.locator(".gallery__item > a")
    first, second = (places.nth(place).get_attribute("href") for place in (1, 4))
    for name in ("avatar", "avatar-downloads"):
        studio.take(name, first)
    studio.take("avatar-no-scripts", first, scripts=False)
    studio.take("wear", f"{first}/wear")
    studio.take("report", f"{first}/report")
    pair = "&".join(f"avatar={one.rpartition('/')[2]}" for one in (first, second))
    studio.take("compare", f"{order}/compare?{pair}")
    page.goto(f"{SITE}{first}/wear")
    page.click(".dock button.button")
    page.wait_for_selector("img.profile__picture")
    studio.take("profile", "/")
    studio.take("profile-menu", "/")
    page.request.delete(f"{SITE}/v1/orders/{order.rpartition('/')[2]}")
    studio.take("receipt", f"{order}/receipt")
    studio.take("ended", order)


def take_accounts(browser: Browser) -> None:
    """Take the pages of community mode."""
    page = browser.new_page()
    studio = Studio(browser, page)
    for name in ("sign-in", "sign-up"):
        studio.take(name, f"/{name}", known=False)
    studio.take("welcome-host", "/", known=False)
    page.goto(f"{SITE}/sign-up")
    page.fill("#name", "camille")
    page.fill("#password", "a few words at random")
    page.click("main button.button")
    page.wait_for_selector(".profile")
    studio.take("account", "/account")


def main() -> None:
    """Take everything into the ignored folder ``screenshots``."""
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir()
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        with serve(local_token=ENTRY):
            take_all(Studio(browser, browser.new_page()))
        with serve(mode="community", sign_up="open"):
            take_accounts(browser)
        browser.close()


if __name__ == "__main__":
    main()
