"""``trombine web`` with the styles of the fake engine; started as a process by the storm tests."""

import uvicorn
from tests.fake_engine import FakeGate
from tests.fake_worker import open_fake_service

from trombine.logs import set_up_logs
from trombine.settings import read_settings
from trombine.studio.fork_server import start_fork_server
from trombine.studio.messages import ProcessSetup
from trombine.studio.pool import Pool
from trombine.web.app import create_app
from trombine.web.start import GRACE_S, build_services

if __name__ == "__main__":
    start_fork_server()
    set_up_logs("warning")
    settings = read_settings()
    services = build_services(settings, open_fake_service())
    services.inspector.photo_judge = Pool(ProcessSetup("fake", gate=FakeGate), 1)
    uvicorn.run(
        create_app(services),
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=GRACE_S,
    )
