"""``trombine web``: the web server alone, as many machines as one likes."""

from contextlib import suppress

import click

from trombine.cli.help import Command
from trombine.cli.lan import invite_phone
from trombine.cli.signals import ToldToEnd
from trombine.cli.voice import Voice, spoken
from trombine.settings import Settings, read_settings
from trombine.web.services import Services
from trombine.web.start import entry_address, run_web, with_local_token


@click.command(cls=Command)
@spoken
def web(voice: Voice) -> None:
    """Serve the API, until told to end; settings come from the environment."""
    settings = with_local_token(read_settings())
    with suppress(ToldToEnd):  # the server has answered what was asked, then tells us again
        run_web(settings, on_ready=lambda services: _tell(voice, settings, services))


def _tell(voice: Voice, settings: Settings, services: Services) -> None:
    address = entry_address(settings)
    voice.answer(address, event="ready", address=address)
    invite_phone(services, voice)
