"""Every page and state: nothing for axe to find, nothing cut off, reachable by keyboard."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from tests.browser.conftest import Site, open_context
from tests.browser.flow import Person

pytestmark = pytest.mark.xdist_group("browser")
NARROWEST = {"width": 320, "height": 640}
TOUCH_PX = 44
PAGES = ("/", "/create", "/privacy", "/guidelines", "/verify", "/offline", "/nothing-here")


def check(page: Page) -> None:
    """Fail for what axe finds, for sideways scrolling at 320 px, and for small targets."""
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]})
    assert not found.response["violations"], found.generate_report()
    page.set_viewport_size(NARROWEST)  # type: ignore[arg-type]
    wide = page.evaluate("() => document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0
    small = page.evaluate(
        """(least) => [...document.querySelectorAll('button, .button, summary, select, input')]
            .filter((one) => one.checkVisibility() && !one.closest('.visually-hidden'))
            .map((one) => [one.outerHTML.slice(0, 90), one.closest('label') ?? one])
            .map(([name, one]) => [name, one.getBoundingClientRect()])
            .filter(([, box]) => box.width > 1 && (box.height < least || box.width < least))
            .map(([name]) => name)""",
        TOUCH_PX,
    )
    assert not small


@pytest.mark.parametrize("path", PAGES)
def test_pages_are_accessible(phone: Page, site: Site, path: str) -> None:
    phone.goto(site.url + path)

    check(phone)


def test_the_welcome_is_accessible_to_who_is_not_known(chromium: Browser, site: Site) -> None:
    page = chromium.new_page(locale="fr-FR")
    page.goto(site.url)

    check(page)
    page.close()


def test_every_state_of_an_order_is_accessible(
    chromium: Browser, site: Site, sample_set: list[Path]
) -> None:
    with open_context(chromium, site) as context:
        page = context.new_page()
        for _ in go_through(Person(page, site), sample_set):
            page.wait_for_load_state()
            page.wait_for_timeout(200)
            check(page)
            page.set_viewport_size({"width": 360, "height": 780})


def go_through(person: Person, photos: list[Path]) -> Iterator[None]:
    """Stop at every state from the photos to the profile."""
    page = person.page
    person.begin_order()
    person.choose_photos(photos)
    person.wait_for_verdicts(len(photos))
    yield
    page.click(".dock a.button")
    yield
    person.choose_styles("dots", "lines")
    page.locator(".style-card__options > summary").first.click()
    yield
    page.click("details[open] .options__done")
    page.click("#create")
    yield
    person.wait_for_gallery()
    page.locator(".pick input").first.check()
    yield
    page.locator(".gallery__item > a").first.click()
    page.wait_for_selector(".viewer")
    yield
    page.click("text=En faire ma photo de profil")
    page.wait_for_selector(".wear")
    yield
    page.click(".dock button.button")
    page.wait_for_selector("img.profile__picture")
    yield


def test_the_keyboard_alone_makes_an_order(
    desktop: Page, site: Site, sample_set: list[Path]
) -> None:
    page = desktop
    person = Person(page, site)
    person.forget_drafts()
    for name in ("photos_are_mine", "face_analysis"):
        reach(page, f'[name="{name}"]')
        page.keyboard.press("Space")
    reach(page, "#files")
    person.choose_photos(sample_set)  # the dialog is the system's
    person.wait_for_verdicts(len(sample_set))
    reach(page, ".dock a.button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/styles")
    for style in ("dots", "lines"):
        reach(page, f"#style-{style}")
        page.keyboard.press("Space")
    reach(page, "#create")
    page.keyboard.press("Enter")
    person.wait_for_gallery()
    reach(page, ".gallery__item > a")
    page.keyboard.press("Enter")
    page.wait_for_selector(".viewer")
    page.keyboard.press("ArrowRight")
    expect(page.locator(".viewer__place")).to_have_text("2 / 30")


def reach(page: Page, selector: str) -> None:
    """Go to an element with the tab key."""
    for _ in range(120):
        if page.locator(f"{selector}:focus").count():
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{selector} cannot be reached by keyboard")
