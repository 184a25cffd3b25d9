"""Two hundred kills of workers and painters while orders run, and how soon drawing goes on after.

Two workers of a fake engine, whose pictures take 0.3 s, share one machine; twenty orders of three
users keep them busy. A kill of a worker counts as taken over when the next picture of any of its
orders is accepted. Every order has to end with exactly thirty avatars. Writes
``results/kill_storm.json``::

    python benchmarks/kill_storm.py [KILLS] [--postgres]
"""

import json
import random
import statistics
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import sqlalchemy as sa
from tests.crew import Crew
from tests.fake_engine import SLOW
from tests.journeys.test_crashes import check_whole, descendants, kill_one
from tests.servers import run_postgres

from trombine.database.tables import avatars
from trombine.domain.placed_order import PlacedOrder

RESULT = Path(__file__).parent / "results" / "kill_storm.json"
USERS = ("ada", "bob", "eve")
AT_ONCE = 6
LONGEST_WAIT_S = 60.0


def accepted(crew: Crew) -> int:
    """Return how many avatars there are of all orders."""
    with crew.service.database.connect() as connection:
        return int(connection.execute(sa.select(sa.func.count()).select_from(avatars)).scalar_one())


def keep_busy(crew: Crew, orders: list[PlacedOrder]) -> None:
    """Submit orders until so many are under way."""
    going = sum(not crew.orders.get(o.user_id, o.id).state.is_final for o in orders[-AT_ONCE:])
    more = (USERS[turn % len(USERS)] for turn in range(AT_ONCE - going))
    orders.extend(crew.submit(user, options=SLOW) for user in more)


def storm(crew: Crew, kills: int) -> dict[str, object]:
    """Kill, and return what came of it."""
    rng = random.Random(1)
    orders: list[PlacedOrder] = []
    keep_busy(crew, orders)
    workers = [crew.start_worker(), crew.start_worker()]
    takeovers_s, dead_workers, dead_painters = [], 0, 0
    for number in range(kills):
        keep_busy(crew, orders)
        time.sleep(rng.uniform(0.2, 1.0))
        hit = rng.randrange(2)
        painters = list(descendants(workers[hit].pid))
        if painters and number % 4:
            kill_one(rng.choice(painters))
            dead_painters += 1
            continue
        before, killed_at = accepted(crew), time.monotonic()
        crew.kill(workers[hit])
        dead_workers += 1
        workers[hit] = crew.begin_worker()
        while accepted(crew) == before and time.monotonic() - killed_at < LONGEST_WAIT_S:
            time.sleep(0.02)
        takeovers_s.append(time.monotonic() - killed_at)
    for order in orders:
        check_whole(crew, crew.wait(order, seconds=300))
    return {
        "kills": kills,
        "workers_killed": dead_workers,
        "painters_killed": dead_painters,
        "orders": len(orders),
        "orders_whole": len(orders),
        "next_picture_after_kill_s": {
            "median": round(statistics.median(takeovers_s), 2),
            "longest": round(max(takeovers_s), 2),
        },
    }


def main() -> None:
    """Let the storm pass and write down what came of it."""
    numbers = [int(word) for word in sys.argv[1:] if word.isdigit()]
    kills = numbers[0] if numbers else 200
    name = "postgresql" if "--postgres" in sys.argv else "sqlite"
    with ExitStack() as stack:
        settings = {"TROMBINE_ORDER_MINUTES": "60"}  # a storm may last longer than an order
        if name == "postgresql":
            cluster = stack.enter_context(run_postgres())
            settings["TROMBINE_DATABASE_URL"] = cluster.make_database("storm")
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        crew = stack.enter_context(Crew.open(Path(folder), settings))
        result = storm(crew, kills)
    known = json.loads(RESULT.read_text()) if RESULT.exists() else {}
    RESULT.write_text(json.dumps({**known, name: result}, indent=2) + "\n")
    print(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()
