"""What is done with portraits that are there: seen, compared, shared, saved, worn, deleted."""

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, Page, expect
from tests.browser.place import Place
from tests.browser.touch import drag_finger
from tests.browser.visiting import Site, open_context

from trombine.database.tables import reports
from trombine.domain.placed_order import PlacedOrder

COUNT, SIDE_PX = 6, 512


@pytest.fixture(scope="module")
def order(place: Place) -> PlacedOrder:
    return place.web.finished(place.user, COUNT, side_px=SIDE_PX)


@pytest.fixture(scope="module")
def _touch(chromium: Browser, place: Place) -> Iterator[Page]:
    with open_context(chromium, place.site) as context:
        yield context.new_page()


@pytest.fixture(scope="module")
def _mouse(chromium: Browser, place: Place) -> Iterator[Page]:
    with open_context(chromium, place.site, phone=False, locale="en-US") as context:
        yield context.new_page()


@pytest.fixture
def gallery(_touch: Page, place: Place, order: PlacedOrder) -> Page:
    """The gallery on a phone, in French."""
    _touch.goto(f"{place.site.url}/orders/{order.id}")
    return _touch


@pytest.fixture
def viewer(_touch: Page, place: Place, order: PlacedOrder) -> Page:
    """The second portrait alone, on a phone, in French."""
    _touch.goto(f"{place.site.url}/avatars/{order.avatars[1].id}")
    return _touch


@pytest.fixture
def desktop_viewer(_mouse: Page, place: Place, order: PlacedOrder) -> Page:
    _mouse.goto(f"{place.site.url}/avatars/{order.avatars[1].id}")
    return _mouse


@pytest.mark.parametrize(("right", "place_shown"), [(-120, "3 / 6"), (120, "1 / 6")])
def test_a_swipe_goes_from_portrait_to_portrait(viewer: Page, right: int, place_shown: str) -> None:
    drag_finger(viewer, viewer.locator("#stage"), right=right)

    expect(viewer.locator(".viewer__place")).to_have_text(place_shown)


def test_a_finger_that_scrolls_stays_on_the_portrait(viewer: Page) -> None:
    drag_finger(viewer, viewer.locator("#stage"), right=60, down=-200)
    viewer.wait_for_timeout(100)

    expect(viewer.locator(".viewer__place")).to_have_text("2 / 6")


def test_arrow_keys_go_both_ways_and_stop_at_the_ends(desktop_viewer: Page) -> None:
    shown = desktop_viewer.locator(".viewer__place")
    for key, place_shown in (("Right", 3), ("Left", 2), ("Left", 1), ("Left", 1), ("Right", 2)):
        desktop_viewer.wait_for_load_state()
        desktop_viewer.keyboard.press(f"Arrow{key}")
        expect(shown).to_have_text(f"{place_shown} / 6")


def test_a_portrait_is_shown_as_small_as_sites_show_it(viewer: Page) -> None:
    small = viewer.locator('.viewer__sizes img[width="48"]')

    told = small.evaluate(
        """(one) => one.decode().then(() => [
            one.getBoundingClientRect().width, getComputedStyle(one).borderRadius, one.naturalWidth,
        ])"""
    )

    assert told[:2] == [48, "50%"]
    assert told[2] > 48


def test_two_are_compared_and_more_cannot_be(gallery: Page) -> None:
    ticks = gallery.locator(".pick")
    compare = gallery.get_by_role("button", name="Comparer")
    for place in range(3):
        ticks.nth(place).click()
    expect(compare).to_be_disabled()
    ticks.nth(2).click()
    compare.click()

    expect(gallery.locator(".duel .portrait")).to_have_count(2)
    loaded = gallery.locator(".duel .portrait").evaluate_all(
        "(all) => Promise.all(all.map((one) => one.decode().then(() => one.naturalWidth > 0)))"
    )
    assert loaded == [True, True]


def test_those_that_are_ticked_come_as_one_archive(gallery: Page) -> None:
    for place in (0, 3):
        gallery.locator(".pick").nth(place).click()

    with gallery.expect_download() as download:
        gallery.locator('#selected [value="zip"]').click()

    assert names_in(download.value.path()) == {f"trombine-{n:02d}-painted.webp" for n in (1, 4)}


def test_all_come_as_one_archive(gallery: Page) -> None:
    with gallery.expect_download() as download:
        gallery.locator('a[href$="avatars.zip"]').click()

    assert len(names_in(download.value.path())) == COUNT


def names_in(archive: Path) -> set[str]:
    return set(zipfile.ZipFile(io.BytesIO(archive.read_bytes())).namelist())


