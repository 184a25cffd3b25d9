"""Local mode in a browser: a phone is let in, held photos are decided on, a language is chosen."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser.place import Place
from tests.browser.visiting import open_context

from trombine.domain.placed_order import OrderState


@pytest.fixture(scope="module")
def page(chromium: Browser, home: Place) -> Iterator[Page]:
    with open_context(chromium, home.site, phone=False) as context:
        yield context.new_page()


def test_a_phone_is_let_in_by_the_code_another_browser_shows(
    chromium: Browser, home: Place, page: Page
) -> None:
    page.goto(f"{home.site.url}/pair")
    page.click("main form button")
    shown = page.locator(".pair__code").inner_text()
    picture = page.locator(".pair__picture").evaluate("(one) => one.decode().then(() => true)")
    with open_context(chromium, replace(home.site, session="")) as context:
        phone = context.new_page()
        phone.goto(home.site.url)
        phone.click('main a[href="/pair"]')
        phone.fill("#code", "2222-2222")
        phone.click("main button.button")
        expect(phone.get_by_role("alert")).to_be_visible()

        phone.fill("#code", shown.lower())
        phone.click("main button.button")

        expect(phone.locator(".profile")).to_be_visible()
    assert picture
    assert "127.0.0.1" in page.locator(".pair strong").inner_text()


@pytest.mark.parametrize(
    ("decision", "state"), [("allow", OrderState.QUEUED), ("refuse", OrderState.REFUSED)]
)
def test_a_held_order_is_looked_at_and_decided_on(
    home: Place, page: Page, snaps: list[Path], decision: str, state: OrderState
) -> None:
    held = home.submitted(snaps, OrderState.HELD)
    page.goto(home.site.url)
    page.click('footer a[href="/operator"]')
    page.click(f'main a[href="/operator/orders/{held.id}"]')
    page.wait_for_url(f"**/operator/orders/{held.id}")
    expect(page.locator("main img")).to_have_count(0)
    page.locator(".rows a").first.click()
    seen = page.locator("main img").evaluate("(one) => one.decode().then(() => one.naturalWidth)")
    page.click(f'form[action$="/{decision}"] button')
    expect(page).to_have_url(f"{home.site.url}/operator")

    assert seen == 300
    assert home.web.services.orders.get(home.user.id, held.id).state is state


def test_a_language_is_chosen_by_hand_and_stays(home: Place, page: Page) -> None:
    page.goto(f"{home.site.url}/privacy")
    expect(page.locator("html")).to_have_attribute("lang", "fr")

    page.click('.languages [value="en"]')

    expect(page).to_have_url(f"{home.site.url}/privacy")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.goto(home.site.url)
    expect(page.locator('.languages [value="en"]')).to_have_attribute("aria-current", "true")
    page.click('.languages [value="fr"]')
    expect(page.locator("html")).to_have_attribute("lang", "fr")
