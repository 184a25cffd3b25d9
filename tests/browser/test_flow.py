from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser.conftest import Site, open_context
from tests.browser.flow import Person

MOST_TAPS = 12
pytestmark = pytest.mark.xdist_group("browser")


def public_picture(page: Page, site: Site) -> bytes:
    """Return what anybody sees at the address the profile shows."""
    source = page.locator("img.profile__picture").get_attribute("src")
    assert source
    return site.get(source.partition("?")[0])


def test_from_the_profile_to_a_new_profile_picture_in_fewer_than_twelve_taps(
    phone: Page, site: Site, sample_set: list[Path]
) -> None:
    person = Person(phone, site)
    person.forget_drafts()
    phone.goto(site.url)
    person.tap(".profile__menu > summary")
    person.tap(".menu >> text=Essayer les avatars")
    person.agree()
    person.choose_photos(sample_set)
    person.wait_for_verdicts(len(sample_set))
    person.tap("text=Choisir les styles")
    person.choose_styles("dots", "waves")
    person.tap("#create")
    person.wait_for_gallery()
    gallery = phone.url
    person.tap(".gallery__item a")
    worn = phone.url.removeprefix(site.url)
    person.tap("text=En faire ma photo de profil")
    person.tap("text=Utiliser ce portrait")
    phone.wait_for_selector("img.profile__picture")

    assert person.taps < MOST_TAPS
    assert phone.locator(f'.gallery__item a[href="{worn}"]').count() == 1  # what is worn is kept

    first = public_picture(phone, site)
    phone.goto(gallery)
    other = phone.locator(".gallery__item > a").nth(1).get_attribute("href")
    phone.goto(f"{site.url}{other}/wear")
    phone.click("text=Utiliser ce portrait")
    phone.wait_for_selector("img.profile__picture")

    assert public_picture(phone, site) != first


def test_everything_works_without_scripts(
    without_scripts: Page, site: Site, sample_set: list[Path]
) -> None:
    page = without_scripts
    Person(page, site).begin_order()
    page.set_input_files("#files", [str(photo) for photo in sample_set])
    page.click(".picker__send button")
    page.click(".dock a.button")
    page.check("#style-dots", force=True)
    page.check("#style-lines", force=True)
    page.click("#create")
    for _ in range(40):
        if page.locator(".gallery").count():
            break
        page.wait_for_timeout(500)
        page.reload()
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
    phone: Page, site: Site, sample_set: list[Path]
) -> None:
    person = Person(phone, site)
    person.begin_order()
    phone.route("**/photos/2", lambda _: None)  # it never arrives
    person.choose_photos(sample_set[:3])
    person.wait_for_verdicts(1)
    phone.reload()
    phone.unroute_all()

    expect(phone.locator("#photo-list > li")).to_have_count(1)
    person.choose_photos(sample_set[1:3])
    person.wait_for_verdicts(3)
    phone.locator("#photo-list form button").first.click()
    expect(phone.locator("#photo-list > li")).to_have_count(2)


def test_a_photo_goes_up_when_the_connection_is_back(
    phone: Page, site: Site, sample_set: list[Path]
) -> None:
    person = Person(phone, site)
    person.begin_order()
    person.choose_photos(sample_set[:1])
    person.wait_for_verdicts(1)
    phone.context.set_offline(True)
    person.choose_photos(sample_set[1:2])
    phone.wait_for_selector(".is-sending")
    phone.context.set_offline(False)
    person.wait_for_verdicts(2)


def test_a_reload_and_another_device_show_the_same_portraits(
    phone: Page, chromium: Browser, site: Site, sample_set: list[Path]
) -> None:
    person = Person(phone, site)
    person.order(sample_set, "dots", "lines")
    phone.wait_for_selector(".developing")
    phone.reload()
    with open_context(chromium, site, phone=False) as elsewhere:
        other = elsewhere.new_page()
        other.goto(phone.url)
        other.locator(".gallery").wait_for(timeout=90_000)
        person.wait_for_gallery()
        count = other.locator(".gallery__item").count()
        assert count == phone.locator(".gallery__item").count() == 30


def test_a_file_that_is_no_photo_says_how_to_mend_it(
    phone: Page, site: Site, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(b"no photo" * 100)
    person = Person(phone, site)
    person.begin_order()
    person.choose_photos([broken])

    told = phone.locator(".photo:has(.verdict--bad)")
    expect(told).to_contain_text("Enregistrez-le de nouveau", timeout=20_000)


@pytest.mark.parametrize("path", ["/orders/0123456789abcdef", "/avatars/0123456789abcdef"])
def test_what_is_not_there_is_a_page_that_leads_back(phone: Page, site: Site, path: str) -> None:
    answer = phone.goto(site.url + path)

    assert answer is not None
    assert answer.status == 404
    expect(phone.get_by_role("link", name="Revenir à l’accueil")).to_be_visible()


def test_without_a_connection_a_page_says_so(chromium: Browser, site: Site) -> None:
    with open_context(chromium, site, service_worker=True) as context:
        page = context.new_page()
        page.goto(site.url)
        page.evaluate("() => navigator.serviceWorker.ready")
        context.set_offline(True)
        page.goto(f"{site.url}/create")

        expect(page.get_by_text("Vos portraits continuent")).to_be_visible()


def test_a_heart_keeps_a_portrait_where_one_is(
    phone: Page, site: Site, sample_set: list[Path]
) -> None:
    person = Person(phone, site)
    person.order(sample_set, "dots", "lines")
    person.wait_for_gallery()
    gallery = phone.url
    phone.locator(".heart").first.click()
    expect(phone.locator('.heart[aria-pressed="true"]')).to_have_count(1)
    assert phone.url == gallery

    phone.locator(".gallery__item > a").first.click()
    heart = phone.locator(".heart-button")
    expect(heart).to_have_attribute("aria-pressed", "true")
    heart.click()
    expect(heart).to_have_attribute("aria-pressed", "false")
    assert phone.url != gallery
