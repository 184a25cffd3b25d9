"""Photos come in every way there is, are judged one by one, and can be taken back."""

import base64
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import ExifTags, Image
from playwright.sync_api import Browser, Page, Route, expect
from tests.browser.flow import Person
from tests.browser.place import Place, write_photo
from tests.browser.relay import open_relay
from tests.browser.visiting import open_context

MAXIMUM = 10
SECRETS = (b"Maker of phones", b"Champ de Mars", b"Of my sister")
FILES = """(contents) => {
    const given = new DataTransfer();
    for (const [number, content] of contents.entries()) {
        const bytes = Uint8Array.from(atob(content), (sign) => sign.charCodeAt(0));
        given.items.add(new File([bytes], `${number}.jpg`, { type: "image/jpeg" }));
    }
    return given;
}"""


@pytest.fixture
def on_phone(page_on: dict[str, Page], place: Place) -> Person:
    person = Person(page_on["phone"], place.site)
    person.begin_order()
    return person


@pytest.fixture
def on_desktop(page_on: dict[str, Page], place: Place) -> Person:
    person = Person(page_on["desktop"], place.site)
    person.begin_order()
    return person


def hand_over(page: Page, photos: list[Path], target: str, event: str) -> None:
    """Let an event bring files to an element, as a browser does when something is dropped."""
    contents = [base64.b64encode(photo.read_bytes()).decode() for photo in photos]
    given = page.evaluate_handle(FILES, contents)
    page.dispatch_event(target, event, {"dataTransfer": given})


def test_photos_are_dropped_on_the_page(on_desktop: Person, snaps: list[Path]) -> None:
    page = on_desktop.page
    hand_over(page, snaps, "#picker", "dragover")
    expect(page.locator("#picker.is-over")).to_be_visible()

    hand_over(page, snaps, "#picker", "drop")

    on_desktop.wait_for_verdicts(3)
    expect(page.locator("#picker.is-over")).to_have_count(0)


def test_a_photo_is_pasted(on_desktop: Person, snaps: list[Path]) -> None:
    page = on_desktop.page
    contents = [base64.b64encode(snaps[0].read_bytes()).decode()]
    page.evaluate(
        f"""(contents) => document.dispatchEvent(
            new ClipboardEvent("paste", {{ clipboardData: ({FILES})(contents) }}),
        )""",
        contents,
    )

    on_desktop.wait_for_verdicts(1)


def test_a_phone_takes_photos_with_its_front_camera(on_phone: Person, snaps: list[Path]) -> None:
    page = on_phone.page
    expect(page.locator('label[for="camera"]')).to_be_visible()
    assert page.locator("#camera").get_attribute("capture") == "user"

    page.set_input_files("#camera", str(snaps[0]))

    on_phone.wait_for_verdicts(1)


def test_a_desktop_is_not_offered_a_camera_it_may_not_have(on_desktop: Person) -> None:
    expect(on_desktop.page.locator('label[for="camera"]')).to_be_hidden()


def test_nothing_goes_up_before_consent(place: Place, on_phone: Person, snaps: list[Path]) -> None:
    page = on_phone.page
    page.goto(f"{place.site.url}/create")
    page.set_input_files("#files", str(snaps[0]))

    expect(page.locator("#photos-fault")).to_be_visible()
    expect(page.locator("#photo-list li")).to_have_count(0)
    assert page.url.endswith("/create")


@pytest.fixture
def late(on_phone: Person, place: Place) -> Iterator[Callable[[], None]]:
    """The page for photos before its script has come; calling this lets it come."""
    held: list[Route] = []
    script = re.compile(r"/js/photos\.js")
    on_phone.page.route(script, lambda route: held.append(route))  # noqa: PLW0108  (no builtin may be given)
    on_phone.page.goto(f"{place.site.url}/create", wait_until="commit")
    on_phone.page.locator("#files").wait_for(state="attached")

    def let_come() -> None:
        assert held, "the page did not ask for its script"
        held[0].continue_()

    yield let_come
    on_phone.page.unroute(script)


def test_photos_chosen_before_a_slow_script_came_go_up(
    on_phone: Person, late: Callable[[], None], snaps: list[Path]
) -> None:
    on_phone.agree()
    on_phone.choose_photos(snaps)
    late()

    on_phone.wait_for_verdicts(3)


def test_photos_chosen_before_a_slow_script_came_wait_for_consent(
    on_phone: Person, late: Callable[[], None], snaps: list[Path]
) -> None:
    on_phone.choose_photos(snaps)
    late()
    expect(on_phone.page.locator("#photos-fault")).to_be_visible()
    on_phone.agree()

    on_phone.wait_for_verdicts(3)


