"""Styles of other packages: found, or refused by name; never passed over."""

from pathlib import Path

import pytest

from trombine.engines.portrait.styles import find_styles
from trombine.errors import InstallationBroken

GOOD = """
from dataclasses import replace
from trombine.engines.portrait.style import PortraitStyle
from trombine.engines.portrait.styles.neon import STYLE as neon
STYLE = PortraitStyle(replace(neon.card, slug="{slug}"), neon.render)
"""


def install(folder: Path, module: str, code: str) -> None:
    """Lay a package down as an installer does."""
    (folder / f"{module}.py").write_text(code)
    information = folder / f"{module}-1.0.dist-info"
    information.mkdir()
    (information / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {module}\nVersion: 1.0\n")
    (information / "entry_points.txt").write_text(f"[trombine.styles]\ntheirs = {module}:STYLE\n")


def test_a_style_of_another_package_comes_after_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(tmp_path, "their_good_style", GOOD.format(slug="their-neon"))
    monkeypatch.syspath_prepend(tmp_path)

    assert list(find_styles.__wrapped__())[-1] == "their-neon"


@pytest.mark.parametrize(
    ("module", "code", "fault"),
    [
        ("their_missing_import", "import a_module_nobody_has", "style_broken"),
        ("their_empty_module", "", "style_broken"),
        ("their_number", "STYLE = 3", "style_malformed"),
        ("their_unsafe_slug", GOOD.format(slug="../neon"), "style_malformed"),
        ("their_taken_slug", GOOD.format(slug="neon"), "style_slug_taken"),
    ],
)
def test_a_style_that_cannot_be_used_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, module: str, code: str, fault: str
) -> None:
    install(tmp_path, module, code)
    monkeypatch.syspath_prepend(tmp_path)

    with pytest.raises(InstallationBroken) as broken:
        find_styles.__wrapped__()

    assert broken.value.code == fault
    told = (
        {"slug": "neon"} if fault == "style_slug_taken" else {"name": "theirs", "package": module}
    )
    assert broken.value.details == told
