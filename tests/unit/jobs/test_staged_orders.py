"""How an order and its avatars are staged is kept with them."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import sqlalchemy as sa
from tests.numbered_photo import NumberedPhoto
from tests.service_parts import House, open_house

from trombine.database.records import order_columns
from trombine.database.tables import avatars, orders, renderings
from trombine.domain.avatar import Avatar, Score
from trombine.domain.order import NOTHING_STAGED, Order, Staging
from trombine.domain.placed_order import OrderState, PlacedOrder
from trombine.imaging.perceptual_hash import glance_at
from trombine.jobs.settling import Drawn, settle
from trombine.jobs.work import Claim, add_work, assign
from trombine.studio.messages import Outcome

AURORA = Staging(pose="turned", world="aurora")
GOOD = Score(0.2, 0.2, 0.4, face_found=True, passed=True)


THREE = [NumberedPhoto(number) for number in (1, 2, 3)]


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    opened = open_house(tmp_path)
    yield opened
    opened.service.database.dispose()


def running(house: House, *stagings: Staging) -> PlacedOrder:
    placed = house.draft()
    asked = Order(("painted",), count=2, seed=3, stagings=stagings)
    columns = {**order_columns(asked), "state": OrderState.RUNNING.value}
    with house.service.database.begin() as connection:
        connection.execute(sa.update(orders).where(orders.c.id == placed.id).values(columns))
    return house.orders.get("ada", placed.id)


def draw_first(house: House, placed: PlacedOrder) -> None:
    """Settle the first picture of an order as drawn and good."""
    assignment = assign(placed.order, THREE, place=1, attempt=0)
    assert assignment is not None
    with house.service.database.begin() as connection:
        add_work(connection, placed.id, [assignment], attempt=0)
        taken = {"state": "drawing", "executor": "me"}
        row = connection.execute(sa.update(renderings).values(taken).returning(renderings)).one()
    claim = Claim(row.id, placed.id, "ada", place=1, attempt=0, photo=row.photo, tries=0)
    image = np.random.default_rng(1).random((64, 64, 3), np.float32)
    avatar = Avatar(assignment, GOOD, seconds=1.0, file=b"picture")
    outcome = Outcome(avatar, glance_at(image), "navy")
    sealed = house.service.vault.write_avatar(placed.id, b"picture")
    drawn = Drawn(outcome, fit=True, sealed=sealed)
    assert settle(house.service, claim, drawn, executor="me", photos=THREE)


def test_an_order_remembers_its_stagings(house: House) -> None:
    placed = running(house, AURORA, Staging(garment="coat", prop="owl"), NOTHING_STAGED)

    assert placed.order.stagings == (
        Staging(pose="turned", world="aurora"),
        Staging(garment="coat", prop="owl"),
        Staging(),
    )


def test_an_avatar_is_kept_with_its_staging(house: House) -> None:
    placed = running(house, AURORA)

    draw_first(house, placed)

    (avatar,) = house.orders.get("ada", placed.id).avatars
    assert avatar.staging == Staging(pose="turned", world="aurora")


def test_where_nothing_is_staged_the_row_says_nothing(house: House) -> None:
    placed = running(house)

    draw_first(house, placed)

    (avatar,) = house.orders.get("ada", placed.id).avatars
    assert avatar.staging == NOTHING_STAGED
    with house.service.database.connect() as connection:
        assert connection.execute(sa.select(sa.text("staging")).select_from(avatars)).all() == [
            (None,)
        ]
