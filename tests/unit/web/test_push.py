"""Browsers that ask for it are told once; addresses that are no push service's are never asked."""

import io
import json
import socket
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from tests.push_stand_in import Browser, PushService, run_push_service
from tests.web_parts import Web

from trombine.accounts.user import User
from trombine.database.tables import push_subscriptions
from trombine.errors import InputRefused
from trombine.web.app import create_app
from trombine.web.push.courier import Courier, is_public
from trombine.web.push.identity import read_identity
from trombine.web.push.notices import PATIENCE

IDENTITY = read_identity("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw", "host@example.org")
POINT = Browser("").subscription["keys"]["p256dh"]


@pytest.fixture(scope="module")
def _service() -> Iterator[PushService]:
    with run_push_service() as service:
        yield service


@pytest.fixture
def service(_service: PushService) -> PushService:
    _service.requests.clear()
    _service.answers.clear()
    return _service


@pytest.fixture
def pushing(web: Web, service: PushService) -> Web:
    courier = Courier(IDENTITY, web.house.clock, (service.name,), service.trust)
    web.services = replace(web.services, courier=courier)
    web.app = create_app(web.services)
    return web


def tell(web: Web) -> None:
    notices = web.services.notices
    assert notices is not None
    notices.tell_due()


def subscribe(web: Web, user: User, browser: Browser, **headers: str) -> dict[str, str]:
    """Return the headers of the browser, signed in and subscribed."""
    session = web.session_of(user)
    answer = web.ask(
        "PUT", "/v1/me/push", json=browser.subscription, headers={**session, **headers}
    )
    assert answer.status_code == 204, answer.text
    return session


