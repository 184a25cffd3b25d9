"""Faults as answers: RFC 9457 problems with a stable code and a sentence in the asker's words."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Annotated, cast

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.exc import OperationalError
from starlette.exceptions import HTTPException

from trombine import errors
from trombine.database.engine import is_full
from trombine.domain.text import Language
from trombine.errors import Detail, TrombineError
from trombine.i18n import LANGUAGES, explain, negotiate_language, text

LOG = structlog.get_logger("trombine.web")
MEDIA_TYPE = "application/problem+json"

STATUS_OF_CLASS: Mapping[type[TrombineError], HTTPStatus] = {
    errors.InputRefused: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.NotFound: HTTPStatus.NOT_FOUND,
    errors.Conflict: HTTPStatus.CONFLICT,
    errors.OrderFrozen: HTTPStatus.CONFLICT,
    errors.LimitReached: HTTPStatus.TOO_MANY_REQUESTS,
    errors.SignInNeeded: HTTPStatus.UNAUTHORIZED,
    errors.Forbidden: HTTPStatus.FORBIDDEN,
    errors.WorkerLost: HTTPStatus.SERVICE_UNAVAILABLE,
    errors.StorageFault: HTTPStatus.SERVICE_UNAVAILABLE,
    errors.OutOfResources: HTTPStatus.SERVICE_UNAVAILABLE,
}
STATUS_OF_CODE: Mapping[str, HTTPStatus] = {
    "form_malformed": HTTPStatus.BAD_REQUEST,
    "cursor_unknown": HTTPStatus.BAD_REQUEST,
    "host_unknown": HTTPStatus.MISDIRECTED_REQUEST,
    "too_large": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "body_too_large": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "upload_interrupted": HTTPStatus.BAD_REQUEST,
    "storage_full": HTTPStatus.INSUFFICIENT_STORAGE,
    "disk_full": HTTPStatus.INSUFFICIENT_STORAGE,
    "not_ready": HTTPStatus.SERVICE_UNAVAILABLE,
    "decoder_broken": HTTPStatus.SERVICE_UNAVAILABLE,
}
"""Where the code says more than the class."""

CODE_OF_STATUS: Mapping[int, str] = {
    400: "request_malformed",
    404: "path_unknown",
    405: "method_not_allowed",
    413: "body_too_large",
}
"""What the framework refuses before we are asked."""

CHALLENGE = 'Bearer realm="trombine"'
LANGUAGE_COOKIE = "trombine-language"


class FieldError(BaseModel):
    """One member of the request that cannot be used."""

    pointer: Annotated[str, Field(description="JSON pointer into the body, or a parameter's name.")]
    code: Annotated[str, Field(description="Stable name of the fault.")]
    message: Annotated[str, Field(description="For developers, in English.")]


class Problem(BaseModel):
    """Why a request was not done (RFC 9457)."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "type": "/problems/order_unknown",
                    "title": "Not found",
                    "status": 404,
                    "detail": "There is no such order, or it is not yours. Check its address.",
                    "code": "order_unknown",
                    "instance": "urn:uuid:6f2f4a4e-7c55-4a0e-9d5b-0a8f0c7e1a52",
                }
            ]
        }
    )

    type: Annotated[str, Field(description="Address that explains this kind of problem.")]
    title: Annotated[str, Field(description="What happened, in a word.")]
    status: int
    detail: Annotated[str, Field(description="What is wrong and how to mend it.")]
    code: Annotated[str, Field(description="Stable name of the problem; decide by this.")]
    instance: Annotated[str, Field(description="Names this answer; the log has it too.")]
    details: Annotated[
        dict[str, str | int | float] | None, Field(description="Figures of the sentence.")
    ] = None
    errors: Annotated[
        list[FieldError] | None, Field(description="What in the request cannot be used.")
    ] = None


def language_of(request: Request) -> Language:
    """Return the language to answer in: the one chosen in this browser, else one it accepts."""
    chosen = request.cookies.get(LANGUAGE_COOKIE)
    known = next((language for language in LANGUAGES if language == chosen), None)
    return known or negotiate_language(request.headers.get("accept-language", ""))


