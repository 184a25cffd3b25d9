"""What every answer tells browsers to be careful about, word by word.

The words stand here once more on purpose: who changes one has to mean it.
"""

import httpx
import pytest
from tests.web_parts import Web

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; "
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
EVERYWHERE = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(self), geolocation=(), microphone=()",
    "cross-origin-opener-policy": "same-origin",
    "strict-transport-security": "max-age=31536000",
}
ANSWERS = {
    "page": (200, "no-store", "same-origin"),
    "page of somebody": (200, "no-store", "same-origin"),
    "sign-in needed": (303, "no-store", "same-origin"),
    "page not there": (404, "no-store", "same-origin"),
    "API": (200, "no-store", "same-origin"),
    "API refused": (401, "no-store", "same-origin"),
    "API not there": (404, "no-store", "same-origin"),
    "wrong method": (405, "no-store", "same-origin"),
    "other host": (421, "no-store", "same-origin"),
    "other site": (403, "no-store", "same-origin"),
    "fault": (500, "no-store", "same-origin"),
    "static file": (200, "no-cache", "same-origin"),
    "avatar": (200, "private, no-cache", "same-origin"),
    "avatar known": (304, "private, no-cache", "same-origin"),
    "picture for other sites": (200, "public, max-age=300", "cross-origin"),
    "health": (200, "no-store", "same-origin"),
}
"""Status, who may keep the answer, and whose pages may show it."""


def answer_of(  # noqa: C901, PLR0911, PLR0912  (a list of answers)
    web: Web, kind: str, monkeypatch: pytest.MonkeyPatch
) -> httpx.Response:
    user, token = web.add("zoe")
    avatar = f"/v1/avatars/{web.finished(user).avatars[0].id}"
    match kind:
        case "page":
            return web.ask("GET", "/sign-in")
        case "page of somebody":
            return web.ask("GET", "/", headers=web.session_of(user))
        case "sign-in needed":
            return web.ask("GET", "/account", headers={"Accept": "text/html"})
        case "page not there":
            return web.ask("GET", "/nowhere", headers={"Accept": "text/html"})
        case "API":
            return web.ask("GET", "/v1/styles", token)
        case "API refused":
            return web.ask("GET", "/v1/me")
        case "API not there":
            return web.ask("GET", "/v1/orders/none", token)
        case "wrong method":
            return web.ask("PUT", "/v1/styles", token)
        case "other host":
            return web.ask("GET", "/", headers={"Host": "evil.example"})
        case "other site":
            headers = {**web.session_of(user), "Sec-Fetch-Site": "cross-site"}
            return web.ask("POST", "/v1/orders", headers=headers, json={})
        case "fault":
            monkeypatch.setattr(type(web.services.orders), "list_newest", _break)
            return web.ask("GET", "/v1/orders", token)
        case "static file":
            return web.ask("GET", "/static/css/app.css")
        case "avatar":
            return web.ask("GET", avatar, token)
        case "avatar known":
            tag = web.ask("GET", avatar, token).headers["etag"]
            return web.ask("GET", avatar, token, headers={"If-None-Match": tag})
        case "picture for other sites":
            return web.ask("GET", f"/v1/pictures/{user.picture_id}")
        case _:
            return web.ask("GET", "/healthz")


def _break(*_: object, **__: object) -> None:
    raise ValueError


@pytest.mark.parametrize("kind", ANSWERS)
def test_every_answer_is_careful_word_by_word(
    web: Web, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = answer_of(web, kind, monkeypatch)

    status, cache, who = ANSWERS[kind]
    assert answer.status_code == status
    expected = {**EVERYWHERE, "cache-control": cache, "cross-origin-resource-policy": who}
    assert {name: answer.headers.get_list(name) for name in expected} == {
        name: [value] for name, value in expected.items()
    }


def test_on_plain_http_nobody_is_told_to_come_by_https(local_web: Web) -> None:
    answer = local_web.ask("GET", "/healthz")

    expected = {**EVERYWHERE, "cache-control": "no-store"}
    del expected["strict-transport-security"]
    assert {name: answer.headers.get(name) for name in expected} == expected
    assert "strict-transport-security" not in answer.headers
