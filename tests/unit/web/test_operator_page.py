"""Who looks after the service sees how it stands and decides; nobody else learns of the page."""

import io

import pytest
import sqlalchemy as sa
from PIL import Image
from tests.web_parts import Web

from trombine.accounts.user import Scope, User
from trombine.database.leases import open_leases
from trombine.database.tables import audits, orders
from trombine.domain.placed_order import OrderState, PlacedOrder
from trombine.orders.states import enter_state


@pytest.fixture
def photo() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (900, 700), "teal").save(file, "JPEG")
    return file.getvalue()


@pytest.fixture
def grace(web: Web) -> User:
    user, _ = web.add("grace")
    web.services.users.set_operator(user.id, operator=True)
    return user


def waiting(web: Web, photo: bytes, state: OrderState = OrderState.HELD) -> PlacedOrder:
    order = web.house.draft("ada", photos=[photo, photo, photo])
    web.services.orders.submit("ada", order.id)
    with web.services.database.begin() as connection:
        row = connection.execute(sa.select(orders).where(orders.c.id == order.id)).one()
        enter_state(connection, row, state, now=web.house.clock())
    return order


def audited(web: Web) -> list[tuple[object, ...]]:
    columns = audits.c.operator, audits.c.act, audits.c.photo
    with web.services.database.connect() as connection:
        return [tuple(row) for row in connection.execute(sa.select(*columns))]


def state_of(web: Web, order: PlacedOrder) -> OrderState:
    return web.services.orders.get("ada", order.id).state


def test_the_page_tells_how_the_service_stands(web: Web, grace: User, photo: bytes) -> None:
    order = web.house.draft("ada", photos=[photo] * 3)
    web.services.orders.submit("ada", order.id)
    web.house.clock.advance(minutes=7)

    page = web.ask("GET", "/operator", headers=web.session_of(grace)).text

    assert "1 order, waiting for 7 minutes" in page
    assert "3 files" in page
    assert "No photo is kept past its time." in page
    assert "No worker is running" in page


def test_workers_that_live_are_counted(web: Web, grace: User) -> None:
    open_leases(web.services.database).hold("one")

    page = web.ask("GET", "/operator", headers=web.session_of(grace)).text

    assert "No worker is running" not in page


def test_photos_past_their_time_are_an_alert(web: Web, grace: User, photo: bytes) -> None:
    web.house.draft("ada", photos=[photo])
    web.house.clock.advance(minutes=33)

    page = web.ask("GET", "/operator", headers=web.session_of(grace)).text

    assert "1 photo is kept past its time." in page


def test_the_page_is_in_french_too(web: Web, grace: User, photo: bytes) -> None:
    order = waiting(web, photo)
    headers = {**web.session_of(grace), "Accept-Language": "fr"}

    assert "Une photo à regarder" in web.ask("GET", "/operator", headers=headers).text
    shown = web.ask("GET", f"/operator/orders/{order.id}?photo=1", headers=headers).text
    assert "Regarder la photo 3" in shown


def test_a_held_photo_is_seen_only_when_asked_for_and_that_is_on_record(
    web: Web, grace: User, photo: bytes
) -> None:
    headers, order = web.session_of(grace), waiting(web, photo)
    address = f"/operator/orders/{order.id}"

    assert "<img src=" not in web.ask("GET", address, headers=headers).text
    assert audited(web) == []
    assert f'{address}/photos/2"' in web.ask("GET", f"{address}?photo=2", headers=headers).text
    seen = web.ask("GET", f"{address}/photos/2", headers=headers)

    assert seen.headers["content-type"] == "image/jpeg"
    assert seen.headers["cache-control"] == "no-store"
    assert audited(web) == [("grace", "viewed", 2)]


def test_an_order_is_let_go_on(web: Web, grace: User, photo: bytes) -> None:
    order = waiting(web, photo)

    answer = web.ask(
        "POST", f"/operator/orders/{order.id}/allow", headers=web.session_of(grace), data={}
    )

    assert (answer.status_code, answer.headers["location"]) == (303, "/operator")
    assert state_of(web, order) is OrderState.QUEUED
    assert audited(web) == [("grace", "allowed", None)]


def test_a_refused_order_has_no_photos_any_more(web: Web, grace: User, photo: bytes) -> None:
    order = waiting(web, photo)

    web.ask("POST", f"/operator/orders/{order.id}/refuse", headers=web.session_of(grace), data={})

    assert state_of(web, order) is OrderState.REFUSED
    assert web.services.orders.get("ada", order.id).photos == ()
    assert audited(web) == [("grace", "refused", None)]


def test_what_is_frozen_is_not_decided_here(web: Web, grace: User, photo: bytes) -> None:
    headers, order = web.session_of(grace), waiting(web, photo, OrderState.FROZEN)
    address = f"/operator/orders/{order.id}"

    assert "/refuse" not in web.ask("GET", address, headers=headers).text
    assert web.ask("POST", f"{address}/refuse", headers=headers, data={}).status_code == 409
    assert state_of(web, order) is OrderState.FROZEN


def test_an_order_that_does_not_wait_is_nobodys_business(
    web: Web, grace: User, photo: bytes
) -> None:
    headers, order = web.session_of(grace), web.house.draft("ada", photos=[photo])
    address = f"/operator/orders/{order.id}"

    assert web.ask("GET", address, headers=headers).status_code == 404
    assert web.ask("GET", f"{address}/photos/1", headers=headers).status_code == 409
    assert audited(web) == []


def test_others_do_not_learn_of_the_page(web: Web) -> None:
    user, token = web.add("max")

    page = web.ask("GET", "/operator", headers=web.session_of(user))

    assert page.status_code == 404
    assert web.ask("GET", "/operator", token).status_code == 404
    assert 'href="/operator"' not in web.ask("GET", "/", headers=web.session_of(user)).text


def test_a_token_of_an_operator_is_not_enough(web: Web, grace: User) -> None:
    _, token = web.services.tokens.issue(grace.id, label="script", scopes=tuple(Scope))

    assert web.ask("GET", "/operator", token).status_code == 404


def test_an_operator_finds_the_page_and_stops_being_one(web: Web, grace: User) -> None:
    headers = web.session_of(grace)
    assert 'href="/operator"' in web.ask("GET", "/", headers=headers).text

    web.services.users.set_operator(grace.id, operator=False)

    assert web.ask("GET", "/operator", headers=headers).status_code == 404


def test_the_one_user_of_local_mode_looks_after_it(local_web: Web) -> None:
    secret = local_web.services.sessions.open(local_web.services.users.ensure_local().id)

    answer = local_web.ask("GET", "/operator", headers={"Cookie": f"trombine={secret}"})

    assert answer.status_code == 200
