"""So many orders per period: who has one back, who has not, and when the next period begins."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from tests.service_parts import House, open_house

from trombine.database.records import lock_order
from trombine.database.tables import orders
from trombine.domain.placed_order import OrderState, PlacedOrder
from trombine.errors import LimitReached
from trombine.orders.service import OrderRules
from trombine.orders.states import enter_state
from trombine.orders.turns import TurnRule

PHOTOS = [b"first", b"second", b"third"]
WEDNESDAY_NOON = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    opened = open_house(tmp_path, rules=OrderRules(turns=TurnRule()))
    yield opened
    opened.service.database.dispose()


def enter(house: House, order: PlacedOrder, state: OrderState) -> None:
    with house.service.database.begin() as connection:
        enter_state(connection, lock_order(connection, order.id), state, now=house.clock())


def submitted(house: House) -> PlacedOrder:
    return house.orders.submit("ada", house.draft(photos=PHOTOS).id)


def test_who_cancels_an_order_that_runs_has_used_the_turn(house: House) -> None:
    order = submitted(house)
    enter(house, order, OrderState.RUNNING)
    house.orders.cancel("ada", order.id)
    enter(house, order, OrderState.CANCELLED)  # as its job does within a second
    assert house.orders.get("ada", order.id).state is OrderState.CANCELLED
    assert house.orders.turn("ada").left == 0
    with pytest.raises(LimitReached, match="turns_used"):
        submitted(house)


@pytest.mark.parametrize(
    ("state", "left"),
    [("ready", 0), ("frozen", 0), ("refused", 1), ("failed", 1), ("held", 0)],
)
def test_only_what_was_refused_or_failed_gives_its_turn_back(
    house: House, state: str, left: int
) -> None:
    order = submitted(house)
    enter(house, order, OrderState.RUNNING)
    enter(house, order, OrderState(state))
    assert house.orders.turn("ada").left == left


def test_a_held_order_its_user_cancels_gives_the_turn_back(house: House) -> None:
    order = submitted(house)
    enter(house, order, OrderState.RUNNING)
    enter(house, order, OrderState.HELD)
    house.orders.cancel("ada", order.id)
    assert house.orders.turn("ada").left == 1


def test_a_turn_given_back_is_that_of_the_order_and_of_nobody_else(tmp_path: Path) -> None:
    house = open_house(tmp_path, rules=OrderRules(turns=TurnRule(orders=2)))
    first, second = submitted(house), submitted(house)
    other = house.orders.submit("bob", house.draft("bob", photos=PHOTOS).id)
    house.orders.cancel("ada", first.id)
    assert house.orders.turn("ada").left == 1
    assert house.orders.turn("bob").left == 1
    third = submitted(house)
    with pytest.raises(LimitReached):
        submitted(house)
    assert {order.id for order in house.orders.list_newest("ada") if order.state == "queued"} == {
        second.id,
        third.id,
    }
    assert house.orders.get("bob", other.id).state is OrderState.QUEUED
    house.service.database.dispose()


def test_without_a_rule_there_are_as_many_turns_as_one_likes(tmp_path: Path) -> None:
    house = open_house(tmp_path, rules=OrderRules(turns=None))
    for _ in range(3):
        submitted(house)
    assert (house.orders.turn("ada").left, house.orders.turn("ada").renews_at) == (None, None)
    house.service.database.dispose()


@pytest.mark.parametrize(
    ("period", "name", "renews"),
    [
        ("day", "2026-11-25", datetime(2026, 11, 26, tzinfo=UTC)),
        ("week", "2026-11-23", datetime(2026, 11, 30, tzinfo=UTC)),
        ("month", "2026-11-01", datetime(2026, 12, 1, tzinfo=UTC)),
    ],
)
def test_periods_begin_at_midnight_weeks_on_monday_months_on_the_first(
    period: str, name: str, renews: datetime
) -> None:
    rule = TurnRule(period=period)  # type: ignore[arg-type]
    assert rule.name(WEDNESDAY_NOON) == name
    assert rule.renews(WEDNESDAY_NOON) == renews


def test_midnight_is_that_of_the_host() -> None:
    rule = TurnRule(zone="Asia/Tokyo")
    assert rule.name(datetime(2026, 11, 25, 15, 0, tzinfo=UTC)) == "2026-11-26"
    assert rule.renews(datetime(2026, 11, 25, 14, 59, tzinfo=UTC)).astimezone(UTC) == datetime(
        2026, 11, 25, 15, 0, tzinfo=UTC
    )


def test_moments_of_an_order_are_noted_once_it_begins_and_ends(house: House) -> None:
    order = submitted(house)
    house.clock.advance(minutes=1)
    enter(house, order, OrderState.RUNNING)
    begun = house.clock()
    house.clock.advance(minutes=1)
    enter(house, order, OrderState.HELD)
    enter(house, order, OrderState.QUEUED)
    enter(house, order, OrderState.RUNNING)
    house.clock.advance(minutes=1)
    enter(house, order, OrderState.FAILED)
    seen = house.orders.get("ada", order.id)
    assert (seen.started_at, seen.ended_at) == (begun, house.clock())
    with house.service.database.connect() as connection:
        held_at = connection.execute(sa.select(orders.c.held_at)).scalar_one()
    assert held_at == house.clock.now.replace(minute=2)


def test_yesterdays_turn_does_not_count_today(house: House) -> None:
    submitted(house)
    with pytest.raises(LimitReached):
        submitted(house)

    house.clock.advance(hours=12)  # midnight

    assert house.orders.turn("ada").left == 1
    assert submitted(house).state is OrderState.QUEUED
    assert house.orders.turn("ada").left == 0