def subscriptions(web: Web) -> int:
    with web.services.database.connect() as connection:
        query = sa.select(sa.func.count()).select_from(push_subscriptions)
        count: int = connection.execute(query).scalar_one()
        return count


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://fcm.googleapis.com/fcm/send/abc:def",
        "https://updates.push.services.mozilla.com/wpush/v2/gAAA",
        "https://wns2-par02p.notify.windows.com/w/?token=BQYA%2b",
        "https://web.push.apple.com/QFqk",
        "https://push.intranet.example:8443/x",
    ],
)
def test_services_of_browsers_and_the_hosts_own_are_written_to(web: Web, endpoint: str) -> None:
    courier = Courier(IDENTITY, web.house.clock, ("push.intranet.example:8443",))

    courier.check(endpoint, POINT)


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://fcm.googleapis.com/fcm/send/abc",
        "https://fcm.googleapis.com:8443/fcm/send/abc",
        "https://fcm.googleapis.com.example.org/x",
        "https://fcm.googleapis.com@example.org/x",
        "https://example.org/fcm.googleapis.com",
        "https://evilpush.apple.com/x",
        "https://127.0.0.1/x",
        "https://[::1]/x",
        "https://169.254.169.254/latest/meta-data",
        "https://push.intranet.example/x",
        "https://fcm.googleapis.com/x\r\nHost: example.org",
        "https://FCM.googleapis.com\\@example.org/",
        "file:///etc/passwd",
        f"https://{'a' * 64}.push.apple.com/x",
    ],
)
def test_any_other_address_is_refused(web: Web, endpoint: str) -> None:
    courier = Courier(IDENTITY, web.house.clock, ("push.intranet.example:8443",))

    with pytest.raises(InputRefused, match="push_subscription_unfit"):
        courier.check(endpoint, POINT)


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.0.0.1", "169.254.169.254", "::1", "fe80::1", "::ffff:10.0.0.1", "224.0.0.1"],
)
def test_a_known_name_that_leads_inside_is_not_followed(
    web: Web, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    user, _ = web.add("zoe")
    session = web.services.sessions.open(user.id)
    keys = Browser("").subscription["keys"]
    web.services.subscriptions.put(
        user.id,
        session,
        endpoint="https://fcm.googleapis.com/x",
        keys=(keys["p256dh"], keys["auth"]),
        language="en",
    )
    (subscription,) = web.services.subscriptions.list_of(user.id)
    reached: list[Any] = []
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    monkeypatch.setattr(socket, "create_connection", lambda *place: reached.append(place))

    status = Courier(IDENTITY, web.house.clock).deliver(subscription, b"{}")

    assert (status, reached) == (0, [])
    assert not is_public(address)


def test_a_ready_order_is_told_once_to_every_browser_in_its_language(
    pushing: Web, service: PushService
) -> None:
    zoe, _ = pushing.add("zoe")
    phone, desktop = Browser(service.name), Browser(service.name, path="/push/desktop")
    subscribe(pushing, zoe, phone, **{"Accept-Language": "fr"})
    subscribe(pushing, zoe, desktop, **{"Accept-Language": "en"})
    subscribe(pushing, pushing.add("max")[0], Browser(service.name, path="/push/max"))
    order = pushing.finished(zoe)

    tell(pushing)
    pushing.house.clock.advance(minutes=30)
    tell(pushing)

    (_, headers, first), (path, _, second) = service.requests
    assert phone.read(first) == {"title": "Vos portraits sont prêts", "path": f"/orders/{order.id}"}
    assert desktop.read(second)["title"] == "Your portraits are ready"
    assert path == "/push/desktop"
    assert (headers["content-encoding"], headers["ttl"]) == ("aes128gcm", "43200")


def test_a_browser_that_was_not_reached_is_told_later_and_no_other_twice(
    pushing: Web, service: PushService
) -> None:
    zoe, _ = pushing.add("zoe")
    subscribe(pushing, zoe, Browser(service.name))
    subscribe(pushing, zoe, Browser(service.name, path="/push/desktop"))
    pushing.finished(zoe)
    service.answers.append(503)

    tell(pushing)
    pushing.house.clock.advance(minutes=5)
    tell(pushing)

    assert [path for path, *_ in service.requests] == [
        "/push/opaque",
        "/push/desktop",
        "/push/opaque",
    ]


@pytest.mark.parametrize("status", [404, 410])
def test_a_subscription_the_service_no_longer_knows_is_forgotten(
    pushing: Web, service: PushService, status: int
) -> None:
    zoe, _ = pushing.add("zoe")
    subscribe(pushing, zoe, Browser(service.name))
    pushing.finished(zoe)
    service.answers.append(status)

    tell(pushing)
    pushing.house.clock.advance(minutes=30)
    tell(pushing)

    assert (subscriptions(pushing), len(service.requests)) == (0, 1)


def test_a_service_that_redirects_or_refuses_harms_no_order(
    pushing: Web, service: PushService
) -> None:
    zoe, _ = pushing.add("zoe")
    subscribe(pushing, zoe, Browser(service.name))
    order = pushing.finished(zoe)
    service.answers.extend([302, 403] * PATIENCE.tries)

    for _ in range(PATIENCE.tries + 1):
        tell(pushing)
        pushing.house.clock.advance(hours=1)

    assert [path for path, *_ in service.requests] == ["/push/opaque"] * PATIENCE.tries
    assert pushing.services.orders.get(zoe.id, order.id).state == "ready"


def test_a_service_the_host_allows_no_longer_is_not_written_to(
    pushing: Web, service: PushService
) -> None:
    zoe, _ = pushing.add("zoe")
    subscribe(pushing, zoe, Browser(service.name))
    pushing.finished(zoe)
    assert pushing.services.courier is not None
    pushing.services = replace(
        pushing.services, courier=replace(pushing.services.courier, own_services=())
    )

    tell(pushing)

    assert (subscriptions(pushing), service.requests) == (0, [])


@pytest.mark.parametrize("way", ["/v1/session", "/v1/me/push"])
def test_who_signs_out_or_withdraws_is_told_no_more(
    pushing: Web, service: PushService, way: str
) -> None:
    zoe, _ = pushing.add("zoe")
    session = subscribe(pushing, zoe, Browser(service.name))
    pushing.ask("DELETE", way, headers=session)
    pushing.finished(zoe)

    tell(pushing)

    assert (subscriptions(pushing), service.requests) == (0, [])


def test_a_browser_that_signs_in_anew_is_told_as_who_it_is_now(
    pushing: Web, service: PushService
) -> None:
    zoe, maxi = pushing.add("zoe")[0], pushing.add("max")[0]
    browser = Browser(service.name)
    subscribe(pushing, zoe, browser)
    subscribe(pushing, maxi, browser)
    pushing.finished(zoe)

    tell(pushing)

    assert (subscriptions(pushing), service.requests) == (1, [])


def test_subscriptions_are_exported_and_go_with_the_account(
    pushing: Web, service: PushService
) -> None:
    zoe, token = pushing.add("zoe")
    browser = Browser(service.name)
    subscribe(pushing, zoe, browser)

    archive = zipfile.ZipFile(io.BytesIO(pushing.ask("GET", "/v1/me/export", token).content))
    (told,) = json.loads(archive.read("data.json"))["push_subscriptions"]
    pushing.services.erase_user(zoe.id)

    assert told["endpoint"] == browser.subscription["endpoint"]
    assert subscriptions(pushing) == 0


def test_a_program_cannot_subscribe(pushing: Web, service: PushService) -> None:
    _, token = pushing.add("zoe")

    answer = pushing.ask("PUT", "/v1/me/push", token, json=Browser(service.name).subscription)

    assert (answer.status_code, answer.json()["code"]) == (403, "session_needed")


def test_without_a_key_nobody_can_subscribe(web: Web) -> None:
    session = web.session_of(web.add("zoe")[0])

    answer = web.ask(
        "PUT", "/v1/me/push", json=Browser("fcm.googleapis.com").subscription, headers=session
    )

    assert (answer.status_code, answer.json()["code"]) == (404, "push_off")
    assert web.services.notices is None
