"""Every word of the pages is in both catalogs, and every word of the catalogs is on a page."""

import re
from pathlib import Path

import pytest

import trombine
from trombine.domain.ground import GROUNDS
from trombine.domain.options import COLOR_NAMES, GROUND_NAMES
from trombine.domain.placed_order import OrderState
from trombine.i18n import LANGUAGES, Sentence, read_catalog
from trombine.provenance.reading import ManifestState

WEB = Path(trombine.__file__).parent / "web"
SOURCES = "\n".join(
    path.read_text() for kind in ("*.py", "*.html", "*.js") for path in WEB.rglob(kind)
)
QUOTED = set(re.findall(r"[\"']([a-z][a-z0-9_]*)[\"']", SOURCES))
ASKED = set(re.findall(r"\b(?:_|page_text)\(\s*[\"']([a-z0-9_]+)[\"'](?!\s*~)", SOURCES))
BUILT = re.compile(r"\b(?:_|page_text)\(\s*f?[\"']([a-z0-9_]*_)(?:{|[\"']\s*~)")
FIELD = re.compile(r"{(\w+)}")
SPELLED_ALIKE = {
    "step_photos", "step_styles", "step_portraits", "pair_code",
    "avatar_name",
}  # fmt: skip
FAMILIAR = re.compile(r"\b(tu|te|toi|ton|ta|tes)\b", re.IGNORECASE)  # codespell:ignore te,toi
ENGLISH, FRENCH = read_catalog("en", "pages"), read_catalog("fr", "pages")


def fields(sentence: Sentence) -> list[set[str]]:
    return [set(FIELD.findall(form)) for form in sentence.forms]


def test_both_catalogs_hold_the_same_codes() -> None:
    assert ENGLISH.keys() == FRENCH.keys()


@pytest.mark.parametrize("code", sorted(ENGLISH))
def test_both_languages_say_the_same_in_their_own_words(code: str) -> None:
    english, french = ENGLISH[code], FRENCH[code]

    assert all(english.forms)
    assert all(french.forms)
    assert english.counted == french.counted
    assert bool(set(english.forms) & set(french.forms)) == (code in SPELLED_ALIKE)
    assert set().union(*fields(english)) == set().union(*fields(french))


def test_every_word_asked_for_is_there() -> None:
    assert ASKED
    assert not ASKED - ENGLISH.keys()


def test_every_word_made_of_two_parts_is_there() -> None:
    states = {f"state_{state.value}" for state in OrderState}
    grounds = {f"ground_{name}" for name in (*GROUND_NAMES, *COLOR_NAMES, "none")}
    seen = {f"avatar_ground_{name}" for name in GROUNDS}
    manifests = {f"manifest_state_{state.value}" for state in ManifestState}
    often = {"often_day", "often_week", "often_month"}

    assert not (states | grounds | seen | manifests | often) - ENGLISH.keys()


def test_no_word_is_left_over() -> None:
    beginnings = tuple({*BUILT.findall(SOURCES), "preset_"})
    unused = {code for code in ENGLISH if code not in QUOTED and not code.startswith(beginnings)}

    assert beginnings
    assert not unused


@pytest.mark.parametrize("code", sorted(FRENCH))
def test_french_follows_french_typography_and_says_vous(code: str) -> None:
    for form in FRENCH[code].forms:
        assert not re.search(r"[^\u202f][;?!]", form)
        assert not re.search(r"[^\u00a0]:", form)
        assert not re.search(r"«[^\u202f]|[^\u202f]»|\"|'|“", form)
        assert not FAMILIAR.search(form)


@pytest.mark.parametrize("code", sorted(ENGLISH))
def test_english_uses_curly_marks(code: str) -> None:
    for form in ENGLISH[code].forms:
        assert not re.search(r"\"|'|«", form)


def test_there_are_as_many_languages_to_choose_as_catalogs() -> None:
    names = sorted(Path(trombine.__file__).parent.glob("i18n/catalogs/pages.*.po"))

    assert [path.name.split(".")[1] for path in names] == sorted(LANGUAGES)
