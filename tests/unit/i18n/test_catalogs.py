"""Whatever the sources raise can be said, in both languages, with the figures that are at hand."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

import trombine
from trombine.domain.photo import Decision, Finding
from trombine.domain.text import Language
from trombine.errors import InputRefused, OrderFailed, PhotoRejected
from trombine.i18n import (
    LANGUAGES,
    choose_language,
    explain,
    negotiate_language,
    read_catalog,
    text,
)
from trombine.imaging.codec import REASONS

SOURCES = Path(trombine.__file__).parent
RAISERS = {
    "TrombineError",
    "InputRefused",
    "PhotoRejected",
    "OrderFailed",
    "InstallationBroken",
    "SourceUnreachable",
    "WorkerLost",
    "SigningFailed",
    "OutOfResources",
    "OrderFrozen",
    "NotFound",
    "Conflict",
    "LimitReached",
    "SignInNeeded",
    "Forbidden",
    "StorageFault",
    "Finding",
    "Judgment",
    "judge",
    "text",
}
FIELD = re.compile(r"{(\w+)}")
FAMILIAR = re.compile(r"\b(tu|te|toi|ton|ta|tes)\b", re.IGNORECASE)  # codespell:ignore te,toi
CODES = sorted(read_catalog("en"))
# Not sentences: words that stand in one.
WORDS = {
    *(
        "accepted",
        "warned",
        "held",
        "refused",
        "photo_line",
        "file_line",
        "drawing",
        "done",
        "kept",
    ),
    *("mail_ready_subject", "mail_failed_subject", "push_ready", "push_failed"),
    *("mail_reset_subject", "consent_mine", "consent_analysis"),
    *("erased", "erased_user", "erase_everything"),
    *("admin_works", "admin_mail_subject"),
    *("weights_here", "weights_absent", "weights_differ"),
    *("weights_license", "weights_accept", "weights_done"),
}


def is_word(code: str) -> bool:
    return code in WORDS or code.startswith("status_")


@dataclass(frozen=True)
class Raised:
    """A code as the sources name it, with the details that come along."""

    code: str
    details: frozenset[str]
    place: str


def named_codes() -> Iterator[Raised]:
    for path in SOURCES.rglob("*.py"):
        if "migrations" in path.parts:
            continue  # there text is SQL
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.Call):
                continue
            called = node.func.attr if isinstance(node.func, ast.Attribute) else None
            called = node.func.id if isinstance(node.func, ast.Name) else called
            if called in RAISERS:
                place = f"{path.name}:{node.lineno}"
                for code in literal_codes(node):
                    yield Raised(code, frozenset(literal_details(node)), place)


def literal_codes(call: ast.Call) -> list[str]:
    """The first argument and ``warn=``, also when one of two is chosen by a condition."""
    codes = [*call.args[:1], *(word.value for word in call.keywords if word.arg == "warn")]
    constants = [
        part
        for code in codes
        for part in ([code.body, code.orelse] if isinstance(code, ast.IfExp) else [code])
    ]
    return [part.value for part in constants if isinstance(part, ast.Constant) and part.value]


def literal_details(call: ast.Call) -> list[str]:
    keywords = [word.arg for word in call.keywords if word.arg]
    mappings = [argument for argument in call.args[1:] if isinstance(argument, ast.Dict)]
    keys = [key.value for mapping in mappings for key in mapping.keys if key]
    return keywords + keys


def fields(code: str, language: Language) -> list[set[str]]:
    return [set(FIELD.findall(form)) for form in read_catalog(language)[code].forms]


def every_form(language: Language) -> Iterator[tuple[str, str]]:
    for code, sentence in read_catalog(language).items():
        for form in sentence.forms:
            yield code, form


def test_the_sources_are_understood() -> None:
    codes = {raised.code for raised in named_codes()}

    assert {"no_face", "low_resolution", "style_unknown", "duplicate", "sound", "broken"} <= codes


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_that_is_raised_has_a_sentence_with_its_figures(language: Language) -> None:
    rejections = [Raised(code, frozenset(details), "codec") for code, details in REASONS.items()]
    decisions = [Raised(decision.value, frozenset(), "verdicts") for decision in Decision]
    catalog = read_catalog(language)

    for raised in [*named_codes(), *rejections, *decisions]:
        assert raised.code in catalog, raised
        needed = set().union(*fields(raised.code, language), {catalog[raised.code].counted} - {""})
        assert needed <= raised.details, raised


def test_both_catalogs_hold_the_same_codes() -> None:
    assert read_catalog("en").keys() == read_catalog("fr").keys()


@pytest.mark.parametrize("code", CODES)
def test_both_languages_say_the_same_in_their_own_words(code: str) -> None:
    english, french = read_catalog("en")[code], read_catalog("fr")[code]

    assert english.counted == french.counted
    assert len(english.forms) == len(french.forms)
    assert not set(english.forms) & set(french.forms)
    assert all(form == fields(code, "en")[0] for form in fields(code, "en") + fields(code, "fr"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_says_what_is_wrong_and_how_to_mend_it(language: Language) -> None:
    for code, form in every_form(language):
        if is_word(code) or code in {"sound", "broken", "interrupted", "did_you_mean"}:
            continue
        sentences = re.split(r"(?<=[.:;]) |(?<=\u202f;) |(?<=\u00a0:) ", form)
        assert len(sentences) > 1, code
        assert form.endswith((".", "{known}.")), code


def test_french_follows_french_typography() -> None:
    for code, form in every_form("fr"):
        assert not re.search(r"[^\u202f][;?!]", form), code
        assert not re.search(r"[^\u00a0]:", form), code
        assert not re.search(r"«[^\u202f]|[^\u202f]»|\"|'|“", form), code


def test_french_says_vous() -> None:
    for code, form in every_form("fr"):
        assert not FAMILIAR.search(form), code


def test_english_uses_curly_marks() -> None:
    for code, form in every_form("en"):
        assert not re.search(r"\"|'|«", form), code


def test_figures_are_filled_in() -> None:
    assert "12" in text("too_many_photos", "fr", given=12, maximum=10)


def test_large_figures_are_grouped_as_locals_do() -> None:
    english = text("size_out_of_range", "en", minimum=256, maximum=20480)
    french = text("size_out_of_range", "fr", minimum=256, maximum=20480)

    assert "20,480 pixels" in english
    assert "20\u202f480 pixels" in french


@pytest.mark.parametrize(
    ("language", "made", "words"),
    [
        ("en", 0, "0 avatars"),
        ("en", 1, "1 avatar "),
        ("en", 2, "2 avatars"),
        ("fr", 0, "0 avatar "),
        ("fr", 1, "1 avatar "),
        ("fr", 2, "2 avatars"),
    ],
)
def test_numbers_agree_with_what_they_count(language: Language, made: int, words: str) -> None:
    assert words in text("done", language, made=made, path="out")


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (InputRefused("style_unknown", style="cubism", known="oil, neon"), "oil, neon"),
        (OrderFailed("likeness_unreached", made=1, count=30), "1 of 30 avatars looks"),
        (OrderFailed("accessories_lost", made=2, count=30), "2 of 30 avatars show your glasses"),
        (Finding("duplicate", {"original": 4}), "photo 4"),
        (Finding("same_moment", {"original": 2}), "the same moment as photo 2"),
        (PhotoRejected("too_large", megabytes=20), "20 MB"),
        (InputRefused("path_missing", path="a {b} c"), "a {b} c"),
    ],
)
def test_errors_and_findings_are_explained(fault: InputRefused | Finding, words: str) -> None:
    assert words in explain(fault, "en")


def test_a_code_of_somebody_else_is_an_unforeseen_error() -> None:
    assert explain(OrderFailed("martian_code", depth=3), "en") == text("internal", "en")


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"LANG": "fr_FR.UTF-8"}, "fr"),
        ({"LANG": "fr"}, "fr"),
        ({"LANG": "fr-CA"}, "fr"),
        ({"LANG": "frp_FR.UTF-8"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "fr_FR.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "fr_BE.UTF-8"}, "fr"),
        ({"LANG": "fr_FR.UTF-8", "LC_ALL": ""}, "fr"),
        ({}, "en"),
    ],
)
def test_the_terminal_decides_the_language(environment: dict[str, str], language: Language) -> None:
    assert choose_language(environment) == language


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("", "en"),
        ("fr", "fr"),
        ("fr-CA, en;q=0.8", "fr"),
        ("de, fr;q=0.2", "fr"),
        ("en;q=0.3, fr;q=0.4", "fr"),
        ("EN, FR", "en"),
        ("fr;q=0", "en"),
        ("fr;q=nan, en;q=0.1", "en"),
        ("frp, *", "en"),
    ],
)
def test_a_browser_is_answered_in_the_language_it_prefers(
    accepted: str, language: Language
) -> None:
    assert negotiate_language(accepted) == language
