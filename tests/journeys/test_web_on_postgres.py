"""What the web keeps, on PostgreSQL: its statements are written for both databases."""

import threading
from collections.abc import Iterator

import pytest
from tests.servers import Postgres
from tests.web_parts import PASSWORD, Web, open_web

from trombine.web.housekeeping import tidy
from trombine.web.metrics import collect_metrics
from trombine.web.webhooks import Webhook

CONSENT = {"photos_are_mine": True, "adult": True, "face_analysis": True}
ASKED = {"styles": ["painted"], "consent": CONSENT}


@pytest.fixture(scope="module")
def web(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    url = postgres.make_database("web")
    web = open_web(tmp_path_factory.mktemp("web"), url=url, sign_up="open")
    yield web
    web.services.database.dispose()


def test_an_account_is_made_used_and_closed(web: Web) -> None:
    web.house.clock.advance(hours=1)  # whatever was tried before
    asked = {"name": "zoe", "password": PASSWORD}
    made = web.ask("POST", "/v1/accounts", json=asked)
    cookie = {"Cookie": made.headers["set-cookie"].partition(";")[0]}
    token = web.ask(
        "POST", "/v1/me/tokens", json={"label": "x", "scopes": ["read", "write"]}, headers=cookie
    ).json()["secret"]

    taken = web.ask("POST", "/v1/accounts", json=asked)
    begun = web.ask("POST", "/v1/orders", token, json=ASKED)
    exported = web.ask("GET", "/v1/me/export", token)
    closed = web.ask("POST", "/v1/me/erasure", json={"password": PASSWORD}, headers=cookie)

    assert (taken.status_code, taken.json()["code"]) == (409, "name_taken")
    assert (begun.status_code, exported.status_code, closed.status_code) == (201, 200, 204)
    assert web.ask("GET", "/v1/me", token).status_code == 401


def test_a_request_sent_twice_at_once_is_done_once(web: Web) -> None:
    _, token = web.add("max")
    answers = []

    def begin() -> None:
        headers = {"Idempotency-Key": "one"}
        answers.append(web.ask("POST", "/v1/orders", token, json=ASKED, headers=headers))

    threads = [threading.Thread(target=begin) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert {answer.status_code for answer in answers} <= {201, 409}
    assert len(web.ask("GET", "/v1/orders", token).json()["items"]) == 1


def test_tries_to_sign_in_are_limited(web: Web) -> None:
    web.house.clock.advance(hours=1)
    asked = {"name": "nobody", "password": "wrong"}

    statuses = [web.ask("POST", "/v1/session", json=asked).status_code for _ in range(6)]

    assert statuses == [401] * 5 + [429]


def test_the_webhook_is_called_once_and_figures_are_told(web: Web) -> None:
    order = web.finished(web.add("eve")[0])
    calls: list[str] = []
    hook = Webhook(
        web.services.database, web.house.clock, "http://127.0.0.1:9/", "a-secret-of-16-b"
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            "trombine.web.webhooks.send",
            lambda _url, _body, headers: calls.append(headers["webhook-id"]) or 204,
        )
        threads = [threading.Thread(target=hook.tell_due) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert calls == [order.id]
    assert b'trombine_orders{state="ready"} 1.0' in collect_metrics(web.services)


def test_what_is_old_is_tidied_away(web: Web) -> None:
    web.house.clock.advance(days=31)

    tidy(web.services)

    assert web.services.limits.forget_empty() == 0
