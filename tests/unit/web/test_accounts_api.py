import re
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
from tests.web_parts import LOCAL_TOKEN, PASSWORD, Web, open_web

from trombine.accounts.user import Scope
from trombine.accounts.users import Application
from trombine.web import sign_in

ZOE = {"name": "zoe", "password": PASSWORD}
ANOTHER = "a sentence of my own"


@dataclass
class Letters:
    """A mailer that keeps what it is given."""

    sent: list[tuple[str, str]] = field(default_factory=list)

    def send(self, to: str, *, subject: str, words: str) -> None:
        assert subject
        self.sent.append((to, words))


def cookie_of(answer: httpx.Response) -> dict[str, str]:
    return {"Cookie": answer.headers["set-cookie"].partition(";")[0]}


def test_who_is_invited_makes_an_account_and_is_signed_in(web: Web) -> None:
    _, secret = web.services.invitations.invite()

    answer = web.ask("POST", "/v1/accounts", json={**ZOE, "invitation": secret})

    assert answer.status_code == 201
    assert answer.json()["display_name"] == "zoe"
    me = web.ask("GET", "/v1/me", headers=cookie_of(answer)).json()
    assert me == answer.json()


def test_without_invitation_there_is_no_account(web: Web) -> None:
    assert web.ask("POST", "/v1/accounts", json=ZOE).json()["code"] == "invitation_unknown"


@pytest.mark.parametrize(("sign_up", "status"), [("open", 201), ("closed", 403)])
def test_the_operator_says_who_may_make_an_account(
    tmp_path: Path, sign_up: str, status: int
) -> None:
    web = open_web(tmp_path, sign_up=sign_up)

    assert web.ask("POST", "/v1/accounts", json=ZOE).status_code == status
    web.services.database.dispose()


def test_the_cookie_is_kept_from_scripts_and_other_sites(web: Web) -> None:
    web.add("zoe")

    answer = web.ask("POST", "/v1/session", json=ZOE)

    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-trombine=")
    for promise in ("HttpOnly", "Secure", "SameSite=lax", "Path=/"):
        assert promise in cookie
    assert "Domain" not in cookie


def test_every_sign_in_is_a_new_session(web: Web) -> None:
    web.add("zoe")

    first = web.ask("POST", "/v1/session", json=ZOE)
    second = web.ask("POST", "/v1/session", json=ZOE, headers=cookie_of(first))

    assert cookie_of(first) != cookie_of(second)


def test_who_signs_out_is_out(web: Web) -> None:
    web.add("zoe")
    cookie = cookie_of(web.ask("POST", "/v1/session", json=ZOE))

    answer = web.ask("DELETE", "/v1/session", headers=cookie)

    assert answer.status_code == 204
    assert 'trombine=""' in answer.headers["set-cookie"]
    assert web.ask("GET", "/v1/me", headers=cookie).status_code == 401
    assert web.ask("DELETE", "/v1/session").status_code == 204


def test_tries_to_sign_in_are_limited_by_address(web: Web) -> None:
    wrong = {"name": "nobody", "password": "x" * 12}
    for number in range(5):
        answer = web.ask("POST", "/v1/session", json={**wrong, "name": f"nobody{number}"})
        assert answer.json()["code"] == "credentials_wrong"

    answer = web.ask("POST", "/v1/session", json=wrong)

    assert (answer.status_code, answer.json()["code"]) == (429, "rate_limited")
    assert int(answer.headers["retry-after"]) <= 60
    assert re.match(r'"sign-in";r=0', answer.headers["ratelimit"])


def test_tries_to_sign_in_are_limited_by_account(web: Web) -> None:
    web.add("zoe")
    for number in range(5):
        web.services.limits.take(  # as if from five addresses
            _from(f"10.0.0.{number}"), sign_in.Rate("sign-in", 5, 60), "account zoe"
        )

    assert web.ask("POST", "/v1/session", json=ZOE).status_code == 429


