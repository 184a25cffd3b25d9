"""``trombine serve`` with everything real: photos judged, portraits drawn, labelled, worn."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from tests.browser.conftest import SECRET, Site, open_context, wait_until_ready
from tests.browser.flow import Person
from tests.servers import free_port

pytestmark = pytest.mark.xdist_group("browser")


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
        yield site
    finally:
        serving.terminate()
        serving.wait(30)


def test_serve_takes_photos_to_a_labelled_profile_picture(
    chromium: Browser, served: Site, sample_set: list[Path], tmp_path: Path
) -> None:
    with open_context(chromium, served) as context:
        page = context.new_page()
        person = Person(page, served)
        person.order(sample_set, "painted", "comic")
        person.wait_for_gallery()
        assert page.locator(".gallery__item").count() == 4

        page.locator(".gallery__item > a").first.click()
        page.click("text=En faire ma photo de profil")
        page.click("text=Porter ce portrait")
        source = page.locator("img.profile__picture").get_attribute("src")
        assert source
        worn = tmp_path / "worn"
        worn.write_bytes(served.get(source.partition("?")[0]))
        page.goto(f"{served.url}/verify")
        page.set_input_files("#file", str(worn))
        page.click("main button.button")
        page.click("text=Ce qui a été trouvé")

        assert page.locator(".facts dd", has_text="trouvée").count() == 1
