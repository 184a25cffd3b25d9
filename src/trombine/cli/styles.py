"""``trombine styles``: what there is to choose from."""

from collections.abc import Mapping

import click

from trombine.bootstrap import examples_folder, open_chosen_engine, open_labeller
from trombine.cli.help import Command
from trombine.cli.names import engine_option
from trombine.cli.values import OneOf
from trombine.cli.voice import Voice, spoken
from trombine.domain.card import Named
from trombine.domain.options import options_schema
from trombine.domain.pack import PackCard
from trombine.domain.style import StyleCard
from trombine.engines.registry import staged_today

KINDS = ("style", "pack", "pose", "garment", "world", "prop")


@click.command(cls=Command)
@engine_option
@click.option("--kind", type=OneOf(KINDS), default=KINDS[0], show_default=True)
@click.option(
    "--render-examples",
    "renders_examples",
    is_flag=True,
)
@spoken
def styles(voice: Voice, *, engine: str, kind: str, renders_examples: bool) -> None:
    """List the styles, or what else can be chosen."""
    opened = open_chosen_engine(engine)
    if renders_examples:
        from trombine.cli.style_examples import render_examples  # noqa: PLC0415  (costs seconds)

        opened.check_ready()
        for place in render_examples(opened, examples_folder(), open_labeller()):
            voice.answer(str(place), file=str(place))
        return
    if kind != KINDS[0]:
        _list(staged_today()[kind], voice)
        return
    _list(opened.cards, voice)


def _list(cards: Mapping[str, Named], voice: Voice) -> None:
    widest = max(map(len, cards), default=0)
    for slug, card in cards.items():
        title = card.title.in_language(voice.language)
        words = f"{title}: {card.description.in_language(voice.language)}"
        voice.answer(f"{slug:<{widest}}  {words}", **_describe(card))


def _describe(card: Named) -> dict[str, object]:
    title, description = card.title, card.description
    line: dict[str, object] = {
        "slug": card.slug,
        "title": {"en": title.en, "fr": title.fr},
        "description": {"en": description.en, "fr": description.fr},
    }
    if isinstance(card, StyleCard):
        line |= {
            "media": card.media,
            "options": options_schema(card.options, staged_today()),
            "photoreal": card.photoreal,
            "digital_source_type": card.digital_source_type.uri,
        }
    if isinstance(card, PackCard):
        names = ("styles", "garments", "worlds", "props", "palette")
        line |= {name: getattr(card, name) for name in names}
    return line