def _from(address: str) -> sign_in.Request:
    return sign_in.Request({"type": "http", "headers": [], "client": (address, 1)})


def test_a_minute_later_one_may_try_again(web: Web) -> None:
    web.add("zoe")
    for _ in range(6):
        web.ask("POST", "/v1/session", json={**ZOE, "password": "wrong"})
    web.house.clock.advance(seconds=60)

    assert web.ask("POST", "/v1/session", json=ZOE).status_code == 200


def test_a_changed_password_ends_the_other_sessions(web: Web) -> None:
    user, _ = web.add("zoe")
    here, elsewhere = web.session_of(user), web.session_of(user)
    change = {"password": PASSWORD, "new_password": ANOTHER}

    answer = web.ask("PUT", "/v1/me/password", json=change, headers=here)

    assert answer.status_code == 204
    assert web.ask("GET", "/v1/me", headers=here).status_code == 200
    assert web.ask("GET", "/v1/me", headers=elsewhere).status_code == 401
    assert web.ask("POST", "/v1/session", json={**ZOE, "password": ANOTHER}).status_code == 200


def test_the_password_in_force_is_asked_for(web: Web) -> None:
    here = web.session_of(web.add("zoe")[0])
    change = {"password": "wrong", "new_password": ANOTHER}

    answer = web.ask("PUT", "/v1/me/password", json=change, headers=here)

    assert answer.json()["code"] == "credentials_wrong"


def test_sessions_elsewhere_are_ended(web: Web) -> None:
    user, _ = web.add("zoe")
    here, elsewhere = web.session_of(user), web.session_of(user)

    web.ask("DELETE", "/v1/me/sessions", headers=here)

    assert web.ask("GET", "/v1/me", headers=here).status_code == 200
    assert web.ask("GET", "/v1/me", headers=elsewhere).status_code == 401


