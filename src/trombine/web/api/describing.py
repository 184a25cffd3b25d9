"""What routes say of themselves in the OpenAPI document, and how bodies are bounded."""

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.types import Message

from trombine.web.problems import MEDIA_TYPE

LONGEST_BODY_BYTES = 64 << 10
PROBLEM = {"$ref": "#/components/schemas/Problem"}
TITLES = {
    400: "The request cannot be read.",
    401: "Nobody knows who asks, or what they gave is wrong.",
    403: "Who asks may not.",
    404: "There is none, or it is somebody else's.",
    409: "Not in a state in which this can be done.",
    413: "Too large.",
    421: "The service does not answer under that name.",
    422: "Something in the request cannot be used.",
    429: "Too much in a short time; Retry-After says when to return.",
    500: "Unforeseen; the log has it under the number in `instance`.",
    503: "Not now; trying again may help.",
    507: "There is no room left to store it.",
}


def problems(**codes_of_status: str) -> dict[int | str, dict[str, Any]]:
    """Return responses for the document: ``problems(s404="order_unknown", s409="...")``."""
    return {
        int(name[1:]): {
            "description": f"{TITLES[int(name[1:])]} Codes: {codes}.",
            "content": {MEDIA_TYPE: {"schema": PROBLEM}},
        }
        for name, codes in codes_of_status.items()
    }


def binary_body(description: str, *media_types: str) -> dict[str, Any]:
    """Return the description of a body that is a file, read as it arrives."""
    content: dict[str, Any] = {media_type: {"schema": {}} for media_type in media_types}
    return {"requestBody": {"required": True, "description": description, "content": content}}


def binary_answer(description: str, *media_types: str) -> dict[int | str, dict[str, Any]]:
    """Return the description of an answer that is a file."""
    content: dict[str, Any] = {media_type: {"schema": {}} for media_type in media_types}
    return {200: {"description": description, "content": content}}


class BoundedRoute(APIRoute):
    """A route whose body is JSON, and short."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the framework's own, given a request that stops reading what is too long."""
        handle = super().get_route_handler()

        async def handle_bounded(request: Request) -> Response:
            return await handle(_bounded(request))

        return handle_bounded


def _bounded(request: Request) -> Request:
    received = 0

    async def receive() -> Message:
        nonlocal received
        message = await request.receive()
        received += len(message.get("body", b""))
        if received > LONGEST_BODY_BYTES:
            raise HTTPException(413)
        return message

    return Request(request.scope, receive)
