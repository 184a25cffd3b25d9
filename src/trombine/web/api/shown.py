"""From what is kept to what is told: orders, photos and avatars in the asker's language."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, cast

from trombine.domain import photo as domain
from trombine.domain.order import Order as AskedOrder
from trombine.domain.placed_order import (
    OrderEvent,
    OrderState,
    PlacedOrder,
    StoredAvatar,
    UploadedPhoto,
)
from trombine.domain.placed_order import Receipt as KeptReceipt
from trombine.domain.resemblance import tell_likeness
from trombine.domain.text import Language
from trombine.errors import Detail, OrderFailed
from trombine.i18n import explain, text
from trombine.orders.consent import CONSENT_VERSION
from trombine.web.api import order_models as models


def show_consent(language: Language) -> models.ConsentText:
    """Return the sentences to agree to."""
    return models.ConsentText(
        version=CONSENT_VERSION,
        language=language,
        photos_are_mine=text("consent_mine", language),
        face_analysis=text("consent_analysis", language),
    )


def show_order(order: PlacedOrder, language: Language) -> models.Order:
    """Return an order as its owner sees it."""
    return models.Order(
        id=order.id,
        state=order.state,
        styles=list(order.order.styles),
        options=_show_options(order.order),
        progress=models.Progress(
            made=order.made,
            count=order.order.count,
            stage=order.stage,
            queue_position=order.queue_position,
            seconds_left=order.seconds_left,
        ),
        reason=show_reason(order.reason, order.reason_details, language),
        created_at=order.created_at,
        submitted_at=order.submitted_at,
        started_at=order.started_at,
        ended_at=order.ended_at,
        expires_at=order.expires_at,
        photos=[show_photo(photo, language) for photo in order.photos],
        photos_erased_at=order.photos_erased_at,
        avatars=[show_avatar(avatar) for avatar in order.avatars],
        last_event=order.last_event,
    )


def show_reason(
    code: str, details: Mapping[str, Detail], language: Language
) -> models.Reason | None:
    """Return why an order ended or waits; None where there is nothing to say."""
    if not code:
        return None
    message = explain(OrderFailed(code, **details), language)
    return models.Reason(code=code, message=message, details=dict(details))


def show_photo(photo: UploadedPhoto, language: Language) -> models.Photo:
    """Return a photo of a draft."""
    return models.Photo(
        number=photo.number,
        size_bytes=photo.size_bytes,
        uploaded_at=photo.uploaded_at,
        verdict=show_verdict(photo.verdict, language) if photo.verdict else None,
    )


def show_verdict(verdict: domain.Verdict, language: Language) -> models.Verdict:
    """Return a verdict with its reasons in words."""
    return models.Verdict(
        photo=verdict.photo,
        decision=verdict.decision,
        usable=verdict.decision.usable,
        findings=[
            models.Finding(
                code=finding.code, message=explain(finding, language), details=finding.details
            )
            for finding in verdict.findings
        ],
    )


def show_avatar(avatar: StoredAvatar) -> models.Avatar:
    """Return an avatar."""
    return models.Avatar(
        id=avatar.id,
        order=avatar.order_id,
        index=avatar.index,
        style=avatar.style,
        url=f"/v1/avatars/{avatar.id}",
        format=avatar.file_format,
        side_px=avatar.side_px,
        size_bytes=avatar.size_bytes,
        transparent=avatar.transparent,
        likeness=round(avatar.likeness, 3),
        resemblance=tell_likeness(avatar.likeness),
        skin=avatar.skin,
        staging=avatar.staging.told,
        made_at=avatar.made_at,
        expires_at=avatar.expires_at,
        kept=avatar.kept,
        favorite=avatar.favorite,
    )


def show_receipt(receipt: KeptReceipt) -> models.Receipt:
    """Return what was destroyed of an order."""
    lines = [models.Deletion.model_validate(asdict(line)) for line in receipt.deletions]
    return models.Receipt(order=receipt.order_id, deletions=lines)


def show_event(event: OrderEvent, language: Language) -> models.Event:
    """Return an event; codes in it are told in words as well."""
    content: dict[str, Any] = dict(event.content)
    if event.kind == "verdict":
        content = show_verdict(_verdict(event.content), language).model_dump(mode="json")
    if event.kind == "state":
        reason = show_reason(content.pop("reason", ""), content.pop("details", {}), language)
        content["reason"] = reason.model_dump() if reason else None
    return models.Event(number=event.number, kind=event.kind, at=event.at, content=content)


def ends(event: OrderEvent) -> bool:
    """Return whether an order has ended with this event."""
    return event.kind == "state" and OrderState(str(event.content["state"])).is_final


def _verdict(content: Mapping[str, object]) -> domain.Verdict:
    findings = cast("list[tuple[str, dict[str, Detail]]]", content["findings"])
    return domain.Verdict(
        photo=cast("int", content["number"]),
        decision=domain.Decision(str(content["decision"])),
        findings=tuple(domain.Finding(code, details) for code, details in findings),
    )


def _show_options(order: AskedOrder) -> dict[str, dict[str, Any]]:
    """Return what was set for each style, without what was left to the style."""
    return {
        style: {name: value for name, value in asdict(options).items() if value is not None}
        for style, options in order.options.items()
    }
