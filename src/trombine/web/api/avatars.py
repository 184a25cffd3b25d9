"""Finished avatars: shown in any size, kept, erased, reported, packed."""

from collections.abc import Iterator
from typing import Annotated, Literal, TypeAlias

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import StreamingResponse
from starlette.concurrency import run_in_threadpool

from trombine.domain.placed_order import StoredAvatar
from trombine.errors import InputRefused, NotFound, StorageFault
from trombine.provenance.badge import Shape
from trombine.web.api import order_models as models
from trombine.web.api.describing import BoundedRoute, binary_answer, problems
from trombine.web.api.orders import OrderId
from trombine.web.api.shown import show_avatar
from trombine.web.callers import Caller, Reader, Writer
from trombine.web.idempotency import IdempotencyKey, Once
from trombine.web.pictures import Wish, file_name, fulfil, zip_files
from trombine.web.services import Services, services_of

ROUTER = APIRouter(prefix="/v1", tags=["avatars"], route_class=BoundedRoute)
UNKNOWN = "avatar_unknown"
IMAGES = ("image/webp", "image/png", "image/jpeg")
REVALIDATED = "private, no-cache"
"""Browsers may keep a picture, and ask each time whether it still is."""

AvatarId: TypeAlias = Annotated[str, Path(max_length=64, examples=[models.AVATAR_ID])]
Size: TypeAlias = Annotated[
    int | None, Query(ge=1, le=4096, description="Side in pixels; as made when not given.")
]
FormatWish: TypeAlias = Annotated[Literal["webp", "png", "jpeg"] | None, Query(alias="format")]
BAD_WISH = "size_out_of_range, transparent_jpeg, style_unknown, request_invalid"


