"""One address for an order, whatever its state: photos, styles, waiting, gallery, end."""

from collections.abc import Mapping
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response

from trombine.domain.placed_order import OrderState, PlacedOrder, StoredAvatar
from trombine.domain.text import Language
from trombine.errors import InputRefused, LimitReached, NotFound
from trombine.i18n import page_text
from trombine.web.api.avatars import put_away
from trombine.web.api.orders import OrderId
from trombine.web.api.shown import show_reason
from trombine.web.callers import Reader, Writer
from trombine.web.pages.choosing import read_choice, show_choosing
from trombine.web.pages.fields import Fields
from trombine.web.pages.photos import require_draft, show_photos
from trombine.web.pages.rendering import go, hours_of, render, tell_until
from trombine.web.problems import language_of
from trombine.web.services import services_of

ROUTER = APIRouter()
SHOWN_NEXT = 2
"""So many places shimmer: those that are being drawn now."""

WAITING = frozenset({OrderState.QUEUED, OrderState.RUNNING, OrderState.HELD})
GIVES_TURN_BACK = frozenset({OrderState.REFUSED, OrderState.FAILED})


@ROUTER.get("/orders/{order_id}")
def show_order(request: Request, caller: Reader, order_id: OrderId, style: str = "") -> Response:
    """Show an order as its state wants it."""
    order = services_of(request).orders.get(caller.user.id, order_id)
    if order.state is OrderState.DRAFT:
        return show_photos(request, order)
    if order.state in WAITING:
        return _show_waiting(request, order)
    if order.avatars:
        return _show_gallery(request, order, style)
    return _show_end(request, order)


@ROUTER.get("/orders/{order_id}/styles")
def show_styles(request: Request, caller: Reader, order_id: OrderId) -> Response:
    """Show the styles to choose from, and what else may be chosen."""
    order = services_of(request).orders.get(caller.user.id, order_id)
    require_draft(order)
    return show_choosing(request, order)


@ROUTER.post("/orders/{order_id}/submit")
def submit(request: Request, caller: Writer, order_id: OrderId, fields: Fields) -> Response:
    """Take the styles with their options, and hand the order to the workers."""
    services, user_id = services_of(request), caller.user.id
    try:
        asked = read_choice(fields)
        services.orders.choose(
            user_id,
            order_id,
            styles=asked.styles,
            options=asked.options,
            everywhere=asked.everywhere,
        )
        services.orders.submit(user_id, order_id)
    except (InputRefused, LimitReached) as refusal:
        order = services.orders.get(user_id, order_id)
        return show_choosing(request, order, fault=refusal, fields=fields)
    services.inspector.forget(order_id)
    return go(f"/orders/{order_id}")


@ROUTER.post("/orders/{order_id}/cancel")
def cancel(request: Request, caller: Writer, order_id: OrderId) -> Response:
    """Stop an order."""
    services = services_of(request)
    services.inspector.forget(order_id)
    services.orders.cancel(caller.user.id, order_id)
    return go(f"/orders/{order_id}")


@ROUTER.post("/orders/{order_id}/delete")
def delete(request: Request, caller: Writer, order_id: OrderId) -> Response:
    """Destroy everything of an order, and show the receipt."""
    services = services_of(request)
    services.inspector.forget(order_id)
    services.orders.erase(caller.user.id, order_id)
    return go(f"/orders/{order_id}/receipt")


@ROUTER.get("/orders/{order_id}/receipt")
def show_receipt(request: Request, caller: Reader, order_id: OrderId) -> Response:
    """Show what was destroyed of an order."""
    receipt = services_of(request).orders.receipt(caller.user.id, order_id)
    return render(request, "receipt.html", receipt=receipt)


@ROUTER.post("/orders/{order_id}/selection")
def use_selection(request: Request, caller: Writer, order_id: OrderId, fields: Fields) -> Response:
    """Compare, download or delete the avatars that were ticked."""
    ticked, act = fields.every("avatar"), fields.first("act")
    if act == "compare" and len(ticked) == 2:
        return go(f"/orders/{order_id}/compare?{urlencode({'avatar': ticked}, doseq=True)}")
    if act == "zip" and ticked:
        chosen = urlencode({"avatar": ticked}, doseq=True)
        return go(f"/v1/orders/{order_id}/avatars.zip?{chosen}")
    if act == "delete":
        for avatar_id in ticked:
            put_away(services_of(request), caller, avatar_id)
    return go(f"/orders/{order_id}")


@ROUTER.get("/orders/{order_id}/compare")
def compare(request: Request, caller: Reader, order_id: OrderId) -> Response:
    """Show two avatars side by side."""
    order = services_of(request).orders.get(caller.user.id, order_id)
    wanted = request.query_params.getlist("avatar")
    pair = [avatar for avatar in order.avatars if avatar.id in wanted]
    if len(pair) != 2:
        raise NotFound("avatar_unknown")
    return render(request, "compare.html", pair=pair)


def _show_waiting(request: Request, order: PlacedOrder) -> Response:
    language = language_of(request)
    hold_hours = hours_of(services_of(request).service.rules.hold_ttl)
    by_place: Mapping[int, StoredAvatar] = {avatar.index: avatar for avatar in order.avatars}
    missing = [n for n in range(1, order.order.count + 1) if n not in by_place]
    drawing = order.state is OrderState.RUNNING
    courier = services_of(request).courier
    return render(
        request,
        "waiting.html",
        order=order,
        by_place=by_place,
        next_places=missing[:SHOWN_NEXT] if drawing else [],
        waiting_title=_tell_stage(order, language),
        waiting_left=_tell_left(order, language, hold_hours=hold_hours),
        push_key=courier.identity.public_key if courier else None,
    )


def _tell_stage(order: PlacedOrder, language: Language) -> str:
    if order.state is OrderState.HELD:
        return page_text("waiting_held", language)
    if order.state is OrderState.QUEUED:
        if order.queue_position > 1:
            return page_text("waiting_place", language, place=order.queue_position)
        return page_text("waiting_next" if order.queue_position else "waiting_queued", language)
    return page_text(f"waiting_{order.stage or 'admitting'}", language)


def _tell_left(order: PlacedOrder, language: Language, *, hold_hours: int) -> str:
    if order.state is OrderState.HELD:
        return page_text("waiting_left_held", language, hours=hold_hours)
    if order.seconds_left is None or order.seconds_left < 45:
        return page_text("waiting_left_moment", language)
    return page_text("waiting_left_minutes", language, minutes=round(order.seconds_left / 60) or 1)


def _show_gallery(request: Request, order: PlacedOrder, style: str) -> Response:
    language = language_of(request)
    shown = [
        avatar
        for avatar in order.avatars
        if not style or (avatar.kept if style == "kept" else avatar.style == style)
    ]
    expiries = [avatar.expires_at for avatar in order.avatars if avatar.expires_at]
    reason = show_reason(order.reason, order.reason_details, language)
    return render(
        request,
        "gallery.html",
        order=order,
        avatars=shown,
        filter=style,
        expires=min(expiries, default=None),
        reason=reason.message if reason else None,
        until=lambda moment: tell_until(moment, services_of(request).clock(), language),
    )


def _show_end(request: Request, order: PlacedOrder) -> Response:
    language = language_of(request)
    reason = show_reason(order.reason, order.reason_details, language)
    return render(
        request,
        "ended.html",
        order=order,
        reason=reason.message if reason else None,
        is_kept=order.state is OrderState.FROZEN,
        contact=services_of(request).rules.contact,
        turn_back=order.state in GIVES_TURN_BACK and not services_of(request).rules.is_local,
    )
