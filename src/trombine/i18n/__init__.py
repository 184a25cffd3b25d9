"""Codes become sentences, in the reader's language; one gettext catalog per language.

In a catalog the msgid is the stable code. Where a number changes the words, the msgid_plural names
the detail that is counted, as ``{made}``.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from typing import get_args

from babel import Locale
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from trombine.domain.photo import Finding
from trombine.domain.text import Language
from trombine.errors import Detail, TrombineError

LANGUAGES: tuple[Language, ...] = get_args(Language)
ENVIRONMENT_NAMES = ("LC_ALL", "LC_MESSAGES", "LANG")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A catalog's words for one code: one form, or the singular and the plural of ``counted``."""

    forms: tuple[str, ...]
    counted: str = ""


def explain(fault: TrombineError | Finding, language: Language) -> str:
    """Return the sentence that says what is wrong and how to mend it.

    A code from elsewhere, such as a style that was installed beside ours, has no sentence here and
    is an unforeseen error to the reader.
    """
    if fault.code not in read_catalog(language):
        return text("internal", language)
    sentence = text(fault.code, language, **fault.details)
    meant = _nearest(fault.details)
    return f"{sentence} {text('did_you_mean', language, nearest=meant)}" if meant else sentence


def text(code: str, language: Language, **details: Detail) -> str:
    """Return the catalog's words for ``code`` with the details filled in, numbers as locals do."""
    return _fill(read_catalog(language)[code], language, details)


def page_text(code: str, language: Language, **details: Detail) -> str:
    """Return the words a page shows for ``code``, filled in as ``text`` does.

    Raises
    ------
    KeyError
        No page has this code.
    """
    return _fill(read_catalog(language, "pages")[code], language, details)


def help_text(code: str, language: Language, **details: Detail) -> str:
    """Return the words of the command line's help for ``code``, filled in as ``text`` does.

    Raises
    ------
    KeyError
        No command or option has this code.
    """
    return _fill(read_catalog(language, "help")[code], language, details)


def choose_language(environment: Mapping[str, str] = os.environ) -> Language:
    """Return the language the terminal asks for, English when it asks for none of ours."""
    asked = next((environment[name] for name in ENVIRONMENT_NAMES if environment.get(name)), "")
    territory_aside = asked.lower().replace("-", "_").partition(".")[0].partition("_")[0]
    return "fr" if territory_aside == "fr" else "en"


def negotiate_language(accepted: str) -> Language:
    """Return the language an ``Accept-Language`` header prefers among ours, English when none."""
    best, best_quality = LANGUAGES[0], 0.0
    for entry in accepted.lower().split(","):
        tag, _, words = entry.strip().partition(";q=")
        quality = _quality(words)
        for language in LANGUAGES:
            if tag.partition("-")[0] == language and quality > best_quality:
                best, best_quality = language, quality
    return best


@cache
def read_catalog(language: Language, domain: str = "") -> Mapping[str, Sentence]:
    """Return a language's sentences by code: of faults and letters, or of ``pages`` or ``help``."""
    name = f"{domain}.{language}.po" if domain else f"{language}.po"
    path = files(__name__) / "catalogs" / name
    with path.open("rb") as stream:
        catalog = read_po(stream, locale=language)
    sentences = {}
    for message in catalog:
        names, words = message.id, message.string
        code, counted = (names, "") if isinstance(names, str) else names
        forms = (str(words),) if isinstance(words, str | None) else tuple(words)
        if code:  # the entry without a code is the catalog's head
            sentences[code] = Sentence(forms, counted.strip("{}"))
    return sentences


def _nearest(details: Mapping[str, Detail]) -> str:
    """Return what there is that is spelled much like what was asked for; empty where nothing is.

    ``known`` names what there is, the first of the other details what was asked for.
    """
    known = str(details.get("known", "")).split(", ")
    asked = next((str(value) for name, value in details.items() if name != "known"), "")
    wrong = (word.strip().lower() for word in asked.split(",") if word not in known)
    return next((close for word in wrong for close in get_close_matches(word, known, n=1)), "")


def _fill(sentence: Sentence, language: Language, details: Mapping[str, Detail]) -> str:
    shown = {name: _show(value, language) for name, value in details.items()}
    return _choose_form(sentence, details, language).format(**shown)


def _choose_form(sentence: Sentence, details: Mapping[str, Detail], language: Language) -> str:
    if not sentence.counted:
        return sentence.forms[0]
    # English says "0 avatars", French "0 avatar": the locale knows.
    category = Locale(language).plural_form(int(details[sentence.counted]))
    return sentence.forms[0 if category == "one" else 1]


def _quality(words: str) -> float:
    """Return the weight of RFC 9110, section 12.4.2; 1 when not given, 0 when it cannot be read."""
    return float(words or 1) if re.fullmatch(r"|[01](\.\d{0,3})?", words) else 0.0


def _show(value: Detail, language: Language) -> str:
    return value if isinstance(value, str) else format_decimal(value, locale=language)
