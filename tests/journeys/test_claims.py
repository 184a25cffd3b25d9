"""A process takes as many pictures as it asked for, on each database."""

from collections.abc import Callable
from pathlib import Path

import sqlalchemy as sa
from tests.crew import Crew

from trombine.database.tables import orders
from trombine.domain.order import Assignment
from trombine.jobs.work import Claim, add_work, claim_work

PICTURES = 12


def test_no_picture_is_taken_beyond_what_was_asked_for(
    tmp_path: Path, make_settings: Callable[[], dict[str, str]]
) -> None:
    with Crew.open(tmp_path, make_settings()) as crew:
        order, now = crew.draft(), crew.service.clock()
        planned = [
            Assignment(index, "dots", index % 3, variation=0, seed=0, size_px=64)
            for index in range(1, PICTURES + 1)
        ]
        with crew.service.database.begin() as connection:
            connection.execute(sa.update(orders).values(state="running", started_at=now))
            add_work(connection, order.id, planned, attempt=0)

        def claim(limit: int) -> list[Claim]:
            return claim_work(
                crew.service.database,
                queue="fake",
                executor="worker.0",
                last=None,
                streak=0,
                limit=limit,
                now=now,
            )

        taken = [claim(limit) for limit in (1, 2, 1, 4, 9, 1)]

    assert [len(claims) for claims in taken] == [1, 2, 1, 4, 4, 0]
    places = [each.place for claims in taken for each in claims]
    assert sorted(places) == list(range(1, PICTURES + 1))
