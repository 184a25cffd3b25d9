import re
from pathlib import Path

import trombine
from trombine.i18n import choose_language, read_catalog, text

SOURCES = Path(trombine.__file__).parent.rglob("*.py")
RAISED = re.compile(
    r"(?:InputRefused|PhotoRejected|OrderFailed|WorkerLost|InstallationBroken|TrombineError"
    r'|Finding|refuse|judge)\(\s*"(\w+)"|warn="(\w+)"'
)


def test_every_code_that_is_raised_has_a_sentence() -> None:
    codes = {
        code
        for path in SOURCES
        for pair in RAISED.findall(path.read_text())
        for code in pair
        if code
    }

    assert len(codes) > 30
    assert codes <= set(read_catalog("en"))


def test_both_catalogs_say_the_same_things_in_their_own_words() -> None:
    english, french = read_catalog("en"), read_catalog("fr")

    assert english.keys() == french.keys()
    for code in english:
        fields = re.compile(r"{\w+}")
        assert sorted(fields.findall(english[code])) == sorted(fields.findall(french[code])), code
        assert english[code] != french[code] or code == "done", code


def test_figures_are_filled_in() -> None:
    assert "12" in text("too_many_photos", "fr", given=12, maximum=10)


def test_the_terminal_decides_the_language() -> None:
    assert choose_language({"LANG": "fr_FR.UTF-8"}) == "fr"
    assert choose_language({"LANG": "fr_FR.UTF-8", "LC_ALL": "C"}) == "en"
    assert choose_language({}) == "en"
