"""A full disk is said to be full, nothing half is kept, and the service goes on after."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.crew import PHOTOS, Crew
from tests.forensics import CannotMount, small_disk

from trombine.domain.placed_order import OrderState
from trombine.errors import StorageFault


@pytest.fixture
def blobs(tmp_path: Path) -> Iterator[Path]:
    """A folder that holds four megabytes."""
    try:
        with small_disk(tmp_path / "blobs", kilobytes=4096):
            yield tmp_path / "blobs"
    except CannotMount:
        assert not (os.environ.get("CI") and os.getuid() == 0), "CI must be able to mount a disk"
        pytest.skip("needs root and a disk in memory")


def test_an_order_that_finds_the_disk_full_fails_clean_and_the_next_one_is_fine(
    blobs: Path, tmp_path: Path
) -> None:
    with Crew.open(tmp_path / "data", {"TROMBINE_BLOBS": f"file://{blobs}"}) as crew:
        crew.start_worker()
        waiting = crew.draft()
        filler = blobs / "filler"
        fill(filler, leave=24 << 10)
        with pytest.raises(StorageFault, match="storage_full"):
            crew.draft("bob", [bytes(40_000), *PHOTOS])
        failed = crew.wait(crew.orders.submit("ada", waiting.id))
        assert (failed.state, failed.reason) == (OrderState.FAILED, "storage_full")
        assert crew.orders.turn("ada").left == 1000
        assert [path for path in blobs.rglob("*") if path.is_file()] == [filler]
        filler.unlink()
        assert crew.wait(crew.submit()).state is OrderState.READY


def fill(path: Path, *, leave: int) -> None:
    status = os.statvfs(path.parent)
    path.write_bytes(bytes(status.f_bavail * status.f_frsize - leave))
