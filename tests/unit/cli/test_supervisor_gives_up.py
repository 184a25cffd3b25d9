"""A supervisor whose process ends at its start again and again gives up, and says why."""

import sys

import pytest

from trombine.cli import supervisor as supervising
from trombine.cli.supervisor import Supervisor, Ward
from trombine.errors import InstallationBroken

BROKEN = "import sys; print('The tables are of another version.', file=sys.stderr); sys.exit(1)"


@pytest.fixture(autouse=True)
def _in_a_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervising, "FIRST_WAIT_S", 0.0)
    monkeypatch.setattr(supervising, "EQUAL_DEATHS", 2)
    monkeypatch.setattr(supervising.signal, "signal", lambda *_: None)


def test_it_stops_the_others_and_repeats_the_last_words() -> None:
    sleeper = Ward([sys.executable, "-c", "import time; time.sleep(60)"])
    broken = Ward([sys.executable, "-c", BROKEN, "worker"])

    with pytest.raises(InstallationBroken, match="process_keeps_dying") as refusal:
        Supervisor({}, wards=[sleeper, broken]).run()

    assert refusal.value.details["name"] == "worker"
    assert refusal.value.details["times"] == 2
    assert refusal.value.details["reason"] == "The tables are of another version."
    assert sleeper.process is not None
    assert sleeper.process.returncode is not None


def test_a_process_the_system_killed_is_told_by_its_signal() -> None:
    killed = Ward([sys.executable, "-c", "import os; os.kill(os.getpid(), 9)", "web"])

    with pytest.raises(InstallationBroken) as refusal:
        Supervisor({}, wards=[killed]).run()

    assert refusal.value.details["reason"] == "SIGKILL"


def test_what_it_starts_is_told_to_show_where_errors_come_from() -> None:
    supervisor = Supervisor({}, debug=True)
    supervisor.add("worker", "--queue", "cpu")

    assert supervisor.wards[0].command[2:] == ["trombine", "--debug", "worker", "--queue", "cpu"]
    assert supervisor.wards[0].name == "worker --queue cpu"
