"""The service keeps to its own document, whatever is sent to it."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance
from tests.web_parts import Web, open_web, served

from trombine.i18n import read_catalog

ORIGIN = "http://127.0.0.1"


@schemathesis.serializer("image/avif", "image/heic")
def picture(_context: object, value: object) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode()


@contextmanager
def opened() -> Iterator[Web]:
    with tempfile.TemporaryDirectory() as folder:
        web = open_web(
            Path(folder),
            public_url=ORIGIN,
            sign_up="open",
            requests_per_minute=1_000_000,
            uploads_per_hour=None,
            logins_per_minute=10_000,
            verifications_per_minute=10_000,
        )
        yield web
        web.services.database.dispose()


def read_document() -> dict[str, Any]:
    with opened() as web:
        document: dict[str, Any] = web.app.openapi()
        return document


DOCUMENT = read_document()
# Not everything that may be refused can be said in a schema: names are taken, photos unreadable.
EXCLUDED = [positive_data_acceptance]
OPERATIONS = [
    (path, method, operation)
    for path, methods in DOCUMENT["paths"].items()
    for method, operation in methods.items()
]
SCHEMA = schemathesis.openapi.from_dict(DOCUMENT)


@pytest.fixture(scope="module")
def web() -> Iterator[Web]:
    with opened() as web:
        yield web


@pytest.fixture(scope="module")
def address(web: Web) -> Iterator[str]:
    with served(web) as address:
        yield address


@pytest.fixture(scope="module")
def token(web: Web) -> str:
    user, token = web.add("zoe")
    web.finished(user)
    return token


@SCHEMA.parametrize()
@settings(
    max_examples=4,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_answers_are_as_the_document_says(
    case: schemathesis.Case, address: str, token: str
) -> None:
    case.call_and_validate(
        base_url=address,
        headers={"Authorization": f"Bearer {token}"},
        excluded_checks=EXCLUDED,
    )


def test_every_operation_says_what_it_does() -> None:
    for path, method, operation in OPERATIONS:
        assert operation["summary"], (method, path)
        assert operation["description"], (method, path)
        assert operation["tags"], (method, path)


def test_every_body_has_an_example() -> None:
    for path, method, operation in OPERATIONS:
        content = operation.get("requestBody", {}).get("content", {})
        if "application/json" in content:
            reference = content["application/json"]["schema"]["$ref"]
            schema = DOCUMENT["components"]["schemas"][reference.rpartition("/")[2]]
            members = schema["properties"].values()
            shown = schema.get("examples") or any("examples" in member for member in members)
            assert shown, (method, path)


def test_every_problem_that_is_named_has_a_sentence() -> None:
    named = set()
    for _, _, operation in OPERATIONS:
        for answer in operation["responses"].values():
            _, found, codes = answer["description"].partition("Codes: ")
            named |= set(codes.rstrip(".").split(", ")) if found else set()

    assert len(named) > 40
    assert named <= read_catalog("en").keys()


def test_operations_have_names_of_their_own() -> None:
    names = [operation["operationId"] for _, _, operation in OPERATIONS]

    assert len(set(names)) == len(names)
