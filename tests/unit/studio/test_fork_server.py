import os

import pytest

from trombine.studio.fork_server import WORKER_ENVIRONMENT, worker_environment


def test_two_threads_may_start_workers_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in WORKER_ENVIRONMENT:
        monkeypatch.delenv(name, raising=False)
    one, other = worker_environment(), worker_environment()
    one.__enter__()
    before = dict(os.environ)
    for name in WORKER_ENVIRONMENT:
        del os.environ[name]  # as the other thread did before this one looked
    other.__enter__()
    assert dict(os.environ) == before

    other.__exit__(None, None, None)
    one.__exit__(None, None, None)

    assert not WORKER_ENVIRONMENT.keys() & os.environ.keys()
