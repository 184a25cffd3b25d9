import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import Any

import pytest
import sqlalchemy as sa
from tests.web_parts import Web

from trombine.database.tables import orders
from trombine.domain.placed_order import OrderEvent, PlacedOrder
from trombine.errors import NotFound
from trombine.web import events
from trombine.web.events import Broker


@pytest.fixture
def order(web: Web) -> PlacedOrder:
    return web.house.draft("ada")


def run(web: Web, act: Callable[[Broker], Awaitable[Any]]) -> Any:
    async def act_while_running() -> Any:
        broker = Broker(web.services.service)
        async with broker.running():
            return await asyncio.wait_for(act(broker), 10)

    return asyncio.run(act_while_running())


async def numbers(coming: AsyncGenerator[OrderEvent | None, None], count: int) -> list[int]:
    found = []
    async for event in coming:
        if event is not None:
            found.append(event.number)
        if len(found) == count:
            break
    await coming.aclose()
    return found


def test_what_was_comes_first_then_what_comes(web: Web, order: PlacedOrder) -> None:
    async def act(broker: Broker) -> list[int]:
        listening = asyncio.create_task(numbers(broker.listen("ada", order.id, 0), 3))
        await asyncio.sleep(0.1)
        await asyncio.to_thread(web.house.upload, order, 1, b"x")
        await asyncio.to_thread(web.services.orders.cancel, "ada", order.id)
        return await listening

    assert run(web, act) == [1, 2, 3]


def test_everybody_who_listens_is_told(web: Web, order: PlacedOrder) -> None:
    async def act(broker: Broker) -> list[list[int]]:
        listening = [
            asyncio.create_task(numbers(broker.listen("ada", order.id, 1), 1)) for _ in range(20)
        ]
        await asyncio.sleep(0.1)
        await asyncio.to_thread(web.house.upload, order, 1, b"x")
        return list(await asyncio.gather(*listening))

    assert run(web, act) == [[2]] * 20


def test_who_listens_later_takes_nothing_away_from_who_listened_before(
    web: Web, order: PlacedOrder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, "LOOK_EVERY_S", 0.5)

    async def act(broker: Broker) -> list[list[int]]:
        before = asyncio.create_task(numbers(broker.listen("ada", order.id, 1), 1))
        await asyncio.sleep(0.1)
        await asyncio.to_thread(web.house.upload, order, 1, b"x")
        later = asyncio.create_task(numbers(broker.listen("ada", order.id, 1), 2))
        found = await before
        await asyncio.to_thread(web.house.upload, order, 2, b"x")
        return [found, await later]

    assert run(web, act) == [[2], [2, 3]]


def test_who_comes_back_is_told_what_they_missed(web: Web, order: PlacedOrder) -> None:
    for number in (1, 2, 3):
        web.house.upload(order, number, b"x")

    async def act(broker: Broker) -> list[int]:
        return await numbers(broker.listen("ada", order.id, 2), 2)

    assert run(web, act) == [3, 4]


def test_events_end_with_the_order(web: Web, order: PlacedOrder) -> None:
    async def act(broker: Broker) -> list[int]:
        listening = asyncio.create_task(numbers(broker.listen("ada", order.id, 1), 99))
        await asyncio.sleep(0.1)
        await asyncio.to_thread(web.services.orders.erase, "ada", order.id)
        return await listening

    assert run(web, act) in ([], [2])


def test_events_end_with_the_server(web: Web, order: PlacedOrder) -> None:
    async def act(broker: Broker) -> list[int]:
        listening = asyncio.create_task(numbers(broker.listen("ada", order.id, 0), 99))
        await asyncio.sleep(0.1)
        broker.close()
        return await listening

    assert run(web, act) == [1]


def test_nobody_listens_to_anothers_order(web: Web, order: PlacedOrder) -> None:
    async def act(broker: Broker) -> list[int]:
        return await numbers(broker.listen("bob", order.id, 0), 1)

    with pytest.raises(NotFound):
        run(web, act)


def test_who_left_costs_nothing(web: Web, order: PlacedOrder) -> None:
    async def act(broker: Broker) -> int:
        await numbers(broker.listen("ada", order.id, 0), 1)
        return len(broker.watches)

    assert run(web, act) == 0


def test_silence_is_broken_from_time_to_time(
    web: Web, order: PlacedOrder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, "BREATH_S", 0.05)

    async def act(broker: Broker) -> OrderEvent | None:
        coming = broker.listen("ada", order.id, 1)
        first = await anext(coming)
        await coming.aclose()
        return first

    assert run(web, act) is None


def test_who_does_not_fetch_is_cut_off(
    web: Web, order: PlacedOrder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, "QUEUE_LENGTH", 2)

    async def act(broker: Broker) -> list[int]:
        coming = broker.listen("ada", order.id, 0)
        assert (await anext(coming)) is not None
        (listener,) = broker.watches[order.id].listeners
        for number in (2, 3, 4):
            listener.tell(OrderEvent(number, "photo", web.house.clock(), {}))
        return await numbers(coming, 99)

    assert run(web, act) == []


def test_who_waits_is_told_the_place_when_it_changes_and_nothing_is_kept(
    web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, "PLACES_EVERY_S", 0.0)
    first, second = (
        web.services.orders.submit("ada", web.house.draft("ada", photos=[b"1", b"2", b"3"]).id)
        for _ in range(2)
    )
    web.house.clock.advance(seconds=1)
    with web.services.database.begin() as connection:
        this = sa.update(orders).where(orders.c.id == second.id)
        connection.execute(this.values(submitted_at=web.house.clock()))
    last = web.services.orders.get("ada", second.id).last_event

    async def act(broker: Broker) -> list[tuple[int, object]]:
        coming, told = broker.listen("ada", second.id, last), []
        async for event in coming:
            assert event is not None
            told.append((event.number, event.content["position"]))
            if len(told) == 2:
                break
            await asyncio.sleep(1)  # the same place is not told again
            await asyncio.to_thread(web.services.orders.cancel, "ada", first.id)
        await coming.aclose()
        return told

    assert run(web, act) == [(last, 2), (last, 1)]
    assert web.services.orders.get("ada", second.id).last_event == last
