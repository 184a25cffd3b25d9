"""``trombine styles``: what there is to choose from."""

import json

import click

from trombine.bootstrap import DEFAULT_ENGINE, examples_folder, open_chosen_engine, open_labeller
from trombine.cli.help import Command
from trombine.cli.options import json_option, language_option
from trombine.domain.options import options_schema
from trombine.domain.text import Language
from trombine.engines.registry import staging_cards


@click.command(cls=Command)
@click.option("--engine", default=DEFAULT_ENGINE, show_default=True, metavar="NAME")
@click.option(
    "--render-examples",
    "renders_examples",
    is_flag=True,
)
@language_option
@json_option
def styles(*, engine: str, renders_examples: bool, language: Language, as_json: bool) -> None:
    """List the styles."""
    opened = open_chosen_engine(engine)
    if renders_examples:
        from trombine.cli.style_examples import render_examples  # noqa: PLC0415  (costs seconds)

        opened.check_ready()
        for place in render_examples(opened, examples_folder(), open_labeller()):
            click.echo(place)
        return
    cards = opened.cards
    widest = max(map(len, cards))
    for slug, card in cards.items():
        title, description = card.title, card.description
        if as_json:
            line = {
                "slug": slug,
                "title": {"en": title.en, "fr": title.fr},
                "description": {"en": description.en, "fr": description.fr},
                "media": card.media,
                "options": options_schema(card.options, staging_cards()),
                "photoreal": card.photoreal,
                "digital_source_type": card.digital_source_type.uri,
            }
            click.echo(json.dumps(line, ensure_ascii=False))
        else:
            words = f"{title.in_language(language)}: {description.in_language(language)}"
            click.echo(f"{slug:<{widest}}  {words}")
