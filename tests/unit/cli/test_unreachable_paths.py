"""What cannot be reached is told apart, before anything is drawn, and nothing is left."""

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest
from tests.command import Command, plain

from trombine.bootstrap import files
from trombine.bootstrap.files import collect_photos, prepared_folder, read_file, write_whole
from trombine.errors import InputRefused, OrderFailed

NOBODY = 65534


class Usage(NamedTuple):
    free: int


@contextmanager
def who_may_not_open(place: str) -> Iterator[None]:
    """Be a user from whom this place is locked, where we may become one: root may everything."""
    if os.getuid() != 0 or "locked" not in place:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def places(tmp_path: Path) -> dict[str, Path]:
    (tmp_path / "file").write_text("in the way")
    (tmp_path / "dangling").symlink_to(tmp_path / "gone")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    (tmp_path / "locked" / "inside").mkdir(parents=True)
    (tmp_path / "locked").chmod(0)
    return {
        "long": tmp_path / ("a" * 300),
        "below long": tmp_path / ("a" * 300) / "b",
        "dangling": tmp_path / "dangling",
        "below dangling": tmp_path / "dangling" / "b",
        "loop": tmp_path / "loop",
        "below a file": tmp_path / "file" / "b",
        "a file": tmp_path / "file",
        "locked": tmp_path / "locked",
        "below locked": tmp_path / "locked" / "inside",
        "zero": Path("a\0b"),
    }


LEADING_NOWHERE = [
    ("long", "path_too_long"),
    ("below long", "path_too_long"),
    ("dangling", "link_leads_nowhere"),
    ("below dangling", "link_leads_nowhere"),
    ("loop", "link_leads_nowhere"),
]
"""Whether to read or to write."""


@pytest.mark.parametrize(
    ("place", "code"),
    [
        *LEADING_NOWHERE,
        ("below a file", "path_missing"),
        ("locked", "path_forbidden"),
        ("below locked", "path_forbidden"),
        ("zero", "path_missing"),
    ],
)
def test_what_is_to_be_read(places: dict[str, Path], place: str, code: str) -> None:
    with who_may_not_open(place):
        for read in (read_file, lambda path: collect_photos([path])):
            with pytest.raises(InputRefused) as refusal:
                read(places[place])
            assert refusal.value.code == code


@pytest.mark.parametrize(
    ("place", "code"),
    [
        *LEADING_NOWHERE,
        ("a file", "out_not_a_folder"),
        ("below a file", "out_not_a_folder"),
        ("locked", "out_not_writable"),
        ("below locked", "out_not_writable"),
        ("zero", "out_not_writable"),
    ],
)
def test_where_pictures_are_to_go(
    places: dict[str, Path], tmp_path: Path, place: str, code: str
) -> None:
    before = sorted(tmp_path.rglob("*"))

    with (
        who_may_not_open(place),
        pytest.raises(InputRefused) as refusal,
        prepared_folder(places[place]),
    ):
        pass

    assert refusal.value.code == code
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.EROFS, "out_read_only"),
        (errno.ENOSPC, "disk_full"),
        (errno.EDQUOT, "disk_full"),
        (errno.EIO, "out_not_writable"),
    ],
)
def test_a_disk_that_takes_nothing_is_found_out_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, code: str
) -> None:
    def refuse(**_: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(files.tempfile, "NamedTemporaryFile", refuse)

    with pytest.raises(InputRefused) as refusal, prepared_folder(tmp_path / "a" / "b"):
        pass

    assert refusal.value.code == code
    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_is_too_small_is_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(free=8000))

    with prepared_folder(tmp_path, needs_bytes=8000):
        pass
    with pytest.raises(InputRefused) as refusal, prepared_folder(tmp_path, needs_bytes=8001):
        pass

    assert refusal.value.code == "disk_full"


def test_a_folder_that_stays_empty_goes_again(tmp_path: Path) -> None:
    with prepared_folder(tmp_path / "empty" / "b"):
        pass
    with prepared_folder(tmp_path / "full" / "b"):
        (tmp_path / "full" / "b" / "picture").touch()

    assert [path.name for path in tmp_path.iterdir()] == ["full"]


def test_a_file_that_cannot_be_written_leaves_nothing(places: dict[str, Path]) -> None:
    with pytest.raises(OrderFailed) as failure:
        write_whole(places["below a file"] / "picture", b"content")

    assert failure.value.code == "out_not_a_folder"


@pytest.mark.parametrize(
    ("out", "english", "french"),
    [
        ("long", "longer than this system allows", "plus long que ce que"),
        ("dangling", "leads nowhere", "ne mène nulle part"),
        ("a file", "part of it is a file", "un fichier est sur le chemin"),
    ],
)
def test_make_says_so_before_it_looks_at_a_photo(
    trombine: Command,
    places: dict[str, Path],
    tmp_path: Path,
    out: str,
    english: str,
    french: str,
) -> None:
    (tmp_path / "photo.jpg").write_text("none")

    for language, words in (("en", english), ("fr", french)):
        said = trombine("make", tmp_path / "photo.jpg", "--out", places[out], "--lang", language)
        assert said.code == 2
        assert words in plain(said.err)
        assert "photo.jpg" not in said.err
