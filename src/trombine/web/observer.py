"""What is noted of each request: a number for its answer, a line in the log, two figures."""

import time
import uuid
from dataclasses import dataclass

import structlog
from fastapi import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from trombine.metrics import HTTP_REQUESTS, HTTP_SECONDS
from trombine.web.problems import answer_fault

LOG = structlog.get_logger("trombine.web")
UNROUTED = "unknown"
REQUEST_ID = "trombine.request_id"


@dataclass(frozen=True, slots=True)
class Observer:
    """Middleware: numbers requests, and turns what nobody caught into an answer."""

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        scope[REQUEST_ID] = str(uuid.uuid4())
        status, started = 0, time.perf_counter()

        async def send_noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        with structlog.contextvars.bound_contextvars(request=scope[REQUEST_ID]):
            try:
                await self.app(scope, receive, send_noted)
            except Exception as fault:
                LOG.exception("unforeseen", route=_route(scope), method=scope["method"])
                if not status:
                    answer = answer_fault(Request(scope), fault)
                    await answer(scope, receive, send_noted)
            _note(scope, status, time.perf_counter() - started)


def _note(scope: Scope, status: int, seconds: float) -> None:
    route, method = _route(scope), scope["method"]
    HTTP_REQUESTS.labels(method, route, status).inc()
    HTTP_SECONDS.labels(route).observe(seconds)
    LOG.info("request", route=route, method=method, status=status, seconds=round(seconds, 4))


def _route(scope: Scope) -> str:
    """Return the template of the path; the path itself may hold a secret."""
    return str(getattr(scope.get("route"), "path", UNROUTED))
