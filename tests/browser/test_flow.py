from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser.flow import Person
from tests.browser.place import Place, write_photo
from tests.browser.relay import open_relay
from tests.browser.visiting import open_context

from trombine.domain.placed_order import OrderState


def test_everything_works_without_scripts(
    chromium: Browser, place: Place, snaps: list[Path]
) -> None:
    with open_context(chromium, place.site, scripts=False) as context:
        page = context.new_page()
        Person(page, place.site).begin_order()
        page.set_input_files("#files", [str(photo) for photo in snaps])
        page.click(".picker__send button")
        page.click(".dock a.button")
        page.check("#style-painted", force=True)
        page.check("#style-comic", force=True)
        page.click("#create")
        page.locator(".developing").wait_for()
        order = place.web.services.orders.get(place.user.id, page.url.rpartition("/")[2])
        place.draw(order, 1)
        place.draw(order, 2)
        place.web.enter(order, OrderState.READY)
        page.locator(".gallery").wait_for()  # the page looks again by itself
        gallery = page.url
        page.locator(".heart").first.click()
        expect(page.locator('.heart[aria-pressed="true"]')).to_have_count(1)
        page.locator(".gallery__item > a").first.click()
        page.click("text=En faire ma photo de profil")
        page.click(".dock button.button")
        expect(page.locator("img.profile__picture")).to_be_visible()
        page.goto(gallery)
        page.click(".confirm > summary:has-text('Tout supprimer')")
        page.click("text=Supprimer maintenant")
        expect(page.locator(".receipt .rows li")).to_have_count(2)


def test_a_reload_in_mid_upload_goes_on_with_what_arrived(
    phone: Page, place: Place, snaps: list[Path]
) -> None:
    person = Person(phone, place.site)
    person.begin_order()
    phone.route("**/photos/2", lambda _: None)  # it never arrives
    person.choose_photos(snaps[:3])
    person.wait_for_verdicts(1)
    phone.reload()
    phone.unroute_all()

    expect(phone.locator("#photo-list > li")).to_have_count(1)
    person.choose_photos(snaps[1:3])
    person.wait_for_verdicts(3)
    phone.locator("#photo-list form button").first.click()
    expect(phone.locator("#photo-list > li")).to_have_count(2)


def test_a_photo_whose_upload_broke_off_goes_up_when_the_connection_is_back(
    chromium: Browser, place: Place, tmp_path: Path
) -> None:
    large = write_photo(tmp_path / "large.jpg", side_px=800)
    with open_relay(place.site.url) as relay:
        site = replace(place.site, url=relay.url)
        with open_context(chromium, site) as context:
            page = context.new_page()
            person = Person(page, site)
            person.begin_order()
            with page.expect_event("requestfailed", lambda asked: asked.method == "PUT"):
                person.choose_photos([large])
            expect(page.locator(".is-sending")).to_have_count(1)

            relay.mended.set()

            person.wait_for_verdicts(1)
            expect(page.locator("#photo-list > li")).to_have_count(1)


def test_a_file_that_is_no_photo_says_how_to_mend_it(
    phone: Page, place: Place, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(b"no photo" * 100)
    person = Person(phone, place.site)
    person.begin_order()
    person.choose_photos([broken])

    told = phone.locator(".photo:has(.verdict--bad)")
    expect(told).to_contain_text("Donnez une photo")


@pytest.mark.parametrize("path", ["/orders/0123456789abcdef", "/avatars/0123456789abcdef"])
def test_what_is_not_there_is_a_page_that_leads_back(phone: Page, place: Place, path: str) -> None:
    answer = phone.goto(place.site.url + path)

    assert answer is not None
    assert answer.status == 404
    expect(phone.get_by_role("link", name="Revenir à l’accueil")).to_be_visible()


def test_without_a_connection_a_page_says_so(chromium: Browser, place: Place) -> None:
    with open_context(chromium, place.site, service_worker=True) as context:
        page = context.new_page()
        page.goto(place.site.url)
        page.evaluate("() => navigator.serviceWorker.ready")
        context.set_offline(True)
        page.goto(f"{place.site.url}/create")

        expect(page.get_by_text("Vos portraits continuent")).to_be_visible()


def test_a_request_to_anybody_else_would_fail_every_test_here(
    chromium: Browser, place: Place
) -> None:
    def ask_elsewhere() -> None:
        with open_context(chromium, place.site) as context:
            page = context.new_page()
            with page.expect_request("**/elsewhere.png"):
                page.set_content('<img src="http://127.0.0.2:9/elsewhere.png">')

    with pytest.raises(AssertionError, match="elsewhere"):
        ask_elsewhere()


def test_a_page_of_ours_could_not_ask_anybody_else(chromium: Browser, place: Place) -> None:
    with open_context(chromium, place.site) as context:
        page = context.new_page()
        page.goto(place.site.url)

        asked = page.evaluate("fetch('http://127.0.0.2:9/').then(() => true, () => false)")

    assert not asked  # and the watch saw no request, for the policy of the page held it back
