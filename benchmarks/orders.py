"""How soon an order's first avatar comes and how many a worker makes, on both databases.

Real workers with the real engine, one order at a time of thirty avatars in three styles, from the
four sample photos, which were uploaded before. Writes ``results/orders.json``::

    python benchmarks/orders.py [ORDERS]
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from importlib.resources import files
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import sqlalchemy as sa
from tests.servers import run_postgres

from trombine.bootstrap.service import open_service
from trombine.database.migrations import migrate
from trombine.database.tables import users
from trombine.domain.placed_order import Consent, OrderState
from trombine.orders.service import Service
from trombine.orders.taking import Orders
from trombine.orders.uploads import Uploads
from trombine.settings import read_settings

RESULT = Path(__file__).parent / "results" / "orders.json"
STYLES = ("painted", "comic", "neon")
PROCESSES = (1, 2)
USER = "local"


@contextmanager
def worker(environment: dict[str, str]) -> Iterator[float]:
    """Run a worker; yield the seconds it took to be ready."""
    begin = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-m", "trombine", "worker"],
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        text=True,
    )
    if process.stdout is not None:
        process.stdout.readline()
    try:
        yield time.monotonic() - begin
    finally:
        process.terminate()
        process.wait()


def order_once(service: Service) -> dict[str, float]:
    """Place an order and return the seconds from submit to each step."""
    orders, uploads = Orders(service), Uploads(service)
    draft = orders.create(USER, styles=STYLES, options={}, consent=Consent("benchmark", "en"))
    photos = sorted(Path(str(files("trombine.samples"))).glob("set/*.jpg"))
    for number, path in enumerate(photos, start=1):
        writer = uploads.begin_photo(USER, draft.id, number)
        writer.write(path.read_bytes())
        uploads.add_photo(USER, draft.id, number, writer=writer)
    submitted_at = service.clock()
    orders.submit(USER, draft.id)
    while (seen := orders.get(USER, draft.id)).photos_erased_at is None:
        time.sleep(0.1)
    if seen.state is not OrderState.READY or seen.started_at is None or seen.ended_at is None:
        raise SystemExit(f"the order ended as {seen.state}: {seen.reason}")
    first = min(avatar.made_at for avatar in seen.avatars)
    return {
        "started_s": round((seen.started_at - submitted_at).total_seconds(), 2),
        "first_avatar_s": round((first - submitted_at).total_seconds(), 2),
        "thirty_s": round((seen.ended_at - submitted_at).total_seconds(), 2),
        "photos_destroyed_s": round((seen.photos_erased_at - seen.ended_at).total_seconds(), 2),
    }


def measure(environment: dict[str, str], *, count: int) -> dict[str, object]:
    """Return the best of some orders, for others' work on the machine can only slow them."""
    service = open_service(read_settings(environment))
    migrate(service.database)
    with service.database.begin() as connection:
        row = {"id": USER, "created_at": service.clock()}
        connection.execute(sa.insert(users).values(row))
    with worker(environment) as ready_s:
        begin = time.monotonic()
        runs = [order_once(service) for _ in range(count)]
        minutes = (time.monotonic() - begin) / 60
    service.database.dispose()
    best = {name: min(run[name] for run in runs) for name in runs[0]}
    made = count * service.rules.count
    return {
        "ready_s": round(ready_s, 2),
        "orders": count,
        **best,
        "avatars_per_minute": round(made / minutes, 1),
        "load_average": round(os.getloadavg()[0], 1),
    }


def main() -> None:
    """Measure one and two processes on SQLite and on PostgreSQL."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 2
    result: dict[str, object] = {"cores": os.cpu_count()}
    with ExitStack() as stack:
        cluster = stack.enter_context(run_postgres())
        for processes in PROCESSES:
            for name in ("sqlite", "postgresql"):
                folder = stack.enter_context(tempfile.TemporaryDirectory())
                environment = {"TROMBINE_DATA": folder, "TROMBINE_WORKERS": str(processes)}
                if name == "postgresql":
                    url = cluster.make_database(f"orders_{processes}")
                    environment["TROMBINE_DATABASE_URL"] = url
                result[f"{name}, processes: {processes}"] = measure(environment, count=count)
                print(json.dumps(result, indent=2))
    RESULT.write_text(json.dumps(result, indent=2) + "\n")


if __name__ == "__main__":
    main()
