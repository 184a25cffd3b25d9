"""A part of a page that is brought up to date leaves alone what somebody is at."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.browser.flow import Person
from tests.browser.place import Place

from trombine.domain.placed_order import OrderState

MARKUP = """
<p data-key="told">{told}</p>
<details data-key="sheet"><summary>Options</summary>
<label><input type="radio" name="ground" value="navy">navy</label>
<label><input type="radio" name="ground" value="sky">sky</label>
<input id="words" value="">
</details>
<ul data-key="list">{items}</ul>
<div data-key="dock"><p>{told}</p>{act}</div>
"""
ACT = '<a class="button" href="/">on</a>'


REFRESH = """async () => {
    const { refresh } = await import("/static/js/part.js");
    await refresh(document.getElementById("tried"), "/tried");
}"""
FOCUSED = "() => document.activeElement.dataset.name ?? document.activeElement.textContent"


def markup(told: str, *items: str, act: str = ACT) -> str:
    buttons = "".join(
        f'<li data-key="{item}"><button data-name="{item}">x</button></li>' for item in items
    )
    return MARKUP.format(told=told, items=buttons, act=act)


@pytest.fixture
def tried(phone: Page, place: Place) -> Page:
    """A page with a part in it that no template of ours has."""
    phone.goto(f"{place.site.url}/offline")
    phone.evaluate(
        """(part) => {
            document.getElementById("main").innerHTML = `<div id="tried">${part}</div>`;
        }""",
        markup("3 photos", "a", "b", "c"),
    )
    return phone


def refresh(page: Page, fresh: str) -> None:
    page.route("**/tried", lambda route: route.fulfill(body=fresh, content_type="text/html"))
    page.evaluate(REFRESH)
    page.unroute("**/tried")


def test_what_is_open_ticked_and_typed_stays(tried: Page) -> None:
    tried.click("#tried summary")
    tried.check('[value="sky"]')
    tried.fill("#words", "navy blue")
    tried.focus("#words")
    tried.evaluate("words.setSelectionRange(2, 5)")

    refresh(tried, markup("4 photos", "d", "a", "b", "c"))

    expect(tried.locator("#tried > p")).to_have_text("4 photos")
    expect(tried.locator("#tried li")).to_have_count(4)
    expect(tried.locator("#tried details")).to_have_attribute("open", "")
    expect(tried.locator('[value="sky"]')).to_be_checked()
    expect(tried.locator("#words")).to_be_focused()
    assert tried.evaluate("[words.value, words.selectionStart, words.selectionEnd]") == [
        "navy blue",
        2,
        5,
    ]


@pytest.mark.parametrize("items", [("a", "b", "c", "d"), ("d", "b"), ("c", "b", "a"), ("b",)])
def test_the_focus_stays_whatever_changes_around_it(tried: Page, items: tuple[str, ...]) -> None:
    tried.focus('[data-name="b"]')

    refresh(tried, markup("others", *items))

    assert tried.evaluate(FOCUSED) == "b"
    shown = tried.locator("#tried li button").evaluate_all(
        "(all) => all.map((b) => b.dataset.name)"
    )
    assert shown == list(items)


@pytest.mark.parametrize(("items", "neighbor"), [(("a", "c"), "c"), (("a",), "on")])
def test_the_focus_goes_on_to_what_took_the_place(
    tried: Page, items: tuple[str, ...], neighbor: str
) -> None:
    tried.focus('[data-name="b"]')

    refresh(tried, markup("fewer", *items))

    assert tried.evaluate(FOCUSED) == neighbor


def test_the_focus_goes_over_to_what_was_replaced_and_the_page_stays(tried: Page) -> None:
    tried.evaluate("document.body.style.paddingBottom = '3000px'")
    tried.focus("#tried a")
    tried.evaluate("scrollTo(0, 1500)")

    refresh(tried, markup("2 photos", "a", "b", act='<span tabindex="-1">not yet</span>'))
    assert tried.evaluate(FOCUSED) == "not yet"
    refresh(tried, markup("3 photos", "a", "b", "c"))

    assert tried.evaluate(FOCUSED) == "on"
    assert tried.evaluate("scrollY") == 1500


def test_who_is_elsewhere_is_left_there(tried: Page) -> None:
    tried.focus(".skip")

    refresh(tried, markup("4 photos", "a"))

    expect(tried.locator(".skip")).to_be_focused()


def test_the_button_that_goes_on_keeps_the_focus_while_photos_arrive(
    phone: Page, place: Place, snaps: list[Path]
) -> None:
    person = Person(phone, place.site)
    person.begin_order()
    person.choose_photos(snaps)
    person.wait_for_verdicts(len(snaps))
    link = phone.locator(".dock a.button")
    link.focus()

    phone.request.put(
        f"{place.site.url}/v1{phone.url.removeprefix(place.site.url)}/photos/4",
        data=snaps[0].read_bytes(),
    )

    expect(phone.locator("#photo-list > li")).to_have_count(4)
    expect(phone.locator(".dock__words")).to_contain_text("4")
    expect(link).to_be_focused()


def test_a_photo_removed_by_keyboard_leaves_the_focus_on_the_next(
    phone: Page, place: Place, snaps: list[Path]
) -> None:
    person = Person(phone, place.site)
    person.begin_order()
    person.choose_photos(snaps[:2])
    person.wait_for_verdicts(2)
    remove = phone.locator("#photo-list form button")

    remove.first.press("Enter")
    expect(phone.locator("#photo-list > li")).to_have_count(1)
    expect(remove).to_be_focused()

    remove.press("Enter")
    expect(phone.locator("#photo-list")).to_have_count(0)
    expect(phone.locator("#files")).to_be_focused()


def test_who_waits_stays_on_the_button_while_portraits_appear(
    phone: Page, place: Place, snaps: list[Path]
) -> None:
    order = place.submitted(snaps, OrderState.RUNNING)
    phone.goto(f"{place.site.url}/orders/{order.id}")
    cancel = phone.get_by_role("button", name="Annuler")
    cancel.focus()

    place.draw(order, 1)
    expect(phone.locator(".developing img")).to_have_count(1)
    place.draw(order, 2)
    expect(phone.locator(".developing img")).to_have_count(2)

    expect(cancel).to_be_focused()
