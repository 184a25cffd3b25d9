"""Puts the parts of the service together, as the settings say: for web, workers and commands.

Apart from ``bootstrap`` so that a command that only draws need not load databases.
"""

import os
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from prometheus_client.exposition import start_http_server
from prometheus_client.registry import Collector

from trombine.bootstrap import (
    diffusion_settings,
    open_gate,
    open_labeller,
    open_moderator,
)
from trombine.bootstrap.memory import memory_mb, workers_that_fit
from trombine.database.engine import open_database
from trombine.domain.catalogue import Catalogue
from trombine.domain.order import DEFAULT_ENGINE
from trombine.engines.registry import list_catalogue, open_engine
from trombine.errors import InputRefused
from trombine.jobs.queue import open_queue
from trombine.jobs.worker import WorkerPlan
from trombine.metrics import open_registry
from trombine.orders.service import OrderRules, Service
from trombine.orders.turns import TurnRule
from trombine.settings import Settings
from trombine.storage.blobs import open_blobs
from trombine.storage.keys import open_keys
from trombine.storage.vault import Vault
from trombine.studio.messages import ProcessSetup


def open_service(settings: Settings) -> Service:
    """Return the parts of the service these settings name; its database may still be empty.

    Raises
    ------
    InstallationBroken
        The host's list of known abuse cannot be read; ``code`` says why.
    """
    database = open_database(settings.database_url)
    turns = TurnRule(settings.orders_per_period, settings.period, settings.time_zone)
    rules = OrderRules(
        count=settings.avatars_per_order,
        turns=None if settings.is_local else turns,
        draft_ttl=timedelta(minutes=settings.draft_minutes),
        order_limit=timedelta(minutes=settings.order_minutes),
        avatar_ttl=timedelta(hours=settings.avatar_hours),
    )
    return Service(
        database,
        Vault(open_blobs(settings.blobs), open_keys(settings.keys)),
        open_queue(database),
        _list_offered(settings),
        rules,
        open_moderator(settings),
    )


def _list_offered(settings: Settings) -> Catalogue:
    """Return the styles of the engines the host offers, without what is for one person alone."""
    diffusion = diffusion_settings(settings)
    whole = list_catalogue([open_engine(slug, diffusion=diffusion) for slug in settings.engines])
    offered = {slug: card for slug, card in whole.styles.items() if not card.local_only}
    return replace(whole, styles=offered)


def plan_worker(settings: Settings, service: Service, engine: str = DEFAULT_ENGINE) -> WorkerPlan:
    """Return how a worker process is set up: by default with a drawing process for each core.

    The diffusion engine has one, which keeps the model loaded from order to order.

    Raises
    ------
    TrombineError
        The engine cannot draw on this machine, or pictures cannot be labelled; see the code.
    """
    diffusion = diffusion_settings(settings)
    opened = open_engine(engine, diffusion=diffusion)
    opened.check_ready()
    able = min(len(os.sched_getaffinity(0)), workers_that_fit(memory_mb()))
    processes = min(settings.workers or able, opened.workers_limit)
    file_format = service.rules.file_format
    # Who hands a picture out draws the badge, at the size that is handed out.
    labeller = replace(open_labeller(settings), badge=False)
    gate = open_gate(engine, settings)
    setup = ProcessSetup(engine, file_format, labeller, gate, diffusion)
    return WorkerPlan(setup, processes)


def serve_figures(host: str, port: int, collectors: Iterable[Collector] = ()) -> None:
    """Answer who asks for the figures, on a port of their own, as long as the process lives.

    Raises
    ------
    InputRefused
        ``address_unusable``.
    """
    try:
        start_http_server(port, addr=host, registry=open_registry(collectors))
    except OSError as fault:
        raise InputRefused("address_unusable", addresses=host, port=str(port)) from fault
