"""However many submit at once, a user has one order a day."""

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import sqlalchemy as sa
from tests.crew import SCRIPT, Crew

from trombine.domain.placed_order import OrderState

PROCESSES, DRAFTS = 5, 16


def test_of_80_simultaneous_submits_of_one_user_one_is_accepted(
    tmp_path: Path, make_settings: Callable[[], dict[str, str]]
) -> None:
    once = {**make_settings(), "TROMBINE_ORDERS_PER_PERIOD": "1"}
    with Crew.open(tmp_path, once) as crew:
        drafts = [crew.draft().id for _ in range(DRAFTS)]
        racers = [
            subprocess.Popen(
                [sys.executable, "-m", "tests.submitter", "ada", *drafts[turn:], *drafts[:turn]],
                env={**os.environ, **crew.environment},
                cwd=SCRIPT.parents[1],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
            for turn in range(PROCESSES)
        ]
        for racer in racers:
            assert racer.stdout is not None
            assert racer.stdout.readline() == "at the start\n"
        said = [racer.communicate("go\n")[0].split() for racer in racers]
        verdicts = Counter(word for lines in said for word in lines[0::2])
        assert verdicts == {"accepted": 1, "refused": PROCESSES * DRAFTS - 1}
        states = Counter(order.state for order in crew.orders.list_newest("ada"))
        assert states == {OrderState.QUEUED: 1, OrderState.DRAFT: DRAFTS - 1}
        with crew.service.database.connect() as connection:
            jobs = connection.execute(sa.text(_count_jobs(crew))).scalar_one()
        assert jobs == 1


def _count_jobs(crew: Crew) -> str:
    schema = "dbos." if crew.service.database.dialect.name == "postgresql" else ""
    return f"SELECT count(*) FROM {schema}workflow_status"  # noqa: S608  (no input)
