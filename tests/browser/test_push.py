"""The page on which one waits offers a notice; the browser is asked on a tap, and shows it."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from tests.browser.conftest import Site, open_context
from tests.browser.flow import Person

pytestmark = pytest.mark.xdist_group("browser")

# Chromium would ask Google for an address; what it does with the answer is ours.
SUBSCRIBING = """
(() => {
  const given = {
    endpoint: "https://127.0.0.1:9/push/opaque",
    keys: {
      p256dh:
        "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
      auth: "BTBZMqHH6r4Tts7J_aSIgg",
    },
  };
  let current = null;
  PushManager.prototype.getSubscription = async () => current;
  PushManager.prototype.subscribe = async (options) => {
    window.subscribedWith = options;
    current = { toJSON: () => given, unsubscribe: async () => !(current = null) };
    return current;
  };
})();
"""


def push(context: BrowserContext, page: Page, message: dict[str, str]) -> None:
    """Hand a message to the service worker, as the browser does when its service sent one."""
    devtools = context.new_cdp_session(page)
    workers: list[str] = []
    devtools.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda told: workers.extend(one["registrationId"] for one in told["registrations"]),
    )
    devtools.send("ServiceWorker.enable")
    for _ in range(100):
        if workers:
            break
        page.wait_for_timeout(20)
    devtools.send(
        "ServiceWorker.deliverPushMessage",
        {
            "origin": page.evaluate("location.origin"),
            "registrationId": workers[0],
            "data": json.dumps(message),
        },
    )


def test_who_taps_is_told_by_the_browser(chromium: Browser, site: Site, snaps: list[Path]) -> None:
    with open_context(chromium, site, service_worker=True) as context:
        context.grant_permissions(["notifications"], origin=site.url)
        context.add_init_script(SUBSCRIBING)
        page = context.new_page()
        Person(page, site).order(snaps, "dots", "lines", strength=1.5)
        button = page.get_by_role("button", name="Me prévenir quand ils sont prêts")
        button.click()
        expect(button).to_have_attribute("aria-pressed", "true")
        expect(page.locator("#push-asked")).to_be_visible()
        kept = page.request.get(f"{site.url}/v1/me/export").body()
        key = page.evaluate("subscribedWith.applicationServerKey")

        button.click()
        expect(button).to_have_attribute("aria-pressed", "false")
        left = page.request.get(f"{site.url}/v1/me/export").body()

        path = page.url.removeprefix(site.url)
        push(context, page, {"title": "Vos portraits sont prêts", "path": path})
        shown = page.evaluate(
            """async () => {
                const worker = await navigator.serviceWorker.ready;
                for (let tries = 0; tries < 500; tries += 1) {
                    const found = await worker.getNotifications();
                    if (found.length) return [found[0].title, found[0].data];
                    await new Promise((resolve) => setTimeout(resolve, 20));
                }
            }"""
        )
        page.request.post(f"{site.url}{path}/cancel", headers={"Origin": site.url})

    assert b"https://127.0.0.1:9/push/opaque" in kept
    assert b"https://127.0.0.1:9/push/opaque" not in left
    assert len(key) == 87
    assert shown == ["Vos portraits sont prêts", path]


def test_a_browser_that_may_not_or_cannot_is_offered_nothing(
    phone: Page, site: Site, snaps: list[Path]
) -> None:
    phone.add_init_script("delete window.PushManager")
    Person(phone, site).order(snaps, "dots", "lines")
    phone.locator(".developing").wait_for()

    expect(phone.locator("#push")).to_be_hidden()
