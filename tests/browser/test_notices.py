"""The page on which one waits offers a notice; the browser is asked on a tap, and shows it."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Worker, expect
from tests.browser.place import SILENT_SERVICE, Place
from tests.browser.visiting import open_context
from tests.push_stand_in import Browser as Subscriber

from trombine.domain.placed_order import OrderState

GIVEN = Subscriber(SILENT_SERVICE).subscription
RENEWED = Subscriber(SILENT_SERVICE, path="/push/renewed").subscription
# Chromium would ask Google for an address; what it does with the answer is ours.
SUBSCRIBING = f"""
    let current = null;
    PushManager.prototype.getSubscription = async () => current;
    PushManager.prototype.subscribe = async (options) => {{
        window.subscribedWith = options;
        current = {{
            toJSON: () => ({json.dumps(GIVEN)}),
            unsubscribe: async () => !(current = null),
        }};
        return current;
    }};
"""
SHOWN = """async () => {
    const worker = await navigator.serviceWorker.ready;
    for (let tries = 0; tries < 100; tries += 1) {
        const found = await worker.getNotifications();
        if (found.length) return [found[0].title, found[0].data];
        await new Promise((resolve) => setTimeout(resolve, 20));
    }
}"""


# The event is the browser's own to make; only what it brings and who it waits for is set here.
CHANGING = f"""async (brings) => {{
    self.unsubscribed = false;
    const renewed = {{
        toJSON: () => ({json.dumps(RENEWED)}),
        unsubscribe: async () => (self.unsubscribed = true),
    }};
    PushManager.prototype.subscribe = async (options) => {{
        self.subscribedWith = options;
        return renewed;
    }};
    const known = {{ options: {{ applicationServerKey: "the old one's" }} }};
    const event = new Event("pushsubscriptionchange");
    event.oldSubscription = brings === "old" ? known : null;
    event.newSubscription = brings === "new" ? renewed : null;
    let done;
    event.waitUntil = (promise) => (done = promise);
    self.dispatchEvent(event);
    await done;
    return [self.subscribedWith?.applicationServerKey, self.unsubscribed];
}}"""


@pytest.fixture
def waiting(chromium: Browser, place: Place, snaps: list[Path]) -> Iterator[Page]:
    """The page of an order at work, in a browser that lets service workers run."""
    with open_context(chromium, place.site, service_worker=True) as context:
        page = context.new_page()
        order = place.submitted(snaps, OrderState.RUNNING)
        context.add_init_script(SUBSCRIBING)
        page.goto(f"{place.site.url}/orders/{order.id}", wait_until="commit")
        yield page


def deliver(context: BrowserContext, page: Page, message: dict[str, str]) -> None:
    """Hand a message to the service worker, as the browser does when its service sent one."""
    devtools = context.new_cdp_session(page)
    workers: list[str] = []
    devtools.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda told: workers.extend(one["registrationId"] for one in told["registrations"]),
    )
    devtools.send("ServiceWorker.enable")
    for _ in range(1000):
        if workers:
            break
        page.wait_for_timeout(20)
    origin = page.evaluate("location.origin")
    told = {"origin": origin, "registrationId": workers[0], "data": json.dumps(message)}
    devtools.send("ServiceWorker.deliverPushMessage", told)


def test_who_taps_is_told_by_the_browser_and_can_take_it_back(place: Place, waiting: Page) -> None:
    page, subscriptions = waiting, place.web.services.subscriptions
    page.context.grant_permissions(["notifications"], origin=place.site.url)
    button = page.get_by_role("button", name="Me prévenir quand ils sont prêts")

    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#push-asked")).to_be_visible()
    (kept,) = subscriptions.list_of(place.user.id)
    assert (kept.endpoint, kept.language) == (GIVEN["endpoint"], "fr")
    assert place.web.services.courier is not None
    key = place.web.services.courier.identity.public_key
    assert page.evaluate("subscribedWith") == {"userVisibleOnly": True, "applicationServerKey": key}

    button.click()
    expect(button).to_have_attribute("aria-pressed", "false")
    assert subscriptions.list_of(place.user.id) == []


def test_the_browser_shows_a_message_with_the_page_it_leads_to(place: Place, waiting: Page) -> None:
    waiting.context.grant_permissions(["notifications"], origin=place.site.url)
    waiting.evaluate("navigator.serviceWorker.ready.then(() => true)")
    message = {"title": "Vos portraits sont prêts", "path": "/orders/1"}

    shown = None
    for _ in range(20):  # a worker that is just being started may miss one
        deliver(waiting.context, waiting, message)
        shown = waiting.evaluate(SHOWN)
        if shown:
            break

    assert shown == [message["title"], message["path"]]


def worker_of(page: Page) -> Worker:
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    known = page.context.service_workers
    return known[0] if known else page.context.wait_for_event("serviceworker")


@pytest.mark.parametrize("brings", ["old", "new", "nothing"])
def test_the_host_is_told_the_new_address_when_a_push_service_changes_it(
    place: Place, waiting: Page, brings: str
) -> None:
    waiting.context.grant_permissions(["notifications"], origin=place.site.url)
    button = waiting.get_by_role("button", name="Me prévenir quand ils sont prêts")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")

    key, unsubscribed = worker_of(waiting).evaluate(CHANGING, brings)

    (kept,) = place.web.services.subscriptions.list_of(place.user.id)
    assert kept.endpoint == RENEWED["endpoint"]
    assert place.web.services.courier is not None
    own = place.web.services.courier.identity.public_key
    assert key == {"old": "the old one's", "new": None, "nothing": own}[brings]
    assert not unsubscribed
    button.click()
    expect(button).to_have_attribute("aria-pressed", "false")


def test_a_browser_that_was_signed_out_is_not_subscribed_again(place: Place, waiting: Page) -> None:
    worker = worker_of(waiting)
    waiting.context.clear_cookies()

    _, unsubscribed = worker.evaluate(CHANGING, "old")

    assert unsubscribed
    assert place.web.services.subscriptions.list_of(place.user.id) == []


def test_a_browser_that_does_not_allow_it_is_told_so(place: Place, waiting: Page) -> None:
    waiting.evaluate("Notification.requestPermission = async () => 'denied'")

    waiting.get_by_role("button", name="Me prévenir quand ils sont prêts").click()

    expect(waiting.locator("#live")).to_have_text("Votre navigateur ne l’a pas permis.")
    assert place.web.services.subscriptions.list_of(place.user.id) == []


def test_a_browser_that_cannot_is_offered_nothing(waiting: Page) -> None:
    waiting.add_init_script("delete window.PushManager")
    waiting.reload()
    waiting.locator(".developing").wait_for()

    expect(waiting.locator("#push")).to_be_hidden()
