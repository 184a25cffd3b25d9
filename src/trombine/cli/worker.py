"""``trombine worker``: draws what is ordered; one a machine, as many machines as one likes."""

import os
import sys

import click

from trombine.bootstrap.service import open_service, plan_worker, serve_figures
from trombine.cli.help import Command
from trombine.cli.supervisor import ENGINES_OF_QUEUES
from trombine.cli.voice import Voice, spoken
from trombine.database.migrations import require_migrated
from trombine.jobs.worker import run_worker
from trombine.logs import set_up_logs
from trombine.settings import read_settings
from trombine.studio.fork_server import start_fork_server

READY = "worker ready"


@click.command(cls=Command)
@click.option(
    "--queue",
    metavar="cpu|gpu|ENGINE",
    default="cpu",
    show_default=True,
)
@spoken
def worker(voice: Voice, *, queue: str) -> None:
    """Draw what is ordered, until told to end; settings come from the environment."""
    start_fork_server()  # it loads its libraries while we open everything else
    settings = read_settings()
    set_up_logs(settings.log_level)
    service = open_service(settings)
    require_migrated(service.database)
    if settings.worker_metrics_port:
        serve_figures(settings.metrics_host, settings.worker_metrics_port)
    engine = ENGINES_OF_QUEUES.get(queue, queue)
    run_worker(
        service,
        plan_worker(settings, service, engine),
        on_ready=lambda: voice.tell(READY, event="ready"),
    )
    sys.stdout.flush()
    # Threads of the job engine wait for orders another worker takes over now.
    os._exit(0)
