"""Take a picture of every page and state: phone and desktop, both languages, light and dark.

Needs Chromium, and takes a quarter of an hour: the portraits are drawn from the sample photos.
"""

import shutil
import tempfile
from pathlib import Path

import accounts
from playwright.sync_api import sync_playwright
from studio import ENTRY, SITE, Studio, begin_anew, serve

import orders

LOCAL = {"local_token": ENTRY, "verifications_per_minute": "1000"}
COMMUNITY = {
    "mode": "community",
    "public_url": SITE,
    "smtp_url": "smtp://127.0.0.1:1",
    "mail_from": "avatars@example.org",
}


def main() -> None:
    """Take everything into the ignored folder ``screenshots``."""
    begin_anew()
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as made:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        alone, many, closed = (Path(made) / name for name in ("alone", "many", "closed"))
        studio = Studio(browser, browser.new_page())
        with serve(alone, **LOCAL):
            order = orders.take_before(studio, Path(made))
            orders.take_order(studio, order)
            orders.take_results(studio, order)
            orders.take_checks(studio, order, Path(made))
        with serve(alone, "web", lan="on", **{**LOCAL, "verifications_per_minute": "1"}):
            orders.take_stands(studio, alone)
            orders.take_end(studio, order)
            accounts.take_phones(studio)
            accounts.take_limits(studio)
        studio = Studio(browser, browser.new_page())
        with serve(many, "web", sign_up="open", **COMMUNITY):
            accounts.join(studio)
            accounts.take_doors(studio)
            accounts.take_account(studio)
            order = accounts.take_turns(studio)
            accounts.take_operator(studio, many, order, COMMUNITY)
        stranger = Studio(browser, browser.new_page())
        for sign_up in ("invite", "closed"):
            with serve(closed, "web", sign_up=sign_up, **COMMUNITY):
                stranger.take(f"sign-up-{sign_up}", "/sign-up", known=False)
        browser.close()


if __name__ == "__main__":
    main()
