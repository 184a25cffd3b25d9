"""Every page and state: nothing for axe to find, nothing cut off, reachable by keyboard."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from tests.browser.flow import Person
from tests.browser.keys import follow, reach
from tests.browser.place import Place, write_photo
from tests.browser.visiting import DESKTOP, PHONE, open_context

from trombine.domain.placed_order import OrderState, PlacedOrder

NARROWEST = {"width": 320, "height": 640}
ZOOMED = {"width": 640, "height": 400}
"""What a window of 1280 by 800 is to a page at 200 %."""

LYING = {"width": 780, "height": 360}

TOUCH_PX = 44
RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]
AXE = Axe().axe_script
STILL = """() => {
    const still = new CSSStyleSheet();
    still.replaceSync("* { transition: none !important; animation: none !important }");
    document.adoptedStyleSheets = [still];
}"""
"""No color is on its way from one theme to the other."""

VIOLATIONS = """async (rules) => {
    const found = await axe.run({ runOnly: rules, resultTypes: ["violations"] });
    return found.violations.map(({ id, nodes }) => [id, ...nodes.map((one) => one.failureSummary)]);
}"""
SMALL_TARGETS = """(least) => [
        ...document.querySelectorAll('button, .button, summary, select, input'),
    ]
    .filter((one) => one.checkVisibility() && !one.closest('.visually-hidden'))
    .map((one) => [one.outerHTML.slice(0, 90), one.closest('label') ?? one])
    .map(([name, one]) => [name, one.getBoundingClientRect()])
    .filter(([, box]) => box.width > 1 && (box.height < least || box.width < least))
    .map(([name]) => name)"""
CUT_OFF = "() => document.documentElement.scrollWidth - innerWidth"


def check(page: Page) -> None:
    """Fail for what axe finds, in either theme, for sideways scrolling, and for small targets."""
    page.evaluate(AXE)
    page.evaluate(STILL)
    for theme, rules in (("dark", ["color-contrast"]), ("light", RULES)):
        page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
        assert page.evaluate(VIOLATIONS, rules) == [], theme
    for size in (ZOOMED, NARROWEST):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        assert page.evaluate(CUT_OFF) <= 0, size
    assert page.evaluate(SMALL_TARGETS, TOUCH_PX) == []
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]


@dataclass(frozen=True)
class States:
    """A community with an order in every state there is, and a page of somebody in it."""

    place: Place
    page: Page
    ready: PlacedOrder
    photo: Path

    def goto(self, path: str) -> None:
        self.page.goto(self.place.site.url + path)

    def order(self, state: OrderState, reason: str = "") -> str:
        return f"/orders/{self.place.submitted([self.photo] * 3, state, reason).id}"

    def portrait(self, path: str = "") -> str:
        return f"/avatars/{self.ready.avatars[0].id}{path}"

    def take(self, path: str, **fields: str) -> None:
        """Open a page, fill its form in, and send it."""
        self.goto(path)
        for name, value in fields.items():
            self.page.fill(f'main [name="{name}"]', value)
        with self.page.expect_navigation():
            self.page.click("main form button.button >> nth=0")


@pytest.fixture(scope="module")
def states(
    chromium: Browser, place: Place, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[States]:
    place.web.services.users.set_operator(place.user.id, operator=True)
    photo = write_photo(tmp_path_factory.mktemp("photo") / "photo.jpg")
    with open_context(chromium, place.site) as context:
        ready = place.web.finished(place.user, 2, side_px=512)
        yield States(place, context.new_page(), ready, photo)


def verify(states: States, file: Path) -> None:
    states.goto("/verify")
    with states.page.expect_navigation():
        states.page.set_input_files("#file", str(file))


def verify_portrait(states: States) -> None:
    file = states.photo.with_name("portrait.webp")
    file.write_bytes(
        states.place.web.services.gallery.read(states.place.user.id, states.ready.avatars[0].id)
    )
    verify(states, file)
    states.page.locator("main summary").click()


def verify_too_much(states: States) -> None:
    huge = states.photo.with_name("huge.jpg")
    huge.write_bytes(bytes(21 << 20))
    verify(states, huge)


def look_at_held_photo(states: States) -> None:
    order = states.place.submitted([states.photo] * 3, OrderState.HELD)
    states.goto(f"/operator/orders/{order.id}?photo=1")


def ask_too_often(states: States) -> None:
    for _ in range(10):
        states.page.request.post(f"{states.place.site.url}/v1/verify", data=b"x")
    verify(states, states.photo)
    expect(states.page.locator("h1")).to_have_text("Trop à la fois")
    states.place.web.house.clock.advance(minutes=2)  # others may ask again


def report(states: States) -> None:
    states.goto(states.portrait("/report"))
    states.page.click('label:has([value="other"])')
    with states.page.expect_navigation():
        states.page.click("main button.button")


def compare(states: States) -> None:
    pair = "&".join(f"avatar={avatar.id}" for avatar in states.ready.avatars)
    states.goto(f"/orders/{states.ready.id}/compare?{pair}")


def open_menus(states: States) -> None:
    states.goto(states.portrait())
    states.page.locator(".viewer__more summary").click()
    states.page.locator("summary", has_text="Télécharger").click()


def refuse_sign_in(states: States) -> None:
    states.take("/sign-in", name="nobody", password="not the password")  # noqa: S106


def refuse_sign_up(states: States) -> None:
    states.take("/sign-up", name="zoe", password="correct horse battery")  # noqa: S106


def make_token(states: States) -> None:
    states.goto("/account")
    states.page.fill("#label", "script")
    states.page.click('form[action="/account/tokens"] button')
    expect(states.page.locator("code")).to_be_visible()


SHOWN: dict[str, Callable[[States], None]] = {
    "queued": lambda states: states.goto(states.order(OrderState.QUEUED)),
    "running": lambda states: states.goto(states.order(OrderState.RUNNING)),
    "held": lambda states: states.goto(states.order(OrderState.HELD)),
    "refused": lambda states: states.goto(states.order(OrderState.REFUSED, "order_refused")),
    "failed": lambda states: states.goto(states.order(OrderState.FAILED, "took_long")),
    "cancelled": lambda states: states.goto(states.order(OrderState.CANCELLED)),
    "frozen": lambda states: states.goto(states.order(OrderState.FROZEN)),
    "receipt": lambda states: states.goto(states.order(OrderState.QUEUED) + "/receipt"),
    "menus": open_menus,
    "compare": compare,
    "report": lambda states: states.goto(states.portrait("/report")),
    "reported": report,
    "verified": verify_portrait,
    "not verified": lambda states: verify(states, states.photo),
    "not found": lambda states: states.goto("/nothing-here"),
    "too large": verify_too_much,
    "too often": ask_too_often,
    "broken": lambda states: states.goto("/broken"),
    "offline": lambda states: states.goto("/offline"),
    "privacy": lambda states: states.goto("/privacy"),
    "guidelines": lambda states: states.goto("/guidelines"),
    "operator": lambda states: states.goto("/operator"),
    "held photo": look_at_held_photo,
    "account": lambda states: states.goto("/account"),
    "token": make_token,
    "sign-in": lambda states: states.goto("/sign-in"),
    "sign-in refused": refuse_sign_in,
    "sign-up": lambda states: states.goto("/sign-up"),
    "sign-up refused": refuse_sign_up,
    "forgotten": lambda states: states.goto("/password/forgotten"),
    "link mailed": lambda states: states.take("/password/forgotten", name="zoe"),
    "new password": lambda states: states.goto("/password/secret"),
}


@pytest.mark.parametrize("name", SHOWN)
def test_pages_and_states_are_accessible(states: States, name: str) -> None:
    SHOWN[name](states)

    check(states.page)


@pytest.mark.parametrize("who", ["nobody", "user"])
def test_the_pages_of_local_mode_are_accessible(chromium: Browser, home: Place, who: str) -> None:
    site = home.site if who == "user" else replace(home.site, session="")
    with open_context(chromium, site) as context:
        page = context.new_page()
        for path in ("/", "/pair", "/privacy"):
            page.goto(site.url + path)
            check(page)


def test_the_welcome_is_accessible_to_who_is_not_known(chromium: Browser, place: Place) -> None:
    with open_context(chromium, replace(place.site, session=""), locale="en-US") as context:
        page = context.new_page()
        page.goto(place.site.url)

        check(page)


@pytest.mark.parametrize("modules", [True, False], ids=["with modules", "without"])
def test_every_step_is_accessible(
    chromium: Browser, states: States, snaps: list[Path], *, modules: bool
) -> None:
    with open_context(chromium, states.place.site) as context:
        page = context.new_page()
        if not modules:  # axe is one itself, so that scripts cannot be switched off
            page.route("**/static/js/**", lambda route: route.abort())
        for _ in go_through(replace(states, page=page), snaps, modules=modules):
            page.wait_for_load_state()
            check(page)


def go_through(states: States, photos: list[Path], *, modules: bool) -> Iterator[None]:
    """Stop at every state from the consent to the profile."""
    page, person = states.page, Person(states.page, states.place.site)
    person.begin_order()
    yield
    person.choose_photos(photos)
    if not modules:
        page.click(".picker__send button")
    person.wait_for_verdicts(len(photos))
    yield
    page.click(".dock a.button")
    page.wait_for_url("**/styles")
    yield
    person.choose_styles("painted", "comic")
    page.click(".style-card:has(#style-painted) summary")
    yield
    page.click("details[open] .options__done" if modules else "details[open] > summary")
    page.click("#create")
    page.locator(".developing").wait_for()
    yield
    states.goto(f"/orders/{states.ready.id}")
    page.locator(".pick").first.click()
    yield
    states.goto(states.portrait())
    yield
    page.click("text=En faire ma photo de profil")
    page.wait_for_url("**/wear")
    yield
    page.click(".dock button.button")
    page.wait_for_selector("img.profile__picture")
    page.click(".profile__menu > summary")
    yield


def in_view(page: Page, selector: str) -> None:
    """See that one need not scroll to something."""
    assert page.evaluate("scrollY") == 0
    expect(page.locator(selector)).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("size", [PHONE, DESKTOP, ZOOMED, LYING])
def test_what_is_done_with_a_portrait_is_on_the_first_screen(
    states: States, size: dict[str, int]
) -> None:
    states.page.set_viewport_size(size)  # type: ignore[arg-type]
    states.goto(states.portrait())
    in_view(states.page, '.viewer__bar > a[href$="/wear"]')
    in_view(states.page, "#share")
    states.goto(states.portrait("/wear"))
    in_view(states.page, ".dock button.button")


@pytest.mark.parametrize("size", [PHONE, DESKTOP, ZOOMED])
def test_the_operators_decision_is_on_the_first_screen(
    states: States, size: dict[str, int]
) -> None:
    order = states.place.submitted([states.photo] * 10, OrderState.HELD)
    states.page.set_viewport_size(size)  # type: ignore[arg-type]
    states.goto(f"/operator/orders/{order.id}?photo=10")
    in_view(states.page, 'form[action$="/allow"] button')
    in_view(states.page, 'form[action$="/refuse"] button')


def test_the_keyboard_alone_makes_an_order_and_wears_a_portrait(
    chromium: Browser, place: Place, snaps: list[Path]
) -> None:
    with open_context(chromium, place.site, phone=False, locale="en-US") as context:
        page = context.new_page()
        person = Person(page, place.site)
        person.forget_drafts()
        for name in ("photos_are_mine", "face_analysis"):
            reach(page, f'[name="{name}"]')
            page.keyboard.press("Space")
        reach(page, "#files")
        person.choose_photos(snaps)  # the dialog is the system's
        person.wait_for_verdicts(len(snaps))
        follow(page, ".dock a.button", "**/styles")
        for style in ("painted", "comic"):
            reach(page, f"#style-{style}")
            page.keyboard.press("Space")
        follow(page, "#create", re.compile(r"/orders/\w+$"))
        order = place.web.services.orders.get(place.user.id, page.url.rpartition("/")[2])
        place.draw(order, 1)
        place.draw(order, 2)
        place.web.enter(order, OrderState.READY)
        person.wait_for_gallery()
        follow(page, ".gallery__item > a", "**/avatars/*")
        first = page.url
        page.keyboard.press("ArrowRight")
        page.wait_for_url(lambda url: url != first)
        page.wait_for_load_state()
        follow(page, '.viewer__bar a[href$="/wear"]', "**/wear")
        reach(page, "#zoom")
        page.keyboard.press("ArrowRight")
        follow(page, ".dock button.button", f"{place.site.url}/?worn=true")

        expect(page.locator("img.profile__picture")).to_be_visible()
