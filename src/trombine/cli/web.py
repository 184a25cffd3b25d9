"""``trombine web``: the web server alone, as many machines as one likes."""

import click

from trombine.cli.help import Command
from trombine.cli.lan import invite_phone
from trombine.settings import Settings, read_settings
from trombine.web.services import Services
from trombine.web.start import entry_address, run_web, with_local_token


@click.command(cls=Command)
def web() -> None:
    """Serve the API, until told to end; settings come from the environment."""
    settings = with_local_token(read_settings())
    run_web(settings, on_ready=lambda services: _tell(settings, services))


def _tell(settings: Settings, services: Services) -> None:
    click.echo(entry_address(settings))
    invite_phone(services)
