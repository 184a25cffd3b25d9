"""Orders: begun, submitted, watched, cancelled, erased."""

import base64
from datetime import UTC, datetime
from typing import Annotated, TypeAlias

from fastapi import APIRouter, Path, Query, Request, Response

from trombine.errors import InputRefused
from trombine.orders.consent import take_consent
from trombine.web.api import order_models as models
from trombine.web.api.describing import BoundedRoute, problems
from trombine.web.api.shown import show_order, show_receipt
from trombine.web.callers import Reader, Writer
from trombine.web.idempotency import IdempotencyKey, Once
from trombine.web.problems import language_of
from trombine.web.services import services_of

ROUTER = APIRouter(prefix="/v1/orders", tags=["orders"], route_class=BoundedRoute)
UNKNOWN = "order_unknown"

OrderId: TypeAlias = Annotated[str, Path(max_length=64, examples=[models.ORDER_ID])]


@ROUTER.post(
    "",
    summary="Begin an order",
    status_code=201,
    response_model=models.Order,
    responses=problems(
        s409="consent_outdated, idempotency_in_progress",
        s422="consent_missing, style_unknown, style_repeated, too_many_styles, option_unknown, "
        "option_invalid, option_of_other_style, idempotency_key_reused, request_invalid",
    ),
)
def create_order(
    request: Request, caller: Writer, asked: models.OrderAsked, key: IdempotencyKey = None
) -> Response:
    """Begin a draft with styles and the person's consent. Photos are added next."""
    services, language = services_of(request), language_of(request)
    consent = take_consent(language, **asked.consent.model_dump())

    def create() -> models.Order:
        order = services.orders.create(
            caller.user.id,
            styles=asked.styles,
            options=asked.options,
            everywhere=asked.everywhere,
            consent=consent,
        )
        return show_order(order, language)

    once = Once(services.database, services.clock)
    return once.answer(
        request, user_id=caller.user.id, key=key, asked=asked, status=201, act=create
    )


@ROUTER.get("", summary="List your orders", responses=problems(s400="cursor_unknown"))
def list_orders(
    request: Request,
    caller: Reader,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    cursor: Annotated[str | None, Query(max_length=100, description="From ``next``.")] = None,
) -> models.Orders:
    """Return your orders, the newest first, a page at a time."""
    services, language = services_of(request), language_of(request)
    before = _read_cursor(cursor) if cursor else None
    found = services.orders.list_newest(caller.user.id, limit=limit + 1, before=before)
    more = len(found) > limit
    return models.Orders(
        items=[show_order(order, language) for order in found[:limit]],
        next=_write_cursor(found[limit - 1].created_at) if more else None,
    )


@ROUTER.get("/{order_id}", summary="Look at an order", responses=problems(s404=UNKNOWN))
def get_order(request: Request, caller: Reader, order_id: OrderId) -> models.Order:
    """Return an order with its photos, its avatars so far, progress and time left."""
    order = services_of(request).orders.get(caller.user.id, order_id)
    return show_order(order, language_of(request))


@ROUTER.post(
    "/{order_id}/submit",
    summary="Submit an order",
    response_model=models.Order,
    responses=problems(
        s404=UNKNOWN,
        s409="order_not_draft, idempotency_in_progress",
        s422="too_few_photos, idempotency_key_reused",
        s429="turns_used, rate_limited",
    ),
)
def submit_order(
    request: Request, caller: Writer, order_id: OrderId, key: IdempotencyKey = None
) -> Response:
    """Hand a draft with at least three usable photos over to be drawn; takes one of your turns."""
    services, language = services_of(request), language_of(request)

    def submit() -> models.Order:
        order = services.orders.submit(caller.user.id, order_id)
        services.inspector.forget(order_id)
        return show_order(order, language)

    once = Once(services.database, services.clock)
    return once.answer(request, user_id=caller.user.id, key=key, act=submit)


@ROUTER.post("/{order_id}/cancel", summary="Cancel an order", responses=problems(s404=UNKNOWN))
def cancel_order(request: Request, caller: Writer, order_id: OrderId) -> models.Order:
    """Stop an order. Its photos are destroyed; what is finished already is kept as usual."""
    services = services_of(request)
    services.inspector.forget(order_id)
    order = services.orders.cancel(caller.user.id, order_id)
    return show_order(order, language_of(request))


@ROUTER.delete(
    "/{order_id}",
    summary="Erase an order",
    responses=problems(s404=UNKNOWN, s409="order_is_frozen"),
)
def erase_order(request: Request, caller: Writer, order_id: OrderId) -> models.Receipt:
    """Destroy everything of an order, photos and avatars, now. Answers the receipt."""
    services = services_of(request)
    services.inspector.forget(order_id)
    return show_receipt(services.orders.erase(caller.user.id, order_id))


@ROUTER.delete(
    "/{order_id}/consent",
    summary="Withdraw your consent",
    responses=problems(s404=UNKNOWN, s409="order_is_frozen"),
)
def withdraw_consent(request: Request, caller: Writer, order_id: OrderId) -> models.Receipt:
    """Withdraw what you agreed to for this order; everything of it is destroyed."""
    services = services_of(request)
    services.inspector.forget(order_id)
    return show_receipt(services.orders.withdraw_consent(caller.user.id, order_id))


@ROUTER.get("/{order_id}/receipt", summary="Read the receipt", responses=problems(s404=UNKNOWN))
def get_receipt(request: Request, caller: Reader, order_id: OrderId) -> models.Receipt:
    """Return what was destroyed, when and by which rule; also after the order is erased."""
    return show_receipt(services_of(request).orders.receipt(caller.user.id, order_id))


def _write_cursor(before: datetime) -> str:
    return base64.urlsafe_b64encode(f"{before.timestamp():.6f}".encode()).decode()


def _read_cursor(cursor: str) -> datetime:
    try:
        words = base64.urlsafe_b64decode(cursor.encode())
        return datetime.fromtimestamp(float(words), UTC)
    except (ValueError, OverflowError, OSError) as fault:
        raise InputRefused("cursor_unknown") from fault
