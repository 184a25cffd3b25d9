"""A run that was stopped goes on where it was, and two runs never share a folder."""

import fcntl
import hashlib
import json
import os
import signal
import tempfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from tests.command import Command
from tests.fake_engine import FakeGate, FakeLabeller, fake_photo
from tests.processes import drawing_processes

from trombine.cli import making
from trombine.cli.runs import Finished, Run, begun_on
from trombine.domain.avatar import Avatar

SHEET = b"a sheet"


@dataclass(frozen=True)
class Labeller(FakeLabeller):
    """As the command line sets one up."""

    badge: bool | None = None
    badge_language: str = "en"

    def shows_badge(self, _card: object) -> bool:
        return False


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    folder = tmp_path / "photos"
    folder.mkdir()
    for number in (1, 2, 3):
        (folder / f"{number}.png").write_bytes(fake_photo(number))
    return folder


@pytest.fixture
def make(
    trombine: Command, photos: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Command:
    monkeypatch.setattr(making, "open_labeller", Labeller)
    monkeypatch.setattr(making, "open_gate", lambda _: FakeGate)
    monkeypatch.setattr(making, "write_contact_sheet", lambda *_: SHEET)
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    order = ("--engine", "fake", "--count", "5", "--size", "256", "--styles", "dots,lines")
    return lambda *words: trombine("make", photos, *order, "--workers", "1", *words)


def pictures(out: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in out.glob("*.webp")}


def stop_after(pictures: int, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    keep = Run.keep

    def keep_then_stop(run: Run, avatar: Avatar) -> Finished:
        kept = keep(run, avatar)
        if len(run.finished) == pictures:
            os.kill(os.getpid(), number)
        return kept

    monkeypatch.setattr(Run, "keep", keep_then_stop)


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_a_run_that_was_stopped_goes_on_and_ends_as_one_that_was_not(
    make: Command, tmp_path: Path, number: int, code: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        stop_after(2, patch, number)
        stopped = make("--out", tmp_path / "out", "--lang", "en")
    begun = pictures(tmp_path / "out")
    times = {name: (tmp_path / "out" / name).stat().st_mtime_ns for name in begun}
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text())

    gone_on = make("--out", tmp_path / "out", "--json")
    whole = make("--out", tmp_path / "whole")

    assert stopped.code == code
    assert "2 finished avatars are kept" in stopped.err
    assert "the same command goes on from there" in stopped.err
    assert manifest["state"] == "unfinished"
    assert len(manifest["avatars"]) == len(begun) == 2
    assert (gone_on.code, whole.code) == (0, 0)
    made = [event for event in gone_on.events if event["event"] == "avatar"]
    assert [event["kept"] for event in made] == [True, True, False, False, False]
    assert gone_on.events[-1] == {"event": "done", "count": 5}
    assert times == {name: (tmp_path / "out" / name).stat().st_mtime_ns for name in begun}
    assert pictures(tmp_path / "out") == pictures(tmp_path / "whole")
    assert json.loads((tmp_path / "out" / "manifest.json").read_text())["state"] == "finished"
    assert list((tmp_path / "tmp").iterdir()) == []
    assert drawing_processes() == []


def test_a_finished_run_is_left_alone_but_for_what_is_missing(
    make: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    make("--out", out)
    before = pictures(out)
    (out / "02-lines.webp").unlink()
    again = make("--out", out, "--lang", "fr")
    monkeypatch.setattr(making, "Dealer", None)  # nothing may be drawn any more
    monkeypatch.setattr(making, "write_contact_sheet", None)

    at_last = make("--out", out, "--quiet")

    assert again.code == 0
    assert "4 avatars sur 5 sont déjà dans" in again.err
    assert pictures(out) == before
    assert (at_last.code, at_last.out, at_last.err) == (0, "", "")


def test_another_run_is_refused_the_folder_until_it_may_overwrite(
    make: Command, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    make("--out", out)
    (out / "mine.txt").write_text("mine")
    before = pictures(out)

    refused = make("--out", out, "--seed", "1", "--json")
    format_refused = make("--out", out, "--format", "png", "--lang", "fr")

    assert (refused.code, format_refused.code) == (2, 2)
    assert refused.events[-1]["code"] == "out_other_run"
    assert "autre série" in format_refused.err
    assert pictures(out) == before
    assert make("--out", out, "--styles", "waves", "--overwrite").code == 0
    assert sorted(pictures(out)) == [f"0{number}-waves.webp" for number in range(1, 6)]
    assert (out / "mine.txt").read_text() == "mine"


def test_what_lies_there_and_nobody_knows_is_not_written_over(
    make: Command, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "03-dots.webp").write_bytes(b"from elsewhere")

    refused = make("--out", out, "--json")

    assert (refused.code, refused.events[-1]["code"]) == (2, "out_taken")
    assert "03-dots.webp" in str(refused.events[-1]["message"])
    assert [path.name for path in out.iterdir()] == ["03-dots.webp"]


def test_a_picture_somebody_changed_is_not_written_over(make: Command, tmp_path: Path) -> None:
    out = tmp_path / "out"
    make("--out", out)
    (out / "01-dots.webp").write_bytes(b"retouched")

    refused = make("--out", out, "--json")

    assert (refused.code, refused.events[-1]["code"]) == (2, "out_altered")
    assert (out / "01-dots.webp").read_bytes() == b"retouched"


def test_two_runs_do_not_write_to_a_folder_at_once(make: Command, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    other = os.open(tmp_path / "out", os.O_RDONLY)
    fcntl.flock(other, fcntl.LOCK_EX)

    refused = make("--out", tmp_path / "out", "--json")

    os.close(other)
    assert (refused.code, refused.events[-1]["code"]) == (2, "out_busy")


def test_a_run_that_goes_on_another_day_has_the_packs_of_the_first(tmp_path: Path) -> None:
    manifest = {"resume": {"day": "2026-12-24"}}
    (tmp_path / "manifest.json").write_text(json.dumps(manifest))

    assert begun_on(tmp_path, date(2026, 12, 27)) == date(2026, 12, 24)
    assert begun_on(tmp_path / "none", date(2026, 12, 27)) == date(2026, 12, 27)


def test_other_photos_make_another_run(make: Command, photos: Path, tmp_path: Path) -> None:
    make("--out", tmp_path / "out")
    (photos / "2.png").write_bytes(fake_photo(4))

    refused = make("--out", tmp_path / "out", "--json")

    assert refused.events[-1]["code"] == "out_other_run"
