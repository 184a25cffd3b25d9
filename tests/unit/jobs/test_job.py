from pathlib import Path

import sqlalchemy as sa
from tests.service_parts import open_house

from trombine.database.tables import orders
from trombine.domain.order import Assignment
from trombine.domain.subject import Subject
from trombine.jobs.job import Job
from trombine.jobs.subjects import Subjects
from trombine.jobs.work import add_work
from trombine.studio.messages import ProcessSetup
from trombine.studio.pool import Pool
from trombine.studio.process import DrawingProcess


def meet_nobody(_order_id: str, _helper: DrawingProcess | None) -> Subject:
    raise AssertionError


def test_an_order_that_a_dead_worker_has_planned_waits_for_no_process(tmp_path: Path) -> None:
    house = open_house(tmp_path)
    service, order = house.service, house.draft()
    planned = Assignment(1, "painted", 1, variation=0, seed=0, size_px=64)
    with service.database.begin() as connection:
        connection.execute(sa.update(orders).values(state="running"))
        add_work(connection, order.id, [planned], attempt=0)
    job = Job(service, Pool(ProcessSetup("portrait"), 0), Subjects(meet_nobody))

    job.plan(order.id)
