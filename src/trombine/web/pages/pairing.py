"""A phone is let in: the code shown to who is in, taken from who is not."""

import segno
from fastapi import APIRouter, Request, Response

from trombine.errors import NotFound, TrombineError
from trombine.i18n import explain
from trombine.web.callers import Writer, begin_session, find_caller
from trombine.web.pages.fields import Fields
from trombine.web.pages.rendering import go, render, tell_until
from trombine.web.pairing import PAIR_PATH, Pairing
from trombine.web.problems import language_of
from trombine.web.services import Services, services_of
from trombine.web.sign_in import limit_tries

ROUTER = APIRouter()
INK, PAPER = "#1d1a16", "#ffffff"
"""Of the code in any theme: many cameras do not read light on dark."""


@ROUTER.get(PAIR_PATH)
def show_pairing(request: Request) -> Response:
    """Show the code to who is in; ask whoever is not for it."""
    services = services_of(request)
    pairing = _pairing(services)
    if find_caller(request) is None:
        return _ask_code(request)
    code, language = pairing.current(), language_of(request)
    link = code.link(services.rules.public_url) if code else ""
    qr_code = segno.make(link, error="m", micro=False) if code else None
    return render(
        request,
        "pair.html",
        code=code,
        link=link,
        qr_code=qr_code and qr_code.svg_data_uri(scale=8, dark=INK, light=PAPER),
        left=code and tell_until(code.expires_at, services.clock(), language),
        is_secure=services.rules.is_secure,
    )


@ROUTER.post(f"{PAIR_PATH}/new")
def offer_code(request: Request, _caller: Writer) -> Response:
    """Make a new code; the one before it is worth nothing any more."""
    _pairing(services_of(request)).offer()
    return go(PAIR_PATH)


@ROUTER.post(PAIR_PATH)
def take_code(request: Request, fields: Fields) -> Response:
    """Let a device in whose owner typed the code."""
    return _enter(request, fields.first("code"))


@ROUTER.get(PAIR_PATH + "/{secret}")
def take_link(request: Request, secret: str) -> Response:
    """Let a device in that opened the link; one that is in already leaves it to another."""
    if find_caller(request) is not None:
        return go("/")
    return _enter(request, secret)


def _enter(request: Request, given: str) -> Response:
    services = services_of(request)
    pairing = _pairing(services)
    try:
        limit_tries(request, services, "pairing")
        pairing.use(given)
    except TrombineError as refusal:
        return _ask_code(request, fault=refusal)
    answer = go("/")
    begin_session(answer, services, services.users.ensure_local())
    return answer


def _ask_code(request: Request, *, fault: TrombineError | None = None) -> Response:
    return render(
        request,
        "pair_enter.html",
        status=422 if fault else 200,
        fault=explain(fault, language_of(request)) if fault else None,
    )


def _pairing(services: Services) -> Pairing:
    """Return the codes of a service that may be paired with.

    Raises
    ------
    NotFound
        ``path_unknown``.
    """
    if services.pairing is None:
        raise NotFound("path_unknown")
    return services.pairing
