import os
import subprocess
import sys
from pathlib import Path

from tests.crew import COMMUNITY
from tests.service_parts import migrated_file

TOLD_TO_END_AT_EVERY_LINE = """
import runpy, signal, sys
from trombine.jobs import worker

def tell(frame, *_):
    if not frame.f_code.co_filename.endswith(("/jobs/worker.py", "/threading.py")):
        return None
    if callable(signal.getsignal(signal.SIGTERM)):
        signal.raise_signal(signal.SIGTERM)
    return tell

def run_told(*words, run=worker.run_worker, **named):
    sys.settrace(tell)
    run(*words, **named)

worker.run_worker = run_told
runpy.run_module("tests.fake_worker", run_name="__main__")
"""


def test_it_ends_at_whatever_moment_it_is_told_to(tmp_path: Path) -> None:
    (tmp_path / "trombine.sqlite3").write_bytes(migrated_file())

    ended = subprocess.run(
        [sys.executable, "-c", TOLD_TO_END_AT_EVERY_LINE],
        env={**os.environ, **COMMUNITY, "TROMBINE_DATA": str(tmp_path)},
        timeout=60,
        check=False,
    )

    assert ended.returncode == 0
