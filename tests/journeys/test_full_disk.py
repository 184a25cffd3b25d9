"""A full disk is said to be full, nothing half is kept, and the service goes on after."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
import pytest
from tests.crew import PHOTOS, Crew
from tests.fake_engine import SLOW, STYLES
from tests.forensics import CannotMount, small_disk
from tests.unit.web.asking import ask

from trombine.accounts.tokens import Tokens
from trombine.accounts.user import Scope
from trombine.domain.placed_order import OrderState
from trombine.errors import StorageFault
from trombine.settings import read_settings
from trombine.web.app import create_app
from trombine.web.start import build_services

MEGABYTES = 8


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A folder that holds some megabytes."""
    try:
        with small_disk(tmp_path / "disk", kilobytes=MEGABYTES << 10):
            yield tmp_path / "disk"
    except CannotMount:
        assert not (os.environ.get("CI") and os.getuid() == 0), "CI must be able to mount a disk"
        pytest.skip("needs root and a disk in memory")


@contextmanager
def filled(disk: Path, *, leave: int = 0) -> Iterator[Path]:
    """Leave so many bytes free while the block runs."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file, suppress(OSError):
        while file.write(bytes(4096)):
            pass
    os.truncate(filler, filler.stat().st_size - leave)
    yield filler
    filler.unlink()


def test_an_order_that_finds_the_disk_of_pictures_full_fails_clean_and_the_next_one_is_fine(
    disk: Path, tmp_path: Path
) -> None:
    with Crew.open(tmp_path / "data", {"TROMBINE_BLOBS": f"file://{disk}"}) as crew:
        crew.start_worker()
        waiting = crew.draft()
        with filled(disk, leave=24 << 10) as filler:
            with pytest.raises(StorageFault, match="storage_full"):
                crew.draft("bob", [bytes(40_000), *PHOTOS])
            failed = crew.wait(crew.orders.submit("ada", waiting.id))
            assert (failed.state, failed.reason) == (OrderState.FAILED, "storage_full")
            assert crew.orders.turn("ada").left == 1000
            assert [path for path in disk.rglob("*") if path.is_file()] == [filler]
        assert crew.wait(crew.submit()).state is OrderState.READY


class Asker:
    """A web server over the service of a crew, asked as its user ada."""

    def __init__(self, crew: Crew) -> None:
        self.services = build_services(read_settings(crew.environment), crew.service)
        self.app = create_app(self.services)
        tokens = Tokens(crew.service.database, crew.service.clock)
        secret = tokens.issue("ada", label="test", scopes=Scope)[1]
        self.headers = {"Authorization": f"Bearer {secret}", "Host": "avatars.example"}

    def ask(self, method: str, path: str, **request: object) -> httpx.Response:
        return ask(self.app, method, path, headers=self.headers, **request)


def test_a_service_whose_whole_disk_is_full_says_so_and_goes_on_when_there_is_room(
    disk: Path,
) -> None:
    agreed = dict.fromkeys(("photos_are_mine", "adult", "face_analysis"), True)
    wish = {"styles": list(STYLES), "consent": agreed}
    with Crew.open(disk, {}) as crew:
        crew.start_worker()
        web, waiting, running = Asker(crew), crew.draft(), crew.submit("bob", options=SLOW)
        crew.wait_for(running, lambda seen: seen.made >= 2)
        with filled(disk):
            refused = [
                web.ask("POST", "/v1/orders", json=wish),
                web.ask("PUT", f"/v1/orders/{waiting.id}/photos/4", content=PHOTOS[0]),
                web.ask("POST", f"/v1/orders/{waiting.id}/submit"),
            ]
            told = [(answer.status_code, answer.json()["code"]) for answer in refused]
            assert told == [(507, "storage_full")] * 3
            stored = list((disk / "blobs" / "orders" / waiting.id).rglob("*"))
            assert len([path for path in stored if path.is_file()]) == len(PHOTOS)
            assert web.ask("GET", f"/v1/orders/{waiting.id}").json()["state"] == "draft"
        ended = crew.wait(running)
        assert ended.state in {OrderState.READY, OrderState.FAILED}
        assert len(ended.avatars) in {0, 30}
        crew.check_nothing_left_of_photos(running.id)
        assert web.ask("POST", f"/v1/orders/{waiting.id}/submit").status_code == 200
        assert crew.wait(crew.orders.get("ada", waiting.id)).state is OrderState.READY
