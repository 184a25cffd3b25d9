"""Accounts, sessions, passwords and tokens: of community mode."""

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from trombine.accounts.users import Application
from trombine.web.api import account_models as models
from trombine.web.api.describing import BoundedRoute, problems
from trombine.web.api.me import show_me
from trombine.web.callers import EVERYTHING, AccountOwner, Caller, end_session, find_caller
from trombine.web.services import services_of
from trombine.web.sign_in import ask_for_reset, change_password, reset_password, sign_in, sign_up

ROUTER = APIRouter(prefix="/v1", tags=["accounts"], route_class=BoundedRoute)
LOCAL = "local_mode_only_one"


@ROUTER.post(
    "/accounts",
    summary="Make an account",
    status_code=201,
    responses=problems(
        s403="sign_up_closed",
        s409=f"name_taken, {LOCAL}",
        s422="name_unfit, display_name_unfit, email_unfit, password_length, password_guessable, "
        "invitation_unknown, request_invalid",
    ),
)
def make_account(request: Request, response: Response, asked: models.SignUp) -> models.Me:
    """Make an account, with an invitation where one is needed, and sign in to it."""
    services = services_of(request)
    user = sign_up(request, response, services, Application(**asked.model_dump()))
    return show_me(services, Caller(user, EVERYTHING))


@ROUTER.post(
    "/session", summary="Sign in", responses=problems(s401="credentials_wrong", s409=LOCAL)
)
def begin(request: Request, response: Response, asked: models.SignIn) -> models.Me:
    """Sign in; the answer sets the session's cookie."""
    services = services_of(request)
    user = sign_in(request, response, services, name=asked.name, password=asked.password)
    return show_me(services, Caller(user, EVERYTHING))


@ROUTER.delete("/session", summary="Sign out", status_code=204)
def end(request: Request, response: Response) -> None:
    """Sign out; nothing happens to who was not signed in."""
    caller = find_caller(request)
    if caller is not None:
        end_session(response, services_of(request), caller)


@ROUTER.delete(
    "/me/sessions", summary="Sign out elsewhere", status_code=204, responses=problems(s409=LOCAL)
)
def end_elsewhere(request: Request, caller: AccountOwner) -> None:
    """End all your sessions but this one."""
    services_of(request).sessions.close_all(caller.user.id, but=caller.session or "")


@ROUTER.put(
    "/me/password",
    summary="Change your password",
    status_code=204,
    responses=problems(
        s401="credentials_wrong",
        s409=LOCAL,
        s422="password_length, password_guessable, request_invalid",
    ),
)
def change(request: Request, caller: AccountOwner, asked: models.PasswordChange) -> None:
    """Choose another password; your sessions elsewhere end."""
    change_password(
        request,
        services_of(request),
        caller,
        password=asked.password,
        new_password=asked.new_password,
    )


@ROUTER.post(
    "/password-reset-requests",
    summary="Ask for a new password",
    status_code=202,
    responses=problems(s409=LOCAL),
)
def ask_reset(request: Request, asked: models.ResetAsked) -> None:
    """Have a link mailed to choose a new password; the answer does not tell who has an account."""
    ask_for_reset(request, services_of(request), asked.name)


@ROUTER.post(
    "/password-resets",
    summary="Choose a new password",
    status_code=204,
    responses=problems(
        s409=LOCAL, s422="reset_unknown, password_length, password_guessable, request_invalid"
    ),
)
def reset(request: Request, asked: models.Reset) -> None:
    """Choose a new password with the secret of a link; all your sessions and tokens end."""
    services = services_of(request)
    reset_password(request, services, secret=asked.secret, new_password=asked.new_password)


@ROUTER.get("/me/tokens", summary="List your tokens", responses=problems(s409=LOCAL))
def list_tokens(request: Request, caller: AccountOwner) -> models.Tokens:
    """Return your tokens, without their secrets."""
    tokens = services_of(request).tokens.list_of(caller.user.id)
    return models.Tokens(items=[models.Token.model_validate(asdict(token)) for token in tokens])


@ROUTER.post(
    "/me/tokens",
    summary="Make a token",
    status_code=201,
    responses=problems(s409=LOCAL, s422="too_many_tokens, request_invalid"),
)
def make_token(request: Request, caller: AccountOwner, asked: models.TokenAsked) -> models.NewToken:
    """Make a token for a program that acts for you; its secret is shown this once."""
    token, secret = services_of(request).tokens.issue(
        caller.user.id, label=asked.label, scopes=asked.scopes, days=asked.days
    )
    return models.NewToken.model_validate({**asdict(token), "secret": secret})


@ROUTER.delete(
    "/me/tokens/{token_id}",
    summary="Revoke a token",
    status_code=204,
    responses=problems(s404="token_unknown", s409=LOCAL),
)
def revoke_token(
    request: Request, caller: AccountOwner, token_id: Annotated[str, Path(max_length=64)]
) -> None:
    """Make a token worthless, at once."""
    services_of(request).tokens.revoke(caller.user.id, token_id)
