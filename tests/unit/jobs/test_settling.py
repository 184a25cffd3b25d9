"""A picture is decided on once, by the worker whose it is, in an order that still runs."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import sqlalchemy as sa
from tests.service_parts import House, open_house

from trombine.database.tables import orders, renderings
from trombine.domain.avatar import Avatar, Score
from trombine.domain.order import Assignment
from trombine.domain.photo import HeadPose, Photo
from trombine.domain.placed_order import PlacedOrder
from trombine.imaging.arrays import SrgbImage
from trombine.imaging.perceptual_hash import Glance
from trombine.jobs.settling import Drawn, Outcome, settle
from trombine.jobs.work import Claim, add_work, claim_work, release_work

PHOTOS = [
    Photo(
        number=number,
        image=SrgbImage(np.zeros((8, 8, 3), np.float32)),
        landmarks=np.zeros((478, 2), np.float32),
        pose=HeadPose(0, 0, 0),
        quality=1.0,
        embedding=np.zeros(128, np.float32),
    )
    for number in (1, 2, 3)
]


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    opened = open_house(tmp_path)
    yield opened
    opened.service.database.dispose()


@pytest.fixture
def order(house: House) -> PlacedOrder:
    """An order that runs, with the pictures of its first three places to draw."""
    submitted = house.orders.submit("ada", house.draft(photos=[b"one", b"two", b"three"]).id)
    change(house, state="running", started_at=house.clock())
    with house.service.database.begin() as connection:
        work = [assigned(place) for place in (1, 2, 3)]
        add_work(connection, submitted.id, work, attempt=0)
    return house.orders.get("ada", submitted.id)


def change(house: House, **columns: object) -> None:
    with house.service.database.begin() as connection:
        connection.execute(sa.update(orders).values(columns))


def assigned(place: int) -> Assignment:
    return Assignment(place, "painted", 1, variation=0, seed=0, size_px=64)


def claim(house: House, executor: str) -> Claim:
    (taken,) = claim_work(
        house.service.database,
        queue="orders",
        executor=executor,
        last=None,
        streak=0,
        limit=1,
        now=house.clock(),
    )
    return taken


def drawn(
    house: House, taken: Claim, *, passed: bool = True, complete: bool = True, fit: bool = True
) -> Drawn:
    score = Score(0.3, 0.3, 0.2, face_found=True, passed=passed, complete=complete)
    glance = Glance(
        np.arange(64) % (taken.place + 1) == 0, np.full((16, 3), taken.place / 9, np.float32)
    )
    outcome = Outcome(Avatar(assigned(taken.place), score, 1.0, file=b"file"), glance, "navy")
    sealed = (
        house.service.vault.write_avatar(taken.order_id, b"file") if score.good and fit else None
    )
    return Drawn(outcome, fit, sealed)


def state_of(house: House, taken: Claim) -> tuple[str, str | None]:
    query = sa.select(renderings).where(renderings.c.id == taken.id)
    with house.service.database.connect() as connection:
        row = connection.execute(query).one()
    return row.state, row.executor


def decide(house: House, taken: Claim, picture: Drawn | None, executor: str) -> bool:
    return settle(house.service, taken, picture, executor=executor, photos=PHOTOS)


def test_a_picture_that_passes_is_shown(house: House, order: PlacedOrder) -> None:
    taken = claim(house, "one.0")

    assert decide(house, taken, drawn(house, taken), "one.0")

    seen = house.orders.get("ada", order.id)
    assert (seen.made, [avatar.index for avatar in seen.avatars]) == (1, [1])
    assert state_of(house, taken)[0] == "accepted"


def test_what_another_worker_has_taken_over_meanwhile_is_no_longer_mine_to_decide(
    house: House, order: PlacedOrder
) -> None:
    mine = claim(house, "one.0")
    picture = drawn(house, mine)
    # The first worker is slow and taken for dead: its claim is put back, and another has it.
    release_work(house.service.database, executor="one", blame=True)
    theirs = claim(house, "two.0")
    assert theirs.id == mine.id

    assert not decide(house, mine, picture, "one.0")

    assert state_of(house, mine) == ("drawing", "two.0")
    assert house.orders.get("ada", order.id).avatars == ()
    assert decide(house, theirs, drawn(house, theirs), "two.0")
    assert house.orders.get("ada", order.id).made == 1


def test_what_was_lost_is_no_longer_mine_to_give_up_either(
    house: House, order: PlacedOrder
) -> None:
    mine = claim(house, "one.0")
    release_work(house.service.database, executor="one", blame=True)
    claim(house, "two.0")

    assert not decide(house, mine, None, "one.0")

    assert state_of(house, mine) == ("drawing", "two.0")
    assert work_of(house, order) == 3


def work_of(house: House, order: PlacedOrder) -> int:
    query = sa.select(sa.func.count()).where(renderings.c.order_id == order.id)
    with house.service.database.connect() as connection:
        return connection.execute(query).scalar_one()


def test_a_picture_is_decided_on_once(house: House, order: PlacedOrder) -> None:
    taken = claim(house, "one.0")
    assert decide(house, taken, drawn(house, taken), "one.0")

    assert not decide(house, taken, drawn(house, taken), "one.0")

    assert house.orders.get("ada", order.id).made == 1


@pytest.mark.parametrize("state", ["cancelled", "failed", "frozen", "held"])
def test_an_order_that_runs_no_more_is_shown_no_more_pictures(
    house: House, order: PlacedOrder, state: str
) -> None:
    taken = claim(house, "one.0")
    change(house, state=state)

    assert not decide(house, taken, drawn(house, taken), "one.0")

    assert house.orders.get("ada", order.id).avatars == ()


def test_an_order_that_was_erased_meanwhile_is_no_fault(house: House, order: PlacedOrder) -> None:
    taken = claim(house, "one.0")
    picture = drawn(house, taken)
    house.orders.erase("ada", order.id)

    assert not decide(house, taken, picture, "one.0")


@pytest.mark.parametrize(
    ("passed", "complete", "fit", "lost", "state"),
    [
        (False, True, True, False, "rejected"),
        (True, False, True, False, "rejected"),
        (True, True, False, False, "rejected"),
        (True, True, True, True, "lost"),
    ],
)
def test_the_place_of_what_does_not_pass_is_filled_anew(
    house: House,
    order: PlacedOrder,
    state: str,
    *,
    passed: bool,
    complete: bool,
    fit: bool,
    lost: bool,
) -> None:
    taken = claim(house, "one.0")
    picture = None if lost else drawn(house, taken, passed=passed, complete=complete, fit=fit)

    assert not decide(house, taken, picture, "one.0")

    assert state_of(house, taken)[0] == state
    assert work_of(house, order) == 4
    assert house.orders.get("ada", order.id).state == "running"


def test_an_order_whose_pictures_lost_the_glasses_says_so(house: House, order: PlacedOrder) -> None:
    for _ in range(2 * order.order.count):
        taken = claim(house, "one.0")
        decide(house, taken, drawn(house, taken, complete=False), "one.0")
        if house.orders.get("ada", order.id).state != "running":
            break

    ended = house.orders.get("ada", order.id)
    assert (ended.state, ended.reason) == ("failed", "accessories_lost")


def test_the_last_picture_makes_the_order_ready(house: House, order: PlacedOrder) -> None:
    change(house, made=order.order.count - 1)
    taken = claim(house, "one.0")

    assert decide(house, taken, drawn(house, taken), "one.0")

    assert house.orders.get("ada", order.id).state == "ready"
