"""Stands before every route: known hosts only, no writes from other sites, careful headers."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from fastapi import FastAPI, Request
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from trombine.errors import Forbidden, InputRefused, TrombineError
from trombine.web.observer import Observer
from trombine.web.problems import answer_fault
from trombine.web.rate_limits import HEADERS_KEY

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; "
    "script-src 'self'; "
    "style-src 'self'; "
    "img-src 'self' blob: data:; "
    "font-src 'self'; "
    "connect-src 'self'; "
    "manifest-src 'self'; "
    "worker-src 'self'; "
    "form-action 'self'; "
    "frame-ancestors 'none'; "
    "base-uri 'none'"
)
HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    # Stricter ones hide the origin of forms sent to ourselves, which is checked below.
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
"""Sent with every answer that does not say otherwise."""

TRANSPORT_SECURITY = "max-age=31536000"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
OWN_SITES = frozenset({"same-origin", "none"})
HEALTH_PATHS = frozenset({"/healthz", "/readyz"})
"""Asked by machines that know us by a number; they say nothing of anybody."""


def protect(app: FastAPI, *, hosts: frozenset[str], secure: bool) -> None:
    """Put everything that stands before the routes in its place."""
    app.add_middleware(Guard, hosts=hosts, scheme="https" if secure else "http")
    app.add_middleware(Observer)
    app.add_middleware(CarefulHeaders, secure=secure)


@dataclass(frozen=True, slots=True)
class CarefulHeaders:
    """Middleware, the outermost: completes the headers of every answer.

    ``secure`` says whether the service is reached by https.
    """

    app: ASGIApp
    secure: bool

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""

        async def send_complete(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(raw=message["headers"])
                headers.update(scope.get(HEADERS_KEY, {}))
                self._complete(headers)
            await send(message)

        await self.app(scope, receive, send_complete)

    def _complete(self, headers: MutableHeaders) -> None:
        for name, value in HEADERS.items():
            headers.setdefault(name, value)
        if self.secure:
            headers.setdefault("Strict-Transport-Security", TRANSPORT_SECURITY)


@dataclass(frozen=True, slots=True)
class Guard:
    """Middleware: refuses what no route should see.

    Parameters
    ----------
    hosts
        Names without port, in small letters, that requests may be addressed to: whoever makes a
        browser believe that their name is this computer (DNS rebinding) is stopped here.
    scheme
        Of our own pages, which alone may write.
    """

    app: ASGIApp
    hosts: frozenset[str]
    scheme: str

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        refusal = self._refusal(request)
        answer = answer_fault(request, refusal) if refusal else self.app
        await answer(scope, receive, send)

    def _refusal(self, request: Request) -> TrombineError | None:
        host = request.headers.get("host", "")
        if request.url.path not in HEALTH_PATHS and _bare(host) not in self.hosts:
            return InputRefused("host_unknown")
        if request.method not in SAFE_METHODS and not self._is_own(request):
            return Forbidden("cross_site")
        return None

    def _is_own(self, request: Request) -> bool:
        """Return whether a write comes from our pages, or from a program that is no browser.

        Browsers say where a write comes from; programs do not, and what they are allowed does not
        come along by itself. A bearer token is never sent by a browser on its own either.
        """
        if request.headers.get("authorization", "").lower().startswith("bearer "):
            return True
        site = request.headers.get("sec-fetch-site")
        if site is not None:
            return site in OWN_SITES
        # Not told on plain http beyond this computer; the host was found to be ours before.
        origin, host = request.headers.get("origin"), request.headers.get("host", "")
        return origin is None or origin == f"{self.scheme}://{host.lower()}"


def _bare(host: str) -> str:
    """Return the name of a Host header without its port."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""
