"""What one web process answers, and how soon, while a hundred people watch their orders.

Twenty orders with three photos each are placed and stay in the queue (no worker runs); a hundred
streams of events are open. Writes ``results/web.json``: seconds of a verdict on a photo, of a
request while the streams are open, and from a step of an order to everybody who watches it::

    python benchmarks/web.py
"""

import asyncio
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import TypeVar

from trombine.client import Client, ServiceUnreachable

RESULT = Path(__file__).parent / "results" / "web.json"
ORDERS, STREAMS, REQUESTS = 20, 100, 300
TOKEN = "a-secret-for-this-benchmark-alone"  # noqa: S105
T = TypeVar("T")


@contextmanager
def service(folder: str) -> Iterator[tuple[Client, int]]:
    """Start a web process in an empty folder and wait until it answers."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = {
        **os.environ,
        "TROMBINE_DATA": folder,
        "TROMBINE_PORT": str(port),
        "TROMBINE_LOCAL_TOKEN": TOKEN,
        "TROMBINE_REQUESTS_PER_MINUTE": "1000000",
        "TROMBINE_LOG_LEVEL": "warning",
    }
    command = [sys.executable, "-m", "trombine"]
    subprocess.run([*command, "migrate"], env=environment, check=True)
    with subprocess.Popen([*command, "web"], env=environment, stdout=subprocess.DEVNULL) as process:
        client = Client(f"http://127.0.0.1:{port}", TOKEN)
        while True:
            try:
                client.me()
                break
            except ServiceUnreachable:
                time.sleep(0.2)
        yield client, process.pid
        process.terminate()


def cpu_seconds(process: int) -> float:
    """Return the processor's seconds a process has used."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def timed(act: Callable[[], T]) -> tuple[float, T]:
    """Return how long something took, and what came of it."""
    start = time.perf_counter()
    done = act()
    return time.perf_counter() - start, done


def spread(seconds: Sequence[float]) -> dict[str, float]:
    """Return median and 95th percentile in milliseconds."""
    ordered = sorted(seconds)
    return {
        "p50_ms": round(statistics.median(ordered) * 1000, 1),
        "p95_ms": round(ordered[int(len(ordered) * 0.95)] * 1000, 1),
    }


def place_orders(client: Client) -> tuple[list[str], list[float]]:
    """Submit the orders; return their ids and how long each verdict took."""
    folder = Path(str(files("trombine.samples"))) / "set"
    photos = [path.read_bytes() for path in sorted(folder.glob("*.jpg"))[:3]]
    placed, verdicts = [], []
    for _ in range(ORDERS):
        order = client.begin_order(["painted", "comic"], consent=True)
        for number, photo in enumerate(photos, start=1):
            seconds, _ = timed(partial(client.put_photo, order["id"], number, photo))
            verdicts.append(seconds)
        client.submit(order["id"])
        placed.append(order["id"])
    return placed, verdicts


async def watch(client: Client, order_id: str, seen: list[float], last: str) -> None:
    """Follow an order on a connection of its own; note when its last event came."""
    host, port = client.address.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    request = (
        f"GET /v1/orders/{order_id}/events HTTP/1.1\r\nHost: {host}\r\n"
        f"Authorization: Bearer {TOKEN}\r\nAccept: text/event-stream\r\n\r\n"
    )
    writer.write(request.encode())
    while line := await reader.readline():
        if last.encode() in line:
            seen.append(time.perf_counter())
            break
    writer.close()


async def measure_watched(client: Client, placed: Sequence[str]) -> dict[str, dict[str, float]]:
    """Ask and cancel while the streams are open."""
    seen: dict[str, list[float]] = {order_id: [] for order_id in placed}
    streams = [
        asyncio.create_task(watch(client, order_id, seen[order_id], '"state":"cancelled"'))
        for order_id in (placed[number % len(placed)] for number in range(STREAMS))
    ]
    await asyncio.sleep(2)
    requests = []
    for number in range(REQUESTS):
        order_id = placed[number % len(placed)]
        seconds, _ = await asyncio.to_thread(timed, partial(client.order, order_id))
        requests.append(seconds)
    delays = []
    for order_id in placed:
        seconds, _ = await asyncio.to_thread(timed, partial(client.cancel, order_id))
        cancelled = time.perf_counter() - seconds
        while len(seen[order_id]) < STREAMS // len(placed):  # noqa: ASYNC110  (it only measures)
            await asyncio.sleep(0.005)
        delays.extend(moment - cancelled for moment in seen[order_id])
    await asyncio.gather(*streams)
    return {"request": spread(requests), "event": spread(delays)}


def main() -> None:
    """Run everything once and write it down."""
    with tempfile.TemporaryDirectory() as folder, service(folder) as (client, process):
        placed, verdicts = place_orders(client)
        busy_before, start = cpu_seconds(process), time.perf_counter()
        watched = asyncio.run(measure_watched(client, placed))
        busy, seconds = cpu_seconds(process) - busy_before, time.perf_counter() - start
        result = {
            "streams": STREAMS,
            "orders_queued": ORDERS,
            "verdict": spread(verdicts),
            **watched,
            "web_process_share_of_a_core": round(busy / seconds, 2),
            "load_average": round(os.getloadavg()[0], 1),
            "cores": os.cpu_count(),
        }
    RESULT.write_text(json.dumps(result, indent=2) + "\n")
    print(RESULT.read_text())


if __name__ == "__main__":
    main()
