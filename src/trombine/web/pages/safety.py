"""What is promised and asked: privacy, guidelines, and whether a picture was made with AI."""

from collections.abc import Iterator

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from trombine.domain.text import Language
from trombine.errors import InputRefused
from trombine.i18n import explain, page_text
from trombine.imaging.decoder_child import MAX_BYTES
from trombine.web.api.verify import Origin, check_origin, count_check
from trombine.web.forms import Part, read_form
from trombine.web.pages.rendering import hours_of, render
from trombine.web.problems import language_of
from trombine.web.services import Services, services_of

ROUTER = APIRouter()
KINDS = {
    "made_by_trombine": ("sure", "tick"),
    "made_with_ai": ("sure", "tick"),
    "made_by_another": ("none", "question"),
    "no_mark": ("none", "question"),
    "too_small_for_mark": ("none", "question"),
    "mark_not_searched": ("none", "question"),
}
"""How what was found looks: proven, or nothing there; all else is open to doubt."""


@ROUTER.get("/privacy")
def show_privacy(request: Request) -> Response:
    """Tell what is kept and how long, as the settings have it."""
    services, language = services_of(request), language_of(request)
    return render(
        request,
        "privacy.html",
        retention=list(_retention(services, language)),
        has_hash_list=services.rules.has_hash_list,
        contact=services.rules.contact,
    )


@ROUTER.get("/guidelines")
def show_guidelines(request: Request) -> Response:
    """Tell what is welcome, how it is checked, and how to appeal."""
    services, language = services_of(request), language_of(request)
    turns = services.service.rules.turns
    often = (
        page_text("often_free", language)
        if turns is None
        else page_text(f"often_{turns.period}", language, count=turns.orders)
    )
    return render(
        request,
        "guidelines.html",
        often=often,
        hold_hours=hours_of(services.service.rules.hold_ttl),
        contact=services.rules.contact,
    )


@ROUTER.get("/verify")
def show_verify(request: Request) -> Response:
    """Ask for a picture to check."""
    return render(request, "verify.html", result=None, fault=None)


@ROUTER.post("/verify")
async def verify(request: Request) -> Response:
    """Check a picture, and forget it."""
    language = language_of(request)
    try:
        origin = await _check(request)
    except InputRefused as refusal:
        fault = explain(refusal, language)
        return await run_in_threadpool(
            render, request, "verify.html", status=422, result=None, fault=fault
        )
    kind, icon = KINDS.get(origin.verdict, ("doubt", "alert"))
    result = {
        "kind": kind,
        "icon": icon,
        "title": origin.sentences[0],
        "sentences": origin.sentences[1:],
        "facts": list(_facts(origin, language)),
    }
    return await run_in_threadpool(render, request, "verify.html", result=result, fault=None)


async def _check(request: Request) -> Origin:
    await count_check(request)
    content_type = request.headers.get("content-type", "")
    async for part in read_form(content_type, request.stream()):
        if part.is_file:
            file = await _read_file(part)
            return await check_origin(request, file)
    raise InputRefused("form_malformed")


async def _read_file(part: Part) -> bytes:
    content = bytearray()
    async for chunk in part.chunks:
        content += chunk
        if len(content) > MAX_BYTES:
            raise InputRefused("body_too_large")
    return bytes(content)


def _facts(origin: Origin, language: Language) -> Iterator[tuple[str, str]]:
    nothing = page_text("fact_nothing", language)
    yield "fact_c2pa", page_text(f"manifest_state_{origin.c2pa['state']}", language)
    yield "fact_signer", str(origin.c2pa.get("signer") or nothing)
    yield "fact_xmp", str(origin.xmp.get("system") or origin.xmp.get("source") or nothing)
    yield "fact_watermark", page_text(_mark_fact(origin), language)


def _mark_fact(origin: Origin) -> str:
    if not origin.watermark["searched"]:
        return "fact_not_searched"
    return "fact_found" if origin.watermark["detected"] else "fact_not_found"


def _retention(services: Services, language: Language) -> Iterator[tuple[str, str]]:
    rules = services.service.rules
    minutes = int(rules.draft_ttl.total_seconds()) // 60
    hours = hours_of(rules.avatar_ttl)
    yield (
        page_text("kept_photos", language),
        page_text("kept_photos_time", language, minutes=minutes),
    )
    yield page_text("kept_measures", language), page_text("kept_measures_time", language)
    yield page_text("kept_avatars", language), page_text("kept_avatars_time", language, hours=hours)
    yield page_text("kept_favorites", language), page_text("kept_favorites_time", language)
    yield page_text("kept_receipts", language), page_text("kept_receipts_time", language)
