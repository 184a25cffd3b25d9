from pathlib import Path
from typing import Any

import sqlalchemy as sa
from tests.service_parts import open_house

from trombine.database.tables import orders
from trombine.domain.order import Assignment
from trombine.domain.subject import Subject
from trombine.jobs.job import Job
from trombine.jobs.lookout import Lookout
from trombine.jobs.subjects import Sitters
from trombine.jobs.work import add_work
from trombine.studio.pool import Crew
from trombine.studio.process import Painter


def meet_nobody(_order_id: str, _painter: Painter | None) -> Subject:
    raise AssertionError


def test_an_order_that_a_dead_worker_has_planned_waits_for_no_painter(tmp_path: Path) -> None:
    house = open_house(tmp_path)
    service, order = house.service, house.draft()
    planned = Assignment(1, "painted", 1, variation=0, seed=0, size_px=64)
    with service.database.begin() as connection:
        connection.execute(sa.update(orders).values(state="running"))
        add_work(connection, order.id, [planned], attempt=0)
    no_post: Any = None
    job = Job(
        service,
        Crew(service, no_post, "worker", 0, 1.0, Lookout(service.database, "orders")),
        Sitters(meet_nobody),
    )

    job.plan(order.id)
