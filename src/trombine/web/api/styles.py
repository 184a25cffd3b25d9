"""What can be ordered, and what has to be agreed to first: told to everybody."""

from fastapi import APIRouter, Request

from trombine.domain.card import Named
from trombine.domain.options import Staged, options_schema
from trombine.domain.pack import PackCard
from trombine.domain.style import StyleCard
from trombine.domain.text import Language
from trombine.imaging.decoder_child import MAX_BYTES
from trombine.intake.admission import MAXIMUM_PHOTOS, MINIMUM_PHOTOS
from trombine.planning import MAXIMUM_STYLES
from trombine.web.api import order_models as models
from trombine.web.api.shown import show_consent
from trombine.web.problems import language_of
from trombine.web.services import services_of

ROUTER = APIRouter(prefix="/v1", tags=["styles"])


@ROUTER.get("/styles", summary="List the styles")
def list_styles(request: Request) -> models.Styles:
    """Return every style with its options, and the bounds of an order."""
    services, language = services_of(request), language_of(request)
    catalogue = services.service.catalogue
    return models.Styles(
        items=[_show(card, catalogue.staged_today, language) for card in services.cards.values()],
        packs=[_show_pack(card, language) for card in catalogue.packs_today.values()],
        **{
            f"{kind}s": [models.Choice(**_name(card, language)) for card in cards.values()]
            for kind, cards in catalogue.staged.items()
        },
        minimum=1,
        maximum=MAXIMUM_STYLES,
        avatars_per_order=services.service.rules.count,
        photos_minimum=MINIMUM_PHOTOS,
        photos_maximum=MAXIMUM_PHOTOS,
        photo_bytes_maximum=MAX_BYTES,
    )


@ROUTER.get("/consent", summary="Read what has to be agreed to")
def read_consent(request: Request) -> models.ConsentText:
    """Return the sentences a person agrees to before giving photos, in the language asked for."""
    return show_consent(language_of(request))


def _show(card: StyleCard, staged: Staged, language: Language) -> models.Style:
    return models.Style(
        **_name(card, language),
        media=list(card.media),
        photoreal=card.photoreal,
        recolors=card.recolors,
        options=options_schema(card.options, staged),
    )


def _show_pack(card: PackCard, language: Language) -> models.PackChoice:
    return models.PackChoice(
        **_name(card, language),
        styles=list(card.styles),
        garments=list(card.garments),
        worlds=list(card.worlds),
        props=list(card.props),
    )


def _name(card: Named, language: Language) -> dict[str, str]:
    return {
        "slug": card.slug,
        "title": card.title.in_language(language),
        "description": card.description.in_language(language),
    }
