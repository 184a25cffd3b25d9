"""Codes become sentences, in the reader's language; one gettext catalog per language."""

import os
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import get_args

from babel.messages.pofile import read_po

from trombine.domain.photo import Finding
from trombine.domain.text import Language
from trombine.errors import Detail, TrombineError

LANGUAGES: tuple[Language, ...] = get_args(Language)


def explain(fault: TrombineError | Finding, language: Language) -> str:
    """Return the sentence that says what is wrong and how to mend it."""
    return text(fault.code, language, **fault.details)


def text(code: str, language: Language, **details: Detail) -> str:
    """Return the catalog's words for ``code`` with the details filled in."""
    return read_catalog(language)[code].format(**details)


def choose_language(environment: Mapping[str, str] = os.environ) -> Language:
    """Return the language the terminal asks for, English when it asks for none of ours."""
    asked = next(
        (environment[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environment.get(name)),
        "",
    )
    return "fr" if asked.lower().startswith("fr") else "en"


@cache
def read_catalog(language: Language) -> Mapping[str, str]:
    """Return every sentence of a language by code."""
    path = files(__name__) / "catalogs" / f"{language}.po"
    with path.open("rb") as stream:
        catalog = read_po(stream, locale=language)
    return {str(message.id): str(message.string) for message in catalog if message.id}