def test_one_is_downloaded_in_the_presets_there_are(viewer: Page) -> None:
    menu = viewer.locator("summary", has_text="Télécharger")
    saved = []
    for preset in range(3):
        menu.click()
        with viewer.expect_download() as download:
            viewer.locator(".menu--up a").nth(preset).click()
        saved.append(download.value.suggested_filename)
        viewer.keyboard.press("Escape")

    assert [name.partition(".")[2] for name in saved] == ["webp", "jpeg", "png"]


def test_a_portrait_is_shared_as_a_file_where_the_device_can(viewer: Page) -> None:
    viewer.evaluate(
        """() => {
            navigator.canShare = ({ files }) => files.length === 1;
            navigator.share = async ({ files: [file] }) => {
                window.shared = [file.name, file.type, file.size];
            };
        }"""
    )
    viewer.get_by_role("button", name="Partager").click()
    viewer.wait_for_function("() => window.shared")

    name, kind, size = viewer.evaluate("shared")
    assert (name, kind) == ("trombine-02-painted.jpeg", "image/jpeg")
    assert size > 1000


def test_a_portrait_is_saved_where_the_device_cannot_share(viewer: Page) -> None:
    viewer.evaluate("navigator.canShare = undefined")

    with viewer.expect_download() as download:
        viewer.get_by_role("button", name="Partager").click()

    assert download.value.path().read_bytes()[:3] == b"\xff\xd8\xff"
    expect(viewer.locator("#live")).to_contain_text("enregistrée")


def test_a_report_reaches_the_host(viewer: Page, place: Place, order: PlacedOrder) -> None:
    viewer.locator(".viewer__more summary").click()
    viewer.locator('.menu--end a[href$="/report"]').click()
    viewer.locator('label:has([value="not_me"])').click()
    viewer.fill("#words", "Ce n’est pas moi.")
    viewer.locator("main button.button").click()
    expect(viewer.locator("#words")).to_have_count(0)

    with place.web.services.database.connect() as connection:
        query = sa.select(reports.c.avatar_id, reports.c.reason, reports.c.words)
        told = [tuple(row) for row in connection.execute(query)]
    assert told == [(order.avatars[1].id, "not_me", "Ce n’est pas moi.")]


def test_hearts_gather_what_is_kept(gallery: Page, order: PlacedOrder) -> None:
    gallery.locator(".heart").nth(4).click()
    expect(gallery.locator(".heart").nth(4)).to_have_attribute("aria-pressed", "true")
    gallery.locator('.chip[href="?style=kept"]').click()
    gallery.wait_for_url("**/*?style=kept")  # and till all of it is there

    shown = gallery.locator(".gallery__item > a").evaluate_all(
        "(all) => all.map((one) => one.pathname)"
    )
    assert f"/avatars/{order.avatars[4].id}" in shown
    assert len(shown) < COUNT


def test_the_time_left_is_counted_down(chromium: Browser, place: Place, order: PlacedOrder) -> None:
    expiry = order.avatars[0].expires_at
    assert expiry is not None
    with open_context(chromium, place.site) as context:
        page = context.new_page()
        page.clock.install(time=expiry - timedelta(minutes=90))
        page.goto(f"{place.site.url}/orders/{order.id}")
        expect(page.locator("[data-countdown]")).to_have_text("1 h 30 min")

        page.clock.run_for("40:30")

        expect(page.locator("[data-countdown]")).to_have_text(re.compile(r"^(49|50)\smin$"))


def test_one_is_deleted_then_all_and_the_receipt_says_so(chromium: Browser, place: Place) -> None:
    mine = place.web.finished(place.user, 3)
    with open_context(chromium, place.site) as context:
        page = context.new_page()
        page.goto(f"{place.site.url}/avatars/{mine.avatars[0].id}")
        page.locator(".viewer__more summary").click()
        page.locator('.menu--end form[action$="/delete"] button').click()
        expect(page.locator(".gallery__item")).to_have_count(2)

        page.locator(".confirm > summary", has_text="Tout supprimer").click()
        page.get_by_role("button", name="Supprimer maintenant").click()

        lines = page.locator(".receipt .rows li")
        expect(lines).to_have_count(2)
        expect(lines.nth(1)).to_contain_text("2")


def test_what_is_anothers_is_not_there(chromium: Browser, place: Place, order: PlacedOrder) -> None:
    other: Site = place.site_of(place.web.add("max")[0])
    with open_context(chromium, other) as context:
        page = context.new_page()
        for path in (
            f"/orders/{order.id}",
            f"/orders/{order.id}/receipt",
            f"/avatars/{order.avatars[0].id}",
            f"/avatars/{order.avatars[0].id}/wear",
            f"/v1/avatars/{order.avatars[0].id}",
        ):
            answer = page.goto(place.site.url + path)
            assert answer is not None
            assert answer.status == 404, path
