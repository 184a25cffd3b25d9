"""The way through the pages by keys alone."""

import re

from playwright.sync_api import Page

REACHED = """(selector) => {
    const one = document.activeElement;
    const marked = [one, one.nextElementSibling, one.closest("label"), one.parentElement];
    const shows = (element) => element && getComputedStyle(element).outlineStyle !== "none";
    return [one.matches(selector), marked.some(shows)];
}"""


def follow(page: Page, selector: str, address: str | re.Pattern[str]) -> None:
    reach(page, selector)
    page.keyboard.press("Enter")
    page.wait_for_url(address)


def reach(page: Page, selector: str) -> None:
    """Go to an element with the tab key, and see that one sees where one is."""
    page.locator(selector).first.wait_for(state="attached")
    for _ in range(120):
        reached, shows = page.evaluate(REACHED, selector)  # at once: the page may be on the move
        if reached:
            assert shows, selector
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{selector} cannot be reached by keyboard")
