"""What is chosen on the pages, photos, grounds and pictures to check, is taken as it was meant."""

from pathlib import Path

from playwright.sync_api import Page, expect
from tests.browser.flow import Person
from tests.browser.place import Place


def test_photos_chosen_before_the_boxes_are_ticked_wait_for_them(
    phone: Page, place: Place, snaps: list[Path]
) -> None:
    person = Person(phone, place.site)
    person.forget_drafts()
    person.choose_photos(snaps[:2])
    expect(phone.locator("#photos-fault")).to_contain_text("Cochez d’abord les deux cases")
    expect(phone.locator('[name="photos_are_mine"]')).to_be_focused()

    person.agree()

    person.wait_for_verdicts(2)
    expect(phone.locator("#photos-fault")).to_be_hidden()


def test_every_photo_has_its_place_at_once_and_keeps_it(
    phone: Page, place: Place, snaps: list[Path]
) -> None:
    person = Person(phone, place.site)
    person.begin_order()
    phone.route("**/photos/3", lambda _: None)  # it never arrives
    person.choose_photos(snaps)

    expect(phone.locator("#photo-list > li")).to_have_count(len(snaps))
    person.wait_for_verdicts(2)
    expect(phone.locator(".is-sending")).to_have_count(len(snaps) - 2)
    phone.unroute_all()


def test_a_file_that_is_no_picture_is_shown_as_none(
    phone: Page, place: Place, tmp_path: Path, snaps: list[Path]
) -> None:
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(b"no photo" * 100)
    person = Person(phone, place.site)
    person.begin_order()
    person.choose_photos([broken, snaps[0]])
    person.wait_for_verdicts(1)  # the good one comes first

    told = phone.locator(".photo:has(.verdict--bad)")
    expect(told).to_be_visible(timeout=20_000)
    expect(told.locator("img")).to_have_count(0)


def test_a_ground_is_chosen_by_seeing_it(phone: Page, place: Place, snaps: list[Path]) -> None:
    person = Person(phone, place.site)
    person.begin_order()
    person.choose_photos(snaps)
    person.wait_for_verdicts(len(snaps))
    phone.click(".dock a.button")
    person.choose_styles("painted", "comic")
    sheet = phone.locator(".style-card:has(#style-painted) .style-card__options")
    sheet.locator("> summary").click()
    sheet.locator(".ground-sky").check()
    expect(sheet.locator(".swatches__name")).to_have_text("Ciel")
    phone.keyboard.press("Escape")
    expect(sheet.locator(".options")).to_be_hidden()
    phone.click("#create")
    phone.locator(".developing").wait_for()

    order = phone.request.get(f"{place.site.url}/v1{phone.url.removeprefix(place.site.url)}").json()
    assert order["options"]["painted"]["background"] == "sky"


def test_a_picture_is_checked_as_soon_as_it_is_chosen(
    phone: Page, place: Place, snaps: list[Path]
) -> None:
    phone.goto(f"{place.site.url}/verify")

    phone.set_input_files("#file", str(snaps[0]))

    expect(phone.locator(".finding--none")).to_contain_text("Aucune marque n’a été trouvée")
