"""Photos are judged by whoever is free; what ends its process is tried again, then given up."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.fake_engine import FakeGate, FakeLabeller, fake_photo, inspect

from trombine.errors import PhotoRejected, WorkerLost
from trombine.imaging.arrays import as_srgb
from trombine.imaging.codec import decode_photo, from_bytes
from trombine.studio import pool as module
from trombine.studio.messages import Inspection, ProcessSetup
from trombine.studio.pool import Pool

SETUP = ProcessSetup("fake", "webp", FakeLabeller(), FakeGate)


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    pool = Pool(SETUP, 2)
    with pool.running():
        pool.wait_until_loaded()
        yield pool


def test_verdicts_come_in_the_order_of_the_photos(pool: Pool) -> None:
    photos = [decode_photo(fake_photo(number)) for number in (1, 2, 3, 4, 5)]

    found = pool.inspect([3, 1, 4, 9, 2], photos)

    assert [one.verdict.photo for one in found] == [3, 1, 4, 9, 2]
    assert all(one.photo is not None and one.photo.image.shape[2] == 3 for one in found)


def test_several_threads_have_photos_judged_at_once(pool: Pool) -> None:
    photo, found = decode_photo(fake_photo(1)), []
    threads = [
        threading.Thread(target=lambda: found.extend(pool.inspect([1], [photo]))) for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [one.verdict.decision.value for one in found] == ["accepted"] * 6


def test_a_process_that_was_killed_meanwhile_is_replaced(pool: Pool) -> None:
    numbers = [process.number for process in pool.processes]
    assert all(numbers)
    for number in numbers:
        os.kill(number, signal.SIGKILL)
        wait_until_gone(number)

    found = pool.inspect([1, 2], [decode_photo(fake_photo(number)) for number in (1, 2)])

    assert [one.verdict.decision.value for one in found] == ["accepted", "accepted"]


class Deadly:
    """A process that every photo ends."""

    def __init__(self) -> None:
        self.asked = 0

    def wait_until_loaded(self) -> None:
        """Be loaded."""

    def inspect(self, _: object) -> Any:
        self.asked += 1
        raise WorkerLost("worker_lost")


def test_a_photo_that_ends_two_processes_is_refused_as_our_fault() -> None:
    deadly: Any = Deadly()

    (found,) = Pool(SETUP, 0).inspect([1], [decode_photo(fake_photo(1))], deadly)

    assert (found.verdict.decision.value, found.verdict.findings[0].code) == (
        "refused",
        "inspection_failed",
    )
    assert deadly.asked == 2


class Turner(Deadly):
    """A process that finds every photo lying on its side."""

    def inspect(self, inspection: object) -> Any:
        assert isinstance(inspection, Inspection)
        assert not isinstance(inspection.photo, PhotoRejected)
        found = inspect(from_bytes(inspection.photo), inspection.number)
        return replace(found, quarter_turns=1)


def test_a_photo_that_lies_on_its_side_comes_back_upright() -> None:
    turner: Any = Turner()
    photo = as_srgb(decode_photo(fake_photo(1))[:, :300])

    (found,) = Pool(SETUP, 0).inspect([1], [photo], turner)

    assert found.photo is not None
    assert np.array_equal(found.photo.image, np.rot90(photo))


class Unloadable(Deadly):
    """A process that cannot be started on this machine."""

    def wait_until_loaded(self) -> None:
        raise WorkerLost("worker_lost")


def test_a_photo_is_not_blamed_for_a_process_that_cannot_be_started() -> None:
    unloadable: Any = Unloadable()

    with pytest.raises(WorkerLost):
        Pool(SETUP, 0).inspect([1], [PhotoRejected("unreadable")], unloadable)


def test_who_waits_for_processes_that_cannot_be_started_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pool = Pool(SETUP, 2)
    monkeypatch.setattr(module, "DrawingProcess", lambda _: Idle())

    with pool.running(), pytest.raises(WorkerLost):
        pool.wait_until_loaded()


class Idle(Unloadable):
    number = 0

    def stop(self) -> None:
        """There is nothing to stop."""

    def close(self) -> None:
        """There is nothing to close."""


def test_nobody_waits_for_a_pool_that_has_ended() -> None:
    pool = Pool(SETUP, 1)
    with pool.running():
        pool.wait_until_loaded()

    with pytest.raises(WorkerLost):
        pool.inspect([1], [decode_photo(fake_photo(1))])


LEAVES_WITHOUT_A_WORD = """
import os, sys
from tests.fake_engine import FakeGate, FakeLabeller
from trombine.studio.messages import ProcessSetup
from trombine.studio.pool import Pool
pool = Pool(ProcessSetup("fake", "webp", FakeLabeller(), FakeGate), 2)
pool.start()
pool.wait_until_loaded()
print(*(process.number for process in pool.processes), flush=True)
os.kill(os.getpid(), 9)
"""


def test_no_process_outlives_a_program_that_was_killed() -> None:
    told = subprocess.run(
        [sys.executable, "-c", LEAVES_WITHOUT_A_WORD], capture_output=True, check=False, text=True
    )

    for number in told.stdout.split():
        wait_until_gone(int(number))
    assert len(told.stdout.split()) == 2


def wait_until_gone(number: int) -> None:
    for _ in range(200):
        try:
            if ") Z " in Path(f"/proc/{number}/stat").read_text():
                return
        except (FileNotFoundError, ProcessLookupError):
            return
        threading.Event().wait(0.05)
    raise AssertionError(number)
