"""Orders that start at the same moment do not stand in each other's way, on each database."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from tests.crew import Crew

from trombine.database.tables import orders
from trombine.domain.placed_order import OrderState
from trombine.jobs.job import Job

ORDERS, THREADS = 30, 4


@pytest.fixture
def waiting(tmp_path: Path, make_settings: Callable[[], dict[str, str]]) -> Any:
    with Crew.open(tmp_path, make_settings()) as crew:
        yield crew, [crew.draft(pictures=()).id for _ in range(ORDERS)]


def test_thirty_orders_are_started_from_four_threads(waiting: tuple[Crew, list[str]]) -> None:
    crew, ids = waiting
    now, nothing = crew.service.clock(), None
    with crew.service.database.begin() as connection:
        connection.execute(sa.update(orders).values(state="queued", submitted_at=now))
    job: Any = Job(crew.service, nothing, nothing)  # type: ignore[arg-type]  # it only begins
    at_once, started, faults = threading.Barrier(THREADS), [], []

    def start(mine: list[str]) -> None:
        at_once.wait()
        try:
            started.extend(job.begin(order_id) for order_id in mine)
        except Exception as fault:  # noqa: BLE001  (told by the test itself)
            faults.append(fault)

    threads = [
        threading.Thread(target=start, args=(ids[number::THREADS],)) for number in range(THREADS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert faults == []
    assert started == [True] * ORDERS
    with crew.service.database.connect() as connection:
        states = connection.execute(sa.select(orders.c.state)).scalars().all()
    assert states == [OrderState.RUNNING] * ORDERS
