"""Orders of the two engines wait in two queues, and no worker takes the other's."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from tests.service_parts import CONSENT, House, open_house

from trombine.database.tables import orders
from trombine.domain.order import Assignment
from trombine.domain.placed_order import OrderState
from trombine.engines.registry import list_catalogue, open_engine
from trombine.jobs.work import add_work, claim_work
from trombine.orders.queue import queue_for


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    opened = open_house(tmp_path)
    catalogue = list_catalogue([open_engine(name) for name in ("portrait", "diffusion")])
    yield replace(opened, service=replace(opened.service, catalogue=catalogue))
    opened.service.database.dispose()


def run(house: House, style: str) -> str:
    """Begin an order with one picture to draw."""
    order = house.orders.create("ada", styles=[style], options={}, consent=CONSENT)
    with house.service.database.begin() as connection:
        this = sa.update(orders).where(orders.c.id == order.id)
        connection.execute(this.values(state=OrderState.RUNNING.value, started_at=house.clock()))
        work = [Assignment(1, style, photo=1, variation=0, seed=0)]
        add_work(connection, order.id, work, attempt=0)
    return order.id


def test_each_engine_has_its_queue() -> None:
    assert queue_for("portrait") == "orders"
    assert queue_for("diffusion") == "gpu"
    assert queue_for("of-another-package") == "of-another-package"


def test_a_worker_claims_pictures_of_its_own_queue_only(house: House) -> None:
    painted, imagined = run(house, "painted"), run(house, "jazz")

    def claim(queue: str) -> list[str]:
        claims = claim_work(
            house.service.database,
            queue=queue,
            executor="one",
            last=None,
            streak=0,
            limit=30,
            now=house.clock(),
        )
        return [claimed.order_id for claimed in claims]

    assert claim("gpu") == [imagined]
    assert claim("gpu") == []
    assert claim("orders") == [painted]
