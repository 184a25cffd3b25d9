"""Poses, garments, props and worlds of other packages: found, or refused by name."""

from pathlib import Path

import pytest

from trombine.engines.portrait.changes import find_changes
from trombine.errors import InstallationBroken

GOOD = """
from dataclasses import replace
from trombine.engines.portrait.changes import Kind
from trombine.engines.portrait.changes.worlds.aurora import WORLD as aurora
CHANGE = replace(aurora, card=replace(aurora.card, slug="{slug}"), kind=Kind.{kind})
"""


def install(folder: Path, module: str, code: str, kind: str) -> None:
    """Lay a package down as an installer does."""
    (folder / f"{module}.py").write_text(code)
    information = folder / f"{module}-1.0.dist-info"
    information.mkdir()
    (information / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {module}\nVersion: 1.0\n")
    points = f"[trombine.{kind}s]\ntheirs = {module}:CHANGE\n"
    (information / "entry_points.txt").write_text(points)


@pytest.mark.parametrize("kind", ["pose", "garment", "prop", "world"])
def test_a_change_of_another_package_comes_after_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    code = GOOD.format(slug="their-own", kind=kind.upper())
    install(tmp_path, f"their_{kind}", code, kind)
    monkeypatch.syspath_prepend(tmp_path)

    found = find_changes.__wrapped__()

    assert list(found[kind])[-1] == "their-own"
    assert all("their-own" not in found[other] for other in found if other != kind)


@pytest.mark.parametrize(
    ("module", "code", "fault"),
    [
        ("their_lost_world", "import a_module_nobody_has", "change_broken"),
        ("their_number_world", "CHANGE = 3", "change_malformed"),
        ("their_unsafe_world", GOOD.format(slug="../x", kind="WORLD"), "change_malformed"),
        ("their_misplaced_world", GOOD.format(slug="x", kind="POSE"), "change_malformed"),
        ("their_taken_world", GOOD.format(slug="aurora", kind="WORLD"), "change_slug_taken"),
    ],
)
def test_a_change_that_cannot_be_used_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, module: str, code: str, fault: str
) -> None:
    install(tmp_path, module, code, "world")
    monkeypatch.syspath_prepend(tmp_path)

    with pytest.raises(InstallationBroken) as broken:
        find_changes.__wrapped__()

    assert broken.value.code == fault
    taken = fault == "change_slug_taken"
    told = {"slug": "aurora"} if taken else {"name": "theirs", "package": module}
    assert broken.value.details == told
