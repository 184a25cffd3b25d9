"""What everybody may see: profile pictures, how the service is, what problems mean."""

from typing import Annotated

import sqlalchemy as sa
import structlog
from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import PlainTextResponse
from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool

from trombine.accounts.user import User
from trombine.domain.placed_order import StoredAvatar
from trombine.errors import NotFound, SignInNeeded, StorageFault
from trombine.i18n import read_catalog
from trombine.provenance.badge import Shape
from trombine.web.api.avatars import IMAGES, FormatWish, matches, read_avatar
from trombine.web.api.describing import binary_answer, problems
from trombine.web.metrics import collect_metrics, is_metrics_token
from trombine.web.pictures import Wish
from trombine.web.problems import language_of
from trombine.web.services import Services, services_of

ROUTER = APIRouter()
LOG = structlog.get_logger("trombine.web")
PICTURE_CACHE = "public, max-age=300"
PICTURE_SIDE_PX = 256
NOBODY_TAG = '"nobody"'
NOBODY = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64" width="256" height="256">'
    '<path fill="#dfe3e8" d="M0 0h64v64H0z"/><circle cx="32" cy="25" r="12" fill="#8b95a3"/>'
    '<path fill="#8b95a3" d="M8 64c0-14 10-23 24-23s24 9 24 23z"/></svg>'
)
"""Shown for who wears no avatar."""


@ROUTER.get(
    "/v1/pictures/{picture_id}",
    tags=["pictures"],
    summary="See a profile picture",
    response_class=Response,
    responses={
        **binary_answer("The avatar worn, or a silhouette.", *IMAGES, "image/svg+xml"),
        304: {"description": "The picture you have is the one there is."},
        **problems(s404="picture_unknown", s422="request_invalid"),
    },
)
async def get_picture(
    request: Request,
    picture_id: Annotated[str, Path(max_length=64)],
    size: Annotated[int, Query(ge=16, le=1024, description="Side in pixels.")] = PICTURE_SIDE_PX,
    file_format: FormatWish = None,
    shape: Shape = "square",
) -> Response:
    """Return the picture somebody wears, for other sites to show; its address never changes."""
    services = services_of(request)
    user = await run_in_threadpool(services.users.find_by_picture, picture_id)
    headers = {
        "Cache-Control": PICTURE_CACHE,
        "Cross-Origin-Resource-Policy": "cross-origin",
        "Access-Control-Allow-Origin": "*",
    }
    avatar = await run_in_threadpool(_worn, services, user)
    if avatar is None:
        headers["ETag"] = NOBODY_TAG
        if matches(request, NOBODY_TAG):
            return Response(status_code=304, headers=headers)
        return Response(NOBODY, media_type="image/svg+xml", headers=headers)
    wish = Wish(min(size, avatar.side_px), file_format, shape, user.picture_crop)
    wish.check(avatar)
    headers["ETag"] = wish.tag(avatar)
    if matches(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    try:
        async with services.room.pictures:
            content = await run_in_threadpool(read_avatar, services, user.id, avatar, wish)
    except (NotFound, StorageFault) as fault:
        raise NotFound("picture_unknown") from fault
    return Response(content, media_type=f"image/{wish.format_of(avatar)}", headers=headers)


@ROUTER.get(
    "/problems/{code}",
    tags=["problems"],
    summary="Read what a problem means",
    response_class=PlainTextResponse,
    responses=problems(s404="path_unknown"),
)
def explain_problem(request: Request, code: Annotated[str, Path(max_length=64)]) -> Response:
    """Return the sentence of a code; what stands in braces is told with each occurrence."""
    sentence = read_catalog(language_of(request)).get(code)
    if sentence is None:
        raise NotFound("path_unknown")
    return PlainTextResponse(f"{code}\n\n{sentence.forms[-1]}\n")


@ROUTER.get(
    "/healthz",
    tags=["health"],
    summary="See whether the process answers",
    response_class=PlainTextResponse,
)
def healthz() -> Response:
    """Answer, whatever else is broken."""
    return PlainTextResponse("ok\n")


@ROUTER.get(
    "/readyz",
    tags=["health"],
    summary="See whether the service can work",
    response_class=PlainTextResponse,
    responses=problems(s503="not_ready"),
)
def readyz(request: Request) -> Response:
    """Answer when database and storage do."""
    services = services_of(request)
    try:
        with services.database.connect() as connection:
            connection.execute(sa.select(1))
        services.service.vault.blobs.read("readyz")  # there is none, which is an answer as well
    except (SQLAlchemyError, StorageFault) as fault:
        LOG.warning("not ready", exc_info=fault)
        raise StorageFault("not_ready") from fault
    return PlainTextResponse("ok\n")


@ROUTER.get("/metrics", include_in_schema=False)
def metrics(request: Request) -> Response:
    """Return what is counted, to who has the operator's token; nothing where there is none."""
    services = services_of(request)
    if not services.rules.metrics_token:
        raise NotFound("path_unknown")
    if not is_metrics_token(services, request.headers.get("authorization", "")):
        raise SignInNeeded("sign_in_needed")
    return Response(collect_metrics(services), media_type="text/plain; version=0.0.4")


def _worn(services: Services, user: User) -> StoredAvatar | None:
    if user.picture_avatar is None:
        return None
    try:
        return services.gallery.get(user.id, user.picture_avatar)
    except NotFound:  # erased since
        return None
