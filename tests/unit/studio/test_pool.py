"""Whoever waits for a painter learns that it cannot work, and does not wait for ever."""

import threading
from pathlib import Path
from typing import Any

import pytest
from tests.service_parts import open_house

from trombine.domain.subject import Subject
from trombine.errors import PhotoRejected
from trombine.jobs.subjects import Sitters
from trombine.studio.pool import Crew
from trombine.studio.process import Painter


class NobodyToHire:
    engine = "portrait"

    def hire(self) -> None:
        raise ConnectionError


class Paralyzed:
    def inspect(self, _: object) -> None:
        raise ConnectionError


def meet_nobody(_order_id: str, _painter: Painter | None) -> Subject:
    raise AssertionError


@pytest.fixture
def crew(tmp_path: Path) -> Crew:
    post: Any = NobodyToHire()
    return Crew(open_house(tmp_path).service, post, "worker", 2, 1.0)


def test_a_worker_whose_painters_cannot_be_started_ends(crew: Crew) -> None:
    with pytest.raises(threading.BrokenBarrierError):
        crew.start(Sitters(meet_nobody))


def test_a_photo_whose_painter_cannot_be_replaced_is_not_waited_for(crew: Crew) -> None:
    painter: Any = Paralyzed()
    with pytest.raises(ConnectionError):
        crew.inspect([1], [PhotoRejected("unreadable")], painter)
