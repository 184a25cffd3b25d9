"""Templates become pages: in the reader's language, with what every page shows."""

from datetime import datetime, timedelta
from functools import cache, partial
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from babel.dates import format_datetime, format_timedelta
from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

from trombine.domain.photo import Finding
from trombine.domain.placed_order import StoredAvatar
from trombine.domain.text import Language
from trombine.errors import Detail
from trombine.i18n import explain, page_text
from trombine.web.callers import find_caller, is_operator
from trombine.web.problems import language_of
from trombine.web.services import Services, services_of

STATIC = files("trombine.web") / "static"
LANGUAGE_NAMES = (("fr", "Français"), ("en", "English"))
PARTS = {"create.html": "photos", "waiting.html": "progress"}
"""Pages whose modules bring one part up to date."""

WALL = (
    "painted", "comic", "neon", "gouache", "pencil",
    "poster", "oil", "toon3d", "papercut", "watercolor",
    "statue", "sticker", "pixel", "riso", "double-exposure",
)  # fmt: skip
"""The styles on the wall of portraits, in the order that looks best."""

BETWEEN = "\u00a0· "
"""Stands between the titles of what a portrait shows; a line never begins with it."""

ORDER_SHOWN = ("garment", "prop", "pose", "world")
"""What a portrait shows, from the person to what is behind them."""

_TEMPLATES = Environment(
    loader=PackageLoader("trombine.web"),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
    undefined=StrictUndefined,
)


def render(
    request: Request, template: str, *, status: int = 200, **context: object
) -> HTMLResponse:
    """Return a page, or the part of it that a module asked for by ``X-Part``.

    ``context`` is what the template needs besides the frame. A page that has not the part answers
    410: the order went on, and the module loads the page that is there now.
    """
    part = request.headers.get("x-part", "")
    if part and part != PARTS.get(template):
        return HTMLResponse(status_code=410)
    name = f"parts/{part}.html" if part else template
    page = _TEMPLATES.get_template(name).render(**_frame(request), **context)
    return HTMLResponse(page, status_code=status)


def go(address: str) -> RedirectResponse:
    """Send the browser to another page after a form."""
    return RedirectResponse(address, status_code=303)


def own_path(address: str) -> str:
    """Return the path of an address of ours; the start for anybody else's."""
    parts = urlsplit(address)
    if parts.scheme or parts.netloc or not parts.path.startswith("/") or "\\" in address:
        return "/"
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def describe_avatar(avatar: StoredAvatar, services: Services, language: Language) -> str:
    """Return the alternative text of an avatar: what a person who does not see it is told."""
    style = inside_sentence(style_title(avatar.style, services, language))
    shown = [inside_sentence(title) for title in list_shown(avatar, services, language)]
    if avatar.ground is not None and avatar.staging.world is None:
        shown.append(page_text(f"avatar_ground_{avatar.ground}", language))
    return ", ".join([page_text("avatar_name", language, style=style), *shown])


def list_shown(avatar: StoredAvatar, services: Services, language: Language) -> list[str]:
    """Return the titles of what an avatar shows, as far as it is still installed."""
    staged = services.service.catalogue.staged
    found = [staged.get(kind, {}).get(getattr(avatar.staging, kind)) for kind in ORDER_SHOWN]
    return [card.title.in_language(language) for card in found if card is not None]


def inside_sentence(title: str) -> str:
    """Return a title as it is written within a sentence."""
    return title[:1].lower() + title[1:]


def style_title(slug: str, services: Services, language: Language) -> str:
    """Return the title of a style; of one no longer installed, its slug."""
    card = services.cards.get(slug)
    return card.title.in_language(language) if card else slug


def tell_moment(moment: datetime, language: Language) -> str:
    """Return a day and time as the language writes them, and say that the hour is UTC."""
    return str(
        format_datetime(moment, "d MMMM, HH:mm 'UTC'", tzinfo=ZoneInfo("UTC"), locale=language)
    )


def tell_until(moment: datetime, now: datetime, language: Language) -> str:
    """Return how long it is until a moment, in hours and minutes."""
    return str(format_timedelta(max(moment - now, timedelta()), threshold=1.4, locale=language))


def hours_of(span: timedelta) -> int:
    """Return a span in whole hours, at least one."""
    return max(1, round(span / timedelta(hours=1)))


def asset(path: str) -> str:
    """Return the address of a static file; it changes with the content and is kept for a year."""
    return f"/static/{path}?{digest_of(path)}"


def find_example(drawn_here: Path, slug: str) -> str | None:
    """Return the address of a style's example picture: ours, or one the host has had drawn."""
    shipped = f"examples/{slug}-256.webp"
    if (STATIC / shipped).is_file():
        return asset(shipped)
    drawn = drawn_here / f"{slug}.jpg"
    return f"/examples/{slug}?{written_ns(drawn)}" if drawn.is_file() else None


def find_choice(kind: str, slug: str) -> str | None:
    """Return the address of the picture of a pack, a garment or the like; None without one."""
    shipped = f"examples/choices/{kind}-{slug}.webp"
    return asset(shipped) if (STATIC / shipped).is_file() else None


def written_ns(drawn: Path) -> str:
    """Return what tells one drawing of an example from another, without reading either."""
    return str(drawn.stat().st_mtime_ns)


def _frame(request: Request) -> dict[str, object]:
    services, language = services_of(request), language_of(request)
    caller = find_caller(request)
    worn = caller and caller.user.picture_avatar
    return {
        "language": language,
        "languages": LANGUAGE_NAMES,
        "_": partial(_words, language),
        "asset": asset,
        "example": partial(find_example, services.examples),
        "choice_picture": find_choice,
        "explain": partial(_explain, language),
        "tell_moment": lambda moment: tell_moment(moment, language),
        "describe": lambda avatar: describe_avatar(avatar, services, language),
        "shows": lambda avatar: BETWEEN.join(list_shown(avatar, services, language)),
        "title_of": lambda slug: style_title(slug, services, language),
        "caller": caller,
        "picture": f"/v1/pictures/{caller.user.picture_id}" if caller and worn else None,
        "is_local": services.rules.is_local,
        "operates": caller is not None and is_operator(request, caller),
        "can_pair": services.pairing is not None,
        "here": own_path(str(request.url.path)),
        "wall": WALL,
    }


def _words(language: Language, code: str, **details: Detail) -> str:
    return page_text(code, language, **details)


def _explain(language: Language, finding: Finding) -> str:
    return explain(finding, language)


@cache
def digest_of(path: str) -> str:
    """Return what tells one content of a static file from another."""
    return sha256((STATIC / path).read_bytes()).hexdigest()[:10]
