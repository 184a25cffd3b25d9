"""Every route there is, also those to come: who may, and that nobody reaches what is another's."""

import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from fastapi import APIRouter
from fastapi.routing import APIRoute
from tests.web_parts import Web, open_web

from trombine.accounts.user import Scope, User
from trombine.web import pages

PUBLIC = {
    ("GET", "/v1/styles"),
    ("GET", "/v1/consent"),
    ("GET", "/v1/pictures/{picture_id}"),
    ("POST", "/v1/accounts"),
    ("POST", "/v1/session"),
    ("DELETE", "/v1/session"),
    ("POST", "/v1/password-reset-requests"),
    ("POST", "/v1/password-resets"),
    ("POST", "/v1/verify"),
    ("GET", "/enter"),
    ("GET", "/problems/{code}"),
    ("GET", "/healthz"),
    ("GET", "/readyz"),
}
"""Open to everybody, each for a reason; nothing else may be."""

Route = tuple[str, str]


@cache
def document() -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        web = open_web(Path(folder))
        web.services.database.dispose()
        told: dict[str, Any] = web.app.openapi()
        return told


def routes() -> list[Route]:
    paths = document()["paths"].items()
    return [(method.upper(), path) for path, methods in paths for method in methods]


def body_of(route: Route) -> dict[str, Any]:
    """What the document gives as an example of this route's body, as arguments of a request."""
    method, path = route
    operation = document()["paths"][path][method.lower()]
    content = operation.get("requestBody", {}).get("content", {})
    if "application/json" not in content:
        return {"content": b"file"} if content else {}
    return {"json": example(content["application/json"]["schema"])}


def example(schema: dict[str, Any]) -> Any:
    if "$ref" in schema:
        schema = document()["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    if schema.get("examples"):
        return schema["examples"][0]
    needed = schema.get("required", [])
    return {name: example(schema["properties"][name]) for name in needed}


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    folder = tmp_path_factory.mktemp("authorization")
    web = open_web(folder, requests_per_minute=100_000, logins_per_minute=10_000)
    yield web
    web.services.database.dispose()


@pytest.fixture(scope="module")
def zoe(web: Web) -> User:
    return web.add("zoe")[0]


@pytest.fixture(scope="module")
def ids(web: Web, zoe: User) -> dict[str, str]:
    order = web.finished(zoe)
    token, _ = web.services.tokens.issue(zoe.id, label="mine", scopes=[Scope.READ])
    return {
        "order_id": order.id,
        "avatar_id": order.avatars[0].id,
        "token_id": token.id,
        "number": "1",
        "picture_id": zoe.picture_id,
        "code": "order_unknown",
    }


@pytest.fixture(scope="module")
def intruder(web: Web) -> User:
    return web.add("max")[0]


def test_the_table_of_routes_is_complete() -> None:
    assert len(routes()) > 35
    assert set(routes()) >= PUBLIC


@pytest.mark.parametrize("route", [route for route in routes() if route not in PUBLIC], ids=str)
def test_nobody_gets_in(web: Web, ids: dict[str, str], route: Route) -> None:
    method, path = route

    answer = web.ask(method, path.format(**ids), **body_of(route))

    assert answer.status_code == 401, answer.text


@pytest.mark.parametrize(
    "route", [route for route in routes() if "{" in route[1] and route not in PUBLIC], ids=str
)
def test_what_is_anothers_is_not_there(
    web: Web, zoe: User, intruder: User, ids: dict[str, str], route: Route
) -> None:
    method, path = route
    before = state(web, zoe)

    answer = web.ask(method, path.format(**ids), headers=web.session_of(intruder), **body_of(route))

    assert answer.status_code == 404, answer.text
    assert state(web, zoe) == before


def test_an_avatar_of_another_is_not_worn(web: Web, intruder: User, ids: dict[str, str]) -> None:
    chosen = {"avatar": ids["avatar_id"]}

    answer = web.ask("PUT", "/v1/me/picture", json=chosen, headers=web.session_of(intruder))

    assert answer.status_code == 404


@pytest.mark.parametrize("route", [r for r in routes() if r[0] != "GET"], ids=str)
def test_a_token_to_read_writes_nothing(
    web: Web, zoe: User, ids: dict[str, str], route: Route
) -> None:
    method, path = route
    if route in PUBLIC:
        return
    _, secret = web.services.tokens.issue(zoe.id, label="reader", scopes=[Scope.READ])

    answer = web.ask(method, path.format(**ids), secret, **body_of(route))

    assert answer.status_code == 403, answer.text
    for token in web.services.tokens.list_of(zoe.id)[2:]:
        web.services.tokens.revoke(zoe.id, token.id)


@pytest.mark.parametrize("route", [r for r in routes() if r[0] != "GET"], ids=str)
def test_another_site_writes_nothing(
    web: Web, zoe: User, ids: dict[str, str], route: Route
) -> None:
    method, path = route
    headers = {**web.session_of(zoe), "Sec-Fetch-Site": "cross-site"}

    answer = web.ask(method, path.format(**ids), headers=headers, **body_of(route))

    assert (answer.status_code, answer.json()["code"]) == (403, "cross_site")


def state(web: Web, user: User) -> str:
    """Everything of a user, as text to compare."""
    services = web.services
    orders = services.orders.list_newest(user.id)
    return f"{services.users.find(user.id)} {orders} {services.tokens.list_of(user.id)}"


def page_routes() -> list[Route]:
    """The forms and pages beside the API, of which its document does not tell."""
    return [(min(route.methods), route.path) for route in walk(pages.ROUTER)]


def walk(router: APIRouter) -> Iterator[APIRoute]:
    for route in router.routes:
        if isinstance(route, APIRoute):
            yield route
        else:
            yield from walk(route.original_router)  # type: ignore[attr-defined]


FORM = {"styles": "painted", "reason": "not_me", "favorite": "on", "keep": "on", "act": "delete"}
PAGES_OF_SOMETHING = [
    route for route in page_routes() if "{" in route[1] and "secret" not in route[1]
]


def test_there_are_pages_of_orders_and_avatars() -> None:
    assert len(PAGES_OF_SOMETHING) > 15


@pytest.mark.parametrize("route", PAGES_OF_SOMETHING, ids=str)
def test_nobody_sees_a_page_of_something(web: Web, ids: dict[str, str], route: Route) -> None:
    method, path = route

    answer = web.ask(method, path.format(**ids), data={})

    signs_in = answer.status_code == 303 and answer.headers["location"].startswith("/sign-in")
    assert answer.status_code == 401 or signs_in, (answer.status_code, answer.headers)


@pytest.mark.parametrize("route", PAGES_OF_SOMETHING, ids=str)
def test_a_page_of_what_is_anothers_is_not_there(
    web: Web, zoe: User, intruder: User, ids: dict[str, str], route: Route
) -> None:
    method, path = route
    before, form = state(web, zoe), {**FORM, "avatar": ids["avatar_id"]}

    answer = web.ask(method, path.format(**ids), headers=web.session_of(intruder), data=form)

    assert answer.status_code == 404, answer.text
    assert state(web, zoe) == before


@pytest.mark.parametrize("route", [r for r in page_routes() if r[0] == "POST"], ids=str)
def test_another_site_sends_no_form(web: Web, zoe: User, ids: dict[str, str], route: Route) -> None:
    headers = {**web.session_of(zoe), "Origin": "https://evil.example"}

    answer = web.ask("POST", route[1].format(**ids, secret="x"), headers=headers, data={})  # noqa: S106

    assert answer.status_code == 403
