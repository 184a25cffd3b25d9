"""Workers, painters and servers are killed while orders run, and every order ends as it should."""

import os
import random
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
import redis
from tests.crew import Crew
from tests.fake_engine import SLOW
from tests.servers import Postgres

from trombine.domain.placed_order import OrderState, PlacedOrder

KILLS = 20


@pytest.fixture
def crew(tmp_path: Path, make_settings: Callable[[], dict[str, str]]) -> Iterator[Crew]:
    with Crew.open(tmp_path, make_settings()) as opened:
        yield opened


def check_whole(crew: Crew, order: PlacedOrder) -> None:
    assert (order.state, order.made) == (OrderState.READY, 30)
    assert [avatar.index for avatar in order.avatars] == list(range(1, 31))
    places = {entry.name for entry in crew.service.vault.blobs.names(f"orders/{order.id}/avatars/")}
    assert len(places) == 30
    crew.check_nothing_left_of_photos(order.id)


def test_another_worker_takes_over_from_one_that_was_killed(crew: Crew) -> None:
    first = crew.start_worker()
    order = crew.submit(options=SLOW)
    crew.wait_for(order, lambda seen: seen.made >= 3)
    crew.start_worker()
    crew.kill(first)
    check_whole(crew, crew.wait(order))


@pytest.mark.parametrize("make_settings", ["one machine"], indirect=True)
def test_every_order_ends_whole_after_a_storm_of_kills(crew: Crew) -> None:
    rng = random.Random(5)
    orders = [crew.submit(name) for name in ("ada", "bob", "eve")]
    workers = [crew.start_worker(), crew.start_worker()]
    for _ in range(KILLS):
        time.sleep(rng.uniform(0.2, 0.6))
        hit = rng.randrange(2)
        painters = list(descendants(workers[hit].pid))
        if painters and rng.random() < 0.5:
            kill_one(rng.choice(painters))
        else:
            crew.kill(workers[hit])
            workers[hit] = crew.begin_worker()
    for order in orders:
        check_whole(crew, crew.wait(order, seconds=120))


def descendants(pid: int) -> Iterator[int]:
    """Yield the processes a process has started: the fork server, its painters, decoders."""
    for listing in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(FileNotFoundError, ProcessLookupError):
            for child in map(int, listing.read_text().split()):
                yield child
                yield from descendants(child)


def kill_one(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


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
