"""Where an order stands in its queue, and what it costs the others that it starts."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from tests.service_parts import CONSENT, House, open_house
from tests.statements import counted

from trombine.database.tables import events, orders
from trombine.engines.registry import ENGINES, open_engine
from trombine.jobs.job import Job


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    opened = open_house(tmp_path)
    cards = {slug: card for name in ENGINES for slug, card in open_engine(name).cards.items()}
    yield replace(opened, service=replace(opened.service, cards=cards))
    opened.service.database.dispose()


def queue(house: House, style: str) -> str:
    """Let an order wait behind those that wait already."""
    order = house.orders.create("ada", styles=[style], options={}, consent=CONSENT)
    house.clock.advance(seconds=1)
    with house.service.database.begin() as connection:
        this = sa.update(orders).where(orders.c.id == order.id)
        connection.execute(this.values(state="queued", submitted_at=house.clock()))
    return order.id


def fill(house: House, count: int) -> None:
    """Let so many copies of an order wait."""
    query = sa.select(orders).where(orders.c.id == queue(house, "painted"))
    with house.service.database.begin() as connection:
        row = connection.execute(query).mappings().one()
        copies = [{**row, "id": f"copy {number}"} for number in range(count - 1)]
        connection.execute(sa.insert(orders), copies)


def begin(house: House, order_id: str) -> bool:
    nothing: Any = None
    return Job(house.service, nothing, nothing).begin(order_id)


def test_a_place_counts_only_orders_of_the_same_queue(house: House) -> None:
    ids = [queue(house, style) for style in ("painted", "jazz", "comic", "royal", "painted")]
    assert [house.orders.get("ada", each).queue_position for each in ids] == [1, 1, 2, 2, 3]
    places = house.orders.places(ids)
    assert [places[each].position for each in ids] == [1, 1, 2, 2, 3]


def test_a_place_moves_up_when_one_before_it_starts(house: House) -> None:
    first, second = queue(house, "painted"), queue(house, "painted")
    assert begin(house, first)
    assert house.orders.get("ada", second).queue_position == 1
    assert set(house.orders.places([first, second])) == {second}


def test_a_draft_given_other_styles_changes_its_queue(house: House) -> None:
    order = house.orders.create("ada", styles=["painted"], options={}, consent=CONSENT)
    house.orders.choose("ada", order.id, styles=["jazz"], options={})
    with house.service.database.connect() as connection:
        assert connection.execute(sa.select(orders.c.queue)).scalar_one() == "gpu"


@pytest.mark.parametrize("waiting", [10, 2000])
def test_a_start_costs_the_same_however_many_wait(house: House, waiting: int) -> None:
    order_id = queue(house, "painted")
    fill(house, waiting)
    with counted(house.service.database) as seen:
        assert begin(house, order_id)
    assert (len(seen.texts), seen.rows_written) == (7, 4)  # SQLite counts none that it returns
    with house.service.database.connect() as connection:
        told = connection.execute(sa.select(events.c.order_id).where(events.c.number > 1)).scalars()
        assert set(told) == {order_id}


@pytest.mark.parametrize("waiting", [10, 2000])
def test_all_places_are_one_question(house: House, waiting: int) -> None:
    fill(house, waiting)
    with counted(house.service.database) as seen:
        house.orders.places([f"copy {number}" for number in range(9)])
    assert (len(seen.texts), seen.rows_written) == (1, 0)
