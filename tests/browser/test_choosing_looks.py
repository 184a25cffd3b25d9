"""Themes, clothes, worlds and poses are chosen by seeing them: by thumb, keys, without scripts."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser.keys import reach
from tests.browser.place import Place
from tests.browser.visiting import DESKTOP, PHONE, open_context

from trombine.domain.order import Order
from trombine.domain.placed_order import OrderState

NARROWEST = {"width": 320, "height": 640}
TOP = "document.querySelector('.styles').getBoundingClientRect().top + scrollY"
WINTER = ("watercolor", "gouache", "painted", "papercut", "toon3d")


@pytest.fixture
def styles(place: Place, snaps: list[Path]) -> str:
    """The address of the styles of a new draft with photos."""
    draft = place.web.house.draft(place.user.id, [photo.read_bytes() for photo in snaps])
    return f"{place.site.url}/orders/{draft.id}/styles"


@pytest.fixture
def picker(phone: Page, styles: str) -> Iterator[Page]:
    """The page of styles on a phone, in French, where nothing is remembered."""
    phone.goto(styles)
    phone.evaluate("localStorage.clear()")
    phone.reload()
    return phone


def theme(page: Page, name: str) -> None:
    page.locator("#themes .tile", has_text=name).click()


def ordered(page: Page, place: Place) -> Order:
    """Wait until the order was taken; return what was asked."""
    page.locator(".developing").wait_for()
    return place.web.services.orders.get(place.user.id, page.url.rpartition("/")[2]).order


def test_one_tap_on_a_theme_makes_thirty_portraits(picker: Page, place: Place) -> None:
    expect(picker.locator("#create")).to_be_disabled()

    theme(picker, "Hiver")
    expect(picker.locator("#sum")).to_have_text("5 styles choisis pour vous\u00a0: 30 = 5 × 6")
    picker.click("#create")

    asked = ordered(picker, place)
    assert asked.styles == WINTER
    assert {asked.options[style].pack for style in WINTER} == {"winter"}
    order = place.web.services.orders.get(place.user.id, picker.url.rpartition("/")[2])
    for index in range(1, 31):
        place.draw(order, index)
    place.web.enter(order, OrderState.READY)
    expect(picker.locator(".gallery__item")).to_have_count(30)


def test_a_theme_shows_the_styles_it_brings_and_forces_none(picker: Page, place: Place) -> None:
    theme(picker, "Hiver")
    brought = picker.locator(".style-card.is-brought")
    expect(brought).to_have_count(5)
    expect(brought.first).to_contain_text("Avec le thème")
    expect(picker.locator("#brought")).to_contain_text("aquarelle")
    expect(picker.locator('[name="styles"]:checked')).to_have_count(0)

    picker.locator('label[for="style-comic"]').click()
    expect(brought).to_have_count(0)
    expect(picker.locator("#sum")).to_have_text("30 = 1 × 30")
    picker.click("#create")

    assert ordered(picker, place).styles == ("comic",)


def test_a_theme_that_is_let_go_leaves_nothing(picker: Page) -> None:
    theme(picker, "Hiver")
    theme(picker, "Été")
    expect(picker.locator("#brought")).to_contain_text("risographie")
    theme(picker, "Été")
    theme(picker, "Hiver")

    expect(picker.locator(".is-brought")).to_have_count(0)
    expect(picker.locator("#sum")).to_have_text("Un thème, ou au moins 2 styles")
    expect(picker.locator("#create")).to_be_disabled()


def test_the_keyboard_alone_chooses_a_pose_a_world_and_a_hair_color(
    chromium: Browser, place: Place, styles: str
) -> None:
    with open_context(chromium, place.site, phone=False, locale="en-US") as context:
        page = context.new_page()
        page.goto(styles)
        reach(page, '[name="everywhere.pack"][value="winter"]')
        page.keyboard.press("Space")
        reach(page, "#looks > summary")
        page.keyboard.press("Enter")
        for option, value in (("world", "aurora"), ("pose", "turned"), ("hair", "black")):
            reach(page, f'[name="everywhere.{option}"]:checked')
            chosen = page.locator(f'[name="everywhere.{option}"][value="{value}"]')
            for _ in range(30):
                if chosen.is_checked():
                    break
                page.keyboard.press("ArrowDown")
            expect(chosen).to_be_checked()
            expect(chosen).to_be_in_viewport()
        told = page.locator(".looks__chosen")
        expect(told).to_have_text("Northern lights · Turned aside · Black")
        reach(page, "#create")
        page.keyboard.press("Enter")

        options = ordered(page, place).options["painted"]

    assert (options.pack, options.world) == ("winter", "aurora")
    assert (options.pose, options.hair) == ("turned", "black")


def test_everything_can_be_chosen_without_scripts(
    chromium: Browser, place: Place, styles: str
) -> None:
    with open_context(chromium, place.site, scripts=False) as context:
        page = context.new_page()
        page.goto(styles)
        theme(page, "Hiver")
        page.click("#looks > summary")
        page.locator("#looks .word", has_text="Comme sur la photo").click()
        page.locator("#looks .tile", has_text="Aurore boréale").click()
        page.click("#create")

        asked = ordered(page, place)

    assert asked.styles == WINTER
    assert {(each.pose, each.world) for each in asked.options.values()} == {("straight", "aurora")}


def test_what_was_chosen_is_remembered_on_this_device(picker: Page) -> None:
    theme(picker, "Hiver")
    theme(picker, "Été")
    picker.click("#looks > summary")
    picker.locator("#looks .tile", has_text="Aurore boréale").click()
    picker.locator("#looks .ground-navy").check()
    picker.locator("#looks .hair-copper").check()

    picker.reload()

    for slug in ("winter", "summer"):
        expect(picker.locator(f'[name="everywhere.pack"][value="{slug}"]')).to_be_checked()
    expect(picker.locator('[name="everywhere.pack"]:checked')).to_have_count(2)
    expect(picker.locator("#looks .ground-navy")).to_be_checked()
    expect(picker.locator("#looks .hair-copper")).to_be_checked()
    expect(picker.locator(".looks__chosen")).to_have_text("Marine · Cuivrés")
    expect(picker.locator("#sum")).to_contain_text("5 styles choisis pour vous")


def test_a_tap_beside_an_open_sheet_leaves_the_clothes_open(picker: Page) -> None:
    picker.locator('label[for="style-painted"]').click()
    picker.click("#looks > summary")
    sheet = picker.locator(".style-card:has(#style-painted) .style-card__options")
    sheet.locator("> summary").click()
    sheet.locator(".options__done").click()

    expect(sheet).not_to_have_attribute("open", "")
    expect(picker.locator("#looks")).to_have_attribute("open", "")


def test_of_a_world_and_a_ground_of_one_style_the_last_chosen_stays(picker: Page) -> None:
    picker.locator('label[for="style-painted"]').click()
    sheet = picker.locator(".style-card:has(#style-painted) .style-card__options")
    sheet.locator("> summary").click()
    world = picker.locator('[name="painted.world"]')
    world.select_option("aurora")
    sheet.locator(".ground-sky").check()
    expect(world).to_have_value("")

    world.select_option("aurora")

    expect(sheet.locator('[name="painted.background"][value=""]')).to_be_checked()


@pytest.mark.parametrize("size", [NARROWEST, PHONE, DESKTOP], ids=["320", "360", "1280"])
def test_no_choice_moves_the_page_or_makes_it_wider(picker: Page, size: dict[str, int]) -> None:
    picker.set_viewport_size(size)  # type: ignore[arg-type]
    before = picker.evaluate(TOP)

    theme(picker, "Hiver")

    expect(picker.locator(".is-brought")).to_have_count(5)
    assert picker.evaluate(TOP) == before
    picker.click("#looks > summary")
    assert picker.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_pictures_below_the_closed_line_are_not_fetched(picker: Page) -> None:
    asked: list[str] = []
    picker.on("request", lambda request: asked.append(request.url))
    picker.reload()
    expect(picker.locator("#themes img").first).to_be_visible()
    assert not [url for url in asked if "choices/world-" in url]

    picker.click("#looks > summary")

    expect(picker.locator('#looks [src*="choices/world-aurora"]')).to_be_visible()
    expect(picker.locator("[src*=world-aurora]").first).to_have_js_property("naturalWidth", 192)
