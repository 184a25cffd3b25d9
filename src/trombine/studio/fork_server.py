"""The process that workers are forked from: it loads the libraries once, while we load ours.

It starts no thread, sees no photo and ends with the last process that knows it. Imports nothing
heavy, so that it can be started first.
"""

import multiprocessing
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from multiprocessing import forkserver
from multiprocessing.context import ForkServerContext, SpawnContext

PRELOADED = "trombine.studio.preload"
WORKER_ENVIRONMENT: Mapping[str, str] = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "NUMBA_NUM_THREADS": "1",
    # glibc: keep what was freed for the next picture. Pages given back and asked for again took a
    # fifth of the first portrait's time.
    "MALLOC_MMAP_THRESHOLD_": str(256 << 20),
    "MALLOC_TRIM_THRESHOLD_": str(512 << 20),
    "MALLOC_TOP_PAD_": str(64 << 20),
}


def start_fork_server() -> ForkServerContext | SpawnContext:
    """Return the context to start workers in; on Linux its server is on its way.

    Elsewhere workers are spawned: forking beside a system's own libraries is not safe there. So
    they are where no file at all can be written, for the server listens on one.
    """
    if sys.platform != "linux":
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([PRELOADED])
    try:
        with worker_environment():
            forkserver.ensure_running()
    except OSError:
        return multiprocessing.get_context("spawn")
    return context


@contextmanager
def worker_environment() -> Iterator[None]:
    """Set what libraries and glibc read when a process starts, for children started inside."""
    before = {name: os.environ.get(name) for name in WORKER_ENVIRONMENT}
    os.environ.update(WORKER_ENVIRONMENT)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)  # another thread may have been faster
            else:
                os.environ[name] = value
