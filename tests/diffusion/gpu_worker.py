"""``trombine worker --queue gpu`` with a gate that takes noise for the person."""

import os
import sys
from dataclasses import replace

import click
from tests.diffusion.gates import note_and_accept

from trombine.bootstrap.service import open_service, plan_worker
from trombine.jobs.worker import run_worker
from trombine.settings import read_settings
from trombine.studio.fork_server import start_fork_server

if __name__ == "__main__":
    start_fork_server()
    settings = read_settings()
    service = open_service(settings)
    service = replace(service, rules=replace(service.rules, size_px=256))
    plan = plan_worker(settings, service, "diffusion")
    # The command is tried with references of full size; here they would take most of the time.
    diffusion = replace(plan.setup.diffusion, reference_px=128)
    plan = replace(plan, setup=replace(plan.setup, gate=note_and_accept, diffusion=diffusion))
    run_worker(service, plan, on_ready=lambda: click.echo("worker ready"))
    sys.stdout.flush()
    os._exit(0)
