"""Who asks: found from a token or a cookie, once per request, and held to what they may do."""

import secrets
from dataclasses import dataclass
from typing import Annotated, TypeAlias

from fastapi import Depends, Request, Response
from fastapi.security import APIKeyCookie, HTTPBearer

from trombine.accounts.user import Scope, User
from trombine.errors import Conflict, Forbidden, NotFound, SignInNeeded
from trombine.web.rate_limits import Rate, address_of
from trombine.web.services import Services, services_of

EVERYTHING = frozenset(Scope)
SECURE_COOKIE, PLAIN_COOKIE = "__Host-trombine", "trombine"
CALLER_KEY = "trombine.caller"

# Declared for the OpenAPI document; who asks is found below.
BEARER = HTTPBearer(
    auto_error=False, scheme_name="token", description="An API token, or the local secret."
)
COOKIE = APIKeyCookie(
    name=SECURE_COOKIE, auto_error=False, scheme_name="session", description="Set by signing in."
)


@dataclass(frozen=True, slots=True)
class Caller:
    """A user, what they may do, and the secret of their session, if it is one."""

    user: User
    scopes: frozenset[Scope]
    session: str | None = None


def find_caller(request: Request) -> Caller | None:
    """Return who asks; None when nobody says who they are.

    Raises
    ------
    SignInNeeded
        ``sign_in_needed``: what was sent is not, or no longer, worth anything.
    """
    if CALLER_KEY not in request.scope:
        request.scope[CALLER_KEY] = _identify(request, services_of(request))
    caller: Caller | None = request.scope[CALLER_KEY]
    return caller


def limit_requests(request: Request) -> None:
    """Count a request against its user, or its address.

    Raises
    ------
    LimitReached
        ``rate_limited``.
    """
    services = services_of(request)
    caller = find_caller(request)
    who = caller.user.id if caller else address_of(request)
    services.requests.take(request, Rate("requests", services.rules.requests_per_minute, 60), who)


def reader(
    request: Request,
    _token: Annotated[object, Depends(BEARER)],
    _cookie: Annotated[object, Depends(COOKIE)],
) -> Caller:
    """Return who asks to see what is theirs.

    Raises
    ------
    SignInNeeded, Forbidden
        ``sign_in_needed``, ``scope_missing``.
    """
    return _require(request, Scope.READ)


def writer(
    request: Request,
    _token: Annotated[object, Depends(BEARER)],
    _cookie: Annotated[object, Depends(COOKIE)],
) -> Caller:
    """Return who asks to change what is theirs.

    Raises
    ------
    SignInNeeded, Forbidden
        ``sign_in_needed``, ``scope_missing``.
    """
    return _require(request, Scope.WRITE)


def account_owner(request: Request, _cookie: Annotated[object, Depends(COOKIE)]) -> Caller:
    """Return who asks to change their account: with a session, in community mode.

    Raises
    ------
    SignInNeeded, Forbidden, Conflict
        ``sign_in_needed``, ``session_needed``, ``local_mode_only_one``.
    """
    require_community(request)
    return browser(request, _cookie)


def browser(request: Request, _cookie: Annotated[object, Depends(COOKIE)]) -> Caller:
    """Return who asks from a browser that was let in, in either mode.

    Raises
    ------
    SignInNeeded, Forbidden
        ``sign_in_needed``, ``session_needed``.
    """
    caller = _require(request, Scope.READ)
    if caller.session is None:
        raise Forbidden("session_needed")
    return caller


def operator(request: Request, _cookie: Annotated[object, Depends(COOKIE)]) -> Caller:
    """Return who looks after the service, with a session; nobody else is told of the page.

    Raises
    ------
    SignInNeeded, NotFound
        ``sign_in_needed``, ``path_unknown``.
    """
    caller = _require(request, Scope.READ)
    if not is_operator(request, caller) or caller.session is None:
        raise NotFound("path_unknown")
    return caller


def is_operator(request: Request, caller: Caller) -> bool:
    """Return whether somebody looks after the service; the one user of local mode does."""
    return services_of(request).rules.is_local or caller.user.is_operator


Reader: TypeAlias = Annotated[Caller, Depends(reader)]
Writer: TypeAlias = Annotated[Caller, Depends(writer)]
AccountOwner: TypeAlias = Annotated[Caller, Depends(account_owner)]
BrowserOwner: TypeAlias = Annotated[Caller, Depends(browser)]
Operator: TypeAlias = Annotated[Caller, Depends(operator)]


def require_community(request: Request) -> None:
    """Refuse what has no meaning where there is one profile only.

    Raises
    ------
    Conflict
        ``local_mode_only_one``.
    """
    if services_of(request).rules.is_local:
        raise Conflict("local_mode_only_one")


def begin_session(response: Response, services: Services, user: User) -> None:
    """Sign a browser in; whoever it was signed in as before does not matter."""
    rules = services.rules
    response.set_cookie(
        cookie_name(services),
        services.sessions.open(user.id),
        max_age=int(rules.session_lifetime.total_seconds()),
        path="/",
        secure=rules.is_secure,
        httponly=True,
        samesite="lax",
    )


def end_session(response: Response, services: Services, caller: Caller) -> None:
    """Sign a browser out, here and in the browser."""
    if caller.session:
        services.sessions.close(caller.session)
    response.delete_cookie(
        cookie_name(services), path="/", secure=services.rules.is_secure, httponly=True
    )


def cookie_name(services: Services) -> str:
    """Return the cookie's name: browsers hold ``__Host-`` to its promises, with https only."""
    return SECURE_COOKIE if services.rules.is_secure else PLAIN_COOKIE


def is_local_secret(services: Services, secret: str) -> bool:
    """Return whether this is the secret of the address that local mode printed."""
    expected = services.rules.local_token
    return (
        services.rules.is_local
        and bool(expected)
        and secrets.compare_digest(secret.encode(), expected.encode())
    )


def _identify(request: Request, services: Services) -> Caller | None:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme:
        return _by_token(services, token.strip() if scheme.lower() == "bearer" else "")
    secret = request.cookies.get(cookie_name(services))
    if secret is None:
        return None
    user_id = services.sessions.user_of(secret)
    if user_id is None:
        return None
    try:
        return Caller(services.users.find(user_id), EVERYTHING, session=secret)
    except NotFound:  # the account was closed between the two looks
        return None


def _by_token(services: Services, token: str) -> Caller:
    if is_local_secret(services, token):
        return Caller(services.users.ensure_local(), EVERYTHING)
    found = services.tokens.user_of(token)
    if found is None:
        raise SignInNeeded("sign_in_needed")
    user_id, scopes = found
    return Caller(services.users.find(user_id), scopes)


def _require(request: Request, scope: Scope) -> Caller:
    caller = find_caller(request)
    if caller is None:
        raise SignInNeeded("sign_in_needed")
    if scope not in caller.scopes:
        raise Forbidden("scope_missing", scope=scope.value)
    return caller
