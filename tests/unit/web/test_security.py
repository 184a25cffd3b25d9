import json
import re
import sqlite3

import httpx
import pytest
from fastapi import FastAPI
from pydantic import BaseModel
from sqlalchemy.exc import OperationalError
from structlog.testing import capture_logs
from tests.unit.web.asking import ask

from trombine.errors import (
    Conflict,
    Forbidden,
    InputRefused,
    LimitReached,
    NotFound,
    SignInNeeded,
    StorageFault,
    TrombineError,
    WorkerLost,
)
from trombine.web.problems import MEDIA_TYPE, handle_faults
from trombine.web.security import HEADERS, protect

FAULTS: dict[str, TrombineError | ValueError] = {
    "422": InputRefused("style_unknown", style="cubism", known="oil"),
    "404": NotFound("user_unknown"),
    "409": Conflict("name_taken"),
    "429": LimitReached("rate_limited", retry_after_s=12),
    "401": SignInNeeded("sign_in_needed"),
    "403": Forbidden("scope_missing", scope="write"),
    "503": WorkerLost("worker_lost"),
    "500": ValueError("zoe@example.org"),
    "507": StorageFault("storage_full"),
}
DATABASE_FAULTS = {
    "database or disk is full": (507, "storage_full"),
    "unable to open database file": (503, "database_unreachable"),
}


class Person(BaseModel):
    password: int


def application(*, secure: bool = False) -> FastAPI:
    app = FastAPI()
    handle_faults(app)
    protect(app, hosts=frozenset({"testserver", "desk.local"}), secure=secure)

    @app.get("/faults/{status}")
    def fail(status: str) -> None:
        raise FAULTS[status]

    @app.get("/database/{words}")
    def ask_database(words: str) -> None:
        raise OperationalError("SELECT", {}, sqlite3.OperationalError(words))

    @app.post("/people")
    def write(person: Person) -> int:
        return person.password

    @app.get("/cached")
    def cached() -> str:
        return "fine"

    @app.get("/healthz")
    def health() -> str:
        return "fine"

    return app


APP = application()


def problem(answer: httpx.Response) -> dict[str, object]:
    assert answer.headers["content-type"] == MEDIA_TYPE
    told: dict[str, object] = answer.json()
    assert told["status"] == answer.status_code
    assert told["type"] == f"/problems/{told['code']}"
    assert str(told["instance"]).startswith("urn:uuid:")
    return told


@pytest.mark.parametrize("status", FAULTS)
def test_a_fault_becomes_a_problem_with_its_code(status: str) -> None:
    told = problem(ask(APP, "GET", f"/faults/{status}"))

    assert told["status"] == int(status)
    assert told["code"] == getattr(FAULTS[status], "code", "unforeseen")


@pytest.mark.parametrize("words", DATABASE_FAULTS)
def test_a_database_that_takes_no_more_or_is_away_is_a_problem_on_record(words: str) -> None:
    with capture_logs() as log:
        told = problem(ask(APP, "GET", f"/database/{words}"))

    assert (told["status"], told["code"]) == DATABASE_FAULTS[words]
    assert log[0]["event"] == "database failed"


def test_the_sentence_is_in_the_language_asked_for() -> None:
    french = ask(APP, "GET", "/faults/404", headers={"Accept-Language": "fr-CA"})

    assert problem(french)["title"] == "Introuvable"
    assert french.headers["content-language"] == "fr"


def test_a_limit_says_when_to_return() -> None:
    assert ask(APP, "GET", "/faults/429").headers["retry-after"] == "12"


def test_who_is_unknown_is_told_how_to_make_themselves_known() -> None:
    assert ask(APP, "GET", "/faults/401").headers["www-authenticate"].startswith("Bearer")


def test_what_was_unforeseen_tells_nothing_of_its_inside_but_the_log_has_its_number() -> None:
    with capture_logs() as log:
        answer = ask(APP, "GET", "/faults/500")

    assert "zoe" not in answer.text
    assert [line["event"] for line in log] == ["unforeseen", "request"]
    assert all(answer.headers[name] == value for name, value in HEADERS.items())


@pytest.mark.parametrize(
    ("method", "path", "code"), [("GET", "/nowhere", "path_unknown"), ("PUT", "/people", None)]
)
def test_what_is_not_there_is_a_problem_too(method: str, path: str, code: str | None) -> None:
    told = problem(ask(APP, method, path))

    assert told["code"] == (code or "method_not_allowed")


def test_a_body_that_does_not_fit_is_pointed_at_and_not_repeated() -> None:
    answer = ask(APP, "POST", "/people", json={"password": "hunter2"})

    assert problem(answer)["code"] == "request_invalid"
    (error,) = answer.json()["errors"]
    assert error["pointer"] == "/password"
    assert "hunter2" not in answer.text


def test_a_body_that_is_no_json_is_not_understood() -> None:
    json_type = {"Content-Type": "application/json"}
    answer = ask(APP, "POST", "/people", content=b"{", headers=json_type)

    assert (answer.status_code, problem(answer)["code"]) == (400, "request_malformed")


@pytest.mark.parametrize("host", ["evil.example", "testserver.evil.example", "", "[", "localhost"])
def test_other_names_for_this_computer_are_not_answered(host: str) -> None:
    answer = ask(APP, "GET", "/cached", headers={"Host": host})

    assert problem(answer)["code"] == "host_unknown"


@pytest.mark.parametrize("host", ["testserver", "TESTSERVER:80"])
def test_known_names_are_answered(host: str) -> None:
    assert ask(APP, "GET", "/cached", headers={"Host": host}).status_code == 200


def test_health_is_told_to_who_knows_us_by_a_number() -> None:
    assert ask(APP, "GET", "/healthz", headers={"Host": "10.0.0.7"}).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "https://testserver"},
        {"Origin": "http://testserver:8765"},
        {"Origin": "http://desk.local"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver"},
    ],
)
def test_writes_from_other_sites_are_refused(headers: dict[str, str]) -> None:
    answer = ask(APP, "POST", "/people", json={"password": 1}, headers=headers)

    assert problem(answer)["code"] == "cross_site"


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "same-origin"},
        {"Origin": "http://testserver"},
        {"Origin": "http://desk.local:8765", "Host": "desk.local:8765"},
        {"Authorization": "Bearer x", "Origin": "https://elsewhere.example"},
    ],
)
def test_writes_from_our_pages_and_from_programs_are_done(headers: dict[str, str]) -> None:
    answer = ask(APP, "POST", "/people", json={"password": 1}, headers=headers)

    assert answer.status_code == 200


def test_every_answer_is_careful() -> None:
    answer = ask(APP, "GET", "/cached")

    assert all(answer.headers[name] == value for name, value in HEADERS.items())
    assert "unsafe" not in HEADERS["Content-Security-Policy"]
    assert "strict-transport-security" not in answer.headers


def test_https_is_insisted_on_where_there_is_https() -> None:
    answer = ask(application(secure=True), "GET", "/cached")

    assert re.fullmatch(r"max-age=\d{7,}", answer.headers["strict-transport-security"])


def test_the_log_names_the_route_and_never_the_path() -> None:
    with capture_logs() as log:
        ask(APP, "GET", "/faults/404?secret=hunter2")

    assert log[0]["route"] == "/faults/{status}"
    assert "hunter2" not in json.dumps(log)
