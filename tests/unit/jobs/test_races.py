"""Who comes second changes nothing: each race is run with the other in between."""

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest
import sqlalchemy as sa
from tests.service_parts import House, open_house

from trombine.database.tables import avatars, orders, renderings
from trombine.domain.order import Assignment
from trombine.domain.placed_order import OrderState
from trombine.imaging.arrays import SrgbImage
from trombine.imaging.perceptual_hash import glance_at
from trombine.jobs import warden as wardens
from trombine.jobs import work
from trombine.jobs.settling import Drawn, settle
from trombine.jobs.warden import Warden
from trombine.jobs.work import Claim, add_work, claim_work, release_work
from trombine.studio.fairness import choose_pile


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    opened = open_house(tmp_path)
    yield opened
    opened.service.database.dispose()


@pytest.fixture
def order_id(house: House) -> str:
    """A running order with two pictures to draw."""
    order = house.draft()
    pictures = [Assignment(place, "painted", photo=1, variation=0, seed=0) for place in (1, 2)]
    with house.service.database.begin() as connection:
        connection.execute(sa.update(orders).values(state="running", started_at=house.clock()))
        add_work(connection, order.id, pictures, attempt=0)
    return order.id


def claim(house: House, executor: str, *, limit: int = 1) -> list[Claim]:
    return claim_work(
        house.service.database,
        queue="orders",
        executor=executor,
        last=None,
        streak=0,
        limit=limit,
        now=house.clock(),
    )


def settle_drawn(house: House, claimed: Claim, executor: str) -> bool:
    """Settle a picture that passes."""
    service = house.service
    noise = np.random.default_rng(7).random((64, 64, 3), dtype=np.float32)
    assignment = Assignment(claimed.place, "painted", photo=1, variation=0, seed=0)
    score = SimpleNamespace(
        passed=True, complete=True, good=True, source_distance=0.3, skin_shift=0.0
    )
    avatar = SimpleNamespace(assignment=assignment, score=score, file=b"picture", seconds=1.0)
    outcome: Any = SimpleNamespace(avatar=avatar, glance=glance_at(SrgbImage(noise)), ground="navy")
    sealed = service.vault.write_avatar(claimed.order_id, b"picture")
    drawn = Drawn(outcome, fit=True, sealed=sealed)
    return settle(service, claimed, drawn, executor=executor, photos=())


def states(house: House) -> list[str]:
    query = sa.select(renderings.c.state).order_by(renderings.c.place)
    with house.service.database.connect() as connection:
        return list(connection.execute(query).scalars())


def shown(house: House) -> int:
    with house.service.database.connect() as connection:
        return connection.execute(sa.select(sa.func.count()).select_from(avatars)).scalar_one()


@pytest.mark.usefixtures("order_id")
def test_two_that_chose_the_same_pictures_have_none_in_common(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[Claim] = []

    def choose_while_another_takes(*piles: Any, **how: Any) -> Any:
        monkeypatch.setattr(work, "choose_pile", choose_pile)
        taken.extend(claim(house, "fast"))
        return choose_pile(*piles, **how)

    monkeypatch.setattr(work, "choose_pile", choose_while_another_takes)
    late = claim(house, "slow", limit=2)
    assert [each.place for each in taken] == [1]
    assert [each.place for each in late] == [2]


@pytest.mark.usefixtures("order_id")
def test_a_picture_is_settled_by_who_holds_it(house: House) -> None:
    (claimed,) = claim(house, "one.0")
    assert settle_drawn(house, claimed, "one.0")
    assert (states(house), shown(house)) == (["accepted", "planned"], 1)


@pytest.mark.usefixtures("order_id")
def test_a_picture_another_worker_took_over_is_not_settled_by_the_first(house: House) -> None:
    (claimed,) = claim(house, "one.0")
    release_work(house.service.database, executor="one", blame=True)
    (again,) = claim(house, "two.0")
    assert again.id == claimed.id
    assert not settle_drawn(house, claimed, "one.0")
    assert (states(house), shown(house)) == (["drawing", "planned"], 0)
    assert settle_drawn(house, again, "two.0")
    assert (states(house), shown(house)) == (["accepted", "planned"], 1)


@pytest.mark.usefixtures("order_id")
def test_a_picture_is_not_settled_twice(house: House) -> None:
    (claimed,) = claim(house, "one.0")
    assert settle_drawn(house, claimed, "one.0")
    assert not settle_drawn(house, claimed, "one.0")
    assert shown(house) == 1


@pytest.mark.usefixtures("order_id")
def test_a_picture_of_an_order_that_was_cancelled_meanwhile_is_not_shown(house: House) -> None:
    (claimed,) = claim(house, "one.0")
    with house.service.database.begin() as connection:
        connection.execute(sa.update(orders).values(state="cancelled"))
    assert not settle_drawn(house, claimed, "one.0")
    assert shown(house) == 0


def test_an_order_asked_to_end_keeps_what_is_settled_and_is_claimed_no_more(
    house: House, order_id: str
) -> None:
    (claimed,) = claim(house, "one.0")
    house.orders.cancel("ada", order_id)
    assert settle_drawn(house, claimed, "one.0")
    assert claim(house, "one.0") == []
    assert house.orders.get("ada", order_id).state is OrderState.RUNNING  # its job ends it
    assert shown(house) == 1


def test_an_order_erased_meanwhile_leaves_nothing_to_settle(house: House, order_id: str) -> None:
    (claimed,) = claim(house, "one.0")
    house.orders.erase("ada", order_id)
    assert not settle_drawn(house, claimed, "one.0")
    assert (states(house), shown(house)) == ([], 0)


class Dead:
    """Leases of which nobody's is held."""

    def hold(self, _executor: str) -> None:
        pass

    def is_dead(self, _executor: str) -> bool:
        return True


@pytest.mark.usefixtures("order_id")
def test_two_wardens_blame_a_dead_workers_picture_once(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    claim(house, "dead.0")
    database, leases = house.service.database, cast("Any", Dead())
    first, second = Warden(database, leases, "ann"), Warden(database, leases, "ben")
    asked: list[str] = []

    def recover_while_another_looks(executor: str) -> int:
        asked.append(executor)
        if len(asked) == 1:
            second.look()
        return 1

    monkeypatch.setattr(wardens, "busy_executors", lambda: {"dead"})
    monkeypatch.setattr(wardens, "recover_jobs", recover_while_another_looks)
    for warden in (first, second, first):
        warden.look()
    assert asked == ["dead", "dead"]
    with database.connect() as connection:
        rows = connection.execute(sa.select(renderings).order_by(renderings.c.place)).all()
    assert [(row.state, row.tries) for row in rows] == [("planned", 1), ("planned", 0)]
