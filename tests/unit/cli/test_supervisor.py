import subprocess
import sys

TOLD_TO_END_AT_EVERY_LINE = """
import signal, sys
from trombine.cli.supervisor import Supervisor

def tell(*_):
    if signal.getsignal(signal.SIGTERM) is not signal.SIG_DFL:
        signal.raise_signal(signal.SIGTERM)
    return tell

sys.settrace(tell)
Supervisor({}).run()
"""


def test_it_ends_at_whatever_moment_it_is_told_to() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", TOLD_TO_END_AT_EVERY_LINE], timeout=20, check=False
    )

    assert ended.returncode == 0
