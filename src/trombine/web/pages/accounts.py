"""Signing in and up, passwords, and the account page of community mode."""

from fastapi import APIRouter, Request, Response

from trombine.accounts.user import Scope
from trombine.accounts.users import Application
from trombine.errors import TrombineError
from trombine.i18n import explain
from trombine.web.callers import AccountOwner, end_session, find_caller, require_community
from trombine.web.pages.fields import Fields, FormFields
from trombine.web.pages.rendering import go, own_path, render
from trombine.web.problems import language_of
from trombine.web.services import services_of
from trombine.web.sign_in import (
    RESET_PATH,
    ask_for_reset,
    change_password,
    prove_password,
    reset_password,
    sign_in,
    sign_up,
)

ROUTER = APIRouter()
TOKEN_DAYS = 365


@ROUTER.get("/sign-in")
def show_sign_in(request: Request, back: str = "/") -> Response:
    """Ask who somebody is."""
    require_community(request)
    return _ask_who(request, back=own_path(back))


@ROUTER.post("/sign-in")
def enter(request: Request, fields: Fields) -> Response:
    """Sign in, and go on where one was."""
    back = own_path(fields.first("back", "/"))
    answer, services = go(back), services_of(request)
    name = fields.first("name")
    try:
        sign_in(request, answer, services, name=name, password=fields.first("password"))
    except TrombineError as refusal:
        return _ask_who(request, back=back, name=name, fault=refusal)
    return answer


@ROUTER.post("/sign-out")
def leave(request: Request) -> Response:
    """Sign out."""
    answer, caller = go("/"), find_caller(request)
    if caller is not None:
        end_session(answer, services_of(request), caller)
    return answer


@ROUTER.get("/sign-up")
def show_sign_up(request: Request, invitation: str = "") -> Response:
    """Ask for what an account needs."""
    require_community(request)
    return _ask_application(request, FormFields([("invitation", invitation)]))


@ROUTER.post("/sign-up")
def make_account(request: Request, fields: Fields) -> Response:
    """Make an account, and sign in."""
    answer, services = go("/"), services_of(request)
    application = Application(
        name=fields.first("name"),
        password=fields.first("password"),
        email=fields.first("email") or None,
        language=language_of(request),
        invitation=fields.first("invitation") or None,
    )
    try:
        sign_up(request, answer, services, application)
    except TrombineError as refusal:
        return _ask_application(request, fields, fault=refusal)
    return answer


@ROUTER.get("/password/forgotten")
def show_forgotten(request: Request) -> Response:
    """Ask whose password was forgotten."""
    require_community(request)
    return render(request, "forgotten.html", sent=False)


@ROUTER.post("/password/forgotten")
def send_reset(request: Request, fields: Fields) -> Response:
    """Mail a link; whether there is such an account is not told."""
    ask_for_reset(request, services_of(request), fields.first("name"))
    return render(request, "forgotten.html", sent=True)


@ROUTER.get(RESET_PATH + "{secret}")
def show_reset(request: Request, secret: str) -> Response:
    """Ask for a new password."""
    require_community(request)
    return render(request, "reset.html", secret=secret, fault=None)


@ROUTER.post(RESET_PATH + "{secret}")
def take_reset(request: Request, secret: str, fields: Fields) -> Response:
    """Take the new password."""
    try:
        password = fields.first("password")
        reset_password(request, services_of(request), secret=secret, new_password=password)
    except TrombineError as refusal:
        fault = explain(refusal, language_of(request))
        return render(request, "reset.html", status=422, secret=secret, fault=fault)
    return go("/sign-in")


@ROUTER.get("/account")
def show_account(request: Request, caller: AccountOwner) -> Response:
    """Show the account and what can be done with it."""
    return _show_account(request, caller)


@ROUTER.post("/account/profile")
def change_profile(request: Request, caller: AccountOwner, fields: Fields) -> Response:
    """Change the name others see."""
    try:
        services_of(request).users.change(caller.user.id, display_name=fields.first("display_name"))
    except TrombineError as refusal:
        return _show_account(request, caller, fault=refusal)
    return go("/account")


@ROUTER.post("/account/password")
def take_password(request: Request, caller: AccountOwner, fields: Fields) -> Response:
    """Change the password; sessions elsewhere end."""
    old, new = fields.first("password"), fields.first("new_password")
    try:
        change_password(request, services_of(request), caller, password=old, new_password=new)
    except TrombineError as refusal:
        return _show_account(request, caller, fault=refusal)
    return go("/account")


@ROUTER.post("/account/tokens")
def make_token(request: Request, caller: AccountOwner, fields: Fields) -> Response:
    """Make a token, and show its secret this once."""
    try:
        _, secret = services_of(request).tokens.issue(
            caller.user.id,
            label=fields.first("label")[:50] or "API",
            scopes=[Scope.READ, Scope.WRITE],
            days=TOKEN_DAYS,
        )
    except TrombineError as refusal:
        return _show_account(request, caller, fault=refusal)
    return _show_account(request, caller, secret=secret)


@ROUTER.post("/account/tokens/{token_id}/revoke")
def revoke_token(request: Request, caller: AccountOwner, token_id: str) -> Response:
    """Make a token worthless."""
    services_of(request).tokens.revoke(caller.user.id, token_id)
    return go("/account")


@ROUTER.post("/account/close")
def close(request: Request, caller: AccountOwner, fields: Fields) -> Response:
    """Destroy the account with everything in it."""
    services, answer = services_of(request), go("/")
    try:
        prove_password(request, services, caller, fields.first("password"))
        services.erase_user(caller.user.id)
    except TrombineError as refusal:
        return _show_account(request, caller, fault=refusal)
    end_session(answer, services, caller)
    return answer


def _ask_who(
    request: Request, *, back: str, name: str = "", fault: TrombineError | None = None
) -> Response:
    services = services_of(request)
    return render(
        request,
        "sign_in.html",
        status=401 if fault else 200,
        back=back,
        name=name,
        fault=explain(fault, language_of(request)) if fault else None,
        can_mail=services.mailer is not None,
        can_sign_up=services.rules.sign_up != "closed",
    )


def _ask_application(
    request: Request, given: FormFields, *, fault: TrombineError | None = None
) -> Response:
    rules = services_of(request).rules
    return render(
        request,
        "sign_up.html",
        status=422 if fault else 200,
        fault=explain(fault, language_of(request)) if fault else None,
        closed=rules.sign_up == "closed",
        needs_invitation=rules.sign_up == "invite",
        invitation=given.first("invitation"),
        name=given.first("name"),
        email=given.first("email"),
    )


def _show_account(
    request: Request,
    caller: AccountOwner,
    *,
    fault: TrombineError | None = None,
    secret: str | None = None,
) -> Response:
    return render(
        request,
        "account.html",
        status=422 if fault else 200,
        user=caller.user,
        tokens=services_of(request).tokens.list_of(caller.user.id),
        secret=secret,
        fault=explain(fault, language_of(request)) if fault else None,
    )
