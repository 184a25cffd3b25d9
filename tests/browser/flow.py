"""The way through the pages, as a person goes it; every tap is counted."""

from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page, expect
from tests.browser.visiting import Site


@dataclass
class Person:
    page: Page
    site: Site
    taps: int = 0

    def tap(self, selector: str) -> None:
        self.page.locator(selector).first.click()
        self.taps += 1

    def forget_drafts(self) -> None:
        """Delete what an earlier test left unfinished."""
        while True:
            self.page.goto("about:blank")  # a page that is open goes on by itself
            self.page.goto(f"{self.site.url}/create")
            _, found, order_id = self.page.url.partition("/orders/")
            if not found:
                return
            self.page.goto("about:blank")
            self.page.request.delete(f"{self.site.url}/v1/orders/{order_id}")

    def agree(self) -> None:
        self.tap('label:has([name="photos_are_mine"])')
        self.tap('label:has([name="face_analysis"])')

    def choose_photos(self, photos: list[Path]) -> None:
        """Pick files: the device's own dialog, whose taps are not ours to count."""
        self.page.set_input_files("#files", [str(photo) for photo in photos])

    def wait_for_verdicts(self, count: int) -> None:
        usable = self.page.locator("#photo-list :is(.verdict--good, .verdict--warn)")
        expect(usable).to_have_count(count, timeout=150_000)

    def choose_styles(self, *styles: str) -> None:
        for style in styles:
            self.tap(f'label[for="style-{style}"]')

    def begin_order(self) -> None:
        self.forget_drafts()
        self.agree()

    def wait_for_gallery(self) -> None:
        self.page.locator(".gallery").wait_for(timeout=300_000)
