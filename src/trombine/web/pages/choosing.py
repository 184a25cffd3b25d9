"""The page one chooses on: themes, what the person wears and where they are, styles."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from babel.lists import format_list
from fastapi import Request, Response

from trombine.domain.catalogue import Catalogue
from trombine.domain.options import Ground, Option, OptionSpec, Value, offers
from trombine.domain.pack import PackCard
from trombine.domain.placed_order import PlacedOrder
from trombine.domain.text import Language
from trombine.errors import InputRefused, TrombineError
from trombine.i18n import explain, page_text
from trombine.planning import MAXIMUM_STYLES
from trombine.planning.staging import suggest_styles
from trombine.web.pages.fields import FormFields
from trombine.web.pages.rendering import inside_sentence, render, style_title
from trombine.web.problems import language_of
from trombine.web.services import services_of

MINIMUM_STYLES = 2
"""So many where no theme is chosen; with one, as many as one likes."""

EVERYWHERE = "everywhere"
"""What stands before the name of an option that holds for all styles."""

PACKS = f"{EVERYWHERE}.{Option.PACK}"
LOOKS = (Option.GARMENT, Option.WORLD, Option.PROP, Option.POSE, Option.HAIR)
"""What is chosen by pictures and holds for all styles."""

BEHIND = (Option.WORLD, Option.BACKGROUND)
"""What is behind the person: one or the other."""

LEFT_OPEN = frozenset({"", "1", "1.0"})
NO_FIELDS = FormFields()


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen; ``styles`` is None where those of the packs are to be drawn."""

    styles: Sequence[str] | None
    options: Mapping[str, Mapping[str, Value]]
    everywhere: Mapping[str, Value]


def read_choice(fields: FormFields) -> Choice:
    """Return what was chosen on the page; what was left open is left out.

    Raises
    ------
    InputRefused
        ``too_few_styles``.
    """
    styles, packs = fields.every("styles"), fields.every(PACKS)
    if len(styles) < MINIMUM_STYLES and not packs:
        raise InputRefused("too_few_styles", minimum=MINIMUM_STYLES)
    options = {style: _read_options(fields, style) for style in styles}
    everywhere = _read_options(fields, EVERYWHERE)
    if packs:
        everywhere[Option.PACK.value] = ",".join(packs)
    return Choice(
        styles or None, {style: given for style, given in options.items() if given}, everywhere
    )


def _read_options(fields: FormFields, owner: str) -> dict[str, Value]:
    """Return what was set for a style, or everywhere."""
    options: dict[str, Value] = {}
    for name, value in fields:
        named, dot, option = name.partition(".")
        if dot and named == owner and value not in LEFT_OPEN:
            options[option] = value
    return options


def show_choosing(
    request: Request,
    order: PlacedOrder,
    *,
    fault: TrombineError | None = None,
    fields: FormFields = NO_FIELDS,
) -> Response:
    """Show the page, as far as it was filled in."""
    services, language = services_of(request), language_of(request)
    catalogue, count = services.service.catalogue, order.order.count
    styles, packs = fields.every("styles"), fields.every(PACKS)
    brought = () if styles else _suggest(catalogue, packs)
    titles = [inside_sentence(style_title(slug, services, language)) for slug in brought]
    asks = "styles_or_theme" if catalogue.packs_today else "styles_more"
    return render(
        request,
        "styles.html",
        status=422 if fault else 200,
        order=order,
        packs=_list_packs(catalogue),
        chosen_packs=packs,
        defaults=catalogue.defaults,
        brought=brought,
        brought_titles=format_list(titles, locale=language),
        looks=_list_looks(offers((), catalogue.staged_today)),
        staged=catalogue.staged,
        grounds=Ground().names,
        cards=list(services.cards.values()),
        chosen=styles,
        remembered=dict(fields),
        fault=explain(fault, language) if fault else None,
        offers=lambda declared: _sort_sheet(offers(declared, catalogue.staged_today)),
        sum=_tell_sum(count, styles, brought, language)
        or page_text(asks, language, minimum=MINIMUM_STYLES),
        asks=asks,
        styles_minimum=MINIMUM_STYLES,
        styles_maximum=MAXIMUM_STYLES,
    )


def _list_packs(catalogue: Catalogue) -> list[PackCard]:
    """Return the packs of today, those first that are not here for long."""
    return sorted(catalogue.packs_today.values(), key=lambda card: card.season is None)


def _suggest(catalogue: Catalogue, packs: Iterable[str]) -> tuple[str, ...]:
    """Return the styles that are drawn for these packs where none is named; none without a pack."""
    offered = catalogue.packs_today
    cards = [offered[slug] for slug in packs if slug in offered]
    found = suggest_styles(cards, catalogue.styles, most=MAXIMUM_STYLES)
    return found or (catalogue.defaults if cards else ())


def _tell_sum(count: int, styles: Sequence[str], brought: Sequence[str], language: Language) -> str:
    """Return how the order is shared out; empty where nothing was chosen."""
    if not brought:
        return share_out(count, len(styles))
    suit = page_text("styles_suit", language, count=len(brought))
    return f"{suit} {share_out(count, len(brought))}"


def share_out(count: int, styles: int) -> str:
    """Return how avatars are shared among styles, as ``30 = 3 x 10``; empty without a style."""
    if not styles:
        return ""
    each, more = divmod(count, styles)
    if not more:
        return f"{count} = {styles} × {each}"
    return f"{count} = {more} × {each + 1} + {styles - more} × {each}"


def _list_looks(specs: Iterable[OptionSpec]) -> list[OptionSpec]:
    by_option = {spec.option: spec for spec in specs}
    return [by_option[option] for option in LOOKS if option in by_option]


def _sort_sheet(specs: Iterable[OptionSpec]) -> dict[str, list[OptionSpec]]:
    """Return the options of one style as its sheet shows them; packs hold for all styles."""
    by_option = {spec.option: spec for spec in specs if spec.option is not Option.PACK}
    behind = [by_option.pop(each) for each in BEHIND if each in by_option]
    looks = [by_option.pop(each) for each in LOOKS if each in by_option]
    return {"behind": behind, "own": list(by_option.values()), "looks": looks}
