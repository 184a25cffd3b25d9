"""The start: what Trombine does for who is new, their profile for who is known."""

from fastapi import APIRouter, Request, Response

from trombine.domain.placed_order import OrderState, PlacedOrder
from trombine.i18n import LANGUAGES
from trombine.intake.admission import MAXIMUM_PHOTOS, MINIMUM_PHOTOS
from trombine.web.callers import Caller, Writer, find_caller
from trombine.web.pages.fields import Fields
from trombine.web.pages.rendering import go, own_path, render
from trombine.web.problems import LANGUAGE_COOKIE
from trombine.web.services import Services, services_of

ROUTER = APIRouter()
A_YEAR_S = 365 * 24 * 3600
ORDERS_SHOWN = 12
AT_WORK = frozenset({OrderState.QUEUED, OrderState.RUNNING, OrderState.HELD})


@ROUTER.get("/")
def show_start(request: Request, *, worn: bool = False) -> Response:
    """Show the welcome, or the profile of who is signed in."""
    services = services_of(request)
    caller = find_caller(request)
    if caller is None:
        return render(
            request,
            "welcome.html",
            needs_secret=services.rules.is_local,
            count=services.service.rules.count,
            photos_minimum=MINIMUM_PHOTOS,
            photos_maximum=MAXIMUM_PHOTOS,
        )
    return _show_profile(request, services, caller, worn=worn)


@ROUTER.post("/language")
def choose_language(request: Request, fields: Fields) -> Response:
    """Remember the language of the pages in this browser."""
    answer, language = go(own_path(fields.first("back", "/"))), fields.first("language")
    secure = services_of(request).rules.is_secure
    if language in LANGUAGES:
        answer.set_cookie(
            LANGUAGE_COOKIE,
            language,
            max_age=A_YEAR_S,
            samesite="lax",
            httponly=True,
            secure=secure,
        )
    return answer


@ROUTER.post("/picture/remove")
def take_picture_off(request: Request, caller: Writer) -> Response:
    """Wear no picture any longer."""
    services_of(request).users.wear(caller.user.id, None)
    return go("/")


def _show_profile(request: Request, services: Services, caller: Caller, *, worn: bool) -> Response:
    orders = services.orders.list_newest(caller.user.id, limit=ORDERS_SHOWN)
    kept = [avatar for order in orders for avatar in order.avatars if avatar.kept]
    return render(
        request,
        "profile.html",
        worn=worn,
        running=_first(orders, AT_WORK),
        draft=_first(orders, frozenset({OrderState.DRAFT})),
        kept=kept,
        orders=[order for order in orders if order.state is not OrderState.DRAFT],
        turn=services.orders.turn(caller.user.id),
    )


def _first(orders: list[PlacedOrder], states: frozenset[OrderState]) -> PlacedOrder | None:
    return next((order for order in orders if order.state in states), None)
