"""Photos of drafts: encrypted as they arrive, judged at once, removed when asked."""

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated, TypeAlias

from fastapi import APIRouter, Path, Request
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect

from trombine.domain.photo import Verdict
from trombine.domain.placed_order import PlacedOrder
from trombine.errors import InputRefused, OrderFrozen, PhotoRejected
from trombine.imaging.decoder_child import MAX_BYTES
from trombine.intake.admission import MAXIMUM_PHOTOS
from trombine.storage.vault import PhotoWriter
from trombine.web.api import order_models as models
from trombine.web.api.describing import BoundedRoute, binary_body, problems
from trombine.web.api.orders import UNKNOWN, OrderId
from trombine.web.api.shown import show_order, show_verdict
from trombine.web.callers import Caller, Writer
from trombine.web.inspector import ReadPhoto
from trombine.web.problems import language_of
from trombine.web.rate_limits import Rate
from trombine.web.services import Services, services_of

LONGEST_UPLOAD_S = 300.0
"""For 20 MB at half a megabit a second; who is slower gives their place to somebody else."""

UPLOADS = APIRouter(prefix="/v1/orders", tags=["photos"])
ROUTER = APIRouter(prefix="/v1/orders", tags=["photos"], route_class=BoundedRoute)

Number: TypeAlias = Annotated[int, Path(ge=1, le=MAXIMUM_PHOTOS)]


@UPLOADS.put(
    "/{order_id}/photos/{number}",
    summary="Give a photo",
    openapi_extra=binary_body(
        "The file itself: JPEG, PNG, WebP, HEIC, AVIF, TIFF, GIF or BMP. Its name is not sent and "
        "not kept.",
        *("image/jpeg", "image/png", "image/webp", "image/heic", "image/avif"),
        *("image/tiff", "image/gif", "image/bmp"),
    ),
    responses=problems(
        s400="upload_interrupted",
        s404=UNKNOWN,
        s409="order_not_draft, order_frozen",
        s413="too_large",
        s422="request_invalid, file_empty",
        s503="worker_lost, storage_unreachable, decoder_broken",
        s507="storage_full",
    ),
)
async def put_photo(
    request: Request, caller: Writer, order_id: OrderId, number: Number
) -> models.Verdict:
    """Store a photo, encrypted as it arrives, in the place of an earlier one of that number.

    Answers the verdict on it. What was said of the others may change with it: see their verdicts
    in the order, or its events.
    """
    services = services_of(request)
    await run_in_threadpool(_limit, request, services, caller)
    if int(request.headers.get("content-length", "0")) > MAX_BYTES:
        raise InputRefused("too_large", megabytes=MAX_BYTES >> 20)
    verdicts = await receive_photo(
        services, caller, order_id, number=number, chunks=request.stream()
    )
    mine = next(verdict for verdict in verdicts if verdict.photo == number)
    return show_verdict(mine, language_of(request))


@ROUTER.delete(
    "/{order_id}/photos/{number}",
    summary="Take a photo back",
    responses=problems(s404="order_unknown, photo_unknown", s409="order_not_draft"),
)
def remove_photo(
    request: Request, caller: Writer, order_id: OrderId, number: Number
) -> models.Order:
    """Destroy one photo of a draft."""
    order = take_photo_back(services_of(request), caller, order_id, number=number)
    return show_order(order, language_of(request))


@ROUTER.delete(
    "/{order_id}/photos",
    summary="Erase the photos now",
    responses=problems(s404=UNKNOWN, s409="order_is_frozen"),
)
def erase_photos(request: Request, caller: Writer, order_id: OrderId) -> models.Order:
    """Destroy all photos of an order at once; one that waits or runs is cancelled."""
    services = services_of(request)
    services.inspector.forget(order_id)
    order = services.orders.erase_photos(caller.user.id, order_id)
    return show_order(order, language_of(request))


def take_photo_back(
    services: Services, caller: Caller, order_id: str, *, number: int
) -> PlacedOrder:
    """Destroy one photo of a draft, judge the others anew, and return the draft."""
    user_id = caller.user.id
    order = services.uploads.remove_photo(user_id, order_id, number)
    verdicts = services.inspector.judge_rest(order_id, _readers(services, order))
    services.uploads.note_verdicts(user_id, order_id, verdicts)
    return services.orders.get(user_id, order_id)


async def receive_photo(
    services: Services,
    caller: Caller,
    order_id: str,
    *,
    number: int,
    chunks: AsyncIterator[bytes],
) -> tuple[Verdict, ...]:
    """Store a photo as it arrives, and return the verdicts on all photos of the draft.

    The plain bytes are in memory while the photo is looked at, and nowhere else.
    """
    user_id, content = caller.user.id, bytearray()
    begin = services.uploads.begin_photo
    async with services.room.uploads:
        writer = await run_in_threadpool(begin, user_id, order_id, number)
        try:
            async with asyncio.timeout(LONGEST_UPLOAD_S):
                await _take_in(chunks, content, writer)
            return await run_in_threadpool(
                _store_and_judge, services, user_id, order_id, number, content, writer
            )
        except (ClientDisconnect, TimeoutError) as fault:
            raise InputRefused("upload_interrupted") from fault
        finally:
            content[:] = bytes(len(content))


async def _take_in(chunks: AsyncIterator[bytes], content: bytearray, writer: PhotoWriter) -> None:
    """Gather what arrives twice: in the clear, to be looked at, and encrypted, to be stored."""
    async for chunk in chunks:
        content += chunk
        if len(content) > MAX_BYTES:
            raise InputRefused("too_large", megabytes=MAX_BYTES >> 20)
        writer.write(chunk)
    if not content:
        raise PhotoRejected("file_empty")


def _store_and_judge(
    services: Services,
    user_id: str,
    order_id: str,
    number: int,
    content: bytearray,
    writer: PhotoWriter,
) -> tuple[Verdict, ...]:
    order = services.uploads.add_photo(user_id, order_id, number, writer=writer)
    others = _readers(services, order)
    try:
        verdicts = services.inspector.judge(order_id, number, content, others=others)
    except OrderFrozen:
        services.inspector.forget(order_id)
        services.uploads.freeze(user_id, order_id)
        raise
    services.uploads.note_verdicts(user_id, order_id, verdicts)
    return verdicts


def _limit(request: Request, services: Services, caller: Caller) -> None:
    allowed = services.rules.uploads_per_hour
    if allowed is not None:
        services.limits.take(request, Rate("uploads", allowed, 3600), caller.user.id)


def _readers(services: Services, order: PlacedOrder) -> dict[int, ReadPhoto]:
    """Return a way to read each photo of a draft again, for a process that has not seen it."""

    def reader(number: int) -> ReadPhoto:
        return lambda: services.uploads.read_photo(order.user_id, order.id, number)

    return {photo.number: reader(photo.number) for photo in order.photos}
