import os
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from tests.servers import free_port
from tests.service_parts import migrated_file

SECONDS = 60.0


def test_a_worker_on_a_machine_of_its_own_tells_what_it_counts(tmp_path: Path) -> None:
    (tmp_path / "trombine.sqlite3").write_bytes(migrated_file())
    port = free_port()
    settings = {"TROMBINE_DATA": str(tmp_path), "TROMBINE_WORKER_METRICS_PORT": str(port)}
    with subprocess.Popen(
        [sys.executable, "-m", "trombine", "worker"],
        env={**os.environ, **settings, "TROMBINE_WORKERS": "1"},
        stdout=subprocess.DEVNULL,
    ) as worker:
        figures = read_when_there(f"http://127.0.0.1:{port}/metrics")
        worker.kill()

    assert "trombine_recoveries_total 0.0" in figures
    assert "trombine_avatar_seconds" in figures


def read_when_there(address: str) -> str:
    deadline = time.monotonic() + SECONDS
    while True:
        try:
            with urllib.request.urlopen(address, timeout=10) as answer:  # noqa: S310
                return str(answer.read(), "utf-8")
        except OSError:
            assert time.monotonic() < deadline
            time.sleep(0.1)
