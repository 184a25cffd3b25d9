"""What happens to an order: as a stream while it happens, or asked for from time to time."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from typing import Annotated

from fastapi import APIRouter, Header, Query, Request, Response
from fastapi.responses import StreamingResponse
from starlette.concurrency import run_in_threadpool

from trombine.domain.placed_order import OrderEvent
from trombine.domain.text import Language
from trombine.web.api import order_models as models
from trombine.web.api.describing import problems
from trombine.web.api.orders import UNKNOWN, OrderId
from trombine.web.api.shown import ends, show_event
from trombine.web.callers import Reader
from trombine.web.problems import language_of
from trombine.web.services import services_of

ROUTER = APIRouter(prefix="/v1/orders", tags=["orders"])
STREAM = "text/event-stream"
LARGEST = 2**31 - 1


@ROUTER.get(
    "/{order_id}/events",
    summary="Follow an order",
    response_model=models.Events,
    responses={
        200: {
            "description": "A page of events; or, where `text/event-stream` is accepted, each as "
            "it happens: `id` is its number, `event` its kind, `data` the event as JSON.",
            "content": {STREAM: {"schema": {"type": "string"}}},
        },
        204: {"description": "To a stream that is taken up again: no event will follow."},
        **problems(s404=UNKNOWN),
    },
)
async def follow_order(
    request: Request,
    caller: Reader,
    order_id: OrderId,
    after: Annotated[int, Query(ge=0, le=LARGEST, description="Number of the last one seen.")] = 0,
    last_event_id: Annotated[
        str | None, Header(max_length=20, description="As ``after``; browsers send it themselves.")
    ] = None,
) -> Response:
    """Return the events of an order after a number: as a stream, or as a page."""
    services, language, user_id = services_of(request), language_of(request), caller.user.id
    if last_event_id and last_event_id.isdecimal():
        after = max(after, min(LARGEST, int(last_event_id)))
    order = await run_in_threadpool(services.orders.get, user_id, order_id)
    if STREAM not in request.headers.get("accept", ""):
        found = await run_in_threadpool(services.orders.events_after, user_id, order_id, after)
        page = models.Events(
            items=[show_event(event, language) for event in found],
            last=found[-1].number if found else after,
            final=order.state.is_final and (not found or found[-1].number >= order.last_event),
        )
        return Response(page.model_dump_json(), media_type="application/json")
    if order.state.is_final and after >= order.last_event:
        return Response(status_code=204)
    coming = services.broker.listen(user_id, order_id, after)
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(_tell(coming, language), media_type=STREAM, headers=headers)


async def _tell(
    coming: AsyncGenerator[OrderEvent | None, None], language: Language
) -> AsyncIterator[str]:
    """Yield events as they come until the order has ended, and a comment where none comes."""
    async with aclosing(coming):
        async for event in coming:
            if event is None:
                yield ": still here\n\n"
                continue
            told = show_event(event, language).model_dump_json()
            yield f"id: {event.number}\nevent: {event.kind}\ndata: {told}\n\n"
            if ends(event):
                return
