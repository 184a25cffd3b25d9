"""A machine that cannot imagine becomes no worker for those orders, and says why."""

import os
import subprocess
import sys
from pathlib import Path

from trombine.i18n import text


def test_a_worker_of_the_gpu_queue_does_not_start_without_its_libraries(tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "TROMBINE_DATA": str(tmp_path),
        "TROMBINE_ENGINES": "portrait,diffusion",
        "LC_ALL": "C",
    }

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "trombine", *words]
        return subprocess.run(
            command, env=environment, capture_output=True, text=True, timeout=60, check=False
        )

    assert run("migrate").returncode == 0
    worker = run("worker", "--queue", "gpu")

    assert worker.returncode == 2
    assert worker.stdout == ""
    assert text("engine_extra_missing", "en") in worker.stderr
