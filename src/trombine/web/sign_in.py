"""Signing in and what goes with it, for the API and for pages alike."""

import smtplib
from collections.abc import Mapping
from threading import Thread

import structlog
from fastapi import Request, Response

from trombine.accounts.identity import IdentityProvider
from trombine.accounts.mail import Mailer
from trombine.accounts.user import User
from trombine.accounts.users import Application
from trombine.domain.text import Language
from trombine.errors import Forbidden, NotFound
from trombine.i18n import text
from trombine.web.callers import Caller, begin_session, require_community
from trombine.web.rate_limits import Rate, address_of
from trombine.web.services import Services

LOG = structlog.get_logger("trombine.web")
RESET_PATH = "/password/"
"""Of the page where a new password is chosen; the secret follows."""


def limit_tries(request: Request, services: Services, *accounts: str) -> None:
    """Count a try to sign in, against the address it came from and the account it is for.

    Raises
    ------
    LimitReached
        ``rate_limited``.
    """
    rate = Rate("sign-in", services.rules.logins_per_minute, 60)
    for who in (f"address {address_of(request)}", *(f"account {name}" for name in accounts)):
        services.limits.take(request, rate, who)


def sign_up(
    request: Request, response: Response, services: Services, application: Application
) -> User:
    """Make an account and sign its owner in.

    Raises
    ------
    Conflict, Forbidden, LimitReached, InputRefused
        ``local_mode_only_one``, ``name_taken``; ``sign_up_closed``; ``rate_limited``; as
        ``Users.add``.
    """
    require_community(request)
    if services.rules.sign_up == "closed":
        raise Forbidden("sign_up_closed")
    limit_tries(request, services)
    invited_only = services.rules.sign_up == "invite"
    user = services.users.add(application, invited_only=invited_only)
    LOG.info("signed up", user=user.id)
    begin_session(response, services, user)
    return user


def sign_in(
    request: Request, response: Response, services: Services, *, name: str, password: str
) -> User:
    """Begin a session for who knows the password.

    Raises
    ------
    Conflict, LimitReached, SignInNeeded
        ``local_mode_only_one``, ``rate_limited``, ``credentials_wrong``.
    """
    require_community(request)
    limit_tries(request, services, name.strip().lower())
    given = {"name": name, "password": password}
    return enter_as(services.provider, given, response, services)


def enter_as(
    provider: IdentityProvider, given: Mapping[str, str], response: Response, services: Services
) -> User:
    """Begin a session for who a provider says it is.

    Raises
    ------
    SignInNeeded
        ``credentials_wrong``.
    """
    user = provider.identify(given)
    LOG.info("signed in", user=user.id)
    begin_session(response, services, user)
    return user


def prove_password(request: Request, services: Services, caller: Caller, password: str) -> None:
    """Ask for the password once more.

    Raises
    ------
    LimitReached, SignInNeeded
        ``rate_limited``, ``credentials_wrong``.
    """
    limit_tries(request, services, caller.user.name)
    services.provider.identify({"name": caller.user.name, "password": password})


def change_password(
    request: Request, services: Services, caller: Caller, *, password: str, new_password: str
) -> None:
    """Change the caller's password; their other sessions end.

    Raises
    ------
    LimitReached, SignInNeeded, InputRefused
        ``rate_limited``; ``credentials_wrong``; ``password_length``, ``password_guessable``.
    """
    prove_password(request, services, caller, password)
    services.passwords.change(caller.user, new_password)
    services.sessions.close_all(caller.user.id, but=caller.session or "")
    LOG.info("password changed", user=caller.user.id)


def ask_for_reset(request: Request, services: Services, name: str) -> None:
    """Mail a link to choose a new password; whether there is such an account is not told.

    Raises
    ------
    Conflict, LimitReached
        ``local_mode_only_one``, ``rate_limited``.
    """
    require_community(request)
    limit_tries(request, services, name.strip().lower())
    mailer = services.mailer
    if mailer is None:
        return
    try:
        user = services.users.find_by_name(name)
    except NotFound:
        return
    if user.email is None or user.is_disabled:
        return
    link = f"{services.rules.public_url}{RESET_PATH}{services.passwords.offer_reset(user)}"
    # Not waited for: how long it takes would tell that there is such an account.
    Thread(target=_mail, args=(mailer, user.email, link, user.language), daemon=True).start()


def reset_password(request: Request, services: Services, *, secret: str, new_password: str) -> None:
    """Give a new password to who holds the secret of a link; all their sessions end.

    Raises
    ------
    Conflict, LimitReached, InputRefused
        ``local_mode_only_one``; ``rate_limited``; ``reset_unknown``, ``password_length``,
        ``password_guessable``.
    """
    require_community(request)
    limit_tries(request, services)
    user = services.passwords.reset(secret, new_password)
    services.sessions.close_all(user.id)
    services.tokens.revoke_all(user.id)
    LOG.info("password reset", user=user.id)


def _mail(mailer: Mailer, to: str, link: str, language: Language) -> None:
    subject, words = text("mail_reset_subject", language), text("mail_reset", language, link=link)
    try:
        mailer.send(to, subject=subject, words=words)
    except (OSError, smtplib.SMTPException):
        LOG.exception("mail not sent")
