"""Workers, their processes and servers are killed while orders run: each order ends well."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import redis
from tests.crew import Crew
from tests.fake_engine import SLOW
from tests.servers import Postgres
from tests.storm import Storm, check_whole, place_order

from trombine.domain.placed_order import OrderState

KILLS = 20


@pytest.fixture
def crew(tmp_path: Path, make_settings: Callable[[], dict[str, str]]) -> Iterator[Crew]:
    with Crew.open(tmp_path, make_settings()) as opened:
        yield opened


def test_another_worker_takes_over_from_one_that_was_killed(crew: Crew) -> None:
    first = crew.start_worker()
    order = crew.submit(options=SLOW)
    crew.wait_for(order, lambda seen: seen.made >= 3)
    crew.start_worker()
    crew.kill(first)
    check_whole(crew, crew.wait(order))


def test_every_order_ends_whole_after_a_storm_of_kills(tmp_path: Path) -> None:
    users = ("ada", "bob", "eve")
    with Storm.over(tmp_path, {}, seed=5) as storm, ThreadPoolExecutor() as people:
        clients = {name: storm.client_of(name) for name in users}
        placed = {name: people.submit(place_order, client) for name, client in clients.items()}
        for _ in range(KILLS):
            time.sleep(storm.rng.uniform(0.2, 0.6))
            storm.strike()
        for name, order in placed.items():
            ended = storm.crew.wait(storm.crew.orders.get(name, order.result()), seconds=120)
            check_whole(storm.crew, ended)
            assert clients[name].order(ended.id)["state"] == "ready"


@pytest.mark.parametrize("make_settings", ["many machines"], indirect=True)
def test_an_order_outlives_a_restart_of_the_database(crew: Crew, postgres: Postgres) -> None:
    crew.start_worker()
    order = crew.submit(options=SLOW)
    crew.wait_for(order, lambda seen: seen.made >= 3)
    postgres.stop()
    time.sleep(1)
    postgres.start()
    check_whole(crew, crew.wait(order))


@pytest.mark.parametrize("make_settings", ["many machines"], indirect=True)
def test_an_order_whose_keys_are_lost_fails_and_gives_the_turn_back(
    crew: Crew, redis_url: str
) -> None:
    order = crew.submit()
    with redis.Redis.from_url(redis_url) as server:
        server.flushall()
    crew.start_worker()
    ended = crew.wait(order)
    assert (ended.state, ended.reason) == (OrderState.FAILED, "photo_gone")
    assert crew.orders.turn("ada").left == 1000
