"""``trombine web`` with the styles of the fake engine; a process of the browser tests."""

import click
import uvicorn
from tests.fake_worker import open_fake_service

from trombine.fork_server import start_fork_server
from trombine.logs import set_up_logs
from trombine.settings import read_settings
from trombine.web.app import create_app
from trombine.web.start import build_services

if __name__ == "__main__":
    start_fork_server()
    set_up_logs("warning")
    settings = read_settings()
    app = create_app(build_services(settings, open_fake_service()))
    click.echo("web ready")
    uvicorn.run(app, host=settings.host, port=settings.port, log_config=None, access_log=False)