@ROUTER.get(
    "/avatars/{avatar_id}",
    summary="See an avatar",
    response_class=Response,
    responses={
        **binary_answer("The picture, labelled as made by AI.", *IMAGES),
        304: {"description": "The picture you have is the one there is."},
        **problems(s404=UNKNOWN, s422=BAD_WISH, s503="avatar_gone, storage_unreachable"),
    },
)
async def get_avatar(  # noqa: PLR0913, PLR0917  (one parameter per wish)
    request: Request,
    caller: Reader,
    avatar_id: AvatarId,
    size: Size = None,
    file_format: FormatWish = None,
    shape: Shape = "square",
    download: Annotated[bool, Query(description="Save it instead of showing it.")] = False,  # noqa: FBT002
) -> Response:
    """Return an avatar in the size, format and shape you want; every one is labelled anew."""
    services = services_of(request)
    avatar = await run_in_threadpool(services.gallery.get, caller.user.id, avatar_id)
    wish = Wish(size, file_format, shape)
    wish.check(avatar)
    headers = {"ETag": wish.tag(avatar), "Cache-Control": REVALIDATED}
    if matches(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    if download:
        name = file_name(avatar, wish.format_of(avatar))
        headers["Content-Disposition"] = f'attachment; filename="{name}"'
    async with services.room.pictures:
        content = await run_in_threadpool(read_avatar, services, caller.user.id, avatar, wish)
    return Response(content, media_type=f"image/{wish.format_of(avatar)}", headers=headers)


@ROUTER.patch(
    "/avatars/{avatar_id}",
    summary="Keep or mark an avatar",
    responses=problems(s404=UNKNOWN),
)
def change_avatar(
    request: Request, caller: Writer, avatar_id: AvatarId, asked: models.AvatarChange
) -> models.Avatar:
    """Keep an avatar beyond its time, let it go, or mark it as a favorite, which keeps it."""
    services = services_of(request)
    if asked.keep is False:
        _take_off(services, caller, avatar_id)
    changed = services.gallery.change(
        caller.user.id, avatar_id, keep=asked.keep, favorite=asked.favorite
    )
    return show_avatar(changed)


@ROUTER.delete(
    "/avatars/{avatar_id}",
    summary="Erase an avatar",
    status_code=204,
    responses=problems(s404=UNKNOWN),
)
def erase_avatar(request: Request, caller: Writer, avatar_id: AvatarId) -> None:
    """Destroy one avatar, now."""
    put_away(services_of(request), caller, avatar_id)


@ROUTER.post(
    "/avatars/{avatar_id}/report",
    summary="Report an avatar",
    response_model=models.Avatar,
    responses=problems(
        s404=UNKNOWN, s409="idempotency_in_progress", s422="idempotency_key_reused, request_invalid"
    ),
)
def report_avatar(
    request: Request,
    caller: Writer,
    avatar_id: AvatarId,
    asked: models.Report,
    key: IdempotencyKey = None,
) -> Response:
    """Tell the people who run this service of an avatar that should not be."""
    services, user_id = services_of(request), caller.user.id

    def report() -> models.Avatar:
        services.gallery.report(user_id, avatar_id, reason=asked.reason, words=asked.words)
        return show_avatar(services.gallery.get(user_id, avatar_id))

    once = Once(services.database, services.clock)
    return once.answer(request, user_id=user_id, key=key, asked=asked, act=report)


@ROUTER.get(
    "/orders/{order_id}/avatars.zip",
    summary="Download avatars",
    response_class=Response,
    responses={
        **binary_answer("The pictures, each labelled, as one archive.", "application/zip"),
        **problems(s404="order_unknown, avatar_unknown", s422=BAD_WISH),
    },
    tags=["avatars"],
)
def zip_avatars(  # noqa: PLR0913, PLR0917  (one parameter per wish)
    request: Request,
    caller: Reader,
    order_id: OrderId,
    size: Size = None,
    file_format: FormatWish = None,
    shape: Shape = "square",
    avatar: Annotated[
        list[str] | None, Query(max_length=100, description="Only these; may be repeated.")
    ] = None,
) -> Response:
    """Return all avatars of an order, or those named, as one archive, sent while it is packed."""
    services, wish = services_of(request), Wish(size, file_format, shape)
    order = services.orders.get(caller.user.id, order_id)
    chosen = [one for one in order.avatars if avatar is None or one.id in avatar]
    if not chosen or (avatar and len(chosen) < len(set(avatar))):
        raise NotFound(UNKNOWN)
    for one in chosen:
        wish.check(one)
    headers = {"Content-Disposition": 'attachment; filename="trombine.zip"'}
    files = _files(services, caller, chosen, wish)
    return StreamingResponse(zip_files(files), media_type="application/zip", headers=headers)


def put_away(services: Services, caller: Caller, avatar_id: str) -> None:
    """Destroy an avatar; who wears it wears none from then on."""
    services.gallery.erase(caller.user.id, avatar_id)
    _take_off(services, caller, avatar_id)


def read_avatar(services: Services, user_id: str, avatar: StoredAvatar, wish: Wish) -> bytes:
    """Return the file of an avatar as it is wanted.

    Raises
    ------
    InputRefused
        ``style_unknown``: its style is no longer installed, so it cannot be labelled anew.
    StorageFault
        ``avatar_gone``, ``storage_unreachable``.
    """
    card = services.cards.get(avatar.style)
    if card is None:
        known = ", ".join(services.cards)
        raise InputRefused("style_unknown", style=avatar.style, known=known)
    file = services.gallery.read(user_id, avatar.id)
    return fulfil(wish, file, avatar=avatar, card=card, labeller=services.labeller)


def matches(request: Request, tag: str) -> bool:
    """Return whether the asker has this very picture (RFC 9110, section 13.1.2)."""
    known = request.headers.get("if-none-match", "")
    return known.strip() == "*" or tag in [word.strip() for word in known.split(",")]


def _files(
    services: Services, caller: Caller, avatars: list[StoredAvatar], wish: Wish
) -> Iterator[tuple[str, bytes]]:
    """Yield names and contents; an avatar erased meanwhile is left out."""
    for avatar in avatars:
        try:
            content = read_avatar(services, caller.user.id, avatar, wish)
        except (NotFound, StorageFault):
            continue
        yield file_name(avatar, wish.format_of(avatar)), content


def _take_off(services: Services, caller: Caller, avatar_id: str) -> None:
    """Let nobody wear what is let go or erased."""
    if caller.user.picture_avatar == avatar_id:
        services.users.wear(caller.user.id, None)
