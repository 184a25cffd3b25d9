"""``trombine styles``: what there is to choose from."""

import json

import click

from trombine.bootstrap import DEFAULT_ENGINE
from trombine.cli.options import json_option, language_option
from trombine.domain.options import options_schema
from trombine.domain.text import Language
from trombine.engines.registry import open_engine


@click.command()
@language_option
@json_option
def styles(*, language: Language, as_json: bool) -> None:
    """List the styles."""
    cards = open_engine(DEFAULT_ENGINE).cards
    widest = max(map(len, cards))
    for slug, card in cards.items():
        title, description = card.title, card.description
        if as_json:
            line = {
                "slug": slug,
                "title": {"en": title.en, "fr": title.fr},
                "description": {"en": description.en, "fr": description.fr},
                "media": card.media,
                "options": options_schema(card.options),
                "photoreal": card.photoreal,
                "digital_source_type": card.digital_source_type.uri,
            }
            click.echo(json.dumps(line, ensure_ascii=False))
        else:
            words = f"{title.in_language(language)}: {description.in_language(language)}"
            click.echo(f"{slug:<{widest}}  {words}")
