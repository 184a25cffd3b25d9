"""What is chosen on the pages, photos, grounds and pictures to check, is taken as it was meant."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.browser.conftest import Site
from tests.browser.flow import Person

pytestmark = pytest.mark.xdist_group("browser")


def test_photos_chosen_before_the_boxes_are_ticked_wait_for_them(
    phone: Page, site: Site, sample_set: list[Path]
) -> None:
    person = Person(phone, site)
    person.forget_drafts()
    person.choose_photos(sample_set[:2])
    expect(phone.locator("#photos-fault")).to_contain_text("Cochez d’abord les deux cases")
    expect(phone.locator('[name="photos_are_mine"]')).to_be_focused()

    person.agree()

    person.wait_for_verdicts(2)
    expect(phone.locator("#photos-fault")).to_be_hidden()


def test_every_photo_has_its_place_at_once_and_keeps_it(
    phone: Page, site: Site, sample_set: list[Path]
) -> None:
    person = Person(phone, site)
    person.begin_order()
    phone.route("**/photos/3", lambda _: None)  # it never arrives
    person.choose_photos(sample_set)

    expect(phone.locator("#photo-list > li")).to_have_count(len(sample_set))
    person.wait_for_verdicts(2)
    expect(phone.locator(".is-sending")).to_have_count(len(sample_set) - 2)
    phone.unroute_all()


def test_a_file_that_is_no_picture_is_shown_as_none(
    phone: Page, site: Site, tmp_path: Path, sample_set: list[Path]
) -> None:
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(b"no photo" * 100)
    person = Person(phone, site)
    person.begin_order()
    person.choose_photos([broken, sample_set[0]])
    person.wait_for_verdicts(1)  # the good one comes first

    told = phone.locator(".photo:has(.verdict--bad)")
    expect(told).to_be_visible(timeout=20_000)
    expect(told.locator("img")).to_have_count(0)


def test_a_ground_is_chosen_by_seeing_it(phone: Page, site: Site, sample_set: list[Path]) -> None:
    person = Person(phone, site)
    person.begin_order()
    person.choose_photos(sample_set)
    person.wait_for_verdicts(len(sample_set))
    phone.click(".dock a.button")
    person.choose_styles("dots", "lines")
    sheet = phone.locator(".style-card:has(#style-dots) details")
    sheet.locator("summary").click()
    sheet.locator(".ground-sky").check()
    expect(sheet.locator(".swatches__name")).to_have_text("Ciel")
    phone.keyboard.press("Escape")
    expect(sheet.locator(".options")).to_be_hidden()
    phone.click("#create")
    person.wait_for_gallery()

    order = phone.request.get(f"{site.url}/v1{phone.url.removeprefix(site.url)}").json()
    assert order["options"]["dots"]["background"] == "sky"


def test_a_picture_is_checked_as_soon_as_it_is_chosen(
    phone: Page, site: Site, sample_set: list[Path]
) -> None:
    phone.goto(f"{site.url}/verify")

    phone.set_input_files("#file", str(sample_set[0]))

    expect(phone.locator(".finding--none")).to_contain_text("Aucune marque n’a été trouvée")
