"""While portraits are made: they appear, the title counts, one may leave, come back, or cancel."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser.place import Place
from tests.browser.visiting import open_context

from trombine.domain.placed_order import OrderState, PlacedOrder


@pytest.fixture
def order(place: Place, snaps: list[Path]) -> PlacedOrder:
    order = place.submitted(snaps, OrderState.RUNNING)
    for index in (1, 2):
        place.draw(order, index)
    return order


@pytest.fixture(scope="module")
def browser_page(chromium: Browser, place: Place) -> Iterator[Page]:
    with open_context(chromium, place.site) as context:
        yield context.new_page()


@pytest.fixture
def page(browser_page: Page, place: Place, order: PlacedOrder) -> Page:
    browser_page.goto(f"{place.site.url}/orders/{order.id}")
    return browser_page


def test_portraits_appear_as_they_are_made_and_the_title_counts(
    page: Page, place: Place, order: PlacedOrder
) -> None:
    portraits = page.locator(".developing img")
    expect(page).to_have_title("2/30 · Trombine")
    expect(portraits).to_have_count(2)
    first = portraits.first.element_handle()

    place.draw(order, 3)

    expect(portraits).to_have_count(3)
    expect(page).to_have_title("3/30 · Trombine")
    assert first.evaluate("(one) => one.isConnected")  # nothing is drawn anew, so nothing flickers


def test_a_reload_and_a_second_device_show_the_same(
    page: Page, chromium: Browser, place: Place, order: PlacedOrder
) -> None:
    with open_context(chromium, place.site_of(place.user), phone=False) as elsewhere:
        second = elsewhere.new_page()
        second.goto(place.site.url)
        second.click(f'.rows a[href="/orders/{order.id}"]')
        page.reload()
        place.draw(order, 3)

        expect(page.locator(".developing img")).to_have_count(3)
        expect(second.locator(".developing img")).to_have_count(3)


def test_a_page_that_was_left_open_says_when_all_are_ready(
    page: Page, place: Place, order: PlacedOrder
) -> None:
    place.web.enter(order, OrderState.READY)

    expect(page.locator(".gallery__item")).to_have_count(2)


def test_a_connection_that_was_lost_catches_up(
    page: Page, place: Place, order: PlacedOrder
) -> None:
    page.context.set_offline(True)
    place.draw(order, 3)
    page.context.set_offline(False)

    expect(page.locator(".developing img")).to_have_count(3)


def test_an_order_is_cancelled_and_its_photos_are_gone(
    browser_page: Page, place: Place, snaps: list[Path]
) -> None:
    queued = place.submitted(snaps, OrderState.QUEUED)
    page = browser_page
    page.goto(f"{place.site.url}/orders/{queued.id}")

    page.get_by_role("button", name="Annuler").click()

    expect(page.locator("h1")).to_have_text("C’est annulé")
    page.locator('main a[href$="/receipt"]').click()
    expect(page.locator(".receipt .rows li")).to_have_count(1)
    assert place.web.services.orders.get(place.user.id, queued.id).photos == ()


def test_what_shimmers_stands_still_for_who_wants_less_motion(page: Page) -> None:
    moving = """() => document.getAnimations().filter((one) => {
        const { duration, iterations } = one.effect.getComputedTiming();
        return one.playState === "running" && (duration > 10 || iterations > 1);
    }).length"""
    assert page.evaluate(moving) > 0

    page.emulate_media(reduced_motion="reduce")
    page.reload()

    assert page.evaluate(moving) == 0
    page.emulate_media(reduced_motion="no-preference")
