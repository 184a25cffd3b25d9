"""Two hundred kills of servers, workers, their processes and supervisor while people order by HTTP.

``trombine serve`` with a fake engine, whose pictures take 0.3 s: a web server and two workers with
two processes each. Six customers of three users order again and again. A worker that was killed
counts as taken over when nothing it had under way, no job and no picture, is in its name any more;
the web server is back when it answers, a supervisor when the next picture is there as well.
Every order has to end with exactly thirty avatars, or with a reason and nothing left. Writes
``results/kill_storm.json``::

    python benchmarks/kill_storm.py [KILLS] [--postgres]
"""

import json
import os
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from threading import Event

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import sqlalchemy as sa
from tests.crew import Crew
from tests.servers import run_postgres
from tests.storm import SUPERVISOR, WEB, WORKER, Storm, check_whole, place_order

from trombine.client import Client
from trombine.database.leases import open_leases
from trombine.database.tables import avatars, renderings
from trombine.domain.placed_order import OrderState, PlacedOrder, RenderingState

RESULT = Path(__file__).parent / "results" / "kill_storm.json"
USERS = ("ada", "bob", "eve")
CUSTOMERS = 6
LONGEST_ORDER_S, LONGEST_TAKEOVER_S, LONGEST_RETURN_S = 900.0, 60.0, 180.0


def order_again(crew: Crew, user: str, client: Client, is_over: Event) -> list[PlacedOrder]:
    """Order, wait for the end and order again until the storm is over; return how all ended."""
    ended = []
    while not is_over.is_set():
        order = crew.orders.get(user, place_order(client))
        ended.append(crew.wait(order, seconds=LONGEST_ORDER_S))
    return ended


def describe_end(crew: Crew, order: PlacedOrder) -> str:
    """Return how an order ended: thirty avatars, or none and a reason; else the benchmark ends."""
    if order.state is OrderState.READY:
        check_whole(crew, order)
        return "thirty avatars"
    if order.avatars or list(crew.service.vault.blobs.names(f"orders/{order.id}/")):
        raise SystemExit(f"something is left of an order that {order.state}")
    return f"{order.state.value}: {order.reason}"


def busy_workers(crew: Crew) -> set[str]:
    """Return the workers in whose name jobs or pictures are under way, dead or alive."""
    drawing = (
        sa.select(renderings.c.executor)
        .where(renderings.c.state == RenderingState.DRAWING)
        .distinct()
    )
    with crew.service.database.connect() as connection:
        names = connection.execute(drawing).scalars().all()
    jobs = crew.service.queue.client.list_workflows(
        status="PENDING", load_input=False, load_output=False
    )
    busy = {name.rpartition(".")[0] for name in names if name}
    return busy | {job.executor_id for job in jobs if job.executor_id}


def time_takeover(crew: Crew, before: set[str]) -> float | None:
    """Return the seconds until nothing is left in a dead worker's name; None: there was nothing."""
    leases, begin = open_leases(crew.service.database), time.monotonic()
    dead = {worker for worker in before & busy_workers(crew) if leases.is_dead(worker)}
    if not dead:
        return None
    while busy_workers(crew) & dead:
        if time.monotonic() - begin > LONGEST_TAKEOVER_S:
            raise SystemExit("nobody takes over")
        time.sleep(0.02)
    return time.monotonic() - begin


def time_return(storm: Storm, kind: str) -> float:
    """Return the seconds until the web server answers, and after a supervisor's death all draw."""
    begin, before = time.monotonic(), count_avatars(storm.crew)
    while not storm.answers() or (kind == SUPERVISOR and count_avatars(storm.crew) == before):
        if time.monotonic() - begin > LONGEST_RETURN_S:
            raise SystemExit(f"nothing goes on after the death of {kind}")
        time.sleep(0.05)
    return time.monotonic() - begin


def count_avatars(crew: Crew) -> int:
    """Return how many avatars there are of all orders."""
    with crew.service.database.connect() as connection:
        return int(connection.execute(sa.select(sa.func.count()).select_from(avatars)).scalar_one())


def rage(storm: Storm, kills: int) -> dict[str, object]:
    """Kill, and return what came of it."""
    crew, is_over = storm.crew, Event()
    spans_s: dict[str, list[float]] = {WORKER: [], WEB: [], SUPERVISOR: []}
    killed: Counter[str] = Counter()
    clients = {user: storm.client_of(user) for user in USERS}
    begin = time.monotonic()
    while not storm.answers():
        time.sleep(0.1)
    with ThreadPoolExecutor(CUSTOMERS) as people:
        shopping = [
            people.submit(order_again, crew, user, clients[user], is_over)
            for user in (USERS[number % len(USERS)] for number in range(CUSTOMERS))
        ]
        try:
            for number in range(kills):
                time.sleep(storm.rng.uniform(0.2, 1.0))
                before = busy_workers(crew)
                kind = storm.strike()
                killed[kind] += 1
                if kind in {WEB, SUPERVISOR}:
                    spans_s[kind].append(time_return(storm, kind))
                elif kind == WORKER and (took_s := time_takeover(crew, before)) is not None:
                    spans_s[WORKER].append(took_s)
                if number % 10 == 9:
                    print(f"{number + 1} kills after {time.monotonic() - begin:.0f} s", flush=True)
        finally:
            is_over.set()
        ended = [order for customer in shopping for order in customer.result()]
    return {
        "kills": kills,
        "killed": dict(killed),
        "minutes": round((time.monotonic() - begin) / 60, 1),
        "orders": len(ended),
        "ends": dict(Counter(describe_end(crew, order) for order in ended)),
        "takeover_s": _spread(spans_s[WORKER]),
        "web_back_s": _spread(spans_s[WEB]),
        "all_back_s": _spread(spans_s[SUPERVISOR]),
        "load_average": round(os.getloadavg()[1], 1),
        "cores": os.cpu_count(),
    }


def _spread(seconds: Sequence[float]) -> dict[str, float]:
    return {
        "count": len(seconds),
        "median": round(statistics.median(seconds), 2),
        "longest": round(max(seconds), 2),
    }


def main() -> None:
    """Let the storm pass and write down what came of it."""
    numbers = [int(word) for word in sys.argv[1:] if word.isdigit()]
    kills = numbers[0] if numbers else 200
    name = "postgresql" if "--postgres" in sys.argv else "sqlite"
    with ExitStack() as stack:
        settings = {}
        if name == "postgresql":
            cluster = stack.enter_context(run_postgres())
            settings["TROMBINE_DATABASE_URL"] = cluster.make_database("storm")
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        storm = stack.enter_context(Storm.over(Path(folder), settings, seed=1))
        result = rage(storm, kills)
    known = json.loads(RESULT.read_text()) if RESULT.exists() else {}
    RESULT.write_text(json.dumps({**known, name: result}, indent=2) + "\n")
    print(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()
