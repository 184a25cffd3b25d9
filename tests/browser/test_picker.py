"""Styles are chosen, thirty is shared among them, and the choice is remembered on the device."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser.place import Place
from tests.browser.visiting import open_context


@pytest.fixture(scope="module")
def styles(chromium: Browser, place: Place, snaps: list[Path]) -> Iterator[Page]:
    draft = place.web.house.draft(place.user.id, [snap.read_bytes() for snap in snaps])
    with open_context(chromium, place.site) as context:
        page = context.new_page()
        page.goto(f"{place.site.url}/orders/{draft.id}/styles")
        yield page


@pytest.fixture(autouse=True)
def _anew(styles: Page) -> None:
    styles.evaluate("localStorage.clear()")
    styles.reload()


def pick(page: Page, *slugs: str) -> None:
    for slug in slugs:
        page.locator(f'label[for="style-{slug}"]').click()


def test_the_screen_says_how_thirty_is_shared(styles: Page) -> None:
    told = styles.locator("#sum")
    button = styles.locator("#create")
    expect(button).to_be_disabled()

    pick(styles, "painted", "comic")
    expect(told).to_have_text("30 = 2 × 15")
    pick(styles, "neon", "poster")
    expect(told).to_have_text("30 = 2 × 8 + 2 × 7")
    pick(styles, "oil")
    expect(told).to_have_text("30 = 5 × 6")
    expect(button).to_be_enabled()
    expect(styles.locator("#style-pencil")).to_be_disabled()


def test_styles_and_their_options_are_remembered_on_this_device(styles: Page) -> None:
    pick(styles, "painted", "comic")
    card = styles.locator(".style-card", has=styles.locator("#style-painted"))
    card.locator(".style-card__options > summary").click()
    navy = styles.locator('[name="painted.background"][value="navy"]')
    card.locator("label", has=navy).click()
    styles.locator('[name="painted.strength"]').press("ArrowRight")
    card.locator(".options__done").click()
    expect(card.locator(".style-card__options")).not_to_have_attribute("open", "")

    styles.reload()

    expect(styles.locator("#style-painted")).to_be_checked()
    expect(styles.locator("#style-comic")).to_be_checked()
    expect(styles.locator("#style-neon")).not_to_be_checked()
    expect(styles.locator("#sum")).to_have_text("30 = 2 × 15")
    expect(navy).to_be_checked()
    expect(styles.locator('[name="painted.strength"]')).to_have_value("1.1")


def test_a_style_that_is_no_more_there_spoils_nothing(styles: Page) -> None:
    gone = [["styles", "gone"], ["gone.background", "navy"], ["styles", "painted"]]
    styles.evaluate("(kept) => localStorage.setItem('trombine.styles', kept)", json.dumps(gone))

    styles.reload()

    expect(styles.locator("#style-painted")).to_be_checked()
    expect(styles.locator('[name="styles"]:checked')).to_have_count(1)
