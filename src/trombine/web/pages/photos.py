"""Consent and photos: one page, from the first tick to the last verdict."""

from collections.abc import AsyncIterator

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from trombine.domain.photo import Decision
from trombine.domain.placed_order import OrderState, PlacedOrder, UploadedPhoto
from trombine.domain.text import Language
from trombine.errors import InputRefused, LimitReached, NotFound, TrombineError
from trombine.i18n import explain, page_text
from trombine.imaging.codec import REASONS, shrink_photo
from trombine.intake.admission import MAXIMUM_PHOTOS, MINIMUM_PHOTOS
from trombine.orders.consent import CONSENT_VERSION, take_consent
from trombine.web.api.orders import OrderId
from trombine.web.api.photos import Number, receive_photo, take_photo_back
from trombine.web.api.shown import show_consent
from trombine.web.callers import Caller, Reader, Writer
from trombine.web.forms import Part, read_form
from trombine.web.pages.rendering import go, render
from trombine.web.problems import language_of
from trombine.web.services import Services, services_of

ROUTER = APIRouter()
DEFAULT_STYLES = ("painted", "comic", "gouache")
"""What a draft is begun with; the person chooses after the photos."""

PLENTY = 6
THUMBNAIL_PX = 256
CONSENTS = ("photos_are_mine", "face_analysis")


@ROUTER.get("/create")
def show_create(request: Request, caller: Reader) -> Response:
    """Ask for consent and photos; a draft begun before goes on."""
    orders = services_of(request).orders.list_newest(caller.user.id, limit=5)
    draft = next((order for order in orders if order.state is OrderState.DRAFT), None)
    return go(f"/orders/{draft.id}") if draft else show_photos(request, None)


@ROUTER.post("/create")
async def begin(request: Request, caller: Writer) -> Response:
    """Begin a draft from a plain form, and store the photos that came with it."""
    services, language = services_of(request), language_of(request)
    agreed: set[str] = set()
    order: PlacedOrder | None = None
    try:
        async for part in _read(request):
            if part.name in CONSENTS:
                agreed.add(part.name)
            elif part.is_file:
                if order is None:
                    order = await run_in_threadpool(
                        _begin_draft, services, caller, agreed, language
                    )
                order = await _receive(services, caller, order, part)
        if order is None:
            order = await run_in_threadpool(_begin_draft, services, caller, agreed, language)
    except (InputRefused, LimitReached) as refusal:
        return show_photos(request, order, fault=refusal)
    return go(f"/orders/{order.id}")


@ROUTER.post("/orders/{order_id}/photos")
async def add_photos(request: Request, caller: Writer, order_id: OrderId) -> Response:
    """Store more photos from a plain form."""
    services = services_of(request)
    order = await run_in_threadpool(services.orders.get, caller.user.id, order_id)
    try:
        async for part in _read(request):
            if part.is_file:
                order = await _receive(services, caller, order, part)
    except (InputRefused, LimitReached) as refusal:
        return show_photos(request, order, fault=refusal)
    return go(f"/orders/{order.id}")


@ROUTER.post("/orders/{order_id}/photos/{number}/remove")
def remove_photo(request: Request, caller: Writer, order_id: OrderId, number: Number) -> Response:
    """Destroy one photo of a draft."""
    take_photo_back(services_of(request), caller, order_id, number=number)
    return go(f"/orders/{order_id}")


@ROUTER.get("/orders/{order_id}/photos/{number}")
def see_photo(request: Request, caller: Reader, order_id: OrderId, number: Number) -> Response:
    """Return a small picture of an uploaded photo, upright, for its owner alone."""
    services = services_of(request)
    content = services.uploads.read_photo(caller.user.id, order_id, number)
    turns = services.inspector.find_turns(order_id, number, content)
    small = shrink_photo(content, THUMBNAIL_PX, quarter_turns=turns)
    return Response(small, media_type="image/jpeg")


def show_photos(
    request: Request, order: PlacedOrder | None, *, fault: TrombineError | None = None
) -> Response:
    """Return the page of a draft's photos; without a draft, it asks for consent first."""
    services, language = services_of(request), language_of(request)
    photos = order.photos if order else ()
    usable = sum(photo.verdict is not None and photo.verdict.decision.usable for photo in photos)
    return render(
        request,
        "create.html",
        status=422 if fault else 200,
        order=order,
        fault=explain(fault, language) if fault else None,
        consent=show_consent(language),
        consent_version=CONSENT_VERSION,
        first_styles=",".join(_first_styles(services)),
        draft_minutes=int(services.service.rules.draft_ttl.total_seconds()) // 60,
        photos=sorted(photos, key=_place),
        not_pictures=REASONS,
        usable=usable,
        meter=_tell_meter(usable, language),
        photos_minimum=MINIMUM_PHOTOS,
        photos_maximum=MAXIMUM_PHOTOS,
    )


def _place(photo: UploadedPhoto) -> int:
    """Return what sorts photos: small pictures of good ones, then those that words come with."""
    if photo.verdict is None:
        return 1
    return {Decision.ACCEPTED: 0, Decision.WARNED: 2}.get(photo.verdict.decision, 3)


def _tell_meter(usable: int, language: Language) -> str:
    if usable == 0:
        return page_text("meter_none", language)
    if usable < MINIMUM_PHOTOS:
        return page_text("meter_few", language, usable=usable, minimum=MINIMUM_PHOTOS)
    code = "meter_more" if usable < PLENTY else "meter_plenty"
    return page_text(code, language, usable=usable)


def _read(request: Request) -> AsyncIterator[Part]:
    return read_form(request.headers.get("content-type", ""), request.stream())


def _begin_draft(
    services: Services, caller: Caller, agreed: set[str], language: Language
) -> PlacedOrder:
    consent = take_consent(
        language,
        photos_are_mine="photos_are_mine" in agreed,
        adult="photos_are_mine" in agreed,
        face_analysis="face_analysis" in agreed,
    )
    styles = _first_styles(services)
    return services.orders.create(caller.user.id, styles=styles, options={}, consent=consent)


def _first_styles(services: Services) -> tuple[str, ...]:
    known = tuple(style for style in DEFAULT_STYLES if style in services.cards)
    return known or tuple(services.cards)[:2]


async def _receive(
    services: Services, caller: Caller, order: PlacedOrder, part: Part
) -> PlacedOrder:
    """Store one file of a form under the next free number; an empty field is no file."""
    first = await anext(aiter(part.chunks), b"")
    if not first:
        return order
    taken = {photo.number for photo in order.photos}
    number = next((n for n in range(1, MAXIMUM_PHOTOS + 1) if n not in taken), None)
    if number is None:
        raise InputRefused("too_many_photos", given=len(taken) + 1, maximum=MAXIMUM_PHOTOS)

    async def chunks() -> AsyncIterator[bytes]:
        yield first
        async for chunk in part.chunks:
            yield chunk

    await receive_photo(services, caller, order.id, number=number, chunks=chunks())
    return await run_in_threadpool(services.orders.get, caller.user.id, order.id)


def require_draft(order: PlacedOrder) -> None:
    """Refuse pages that only a draft has.

    Raises
    ------
    NotFound
        ``order_unknown``.
    """
    if order.state is not OrderState.DRAFT:
        raise NotFound("order_unknown")
