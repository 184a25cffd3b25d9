"""Which drawing processes there are."""

from pathlib import Path

from trombine.studio.fork_server import start_fork_server


def drawing_processes() -> list[str]:
    """Return the numbers of the processes this one has drawing for it; their server stays."""
    server = start_fork_server().process.pid
    return Path(f"/proc/{server}/task/{server}/children").read_text().split()
