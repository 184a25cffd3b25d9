from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from tests.web_parts import Web, open_web

from trombine.database.tables import orders, photos, rate_limits
from trombine.web.app import create_app
from trombine.web.housekeeping import tidy
from trombine.web.rate_limits import Buckets, RateLimits

OPERATOR = "the-operators-token"
PHOTO = b"not a photo, which is refused and still counts"


def figures(web: Web) -> dict[str, float]:
    answer = web.ask("GET", "/metrics", OPERATOR)
    lines = [line for line in answer.text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines)}


@pytest.fixture
def measured(tmp_path: Path) -> Web:
    return open_web(tmp_path, metrics_token=OPERATOR)


def test_requests_are_limited_and_say_so(tmp_path: Path) -> None:
    web = open_web(tmp_path, requests_per_minute=10)
    first = web.ask("GET", "/v1/styles")
    for _ in range(9):
        web.ask("GET", "/v1/styles")

    refused = web.ask("GET", "/v1/styles")

    assert first.headers["ratelimit-policy"] == '"requests";q=10;w=60'
    assert first.headers["ratelimit"] == '"requests";r=9;t=6'
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "6")
    web.house.clock.advance(seconds=6)
    assert web.ask("GET", "/v1/styles").status_code == 200


def test_one_users_requests_are_not_anothers(tmp_path: Path) -> None:
    web = open_web(tmp_path, requests_per_minute=10)
    zoe, max_ = web.add("zoe")[1], web.add("max")[1]
    for _ in range(11):
        last = web.ask("GET", "/v1/me", zoe)

    assert last.status_code == 429
    assert web.ask("GET", "/v1/me", max_).status_code == 200


def test_uploads_are_limited_by_the_hour(tmp_path: Path) -> None:
    web = open_web(tmp_path, uploads_per_hour=2)
    user, token = web.add("zoe")
    order = web.house.draft(user.id)
    address = f"/v1/orders/{order.id}/photos/1"

    allowed = [web.ask("PUT", address, token, content=PHOTO).status_code for _ in range(2)]
    refused = web.ask("PUT", address, token, content=PHOTO)

    assert allowed == [200, 200]
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "1800")


def test_what_must_not_be_had_at_another_server_is_limited_over_all(tmp_path: Path) -> None:
    one = open_web(tmp_path, logins_per_minute=4, uploads_per_hour=1)
    user, token = one.add("zoe")
    upload = f"/v1/orders/{one.house.draft(user.id).id}/photos/1"
    limits = RateLimits(one.services.database, one.house.clock)
    beside = replace(one.services, limits=limits, requests=Buckets(lambda: 0.0))
    other = replace(one, services=beside, app=create_app(beside))
    guess = {"name": "zoe", "password": "a guess"}

    tries = [web.ask("POST", "/v1/session", json=guess) for web in (one, other) * 3]
    uploads = [web.ask("PUT", upload, token, content=PHOTO) for web in (one, other)]

    assert [answer.status_code for answer in tries] == [401] * 4 + [429] * 2
    assert [answer.status_code for answer in uploads] == [200, 429]


def test_verifications_are_limited_by_address(tmp_path: Path) -> None:
    web = open_web(tmp_path, verifications_per_minute=1)
    web.ask("POST", "/v1/verify", content=PHOTO)

    assert web.ask("POST", "/v1/verify", content=PHOTO).status_code == 429


def test_who_was_counted_is_not_kept_in_words_nor_for_long(web: Web) -> None:
    web.ask("POST", "/v1/session", json={"name": "zoe", "password": "x"})
    with web.services.database.connect() as connection:
        kept = str(connection.execute(sa.select(rate_limits)).all())
    assert "zoe" not in kept
    assert "127.0.0.1" not in kept

    web.house.clock.advance(minutes=1)

    assert web.services.limits.forget_empty() == 2


def test_figures_are_nowhere_without_a_token_of_the_operator(web: Web) -> None:
    assert web.ask("GET", "/metrics").status_code == 404


def test_figures_are_for_the_operator(measured: Web) -> None:
    assert measured.ask("GET", "/metrics").status_code == 401
    assert measured.ask("GET", "/metrics", "a-guess").status_code == 401


def test_figures_tell_of_orders_and_requests(measured: Web) -> None:
    user, _ = measured.add("zoe")
    measured.house.draft(user.id)
    measured.ask("GET", "/v1/styles")

    told = figures(measured)

    assert told['trombine_orders{state="draft"}'] == 1
    assert told['trombine_orders{state="queued"}'] == 0
    assert told["trombine_queue_age_seconds"] == 0
    requests = 'trombine_http_requests_total{method="GET",route="/v1/styles",status="200"}'
    assert told[requests] >= 1


def test_the_age_of_the_queue_is_told(measured: Web) -> None:
    order = measured.house.draft("ada", photos=[b"1", b"2", b"3"])
    measured.services.orders.submit("ada", order.id)
    measured.house.clock.advance(seconds=90)

    assert figures(measured)["trombine_queue_age_seconds"] == 90


@pytest.mark.parametrize("state", ["ready", "draft"])
def test_photos_that_outlive_their_order_are_an_alarm(measured: Web, state: str) -> None:
    order = measured.house.draft("ada", photos=[b"1", b"2"])
    with measured.services.database.begin() as connection:
        now = measured.house.clock()
        ended_at = now if state == "ready" else None
        connection.execute(sa.update(orders).values(state=state, ended_at=ended_at))
    assert figures(measured)["trombine_unpurged_photos"] == 0

    measured.house.clock.advance(minutes=33)

    assert figures(measured)["trombine_unpurged_photos"] == 2
    with measured.services.database.begin() as connection:
        connection.execute(sa.delete(photos).where(photos.c.order_id == order.id))
    assert figures(measured)["trombine_unpurged_photos"] == 0


def test_health_is_told_to_everybody(web: Web) -> None:
    assert web.ask("GET", "/healthz").text == "ok\n"
    assert web.ask("GET", "/readyz").text == "ok\n"


def test_a_service_without_its_tables_is_not_ready(web: Web) -> None:
    web.services.database.dispose()
    (web.house.folder / "service.sqlite3").unlink()
    for left in web.house.folder.glob("service.sqlite3-*"):
        left.unlink()
    (web.house.folder / "service.sqlite3").mkdir()

    answer = web.ask("GET", "/readyz")

    assert (answer.status_code, answer.json()["code"]) == (503, "not_ready")


def test_what_a_problem_means_can_be_read(web: Web) -> None:
    french = web.ask("GET", "/problems/order_unknown", headers={"Accept-Language": "fr"})

    assert "commande" in french.text
    assert web.ask("GET", "/problems/martian").json()["code"] == "path_unknown"


def test_what_is_old_is_tidied_away(web: Web) -> None:
    web.session_of(web.add("zoe")[0])
    web.ask("POST", "/v1/session", json={"name": "zoe", "password": "wrong"})
    web.house.clock.advance(days=31)

    tidy(web.services)

    assert web.services.sessions.remove_old() == 0
    assert web.services.limits.forget_empty() == 0
