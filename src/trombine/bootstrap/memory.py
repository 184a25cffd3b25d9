"""How much memory may be used here, and how many drawing processes fit into it."""

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from trombine.errors import InstallationBroken

MEGABYTE = 1 << 20
LEAST_MB = 1400
"""What one drawing process needs together with those that look after it (decision 0031)."""
EACH_MB = 500
"""What each further drawing process adds, memory that they share not counted."""
CGROUPS = Path("/sys/fs/cgroup")
OWN_CGROUPS = Path("/proc/self/cgroup")


def require_memory(found_mb: int, *, workers: int = 1) -> None:
    """Refuse to draw where the system would end the processes in the middle of it.

    Raises
    ------
    InstallationBroken
        ``memory_too_small``.
    """
    needed_mb = LEAST_MB + EACH_MB * (workers - 1)
    if found_mb < needed_mb:
        raise InstallationBroken("memory_too_small", found=found_mb, needed=needed_mb)


def workers_that_fit(found_mb: int) -> int:
    """Return how many drawing processes there is memory for; one is always tried."""
    return max(1, 1 + (found_mb - LEAST_MB) // EACH_MB)


def memory_mb() -> int:
    """Return how much memory this process and its children may use together."""
    whole = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return min([whole, *_limits()]) // MEGABYTE


def _limits() -> Iterator[int]:
    """Yield the limits of the groups this process is in, of either version of cgroups.

    In a container its own group is what is mounted as the root.
    """
    for line in _read(OWN_CGROUPS).splitlines():
        _, controllers, path = line.split(":", 2)
        if controllers and "memory" not in controllers.split(","):
            continue
        base = CGROUPS / "memory" if controllers else CGROUPS
        name = "memory.limit_in_bytes" if controllers else "memory.max"
        group = Path(path)
        for place in (group, *group.parents):
            limit = _read(base / str(place).lstrip("/") / name).strip()
            if limit.isdecimal():
                yield int(limit)


def _read(path: Path) -> str:
    with suppress(OSError):
        return path.read_text(encoding="utf-8")
    return ""
