"""Take a picture of every page and state: phone and desktop, both languages, light and dark.

Needs Chromium, and takes a quarter of an hour: the portraits are drawn from the sample photos.
``local`` or ``community`` as an argument takes the pages of one mode anew, ``readme`` the three
pictures of the README, which are kept in docs.
"""

import shutil
import sys
import tempfile
from pathlib import Path

import accounts
import readme
from playwright.sync_api import Browser, sync_playwright

import orders
from studio import ENTRY, SITE, Studio, begin_anew, serve

LOCAL = {"local_token": ENTRY, "verifications_per_minute": "1000"}
COMMUNITY = {
    "mode": "community",
    "public_url": SITE,
    "smtp_url": "smtp://127.0.0.1:1",
    "mail_from": "avatars@example.org",
}


def take_local(browser: Browser, folder: Path) -> None:
    """Take what one person sees on their own computer."""
    data = folder / "local"
    studio = Studio(browser, browser.new_page())
    with serve(data, **LOCAL):
        order = orders.take_before(studio, folder)
        orders.take_order(studio, order)
        orders.take_results(studio, order)
        orders.take_checks(studio, order, folder)
    with serve(data, "web", lan="on", **{**LOCAL, "verifications_per_minute": "1"}):
        orders.take_stands(studio, data)
        orders.take_end(studio, order)
        accounts.take_phones(studio)
        accounts.take_limits(studio)


def take_community(browser: Browser, folder: Path) -> None:
    """Take what many people see on a host's, and the host."""
    data = folder / "community"
    studio = Studio(browser, browser.new_page())
    with serve(data, "web", sign_up="open", **COMMUNITY):
        accounts.join(studio)
        accounts.take_doors(studio)
        accounts.take_account(studio)
        order = accounts.take_turns(studio)
        accounts.take_operator(studio, data, order, COMMUNITY)
    for sign_up in ("invite", "closed"):
        with serve(data, "web", sign_up=sign_up, **COMMUNITY):
            studio.take(f"sign-up-{sign_up}", "/sign-up", known=False)


def take_for_readme(browser: Browser, folder: Path) -> None:
    """Take what the README shows."""
    with serve(folder / "readme", **LOCAL):
        readme.take_readme(browser)


EVERYTHING = {"local": take_local, "community": take_community}
MODES = {**EVERYTHING, "readme": take_for_readme}


def main() -> None:
    """Take the modes named, or everything, into the ignored folder ``screenshots``."""
    named = sys.argv[1:]
    if not named:
        begin_anew()
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for mode in named or EVERYTHING:
            MODES[mode](browser, Path(folder))
        browser.close()


if __name__ == "__main__":
    main()
