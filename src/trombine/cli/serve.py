"""``trombine serve``: the whole service on one machine, with one command."""

import os
import secrets
import shutil
from pathlib import Path

import click

from trombine.bootstrap.ground import require_ground
from trombine.cli.help import Command
from trombine.cli.supervisor import ENGINES_OF_QUEUES, Supervisor
from trombine.cli.values import OneOf, whole_number
from trombine.cli.voice import Voice, is_debugged, spoken
from trombine.metrics import FOLDER_VARIABLE
from trombine.settings import PREFIX, Settings, read_settings
from trombine.web.certificate import require_certificate


@click.command(cls=Command)
@click.option("--data", type=click.Path(path_type=Path))
@click.option("--host", metavar="ADDRESS")
@click.option("--port", metavar="N", type=whole_number)
@click.option("--workers", metavar="N", type=whole_number)
@click.option("--mode", type=OneOf(("local", "community")))
@click.option("--lan", is_flag=True)
@spoken
def serve(voice: Voice, /, *, lan: bool, **given: Path | str | int | None) -> None:
    """Serve pages, API and drawing until told to end, and print the address.

    What is not given here comes from the environment: see docs/operations.md.
    """
    environment = dict(os.environ)
    for name, value in given.items():
        if value is not None:
            environment[PREFIX + name.upper()] = str(value)
    settings = _on_lan(environment) if lan else read_settings(environment)
    require_certificate(settings)
    require_ground(settings)
    _migrate(settings.database_url)
    if settings.is_local and not settings.local_token:
        # Made here, so that the address stays valid when the web server is started again.
        environment[f"{PREFIX}LOCAL_TOKEN"] = secrets.token_urlsafe(24)
    # The web server tells the figures of all; workers beside each other cannot share a port.
    environment.pop(f"{PREFIX}WORKER_METRICS_PORT", None)
    environment.setdefault(FOLDER_VARIABLE, _empty_folder(settings.data / "metrics"))
    supervisor = Supervisor(environment, debug=is_debugged())
    supervisor.add("web", *_as_flags(voice))
    queues = {engine: queue for queue, engine in ENGINES_OF_QUEUES.items()}
    for engine in settings.engines:
        # What is printed is for people: the address, and how a phone gets in.
        supervisor.add("worker", "--queue", queues.get(engine, engine), is_quiet=True)
    supervisor.run()


def _as_flags(voice: Voice) -> list[str]:
    """Return how a command is told to speak as this one does."""
    chosen = {"--json": voice.as_json, "--quiet": voice.is_quiet}
    return ["--lang", voice.language, *(flag for flag, is_so in chosen.items() if is_so)]


def _on_lan(environment: dict[str, str]) -> Settings:
    """Return the settings to serve the local network with, and note them for the processes."""
    from trombine.cli.lan import (  # noqa: PLC0415  (the supervisor is small)
        find_lan_address,
        require_own_address,
    )

    environment[f"{PREFIX}LAN"] = "on"
    if not environment.get(f"{PREFIX}HOST"):
        environment[f"{PREFIX}HOST"] = find_lan_address()
    settings = read_settings(environment)
    require_own_address(settings.host)
    return settings


def _empty_folder(folder: Path) -> str:
    """Return a folder for what processes count, without what earlier ones have counted."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return str(folder)


def _migrate(database_url: str) -> None:
    from trombine.database.engine import open_database  # noqa: PLC0415  (the supervisor is small)
    from trombine.database.migrations import migrate  # noqa: PLC0415

    database = open_database(database_url)
    migrate(database)
    database.dispose()
