"""``trombine serve`` with everything real: photos judged, portraits drawn, labelled, worn."""

import os
import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, replace
from http.cookiejar import CookieJar
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from tests.browser.flow import Person
from tests.browser.visiting import COOKIE, SECRET, Site, open_context
from tests.servers import free_port

MOST_TAPS = 12
COUNT = 6


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    data = tmp_path_factory.mktemp("data")
    port = free_port()
    environment = {
        **os.environ,
        "TROMBINE_LOCAL_TOKEN": SECRET,
        "TROMBINE_AVATARS_PER_ORDER": str(COUNT),
    }
    program = Path(sys.executable).with_name("trombine")
    command = [str(program), "serve", "--data", str(data), "--port", str(port)]
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


@dataclass(frozen=True)
class Words:
    """What a person reads on what they tap."""

    try_avatars: str
    choose_styles: str
    set_picture: str
    use_portrait: str
    details: str
    mark_found: str


WORDS = {
    "fr-FR": Words(
        "Essayer les avatars",
        "Choisir les styles",
        "En faire ma photo de profil",
        "Utiliser ce portrait",
        "Ce qui a été trouvé",
        "trouvée",
    ),
    "en-US": Words(
        "Try the avatars",
        "Choose styles",
        "Set as profile picture",
        "Use this portrait",
        "What was found",
        "found",
    ),
}


@pytest.mark.parametrize("locale", ["fr-FR", "en-US"])
def test_from_the_profile_to_a_labelled_profile_picture_in_fewer_than_twelve_taps(
    chromium: Browser, served: Site, three_photos: list[Path], tmp_path: Path, locale: str
) -> None:
    words = WORDS[locale]
    with open_context(chromium, served, locale=locale) as context:
        page = context.new_page()
        person = Person(page, served)
        page.goto(served.url)
        person.tap(".profile__menu > summary")
        person.tap(f".menu >> text={words.try_avatars}")
        person.agree()
        person.choose_photos(three_photos)
        person.wait_for_verdicts(len(three_photos))
        person.tap(f"text={words.choose_styles}")
        person.choose_styles("poster", "riso")  # soon drawn
        person.tap("#create")
        person.wait_for_gallery()
        expect(page.locator(".gallery__item")).to_have_count(COUNT)
        person.tap(".gallery__item > a")
        page.wait_for_url("**/avatars/*")
        worn_page = page.url.removeprefix(served.url)
        person.tap(f"text={words.set_picture}")
        person.tap(f"text={words.use_portrait}")
        source = page.locator("img.profile__picture").get_attribute("src")
        assert source
        assert person.taps < MOST_TAPS
        expect(page.locator(f'.gallery__item a[href="{worn_page}"]')).to_have_count(1)

        worn = tmp_path / "worn"
        worn.write_bytes(served.get(source.partition("?")[0]))  # as anybody sees it
        page.goto(f"{served.url}/verify")
        with page.expect_navigation():
            page.set_input_files("#file", str(worn))
        page.click(f"text={words.details}")

        found = page.locator(".facts dd", has_text=re.compile(f"^{words.mark_found}$"))
        expect(found).to_have_count(1)
