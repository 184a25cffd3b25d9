"""What is done on a page before its picture is taken."""

from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

from photos import GOOD
from playwright.sync_api import Page

from studio import Act

STYLES = ("painted", "comic", "watercolor")


def open_menu(page: Page) -> None:
    """Tap the profile picture."""
    page.click(".profile__menu > summary")


def choose_without_consent(page: Page) -> None:
    """Choose photos before the boxes are ticked."""
    page.set_input_files("#files", [str(GOOD[0])])
    page.wait_for_selector("#photos-fault:not([hidden])")


def upload_forever(page: Page) -> None:
    """Choose photos that are on their way for long."""
    page.context.set_offline(True)
    page.set_input_files("#files", [str(path) for path in GOOD])
    page.wait_for_selector(".is-sending")


def lose_connection(page: Page) -> None:
    """Choose a photo, and lose the connection for good."""
    page.route("**/v1/orders/*/photos/*", lambda route: route.abort())
    page.set_input_files("#files", [str(GOOD[0])])
    page.wait_for_selector(".is-sending button", timeout=60_000)


def choose(page: Page) -> None:
    """Choose styles."""
    for style in STYLES:
        page.check(f"#style-{style}")
    page.evaluate("() => scrollTo(0, 0)")


def open_options(page: Page) -> None:
    """Choose styles, open what can be set for one, and set its ground."""
    choose(page)
    page.locator(".style-card:has(:checked) .style-card__options > summary").last.click()
    page.locator("details[open] .ground-navy").check()


def choose_theme(page: Page) -> None:
    """Choose a theme, and no style."""
    page.check('[name="everywhere.pack"][value="winter"]')
    page.evaluate("() => scrollTo(0, 0)")


def open_looks(page: Page) -> None:
    """Choose a theme, and a world and a hair color for all styles."""
    choose_theme(page)
    page.click("#looks > summary")
    page.check('[name="everywhere.world"][value="aurora"]')
    page.check("#looks .hair-copper")
    page.evaluate("() => document.getElementById('looks').scrollIntoView()")


def order_styles(page: Page) -> None:
    """Choose styles, and order."""
    choose(page)
    page.click("#create")
    page.wait_for_load_state()


def tick(page: Page) -> None:
    """Tick two portraits, and keep a third."""
    for place in (0, 1):
        page.locator(".pick input").nth(place).check()
    page.locator('.heart[aria-pressed="false"]').nth(2).click()


def ask_to_delete_all(page: Page) -> None:
    """Ask to delete everything, and stop at the question."""
    page.click("section .confirm > summary")
    page.locator("section .confirm form").scroll_into_view_if_needed()


def open_downloads(page: Page) -> None:
    """Open the list of downloads."""
    page.click(".viewer__bar summary")


def open_more(page: Page) -> None:
    """Open what else can be done with a portrait."""
    page.click(".viewer__more > summary")


def share(page: Page) -> None:
    """Share where the device can only copy an address."""
    page.click("#share")
    page.wait_for_timeout(1500)


def move_circle(page: Page) -> None:
    """Make the circle smaller and move it."""
    page.locator("#zoom").fill("1.5")
    page.locator("#y").fill("0.3")


def submit(fields: dict[str, str], button: str = "main .button") -> Act:
    """Fill in a form and send it."""

    def act(page: Page) -> None:
        for selector, value in fields.items():
            page.fill(selector, value)
        page.click(button)
        page.wait_for_load_state()

    return act


def report(page: Page) -> None:
    """Say what is wrong with a portrait."""
    page.click('label:has([value="not_me"])')
    page.click("main button.button")
    page.wait_for_load_state()


def check_file(path: Path, found: str = ".finding") -> Act:
    """Have a picture checked, and open what was found."""

    def act(page: Page) -> None:
        page.set_input_files("#file", str(path))
        page.wait_for_selector(found, timeout=60_000)
        for summary in page.locator(".finding summary").all():
            summary.click()

    return act


def agree_and_send(page: Page, photos: Sequence[Path]) -> str:
    """Begin an order on the page of photos; return its path once the last photo has a verdict."""
    page.check('[name="photos_are_mine"]')
    page.check('[name="face_analysis"]')
    send(page, photos)
    return urlsplit(page.url).path


def send(page: Page, photos: Sequence[Path]) -> None:
    """Choose photos, and wait until the last one has a verdict."""
    page.set_input_files("#files", [str(path) for path in photos])
    # Each photo says when it is on its way and when it is checked: wait until none does.
    page.wait_for_selector(f"#photo-list > li:nth-child({len(photos)})", timeout=120_000)
    page.wait_for_function(
        "() => !document.querySelector('.is-sending, #photo-list .verdict:not([class*=--])')",
        timeout=120_000,
    )
