"""A worker with nothing to do asks once for all its processes, and wakes whom it needs."""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
import sqlalchemy as sa
from tests.service_parts import House, open_house
from tests.statements import counted

from trombine.database.tables import orders
from trombine.domain.order import Assignment
from trombine.domain.subject import Subject
from trombine.jobs.lookout import Lookout
from trombine.jobs.subjects import Subjects
from trombine.jobs.work import add_work
from trombine.studio.process import DrawingProcess


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    opened = open_house(tmp_path)
    yield opened
    opened.service.database.dispose()


def meet_nobody(_order_id: str, _helper: DrawingProcess | None) -> Subject:
    raise AssertionError


def run(house: House, *, pictures: int) -> str:
    """Begin an order with so many pictures to draw."""
    order = house.draft()
    work = [Assignment(n, "painted", photo=1, variation=0, seed=0) for n in range(1, pictures + 1)]
    with house.service.database.begin() as connection:
        this = sa.update(orders).where(orders.c.id == order.id)
        connection.execute(this.values(state="running", started_at=house.clock()))
        if work:
            add_work(connection, order.id, work, attempt=0)
    return order.id


def wait_until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.005)


class Resting:
    """Processes that rest, a thread each, and how many were woken."""

    def __init__(self, lookout: Lookout, count: int, *, subject_id: str = "") -> None:
        self.lookout, self.woken = lookout, 0
        since = lookout.news
        self.threads = [
            threading.Thread(target=self._rest, args=(since, subject_id)) for _ in range(count)
        ]
        for thread in self.threads:
            thread.start()
        wait_until(lambda: len(lookout._resting) == count)  # noqa: SLF001

    def _rest(self, since: int, subject_id: str) -> None:
        self.lookout.rest(since, subject_id=subject_id)
        self.woken += 1

    def end(self) -> None:
        self.lookout.wake()
        for thread in self.threads:
            thread.join(10)


def test_sixteen_processes_that_rest_are_one_statement_a_look(house: House) -> None:
    lookout = Lookout(house.service.database, "orders")
    resting = Resting(lookout, 16)
    with counted(house.service.database) as seen:
        for _ in range(5):
            lookout.look(Subjects(meet_nobody))
    assert len(seen.texts) == 5
    assert resting.woken == 0
    resting.end()


def test_nothing_is_asked_while_everybody_draws(house: House) -> None:
    lookout = Lookout(house.service.database, "orders")
    with counted(house.service.database) as seen:
        lookout.look(Subjects(meet_nobody))
    assert seen.texts == []


def test_as_many_are_woken_as_pictures_wait(house: House) -> None:
    lookout = Lookout(house.service.database, "orders")
    resting = Resting(lookout, 5)
    run(house, pictures=2)
    lookout.look(Subjects(meet_nobody))
    wait_until(lambda: resting.woken == 2)
    time.sleep(0.05)
    assert resting.woken == 2
    resting.end()


def test_pictures_of_another_queue_wake_nobody(house: House) -> None:
    lookout = Lookout(house.service.database, "gpu")
    resting = Resting(lookout, 2)
    run(house, pictures=2)
    lookout.look(Subjects(meet_nobody))
    time.sleep(0.05)
    assert resting.woken == 0
    resting.end()


def test_news_between_looking_for_work_and_resting_are_not_missed(house: House) -> None:
    lookout = Lookout(house.service.database, "orders")
    since = lookout.news
    lookout.wake()  # while the process finds nothing to do
    lookout.rest(since, subject_id="")


def test_processes_are_told_that_their_subjects_order_has_ended(house: House) -> None:
    lookout, order_id = Lookout(house.service.database, "orders"), run(house, pictures=0)
    resting = Resting(lookout, 2, subject_id=order_id)
    lookout.look(Subjects(meet_nobody))
    assert resting.woken == 0
    with house.service.database.begin() as connection:
        connection.execute(sa.update(orders).values(state="cancelled"))
    lookout.look(Subjects(meet_nobody))
    wait_until(lambda: resting.woken == 2)


def test_persons_of_orders_that_ended_elsewhere_are_forgotten(house: House) -> None:
    lookout, runs = Lookout(house.service.database, "orders"), run(house, pictures=0)
    subjects = Subjects(meet_nobody)
    nobody = cast("Any", SimpleNamespace(photos=()))
    for order_id in (runs, "ended"):
        subjects.remember(order_id, nobody)
    resting = Resting(lookout, 1)
    lookout.look(subjects)
    assert subjects.known() == (runs,)
    resting.end()
