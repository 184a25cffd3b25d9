"""Oneself: profile, picture, what is kept of one, and leaving."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse

from trombine.accounts.user import Crop, Scope
from trombine.errors import Forbidden, NotFound
from trombine.web.api import account_models as models
from trombine.web.api.avatars import UNKNOWN
from trombine.web.api.describing import BoundedRoute, binary_answer, problems
from trombine.web.api.export import export_everything
from trombine.web.callers import AccountOwner, BrowserOwner, Caller, Reader, Writer, end_session
from trombine.web.problems import language_of
from trombine.web.services import Services, services_of
from trombine.web.sign_in import prove_password

ROUTER = APIRouter(prefix="/v1/me", tags=["me"], route_class=BoundedRoute)
PUSH_OFF = "push_off"


@ROUTER.get("", summary="See who you are")
def get_me(request: Request, caller: Reader) -> models.Me:
    """Return your profile, and how many orders you may still submit."""
    return show_me(services_of(request), caller)


@ROUTER.patch(
    "",
    summary="Change your profile",
    responses=problems(
        s401="credentials_wrong", s422="display_name_unfit, email_unfit, request_invalid"
    ),
)
def change_me(request: Request, caller: Writer, asked: models.MeChange) -> models.Me:
    """Change your display name, language or mail address; the latter needs your password."""
    services = services_of(request)
    if asked.email is not None and not services.rules.is_local:
        if caller.session is None:
            raise Forbidden("session_needed")
        prove_password(request, services, caller, asked.password or "")
    services.users.change(
        caller.user.id,
        display_name=asked.display_name,
        language=asked.language,
        email=asked.email,
    )
    return show_me(services, caller)


@ROUTER.put("/picture", summary="Wear an avatar", responses=problems(s404=UNKNOWN))
def wear_avatar(request: Request, caller: Writer, asked: models.PictureChoice) -> models.Me:
    """Make one of your avatars your public picture; it is kept from then on."""
    services = services_of(request)
    wear(services, caller, asked)
    return show_me(services, caller)


def wear(services: Services, caller: Caller, asked: models.PictureChoice) -> None:
    """Make an avatar the caller's public picture, and keep it."""
    services.gallery.change(caller.user.id, asked.avatar, keep=True)
    crop = Crop(zoom=asked.zoom, x=asked.x, y=asked.y)
    services.users.wear(caller.user.id, asked.avatar, crop=crop)


@ROUTER.delete("/picture", summary="Wear none")
def take_picture_off(request: Request, caller: Writer) -> models.Me:
    """Show no picture any more; the avatar itself stays."""
    services = services_of(request)
    services.users.wear(caller.user.id, None)
    return show_me(services, caller)


@ROUTER.put(
    "/push",
    summary="Be told by this browser",
    status_code=204,
    responses=problems(s404=PUSH_OFF, s422="push_subscription_unfit, request_invalid"),
)
def subscribe(request: Request, caller: BrowserOwner, asked: models.PushSubscription) -> None:
    """Have this browser told when an order of yours has ended, until you sign out of it."""
    services = services_of(request)
    if services.courier is None:
        raise NotFound(PUSH_OFF)
    services.courier.check(asked.endpoint, asked.keys.p256dh)
    services.subscriptions.put(
        caller.user.id,
        caller.session or "",
        endpoint=asked.endpoint,
        keys=(asked.keys.p256dh, asked.keys.auth),
        language=language_of(request),
    )


@ROUTER.delete("/push", summary="Be told no more", status_code=204)
def unsubscribe(request: Request, caller: BrowserOwner) -> None:
    """Have this browser told nothing any more."""
    services_of(request).subscriptions.withdraw(caller.session or "")


@ROUTER.get(
    "/export",
    summary="Take everything with you",
    response_class=Response,
    responses=binary_answer("data.json and your avatars, as one archive.", "application/zip"),
)
def export_me(request: Request, caller: Reader) -> Response:
    """Return all that is kept of you: profile, orders, consents, receipts, tokens, avatars."""
    archive = export_everything(services_of(request), caller.user)
    headers = {"Content-Disposition": 'attachment; filename="trombine-export.zip"'}
    return StreamingResponse(archive, media_type="application/zip", headers=headers)


@ROUTER.post(
    "/erasure",
    summary="Close your account",
    status_code=204,
    responses=problems(
        s401="credentials_wrong", s409="order_is_frozen, local_mode_only_one", s429="rate_limited"
    ),
)
def erase_me(
    request: Request, response: Response, caller: AccountOwner, asked: models.PasswordProof
) -> None:
    """Destroy your account with everything in it: photos, avatars, receipts, tokens. For good."""
    services = services_of(request)
    prove_password(request, services, caller, asked.password)
    services.erase_user(caller.user.id)
    end_session(response, services, caller)


def show_me(services: Services, caller: Caller) -> models.Me:
    """Return the profile of who asks, as it is now."""
    user = services.users.find(caller.user.id)
    turn = services.orders.turn(user.id)
    return models.Me(
        id=user.id,
        mode=services.rules.mode,
        name=user.name,
        display_name=user.display_name,
        email=user.email,
        language=user.language,
        created_at=user.created_at,
        picture=models.Picture(
            avatar=user.picture_avatar,
            url=f"{services.rules.public_url}/v1/pictures/{user.picture_id}",
        ),
        turn=models.Turn(left=turn.left, renews_at=turn.renews_at),
        scopes=[scope for scope in Scope if scope in caller.scopes],
    )
