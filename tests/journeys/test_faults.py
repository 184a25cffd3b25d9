"""Faults are normal: what is finished stays, nothing half-made does, nobody is left running."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

COUNT = 4


@contextmanager
def running(
    out: Path, photos: list[Path], *, prefix: str = "", count: int = COUNT
) -> Iterator[subprocess.Popen[str]]:
    words = ["make", *photos, "--styles", "neon", "--count", str(count), "--out", out, "--json"]
    command = f"{prefix} exec {sys.executable} -m trombine {' '.join(map(str, words))}"
    process = subprocess.Popen(
        ["bash", "-c", command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def wait_for_avatar(process: subprocess.Popen[str]) -> None:
    assert process.stdout is not None
    for line in process.stdout:
        if json.loads(line)["event"] == "avatar":
            return
    raise AssertionError("no avatar came")


def drawing_children(pid: int) -> list[int]:
    """The drawing processes: whom the fork server has forked."""
    return children(fork_server(pid))


def fork_server(pid: int) -> int:
    (server,) = [
        child
        for child in children(pid)
        if b"studio.fork_server" in Path(f"/proc/{child}/cmdline").read_bytes()
    ]
    return server


def children(pid: int) -> list[int]:
    listings = Path(f"/proc/{pid}/task").glob("*/children")  # a thread may have started them
    return [int(child) for listing in listings for child in listing.read_text().split()]


def is_running(pid: int) -> bool:
    status = Path(f"/proc/{pid}/status")
    return status.exists() and "State:\tZ" not in status.read_text()


def test_interrupting_keeps_what_is_finished_and_ends_the_workers(
    tmp_path: Path, three_photos: list[Path]
) -> None:
    with running(tmp_path / "out", three_photos, count=30) as process:
        wait_for_avatar(process)
        workers = drawing_children(process.pid)

        process.send_signal(signal.SIGINT)
        events, _ = process.communicate(timeout=60)

    kept = [path for path in (tmp_path / "out").iterdir() if path.name != "manifest.json"]
    assert process.returncode == 130
    assert 1 <= len(kept) < 30
    assert {path.suffix for path in kept} == {".webp"}
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text())
    assert (manifest["state"], len(manifest["avatars"])) == ("unfinished", len(kept))
    last = json.loads(events.splitlines()[-1])
    assert (last["event"], last["count"]) == ("interrupted", len(kept))
    assert len(workers) == 2
    assert not any(is_running(worker) for worker in workers)


def test_neither_a_killed_worker_nor_the_loss_of_all_and_their_server_costs_an_avatar(
    tmp_path: Path, three_photos: list[Path]
) -> None:
    with running(tmp_path / "out", three_photos) as process:
        wait_for_avatar(process)
        os.kill(drawing_children(process.pid)[0], signal.SIGKILL)
        wait_for_avatar(process)
        os.kill(fork_server(process.pid), signal.SIGKILL)
        _, said = process.communicate(timeout=120)

    assert process.returncode == 0
    assert len(list((tmp_path / "out").glob("*.webp"))) == COUNT
    assert "Traceback" not in said


@pytest.mark.parametrize(("limit_kb", "code"), [(0, 2), (16, 1)], ids=["before", "while drawing"])
def test_a_full_disk_is_said_and_leaves_nothing(
    tmp_path: Path, three_photos: list[Path], limit_kb: int, code: int
) -> None:
    out = tmp_path / "out"

    prefix = f"trap '' XFSZ; ulimit -f {limit_kb};"
    with running(out, three_photos, prefix=prefix, count=1) as process:
        events, said = process.communicate(timeout=120)

    assert process.returncode == code
    assert json.loads(events.splitlines()[-1])["code"] == "disk_full"
    assert "Traceback" not in said
    assert not out.exists()
