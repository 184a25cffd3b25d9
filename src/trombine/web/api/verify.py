"""Whether a picture was made with AI: asked by anybody, of any picture, which is not kept."""

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect

from trombine.domain.text import Language
from trombine.errors import InputRefused
from trombine.i18n import explain
from trombine.imaging.decoder_child import MAX_BYTES
from trombine.provenance.verify import Verification
from trombine.web.api.describing import binary_body, problems
from trombine.web.problems import language_of
from trombine.web.rate_limits import Rate, address_of
from trombine.web.services import services_of

ROUTER = APIRouter(prefix="/v1", tags=["verify"])
MEDIA_TYPES = ("image/jpeg", "image/png", "image/webp", "image/heic", "image/avif")


class Origin(BaseModel):
    """What a picture tells of its origin."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "verdict": "made_by_trombine",
                    "sentences": ["This picture was made with AI by Trombine."],
                    "c2pa": {"state": "valid", "generator": "Trombine"},
                    "xmp": {"system": "Trombine"},
                    "watermark": {"detected": True, "whose": "host"},
                }
            ]
        }
    )

    verdict: Annotated[str, Field(description="The one code that sums up.")]
    sentences: Annotated[
        list[str], Field(description="What follows from it, and on what it rests.")
    ]
    c2pa: Annotated[dict[str, Any], Field(description="What the signed manifest claims.")]
    xmp: Annotated[dict[str, Any], Field(description="What the metadata claims.")]
    watermark: Annotated[dict[str, Any], Field(description="Whether the invisible mark is there.")]


@ROUTER.post(
    "/verify",
    summary="Check where a picture comes from",
    openapi_extra=binary_body("The picture's file.", *MEDIA_TYPES),
    responses=problems(s400="upload_interrupted", s413="body_too_large", s422="not_verifiable"),
)
async def verify(request: Request) -> Origin:
    """Read the marks of a picture in a locked process; it is neither kept nor shown to anybody."""
    await count_check(request)
    return await check_origin(request, await _read(request))


async def count_check(request: Request) -> None:
    """Count a file to check against the address that asks, before anything of it is read.

    Raises
    ------
    LimitReached
        ``rate_limited``.
    """
    services = services_of(request)
    rate = Rate("verify", services.rules.verifications_per_minute, 60)
    await run_in_threadpool(services.limits.take, request, rate, address_of(request))


async def check_origin(request: Request, file: bytes) -> Origin:
    """Return what a file tells.

    Raises
    ------
    InputRefused
        ``not_verifiable``.
    """
    services = services_of(request)
    async with services.room.checks:
        verification = await run_in_threadpool(services.verifier.verify, file)
    return show_origin(verification, language_of(request))


def show_origin(verification: Verification, language: Language) -> Origin:
    """Return what was found, in words as well."""
    return Origin(
        verdict=verification.verdict,
        sentences=[explain(finding, language) for finding in verification.findings],
        c2pa=asdict(verification.claims.c2pa),
        xmp=asdict(verification.claims.xmp),
        watermark=asdict(verification.watermark),
    )


async def _read(request: Request) -> bytes:
    content = bytearray()
    try:
        async for chunk in request.stream():
            content += chunk
            if len(content) > MAX_BYTES:
                raise InputRefused("body_too_large")
    except ClientDisconnect as fault:
        raise InputRefused("upload_interrupted") from fault
    return bytes(content)
