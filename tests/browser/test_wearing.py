"""The circle of a profile picture is placed by finger, mouse or keyboard, and worn at once."""

import pytest
from playwright.sync_api import Page, expect
from tests.browser.place import Place
from tests.browser.touch import drag_finger, middle_of, pinch

from trombine.accounts.user import Crop
from trombine.domain.placed_order import PlacedOrder

FIRST_ZOOM = 1.14


@pytest.fixture(scope="module")
def order(place: Place) -> PlacedOrder:
    return place.web.finished(place.user, 3, side_px=512)


@pytest.fixture(autouse=True)
def _another_is_worn(place: Place, order: PlacedOrder) -> None:
    place.web.services.users.wear(place.user.id, order.avatars[2].id)


@pytest.fixture
def on_phone(page_on: dict[str, Page], place: Place, order: PlacedOrder) -> Page:
    page_on["phone"].goto(f"{place.site.url}/avatars/{order.avatars[0].id}/wear")
    return page_on["phone"]


@pytest.fixture
def on_desktop(page_on: dict[str, Page], place: Place, order: PlacedOrder) -> Page:
    page_on["desktop"].goto(f"{place.site.url}/avatars/{order.avatars[1].id}/wear")
    return page_on["desktop"]


def wear(page: Page, place: Place) -> Crop:
    """Wear the portrait as the circle is, and return how it is worn."""
    page.locator(".dock button.button").click()
    page.wait_for_selector("img.profile__picture")
    return place.web.services.users.find(place.user.id).picture_crop


def test_the_circle_follows_a_finger_at_once_and_is_worn_where_it_was_left(
    on_phone: Page, place: Place
) -> None:
    drag_finger(on_phone, on_phone.locator("#crop"), right=15, down=-10)

    crop = wear(on_phone, place)
    assert crop.zoom == FIRST_ZOOM
    assert crop.x > 0.7
    assert crop.y < 0.3


def test_two_fingers_make_the_circle_smaller_around_its_middle(
    on_phone: Page, place: Place
) -> None:
    circle = on_phone.locator(".crop__hole")
    before = middle_of(circle)

    pinch(on_phone, circle, from_px=150, to_px=100)

    assert middle_of(circle) == pytest.approx(before, abs=1.5)
    assert wear(on_phone, place).zoom == pytest.approx(FIRST_ZOOM * 1.5, rel=0.02)


def test_a_circle_as_large_as_the_portrait_makes_itself_room_to_move(
    on_phone: Page, place: Place
) -> None:
    on_phone.locator("#zoom").press("Home")
    drag_finger(on_phone, on_phone.locator("#crop"), right=-200)

    crop = wear(on_phone, place)
    assert (crop.zoom, crop.x) == (FIRST_ZOOM, 0)


def test_the_circle_follows_the_mouse_and_its_wheel(on_desktop: Page, place: Place) -> None:
    x, y = middle_of(on_desktop.locator("#crop"))
    on_desktop.mouse.move(x, y)
    on_desktop.mouse.wheel(0, -200)
    expect(on_desktop.locator("#zoom")).not_to_have_value(str(FIRST_ZOOM))
    on_desktop.mouse.down()
    on_desktop.mouse.move(x - 300, y + 300, steps=3)
    on_desktop.mouse.up()

    crop = wear(on_desktop, place)
    assert crop.zoom > FIRST_ZOOM
    assert (crop.x, crop.y) == (0, 1)


def test_the_circle_is_placed_by_keyboard_and_the_public_picture_changes_at_once(
    on_desktop: Page, place: Place, order: PlacedOrder
) -> None:
    page = on_desktop
    address = f"/v1/pictures/{place.user.picture_id}?size=64"
    before = place.site.get(address)
    page.locator("#zoom").press("End")
    page.locator("#x").press("Home")
    for _ in range(3):
        page.locator("#x").press("ArrowRight")
    page.locator("#y").press("Home")
    circle = page.locator(".crop__hole").evaluate(
        "(hole) => [hole.offsetLeft, hole.offsetTop, hole.offsetWidth, hole.parentNode.clientWidth]"
    )
    page.keyboard.press("Enter")
    page.wait_for_selector("img.profile__picture")

    left, top, width, whole = circle
    user = place.web.services.users.find(place.user.id)
    assert width == pytest.approx(whole / 2, abs=1)
    assert left == pytest.approx(whole / 2 * user.picture_crop.x, abs=1)
    assert top == 0
    assert user.picture_avatar == order.avatars[1].id
    assert user.picture_crop == Crop(zoom=2, x=pytest.approx(0.03), y=0)
    assert place.site.get(address) != before


def test_the_circle_of_what_is_worn_is_found_where_it_was_left(
    on_phone: Page, place: Place
) -> None:
    on_phone.locator("#zoom").press("End")
    on_phone.locator("#y").press("End")
    wear(on_phone, place)

    on_phone.go_back()
    on_phone.reload()

    expect(on_phone.locator("#zoom")).to_have_value("2")
    expect(on_phone.locator("#y")).to_have_value("1")
