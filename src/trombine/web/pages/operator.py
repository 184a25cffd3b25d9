"""The operator's page: how the service stands, and what waits for a person to decide."""

from collections.abc import Iterator
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from trombine.domain.placed_order import OrderState, PlacedOrder
from trombine.domain.text import Language
from trombine.errors import NotFound
from trombine.i18n import page_text
from trombine.imaging.codec import shrink_photo
from trombine.orders.desk import Desk
from trombine.orders.overview import Overview, Stock, look_over
from trombine.web.api.orders import OrderId
from trombine.web.api.photos import Number
from trombine.web.callers import Caller, Operator
from trombine.web.pages.rendering import go, render, tell_until
from trombine.web.problems import language_of
from trombine.web.services import Services, services_of

ROUTER = APIRouter()
OPERATOR_PATH = "/operator"
SIDE_PX = 1024
"""Large enough to decide on a photo."""


@ROUTER.get(OPERATOR_PATH)
def show_overview(request: Request, caller: Operator) -> Response:
    """Show how the service stands now."""
    services, language = services_of(request), language_of(request)
    overview = look_over(services.service)
    return render(
        request,
        "operator.html",
        facts=list(_facts(services, overview, language)),
        overdue=overview.overdue_photos,
        workers=overview.workers,
        waiting=_desk(services, caller).list_waiting(),
    )


@ROUTER.get(OPERATOR_PATH + "/orders/{order_id}")
def show_order(
    request: Request,
    caller: Operator,
    order_id: OrderId,
    photo: Annotated[int | None, Query(ge=1, le=100)] = None,
) -> Response:
    """Show an order that waits; a photo of it only when it is asked for."""
    order = _waiting(_desk(services_of(request), caller), order_id)
    return render(
        request,
        "operator_order.html",
        order=order,
        photo=next((given for given in order.photos if given.number == photo), None),
        is_held=order.state is OrderState.HELD,
    )


@ROUTER.get(OPERATOR_PATH + "/orders/{order_id}/photos/{number}")
async def see_photo(
    request: Request, caller: Operator, order_id: OrderId, number: Number
) -> Response:
    """Return a photo that waits for a decision; that it was looked at is put on record."""
    services = services_of(request)
    desk = _desk(services, caller)
    async with services.room.pictures:
        content = await run_in_threadpool(desk.view_photo, order_id, number)
        picture = await run_in_threadpool(shrink_photo, content, SIDE_PX)
    return Response(picture, media_type="image/jpeg")


@ROUTER.post(OPERATOR_PATH + "/orders/{order_id}/allow")
def allow(request: Request, caller: Operator, order_id: OrderId) -> Response:
    """Let a held order go on."""
    _desk(services_of(request), caller).allow(order_id)
    return go(OPERATOR_PATH)


@ROUTER.post(OPERATOR_PATH + "/orders/{order_id}/refuse")
def refuse(request: Request, caller: Operator, order_id: OrderId) -> Response:
    """Refuse a held order; its photos are destroyed."""
    _desk(services_of(request), caller).refuse(order_id)
    return go(OPERATOR_PATH)


def _desk(services: Services, caller: Caller) -> Desk:
    return Desk(services.service, operator=caller.user.name)


def _waiting(desk: Desk, order_id: str) -> PlacedOrder:
    found = next((order for order in desk.list_waiting() if order.id == order_id), None)
    if found is None:
        raise NotFound("order_unknown")
    return found


def _facts(services: Services, overview: Overview, language: Language) -> Iterator[tuple[str, str]]:
    def say(code: str, **details: int | str) -> str:
        return page_text(code, language, **details)

    queued, now = overview.orders[OrderState.QUEUED], services.clock()
    age = tell_until(now + overview.queue_age, now, language)
    queue = say("operator_queue_since", count=queued, age=age) if queued else say("operator_none")
    yield say("operator_queue"), queue
    running, drawing = overview.orders[OrderState.RUNNING], overview.drawing
    yield say("operator_running"), say("operator_drawing", count=running, pictures=drawing)
    yield say("operator_workers"), str(overview.workers)
    yield say("operator_photos"), _tell_stock(overview.photos, language)
    yield say("operator_avatars"), _tell_stock(overview.avatars, language)
    if overview.free_bytes is not None:
        gigabytes = overview.free_bytes // 10**9
        yield say("operator_free"), say("operator_gigabytes", gigabytes=gigabytes)


def _tell_stock(stock: Stock, language: Language) -> str:
    megabytes = round(stock.size_bytes / 10**6)
    return page_text("operator_stock", language, count=stock.count, megabytes=megabytes)
