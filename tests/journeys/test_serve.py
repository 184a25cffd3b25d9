"""One command serves everything, brings back what dies, and takes all of it along when it ends."""

import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.error import URLError

import pytest
from tests.servers import free_port

SECONDS = 90.0


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def served(tmp_path: Path, port: int) -> Iterator["subprocess.Popen[str]"]:
    command = [sys.executable, "-m", "trombine", "serve", "--data", str(tmp_path / "data")]
    process = subprocess.Popen(
        [*command, "--port", str(port), "--workers", "1"],
        env={**os.environ, "TROMBINE_LOG_LEVEL": "error"},
        stdout=subprocess.PIPE,
        text=True,
    )
    yield process
    process.terminate()
    process.wait()
    assert process.stdout is not None
    process.stdout.close()


def test_what_dies_is_started_again_at_the_same_address(
    served: "subprocess.Popen[str]", port: int
) -> None:
    assert served.stdout is not None
    address = served.stdout.readline()
    assert address.startswith("http://")
    web = next(pid for pid in children(served.pid) if "web" in command_of(pid))
    os.kill(web, signal.SIGKILL)
    assert served.stdout.readline() == address
    wait_for(lambda: answers(port))


def test_nothing_outlives_a_supervisor_that_was_killed(
    served: "subprocess.Popen[str]", port: int
) -> None:
    assert served.stdout is not None
    served.stdout.readline()
    wards = list(children(served.pid))
    assert len(wards) == 2
    os.kill(served.pid, signal.SIGKILL)
    wait_for(lambda: not any(Path(f"/proc/{pid}").exists() for pid in wards))
    assert not answers(port)


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def command_of(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/cmdline").read_text().split("\0")


def answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz") as answer:
            return bool(answer.status == 200)
    except URLError:
        return False


def wait_for(what: Callable[[], bool]) -> None:
    deadline = time.monotonic() + SECONDS
    while not what():
        assert time.monotonic() < deadline
        time.sleep(0.1)
