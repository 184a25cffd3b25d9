"""The OpenAPI document: what the framework finds, completed by what holds for every route."""

from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.openapi.utils import get_openapi
from starlette.exceptions import HTTPException
from starlette.routing import compile_path

from trombine.web.api.describing import problems
from trombine.web.problems import FieldError, Problem, answer_refusal

VERSION = "3.1.0"
DESCRIPTION = """Thirty avatars from a few photos of yourself.

Begin an order with styles and consent, give 3 to 10 photos, submit, follow its events, fetch the
avatars. Photos are encrypted as they arrive and destroyed when the order ends.

Whatever goes wrong is told as a problem (RFC 9457): decide by `code`, show `detail`, which is in
the language of `Accept-Language` (en or fr). Limits are told by `RateLimit` and `Retry-After`.
Who asks is known from `Authorization: Bearer` with an API token (or the local secret), or from the
cookie that signing in sets."""


def describe(app: FastAPI) -> dict[str, Any]:
    """Return the document, made once."""
    if app.openapi_schema is None:
        document = get_openapi(
            title=app.title,
            version=app.version,
            openapi_version=VERSION,
            description=DESCRIPTION,
            routes=app.routes,
            license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
        )
        app.openapi_schema = _complete(document)
    return app.openapi_schema


def answer_other_method(request: Request, _fault: Exception) -> Response:
    """Return the problem of a method that a path does not have, naming all it has.

    The framework names those of the first route that fits only.
    """
    allowed = [
        method.upper()
        for path, operations in describe(request.app)["paths"].items()
        if compile_path(path)[0].match(request.url.path)
        for method in operations
    ]
    return answer_refusal(request, HTTPException(405, headers={"Allow": ", ".join(allowed)}))


def _complete(document: dict[str, Any]) -> dict[str, Any]:
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    for model in (Problem, FieldError):
        schemas[model.__name__] = model.model_json_schema(
            ref_template="#/components/schemas/{model}"
        )
        schemas[model.__name__].pop("$defs", None)
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    for operations in document["paths"].values():
        for operation in operations.values():
            _complete_operation(operation)
    return document


def _complete_operation(operation: dict[str, Any]) -> None:
    """Add what any route of its kind can answer; what the route itself says goes first."""
    common = {"s421": "host_unknown", "s429": "rate_limited", "s500": "unforeseen"}
    takes = operation.get("parameters") or operation.get("requestBody")
    if takes:
        common |= {"s400": "request_malformed", "s422": "request_invalid"}
    if "application/json" in operation.get("requestBody", {}).get("content", {}):
        common["s413"] = "body_too_large"
    if operation.get("security"):
        common |= {"s401": "sign_in_needed", "s403": "scope_missing, session_needed, cross_site"}
    elif "requestBody" in operation:
        common["s403"] = "cross_site"
    answers = operation["responses"]
    if "HTTPValidationError" in str(answers.get("422")):
        del answers["422"]
    for status, told in problems(**common).items():
        answers.setdefault(str(status), told)
