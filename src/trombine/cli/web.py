"""``trombine web``: the web server alone, as many machines as one likes."""

import click

from trombine.settings import read_settings
from trombine.web.start import entry_address, run_web, with_local_token


@click.command()
def web() -> None:
    """Serve the API, until told to end; settings come from the environment."""
    settings = with_local_token(read_settings())
    run_web(settings, on_ready=lambda: click.echo(entry_address(settings)))