def handle_faults(app: FastAPI) -> None:
    """Make problems of everything that routes raise."""
    app.add_exception_handler(TrombineError, answer_fault)
    app.add_exception_handler(OperationalError, answer_database_fault)
    app.add_exception_handler(HTTPException, answer_refusal)
    app.add_exception_handler(RequestValidationError, answer_invalid)


def answer_fault(request: Request, fault: Exception) -> Response:
    """Return the problem of a fault of ours; an unforeseen one says nothing of its inside."""
    known = fault if isinstance(fault, TrombineError) else TrombineError("unforeseen")
    status = _status(known)
    headers = {}
    if isinstance(known, errors.LimitReached):
        headers["Retry-After"] = str(known.details.get("retry_after_s", 60))
    if status is HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = CHALLENGE
    language = language_of(request)
    foreseen = status is not HTTPStatus.INTERNAL_SERVER_ERROR
    return _answer(
        request,
        status,
        code=known.code if foreseen else "unforeseen",
        sentence=explain(known, language) if foreseen else text("unforeseen", language),
        details=known.details if foreseen else {},
        headers=headers,
    )


def answer_database_fault(request: Request, fault: Exception) -> Response:
    """Return the problem of a database that has no more room, or does not answer."""
    LOG.error("database failed", exc_info=fault)
    full = is_full(cast("OperationalError", fault))
    known = errors.StorageFault("storage_full" if full else "database_unreachable")
    return answer_fault(request, known)


def answer_refusal(request: Request, fault: Exception) -> Response:
    """Return the problem of what the framework refused: no such path, no such method."""
    refusal = cast("HTTPException", fault)
    code = CODE_OF_STATUS.get(refusal.status_code, "request_malformed")
    sentence = text(code, language_of(request))
    status = HTTPStatus(refusal.status_code)
    return _answer(request, status, code=code, sentence=sentence, headers=refusal.headers or {})


def answer_invalid(request: Request, fault: Exception) -> Response:
    """Return the problem of a request that does not fit its schema; its values are not repeated."""
    invalid = cast("RequestValidationError", fault).errors()
    malformed = any(entry["type"] == "json_invalid" for entry in invalid)
    found = [
        FieldError(
            pointer=_pointer(entry["loc"]), code=str(entry["type"]), message=str(entry["msg"])
        )
        for entry in invalid
    ]
    code = "request_malformed" if malformed else "request_invalid"
    status = HTTPStatus.BAD_REQUEST if malformed else HTTPStatus.UNPROCESSABLE_ENTITY
    sentence = text(code, language_of(request))
    return _answer(request, status, code=code, sentence=sentence, found=found)


def _status(fault: TrombineError) -> HTTPStatus:
    if fault.code in STATUS_OF_CODE:
        return STATUS_OF_CODE[fault.code]
    for kind, status in STATUS_OF_CLASS.items():
        if isinstance(fault, kind):
            return status
    return HTTPStatus.INTERNAL_SERVER_ERROR


def _pointer(place: tuple[str | int, ...]) -> str:
    if place[:1] == ("body",):
        return "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in place[1:])
    return str(place[-1])


def _answer(  # noqa: PLR0913  (the members of a problem)
    request: Request,
    status: HTTPStatus,
    *,
    code: str,
    sentence: str,
    details: Mapping[str, Detail] | None = None,
    found: list[FieldError] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    problem = Problem(
        type=f"/problems/{code}",
        title=text(f"status_{status.value}", language_of(request)),
        status=status.value,
        detail=sentence,
        code=code,
        instance=f"urn:uuid:{request.scope.get('trombine.request_id', '-')}",
        details=dict(details) if details else None,
        errors=found,
    )
    told = {"Content-Language": language_of(request), **(headers or {})}
    show = getattr(request.app.state, "show_problem", None)
    if show and _is_page(request):
        page: Response = show(request, problem)
        page.headers.update(told)
        return page
    return JSONResponse(
        problem.model_dump(exclude_none=True),
        status_code=status.value,
        headers=told,
        media_type=MEDIA_TYPE,
    )


def _is_page(request: Request) -> bool:
    """Return whether a person reads the answer in a browser, not a program."""
    return "text/html" in request.headers.get("accept", "") and not request.url.path.startswith(
        "/v1/"
    )
