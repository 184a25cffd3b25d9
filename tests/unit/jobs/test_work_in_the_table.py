"""What the table says of the work of an order is what a process acts on."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import sqlalchemy as sa
from tests.service_parts import House, open_house

from trombine.database.tables import orders, renderings
from trombine.domain.order import Assignment
from trombine.domain.placed_order import RenderingState
from trombine.imaging.perceptual_hash import Glance
from trombine.jobs.work import add_work, claim_work, pack_glance, read_acceptance

GLANCE = Glance(np.arange(64) % 2 == 0, np.zeros((16, 3), np.float32))


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    opened = open_house(tmp_path)
    yield opened
    opened.service.database.dispose()


def begin(house: House, user: str, *, pictures: int) -> str:
    """Return an order that runs, with so many pictures to draw."""
    order = house.draft(user)
    planned = [Assignment(place, "painted", 1, variation=0, seed=0) for place in range(pictures)]
    with house.service.database.begin() as connection:
        running = sa.update(orders).where(orders.c.id == order.id)
        connection.execute(running.values(state="running", started_at=house.clock()))
        add_work(connection, order.id, planned, attempt=0)
    return order.id


def put(house: House, order_id: str, place: int, **values: object) -> None:
    with house.service.database.begin() as connection:
        mine = (renderings.c.order_id == order_id) & (renderings.c.place == place)
        connection.execute(sa.update(renderings).where(mine).values(values))


def test_each_picture_that_did_not_pass_is_counted_once_by_what_was_wrong(house: House) -> None:
    order_id, other = begin(house, "ada", pictures=9), begin(house, "bob", pictures=2)
    whole = {"like": True, "complete": True, "fit": True}
    rejected = {"state": RenderingState.REJECTED, **whole}
    put(
        house,
        order_id,
        0,
        **{**whole, "state": RenderingState.ACCEPTED},
        glance=pack_glance(GLANCE),
    )
    put(house, order_id, 1, **{**rejected, "like": False})
    put(house, order_id, 2, **{**rejected, "like": False})
    put(house, order_id, 3, **{**rejected, "complete": False})
    put(house, order_id, 4, **{**rejected, "fit": False})
    put(house, order_id, 5, **rejected)
    put(house, order_id, 6, state=RenderingState.LOST)
    put(house, order_id, 7, state=RenderingState.DRAWING)
    put(house, other, 0, **{**rejected, "like": False})

    with house.service.database.connect() as connection:
        seen = read_acceptance(connection, order_id, count=30)

    assert (seen.count, seen.spent, len(seen.accepted)) == (30, 7, 1)
    assert (seen.unlike, seen.incomplete, seen.unfit, seen.alike, seen.lost) == (2, 1, 1, 1, 1)


def test_who_has_a_process_already_waits_for_who_has_none(house: House) -> None:
    ada, bob = begin(house, "ada", pictures=2), begin(house, "bob", pictures=5)
    put(house, ada, 0, state=RenderingState.DRAWING, executor="one", claimed_at=house.clock())

    claimed = claim_work(
        house.service.database,
        queue="orders",
        executor="two",
        last=None,
        streak=0,
        limit=1,
        now=house.clock(),
    )

    assert [each.order_id for each in claimed] == [bob]
