"""The three pictures of the README: a phone on which portraits are chosen, drawn and worn."""

import io
from pathlib import Path

import acts
from photos import GOOD
from PIL import Image
from playwright.sync_api import Browser, Page

from studio import ENTRY, SITE, SIZES

DOCS = Path(__file__).parents[2] / "docs/pages"
STYLES = ("comic", "painted", "watercolor", "neon", "poster")
SCALE = 1.5
QUALITY = 82
ENOUGH = ".developing li:nth-child(18) a"
"""With as many portraits one sees what the page does, and that it goes on."""


def take_readme(browser: Browser) -> None:
    """Order portraits on a phone, in English and by day, and write three steps into docs."""
    context = browser.new_context(
        viewport=SIZES["phone"],  # type: ignore[arg-type]
        device_scale_factor=SCALE,
        has_touch=True,
        is_mobile=True,
        locale="en-US",
        color_scheme="light",
        service_workers="block",
    )
    page = context.new_page()
    page.goto(f"{SITE}/enter?secret={ENTRY}")
    page.goto(f"{SITE}/create")
    order = acts.agree_and_send(page, GOOD)
    page.goto(f"{SITE}{order}/styles")
    for style in STYLES:
        page.check(f"#style-{style}")
    page.evaluate("() => scrollTo(0, 0)")
    write(page, "styles")
    page.click("#create")
    page.wait_for_selector(ENOUGH, timeout=600_000)
    write(page, "waiting")
    page.wait_for_selector(".gallery", timeout=600_000)
    page.goto(page.url + "?style=painted")
    page.locator(".gallery__item > a").first.click()
    page.wait_for_url("**/avatars/*")
    write(page, "portrait")
    context.close()


def write(page: Page, name: str) -> None:
    """Write the first screen, as small as it goes without showing it."""
    page.wait_for_timeout(2000)  # what appears, does so slowly
    with Image.open(io.BytesIO(page.screenshot())) as picture:
        picture.save(DOCS / f"{name}.webp", quality=QUALITY, method=6)
