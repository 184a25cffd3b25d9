"""``trombine serve`` with everything real: photos judged, portraits drawn, labelled, worn."""

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from http.cookiejar import CookieJar
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from tests.browser.flow import Person
from tests.browser.visiting import COOKIE, SECRET, Site, open_context
from tests.servers import free_port

pytestmark = pytest.mark.xdist_group("browser")
MOST_TAPS = 12


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Site]:
    port = free_port()
    environment = {
        **os.environ,
        "TROMBINE_LOCAL_TOKEN": SECRET,
        "TROMBINE_AVATARS_PER_ORDER": "4",
    }
    program = Path(sys.executable).with_name("trombine")
    command = [str(program), "serve", "--data", str(tmp_path), "--port", str(port)]
    serving = subprocess.Popen(command, env=environment)
    site = Site(f"http://127.0.0.1:{port}")
    try:
        wait_until_ready(site)
        yield let_in(site)
    finally:
        serving.terminate()
        serving.wait(30)


def wait_until_ready(site: Site) -> None:
    for _ in range(600):
        try:
            site.get("/readyz")
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the web server did not answer")


def let_in(site: Site) -> Site:
    """Open the address that local mode printed, once for all browsers."""
    cookies = CookieJar()
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(cookies))
    opener.open(f"{site.url}/enter?secret={SECRET}", timeout=10).close()
    return replace(site, session=next(str(one.value) for one in cookies if one.name == COOKIE))


def test_from_the_profile_to_a_labelled_profile_picture_in_fewer_than_twelve_taps(
    chromium: Browser, served: Site, sample_set: list[Path], tmp_path: Path
) -> None:
    with open_context(chromium, served) as context:
        page = context.new_page()
        person = Person(page, served)
        page.goto(served.url)
        person.tap(".profile__menu > summary")
        person.tap(".menu >> text=Essayer les avatars")
        person.agree()
        person.choose_photos(sample_set)
        person.wait_for_verdicts(len(sample_set))
        person.tap("text=Choisir les styles")
        person.choose_styles("painted", "comic")
        person.tap("#create")
        person.wait_for_gallery()
        assert page.locator(".gallery__item").count() == 4
        person.tap(".gallery__item > a")
        worn_page = page.url.removeprefix(served.url)
        person.tap("text=En faire ma photo de profil")
        person.tap("text=Utiliser ce portrait")
        source = page.locator("img.profile__picture").get_attribute("src")
        assert source
        assert person.taps < MOST_TAPS
        kept = page.locator(f'.gallery__item a[href="{worn_page}"]')
        assert kept.count() == 1

        worn = tmp_path / "worn"
        worn.write_bytes(served.get(source.partition("?")[0]))  # as anybody sees it
        page.goto(f"{served.url}/verify")
        with page.expect_navigation():
            page.set_input_files("#file", str(worn))
        page.click("text=Ce qui a été trouvé")

        assert page.locator(".facts dd", has_text="trouvée").count() == 1
