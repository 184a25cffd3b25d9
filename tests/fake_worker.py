"""``trombine worker`` with the fake engine; started as a process by the storm tests."""

import os
import sys
from collections.abc import Mapping
from dataclasses import replace

import click
from tests.fake_engine import SIDE_PX, FakeEngine, FakeGate, FakeLabeller

from trombine.bootstrap.service import open_service
from trombine.engines.registry import list_catalogue
from trombine.jobs.worker import WorkerPlan, run_worker
from trombine.logs import set_up_logs
from trombine.orders.service import Service
from trombine.settings import read_settings
from trombine.studio.fork_server import start_fork_server
from trombine.studio.messages import ProcessSetup

PROCESSES, AVATAR_LIMIT_S = 2, 20.0


def open_fake_service(environment: Mapping[str, str] = os.environ) -> Service:
    """Return the service an environment names, with the fake engine's styles and size."""
    service = open_service(read_settings(environment))
    rules = replace(service.rules, size_px=SIDE_PX)
    return replace(service, rules=rules, catalogue=list_catalogue([FakeEngine()]))


if __name__ == "__main__":
    start_fork_server()
    set_up_logs("warning")
    setup = ProcessSetup("fake", "webp", FakeLabeller(), FakeGate)
    plan = WorkerPlan(setup, PROCESSES, AVATAR_LIMIT_S, clean_every_s=1.0)
    run_worker(open_fake_service(), plan, on_ready=lambda: click.echo("worker ready"))
    sys.stdout.flush()
    os._exit(0)
