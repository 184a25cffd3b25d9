"""One portrait alone: seen, kept, worn, downloaded, reported, deleted."""

from typing import Literal

from fastapi import APIRouter, Request, Response

from trombine.accounts.user import Crop
from trombine.domain.placed_order import StoredAvatar
from trombine.domain.resemblance import tell_likeness
from trombine.domain.text import Language
from trombine.i18n import page_text
from trombine.web.api.account_models import PictureChoice
from trombine.web.api.avatars import AvatarId, put_away
from trombine.web.api.me import wear
from trombine.web.callers import Reader, Writer
from trombine.web.pages.fields import Fields
from trombine.web.pages.rendering import go, render, tell_until
from trombine.web.pictures import file_name
from trombine.web.problems import language_of
from trombine.web.services import services_of

ROUTER = APIRouter()
SHARED_PX = 1024
FIRST_CROP = Crop(zoom=1.14, x=0.5, y=0.35)
"""A little closer than the whole, so that the circle can be moved at once."""

REASONS = ("not_me", "offensive", "child", "copyright", "other")


@ROUTER.get("/avatars/{avatar_id}")
def show_avatar(request: Request, caller: Reader, avatar_id: AvatarId) -> Response:
    """Show one avatar, with its neighbors a swipe away."""
    services, language = services_of(request), language_of(request)
    avatar = services.gallery.get(caller.user.id, avatar_id)
    avatars = services.orders.get(caller.user.id, avatar.order_id).avatars
    place = [other.id for other in avatars].index(avatar.id)
    file_format = small_format(avatar)
    until = avatar.expires_at and tell_until(avatar.expires_at, services.clock(), language)
    return render(
        request,
        "avatar.html",
        avatar=avatar,
        count=len(avatars),
        previous=avatars[place - 1] if place else None,
        following=avatars[place + 1] if place + 1 < len(avatars) else None,
        presets=list(_presets(avatar)),
        shared=f"?size={min(avatar.side_px, SHARED_PX)}&format={file_format}",
        shared_name=file_name(avatar, file_format),
        resemblance_words=_tell_resemblance(avatar, language),
        until_words=page_text("avatar_until", language, time=until) if until else None,
    )


def _tell_resemblance(avatar: StoredAvatar, language: Language) -> str:
    """Return how like the person it is, and how its skin differs where that was compared."""
    words = [page_text(f"likeness_{tell_likeness(avatar.likeness)}", language)]
    if avatar.skin:
        words.append(page_text(f"skin_{avatar.skin}", language))
    return " ".join(words)


@ROUTER.post("/avatars/{avatar_id}/favorite")
def favorite(request: Request, caller: Writer, avatar_id: AvatarId, fields: Fields) -> Response:
    """Keep an avatar, or let it go."""
    services, loved = services_of(request), fields.first("on") == "yes"
    keep = None if loved else False
    avatar = services.gallery.change(caller.user.id, avatar_id, keep=keep, favorite=loved)
    return go(f"/orders/{avatar.order_id}")


@ROUTER.post("/avatars/{avatar_id}/delete")
def delete(request: Request, caller: Writer, avatar_id: AvatarId) -> Response:
    """Destroy one avatar."""
    services = services_of(request)
    order_id = services.gallery.get(caller.user.id, avatar_id).order_id
    put_away(services, caller, avatar_id)
    return go(f"/orders/{order_id}")


@ROUTER.get("/avatars/{avatar_id}/wear")
def show_wear(request: Request, caller: Reader, avatar_id: AvatarId) -> Response:
    """Let the person place the circle of their profile picture."""
    avatar = services_of(request).gallery.get(caller.user.id, avatar_id)
    is_worn = caller.user.picture_avatar == avatar.id
    crop = caller.user.picture_crop if is_worn else FIRST_CROP
    side_px = min(avatar.side_px, SHARED_PX)
    room = FIRST_CROP.zoom
    return render(request, "wear.html", avatar=avatar, side_px=side_px, crop=crop, room=room)


@ROUTER.post("/avatars/{avatar_id}/wear")
def wear_avatar(request: Request, caller: Writer, avatar_id: AvatarId, fields: Fields) -> Response:
    """Wear an avatar, as the circle has it."""
    choice = PictureChoice(
        avatar=avatar_id,
        zoom=fields.number("zoom", 1, low=1, high=4),
        x=fields.number("x", 0.5, low=0, high=1),
        y=fields.number("y", 0.5, low=0, high=1),
    )
    wear(services_of(request), caller, choice)
    return go("/?worn=true")


@ROUTER.post("/avatars/{avatar_id}/report")
def report(request: Request, caller: Writer, avatar_id: AvatarId, fields: Fields) -> Response:
    """Tell the people who run this service of an avatar that should not be."""
    services, reason = services_of(request), fields.first("reason")
    if reason not in REASONS:
        return go(f"/avatars/{avatar_id}/report")
    words = fields.first("words")
    services.gallery.report(caller.user.id, avatar_id, reason=reason, words=words)
    avatar = services.gallery.get(caller.user.id, avatar_id)
    return render(request, "reported.html", avatar=avatar)


@ROUTER.get("/avatars/{avatar_id}/report")
def show_report(request: Request, caller: Reader, avatar_id: AvatarId) -> Response:
    """Ask what is wrong with an avatar."""
    services = services_of(request)
    avatar = services.gallery.get(caller.user.id, avatar_id)
    contact = services.rules.contact
    return render(request, "report.html", avatar=avatar, contact=contact, reasons=REASONS)


def small_format(avatar: StoredAvatar) -> Literal["png", "jpeg"]:
    """Return what opens anywhere and loses nothing one sees."""
    return "png" if avatar.transparent else "jpeg"


def _presets(avatar: StoredAvatar) -> list[tuple[str, str]]:
    """Return the downloads offered: the words' code and the query of each."""
    file_format = small_format(avatar)
    small = [
        (f"preset_{side}_{file_format}", f"?download=true&size={side}&format={file_format}")
        for side in (1024, 512)
        if side <= avatar.side_px
    ]
    circle = f"?download=true&size={min(avatar.side_px, 1024)}&format=png&shape=circle"
    return [("preset_original", "?download=true"), *small, ("preset_circle", circle)]