def test_a_forgotten_password_is_replaced_by_a_mailed_link(
    web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    letters = Letters()
    object.__setattr__(web.services, "mailer", letters)
    monkeypatch.setattr(sign_in, "Thread", _Now)
    application = Application("zoe", PASSWORD, email="zoe@example.org", language="fr")
    user = web.services.users.add(application)
    session = web.session_of(user)

    unknown = web.ask("POST", "/v1/password-reset-requests", json={"name": "nobody"})
    known = web.ask("POST", "/v1/password-reset-requests", json={"name": "zoe"})

    assert (unknown.status_code, unknown.content) == (known.status_code, known.content)
    ((to, words),) = letters.sent
    assert to == "zoe@example.org"
    assert "Choisissez-le ici" in words
    secret = re.findall(r"https://avatars\.example/password/(\S+)", words)[0]
    reset = {"secret": secret, "new_password": ANOTHER}
    assert web.ask("POST", "/v1/password-resets", json=reset).status_code == 204
    assert web.ask("GET", "/v1/me", headers=session).status_code == 401
    assert web.ask("POST", "/v1/password-resets", json=reset).json()["code"] == "reset_unknown"


class _Now:
    """A thread that is not waited for, because it runs at once."""

    def __init__(self, target: object, args: tuple[object, ...], *, daemon: bool) -> None:
        assert daemon
        self.target, self.args = target, args

    def start(self) -> None:
        assert callable(self.target)
        self.target(*self.args)


def test_a_token_is_made_used_and_revoked(web: Web) -> None:
    here = web.session_of(web.add("zoe")[0])
    asked = {"label": "script", "scopes": ["read"], "days": 30}

    made = web.ask("POST", "/v1/me/tokens", json=asked, headers=here).json()
    me = web.ask("GET", "/v1/me", made["secret"]).json()
    listed = web.ask("GET", "/v1/me/tokens", headers=here).json()["items"]
    revoked = web.ask("DELETE", f"/v1/me/tokens/{made['id']}", headers=here)

    assert me["scopes"] == ["read"]
    assert "secret" not in next(token for token in listed if token["id"] == made["id"])
    assert revoked.status_code == 204
    assert web.ask("GET", "/v1/me", made["secret"]).status_code == 401


def test_a_token_does_no_more_than_it_may(web: Web) -> None:
    _, token = web.add("zoe", [Scope.READ])

    answer = web.ask("PATCH", "/v1/me", token, json={"display_name": "Zoé"})

    assert (answer.status_code, answer.json()["code"]) == (403, "scope_missing")


def test_a_token_cannot_change_the_account(web: Web) -> None:
    _, token = web.add("zoe")

    for method, path, asked in (
        ("POST", "/v1/me/tokens", {"label": "x", "scopes": ["read"]}),
        ("PUT", "/v1/me/password", {"password": PASSWORD, "new_password": ANOTHER}),
        ("POST", "/v1/me/erasure", {"password": PASSWORD}),
        ("PATCH", "/v1/me", {"email": "a@b", "password": PASSWORD}),
    ):
        assert web.ask(method, path, token, json=asked).json()["code"] == "session_needed"


def test_a_profile_is_changed(web: Web) -> None:
    _, token = web.add("zoe")

    changed = web.ask("PATCH", "/v1/me", token, json={"display_name": "Zoé", "language": "fr"})

    assert (changed.json()["display_name"], changed.json()["language"]) == ("Zoé", "fr")


def test_a_mail_address_needs_the_password(web: Web) -> None:
    here = web.session_of(web.add("zoe")[0])

    refused = web.ask("PATCH", "/v1/me", json={"email": "zoe@example.org"}, headers=here)
    asked = {"email": "zoe@example.org", "password": PASSWORD}
    changed = web.ask("PATCH", "/v1/me", json=asked, headers=here)

    assert refused.json()["code"] == "credentials_wrong"
    assert changed.json()["email"] == "zoe@example.org"


def test_a_closed_account_leaves_nothing(web: Web) -> None:
    user, token = web.add("zoe")
    order = web.finished(user)
    here = web.session_of(user)

    answer = web.ask("POST", "/v1/me/erasure", json={"password": PASSWORD}, headers=here)

    assert answer.status_code == 204
    assert web.ask("GET", "/v1/me", token).status_code == 401
    assert web.ask("GET", "/v1/me", headers=here).status_code == 401
    assert web.services.users.list_all() == [
        kept for kept in web.services.users.list_all() if kept.id in {"ada", "bob"}
    ]
    assert not list(web.services.service.vault.blobs.names(f"orders/{order.id}/"))


def test_local_mode_is_entered_by_the_printed_address(local_web: Web) -> None:
    answer = local_web.ask("GET", f"/enter?secret={LOCAL_TOKEN}")

    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert answer.headers["set-cookie"].startswith("trombine=")
    me = local_web.ask("GET", "/v1/me", headers=cookie_of(answer)).json()
    assert (me["mode"], me["turn"]) == ("local", {"left": None, "renews_at": None})


def test_local_mode_is_entered_by_scripts_with_the_secret(local_web: Web) -> None:
    assert local_web.ask("GET", "/v1/me", LOCAL_TOKEN).json()["name"] == "local"


def test_nobody_else_enters_local_mode(local_web: Web) -> None:
    assert local_web.ask("GET", "/v1/me").status_code == 401
    assert local_web.ask("GET", "/v1/me", "a-guess").status_code == 401
    guessed = local_web.ask("GET", "/enter?secret=a-guess")
    assert (guessed.status_code, guessed.json()["code"]) == (401, "local_secret_wrong")


def test_local_mode_has_no_accounts(local_web: Web) -> None:
    for path in ("/v1/accounts", "/v1/session"):
        answer = local_web.ask("POST", path, json=ZOE)
        assert (answer.status_code, answer.json()["code"]) == (409, "local_mode_only_one")


def test_community_mode_is_not_entered_by_an_address(web: Web) -> None:
    answer = web.ask("GET", "/enter?secret=")

    assert answer.json()["code"] == "community_mode_signs_in"
