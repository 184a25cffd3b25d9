"""``trombine serve`` with the fake engine: a web server and two workers under a supervisor."""

import os
import sys

from trombine.cli.supervisor import Supervisor, Ward

MODULES = ("tests.fake_web", "tests.fake_worker", "tests.fake_worker")

if __name__ == "__main__":
    supervisor = Supervisor(os.environ)
    for module in MODULES:
        supervisor.wards.append(Ward([sys.executable, "-m", module], is_quiet=True))
    supervisor.run()
