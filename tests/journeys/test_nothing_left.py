"""After every kind of ending the disk holds nothing of a photo, of a measurement or of a key.

As root a disk of our own is searched, deleted blocks included. Elsewhere only files can be; the
test is then skipped with these words after it has looked at them.
"""

import os
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from tests.crew import Crew
from tests.fake_engine import EMBEDDING, SLOW, UNLIKE, fake_photo
from tests.forensics import CannotMount, find_shingles, make_disk, mounted, shingles

from trombine.domain.placed_order import OrderState, PlacedOrder
from trombine.errors import NotFound
from trombine.imaging.codec import decode_photo, to_bytes
from trombine.jobs.janitor import Janitor
from trombine.storage.keys import FileKeys

MEGABYTES = 64
FILES_ONLY = "only files were searched, not the disk: that needs root and loop devices"


def photo_set(turn: int) -> list[bytes]:
    return [fake_photo(100 * turn + number) for number in (1, 2, 3)]


def secrets_of(pictures: list[bytes]) -> set[int]:
    found: set[int] = set()
    for picture in pictures:
        found |= shingles(picture) | shingles(to_bytes(decode_photo(picture)).tobytes())
    return found


def key_of(crew: Crew, order: PlacedOrder) -> set[int]:
    keys = crew.service.vault.keys
    assert isinstance(keys, FileKeys)
    return shingles((keys.folder / order.id).read_bytes()) | shingles(keys.read(order.id) or b"")


def run_every_ending(folder: Path) -> dict[str, set[int]]:
    """Let orders end in every way; return what must not be found, by what it is."""
    temporary = folder / "tmp"
    temporary.mkdir()
    keys: set[int] = set()
    with Crew.open(folder, {}) as crew:
        workers = [crew.start_worker(TMPDIR=str(temporary))]

        def submit(turn: int, options: dict[str, str | float]) -> PlacedOrder:
            nonlocal keys
            order = crew.draft("ada", photo_set(turn), options)
            keys |= key_of(crew, order)
            return crew.orders.submit("ada", order.id)

        assert crew.wait(submit(1, {})).state is OrderState.READY
        assert crew.wait(submit(2, {**UNLIKE})).state is OrderState.FAILED
        cancelled = submit(3, {**SLOW})
        crew.wait_for(cancelled, lambda seen: seen.made >= 1)
        crew.orders.cancel("ada", cancelled.id)
        assert crew.wait(cancelled).state is OrderState.CANCELLED
        crashed = submit(4, {**SLOW})
        crew.wait_for(crashed, lambda seen: seen.made >= 1)
        crew.kill(workers.pop())
        crew.start_worker(TMPDIR=str(temporary))
        assert crew.wait(crashed).state is OrderState.READY
        expired = crew.draft("ada", photo_set(5))
        keys |= key_of(crew, expired)
        expire_drafts(crew)
        with pytest.raises(NotFound):
            crew.orders.get("ada", expired.id)
    photos = {f"photos {turn}": secrets_of(photo_set(turn)) for turn in range(1, 6)}
    return {**photos, "keys": keys, "embedding": shingles(EMBEDDING.tobytes())}


def expire_drafts(crew: Crew) -> None:
    later = crew.service.clock() + timedelta(hours=1)
    Janitor(replace(crew.service, clock=lambda: later), lambda _: set()).round()


@pytest.fixture(scope="module")
def disk(tmp_path_factory: pytest.TempPathFactory) -> Path | None:
    """A disk of our own; None where the system does not let us have one."""
    folder = tmp_path_factory.mktemp("disk")
    try:
        make_disk(folder / "image", megabytes=MEGABYTES)
        with mounted(folder / "image", folder / "mounted"):
            pass
    except CannotMount:
        assert not (os.environ.get("CI") and os.getuid() == 0), "CI must be able to mount a disk"
        return None
    return folder / "image"


def attached(disk: Path | None, folder: Path) -> AbstractContextManager[None]:
    return mounted(disk, folder) if disk else nullcontext(folder.mkdir(exist_ok=True))


def read_all(disk: Path | None, folder: Path) -> bytes:
    if disk:
        return disk.read_bytes()
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_nothing_of_a_photo_is_left_on_the_disk_however_an_order_ended(
    disk: Path | None, tmp_path: Path
) -> None:
    place = tmp_path / "place"
    with attached(disk, place):
        secrets = run_every_ending(place)
    content = read_all(disk, place)
    assert {
        what: find_shingles(wanted, content) for what, wanted in secrets.items()
    } == dict.fromkeys(secrets, 0)
    with attached(disk, place):  # what is searched like this is found: a leak, deleted again
        leak = place / "leak"
        leak.write_bytes(photo_set(1)[0])
        if disk:
            leak.unlink()
    leaked = find_shingles(secrets["photos 1"], read_all(disk, place))
    assert leaked > 100
    if disk is None:
        pytest.skip(FILES_ONLY)