def test_photos_chosen_twice_in_a_hurry_begin_one_order(
    on_phone: Person, snaps: list[Path]
) -> None:
    page = on_phone.page
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url) if one.method == "POST" else None)
    contents = [[base64.b64encode(snap.read_bytes()).decode()] for snap in snaps[:2]]
    page.evaluate(
        f"""(chosen) => chosen.forEach((contents) => {{
            const files = document.getElementById("files");
            files.files = ({FILES})(contents).files;
            files.dispatchEvent(new Event("change"));
        }})""",
        contents,
    )

    on_phone.wait_for_verdicts(2)
    assert [one.rpartition("/v1/")[2] for one in asked] == ["orders"]


def test_a_photo_is_taken_back_and_another_comes_in_its_place(
    on_phone: Person, snaps: list[Path]
) -> None:
    page = on_phone.page
    on_phone.choose_photos(snaps)
    on_phone.wait_for_verdicts(3)
    expect(page.locator(".dock a.button")).to_be_visible()

    page.locator("#photo-list form button").nth(1).click()
    expect(page.locator("#photo-list > li")).to_have_count(2)
    expect(page.locator(".dock a.button")).to_have_count(0)
    on_phone.choose_photos(snaps[1:2])
    on_phone.wait_for_verdicts(3)

    numbers = page.locator("#photo-list > li").evaluate_all(
        "(all) => all.map((one) => one.dataset.number)"
    )
    assert sorted(numbers) == ["1", "2", "3"]
    expect(page.locator(".dock a.button")).to_be_visible()


def test_photos_that_are_only_just_good_enough_can_be_used_anyway(
    on_phone: Person, tmp_path: Path
) -> None:
    page = on_phone.page
    dark = [write_photo(tmp_path / f"{n}.jpg", light=0.2, seed=n) for n in (1, 2, 3)]
    on_phone.choose_photos(dark)

    warned = page.locator("#photo-list .verdict--warn")
    expect(warned).to_have_count(3)
    expect(warned.first).to_have_text("Peut servir")
    expect(page.locator("#photo-list li").first).to_contain_text("sombre")
    page.locator(".dock a.button").click()
    expect(page.locator("#styles-form")).to_be_visible()


def test_the_eleventh_photo_is_too_many(on_phone: Person, place: Place, snaps: list[Path]) -> None:
    full = place.web.house.draft(place.user.id, [snaps[0].read_bytes()] * MAXIMUM)
    page = on_phone.page
    page.goto(f"{place.site.url}/orders/{full.id}")

    on_phone.choose_photos(snaps[1:2])

    expect(page.locator("#photos-fault")).to_contain_text("10")
    expect(page.locator("#photo-list > li")).to_have_count(MAXIMUM)


def test_nothing_but_pixels_leaves_the_device(
    chromium: Browser, place: Place, tmp_path: Path
) -> None:
    taken = take_photo(tmp_path / "taken.jpg")
    with open_relay(place.site.url) as relay:
        relay.mended.set()
        site = replace(place.site, url=relay.url)
        with open_context(chromium, site) as context:
            person = Person(context.new_page(), site)
            person.begin_order()
            person.choose_photos([taken])
            person.wait_for_verdicts(1)
    sent = bytes(relay.sent)  # every byte that any request had

    assert all(secret in taken.read_bytes() for secret in SECRETS)
    assert not any(secret in sent for secret in (*SECRETS, b"Exif", b"taken.jpg"))
    photo = sent[sent.index(b"\xff\xd8\xff") : sent.rindex(b"\xff\xd9") + 2]
    with Image.open(io.BytesIO(photo)) as arrived:
        assert arrived.size == (1536, 2048)  # upright, as it was held
        assert not arrived.getexif()


def take_photo(path: Path) -> Path:
    """Write a photo as a phone does: lying, with a maker, a place, a comment and a thumbnail."""
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    exif[ExifTags.Base.Make] = SECRETS[0].decode()
    exif.get_ifd(ExifTags.IFD.GPSInfo).update(
        {
            ExifTags.GPS.GPSLatitudeRef: "N",
            ExifTags.GPS.GPSLatitude: (48.0, 51.0, 30.24),
            ExifTags.GPS.GPSAreaInformation: SECRETS[1],
        }
    )
    picture = Image.effect_noise((2400, 1800), 40).convert("RGB")
    picture.save(path, exif=exif, comment=SECRETS[2], quality=80)
    return path
