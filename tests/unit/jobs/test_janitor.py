"""What is due is erased, by whichever worker's janitor comes first, and the turn is given back."""

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from tests.service_parts import House, open_house

from trombine.database.tables import orders
from trombine.domain.placed_order import OrderState, PlacedOrder, Rule
from trombine.errors import NotFound, OrderFailed
from trombine.jobs import janitor
from trombine.jobs.janitor import Janitor
from trombine.orders.endings import fail_order
from trombine.orders.erasure import erase_order
from trombine.orders.service import OrderRules
from trombine.orders.turns import TurnRule

PHOTOS = [b"first", b"second", b"third"]


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    opened = open_house(tmp_path, rules=OrderRules(turns=TurnRule()))
    yield opened
    opened.service.database.dispose()


def clean(house: House, *, ended: frozenset[str] = frozenset()) -> None:
    Janitor(house.service, ended.intersection).round()


def force(house: House, order: PlacedOrder, **columns: object) -> None:
    with house.service.database.begin() as connection:
        connection.execute(sa.update(orders).where(orders.c.id == order.id).values(columns))


def photos_on_disk(house: House) -> int:
    return len(list((house.folder / "blobs").rglob("photos/*")))


def test_a_draft_nobody_touches_is_erased_after_half_an_hour(house: House) -> None:
    order = house.draft(photos=PHOTOS)
    house.clock.advance(minutes=29)
    clean(house)
    assert house.orders.get("ada", order.id).state is OrderState.DRAFT
    house.clock.advance(minutes=2)
    clean(house)
    with pytest.raises(NotFound):
        house.orders.get("ada", order.id)
    assert [line.rule for line in house.orders.receipt("ada", order.id).deletions] == [
        Rule.DRAFT_EXPIRED
    ]
    assert photos_on_disk(house) == 0
    assert list((house.folder / "keys").iterdir()) == []


def test_an_upload_begins_the_half_hour_anew(house: House) -> None:
    order = house.draft(photos=PHOTOS)
    house.clock.advance(minutes=20)
    house.upload(order, 4, b"fourth")
    house.clock.advance(minutes=20)
    clean(house)
    assert house.uploads.read_photo("ada", order.id, 1) == PHOTOS[0]


def test_an_order_whose_worker_was_lost_for_good_fails_and_costs_nothing(house: House) -> None:
    order = house.orders.submit("ada", house.draft(photos=PHOTOS).id)
    clean(house)
    assert house.orders.get("ada", order.id).state is OrderState.QUEUED
    clean(house, ended=frozenset({order.id}))
    ended = house.orders.get("ada", order.id)
    assert (ended.state, ended.reason) == (OrderState.FAILED, "internal")
    assert house.orders.turn("ada").left == 1
    assert photos_on_disk(house) == 0


def test_an_order_far_past_its_time_is_ended(house: House) -> None:
    order = house.orders.submit("ada", house.draft(photos=PHOTOS).id)
    force(house, order, state="running", started_at=house.clock())
    house.clock.advance(minutes=5.5)
    clean(house)
    assert house.orders.get("ada", order.id).state is OrderState.RUNNING  # its job may yet notice
    house.clock.advance(minutes=1)
    clean(house)
    ended = house.orders.get("ada", order.id)
    assert (ended.state, ended.reason) == (OrderState.FAILED, "time_limit")
    assert ended.reason_details == {"minutes": 5}
    assert photos_on_disk(house) == 0


def test_photos_that_outlived_their_order_are_found(house: House) -> None:
    order = house.orders.submit("ada", house.draft(photos=PHOTOS).id)
    fail_order(house.service, order.id, OrderFailed("internal"))  # and the worker dies here
    assert photos_on_disk(house) == 3
    clean(house)
    assert photos_on_disk(house) == 0
    assert house.orders.get("ada", order.id).photos_erased_at == house.clock()


def test_a_held_order_nobody_looks_at_is_refused_after_a_day(house: House) -> None:
    order = house.orders.submit("ada", house.draft(photos=PHOTOS).id)
    force(house, order, state="held", held_at=house.clock())
    house.clock.advance(hours=23)
    clean(house)
    assert house.orders.get("ada", order.id).state is OrderState.HELD
    house.clock.advance(hours=2)
    clean(house)
    ended = house.orders.get("ada", order.id)
    assert (ended.state, ended.reason) == (OrderState.REFUSED, "hold_expired")
    assert photos_on_disk(house) == 0


def test_a_frozen_order_stays_whatever_the_time(house: House) -> None:
    order = house.orders.submit("ada", house.draft(photos=PHOTOS).id)
    force(house, order, state="frozen", ended_at=house.clock())
    house.clock.advance(days=1)
    clean(house)
    assert photos_on_disk(house) == 3


def test_avatars_nobody_kept_go_after_a_day_and_the_others_stay(house: House) -> None:
    order = house.orders.submit("ada", house.draft(photos=PHOTOS).id)
    force(house, order, state="ready", ended_at=house.clock(), photos_erased_at=house.clock())
    ids = [house.add_avatar(order, place) for place in (1, 2, 3)]
    house.gallery.change("ada", ids[0], keep=True)
    house.gallery.change("ada", ids[1], favorite=True)
    house.clock.advance(hours=25)
    clean(house)
    left = house.orders.get("ada", order.id).avatars
    assert [avatar.id for avatar in left] == ids[:2]
    assert len(list((house.folder / "blobs").rglob("avatars/*"))) == 2
    last = house.orders.receipt("ada", order.id).deletions[-1]
    assert (last.kind, last.count, last.rule) == ("avatars", 1, Rule.NOT_KEPT)


def test_an_avatar_let_go_has_a_whole_day_again(house: House) -> None:
    order = house.orders.submit("ada", house.draft(photos=PHOTOS).id)
    avatar_id = house.add_avatar(order, 1)
    assert house.gallery.change("ada", avatar_id, favorite=True).kept
    house.clock.advance(days=9)
    changed = house.gallery.change("ada", avatar_id, keep=False)
    assert not (changed.kept)
    assert not (changed.favorite)
    assert changed.expires_at == house.clock() + timedelta(hours=24)


def test_what_a_killed_process_began_to_write_is_removed_after_an_hour(house: House) -> None:
    left = house.folder / "blobs" / "orders" / "x#1"
    left.parent.mkdir(parents=True)
    left.write_bytes(b"ciphertext")
    clean(house)
    assert left.exists()
    two_hours_ago = left.stat().st_mtime - 7200
    os.utime(left, (two_hours_ago, two_hours_ago))
    clean(house)
    assert not left.exists()


def test_one_order_that_cannot_be_erased_does_not_keep_the_others(house: House) -> None:
    stuck, other = house.draft(photos=PHOTOS), house.draft("bob", photos=PHOTOS)
    house.clock.advance(hours=1)
    (house.folder / "keys" / stuck.id).unlink()
    (house.folder / "keys" / stuck.id).mkdir()  # a key that nobody can destroy
    clean(house)
    assert house.orders.get("ada", stuck.id).state is OrderState.DRAFT
    with pytest.raises(NotFound):
        house.orders.get("bob", other.id)


def test_an_order_frozen_just_before_its_turn_stays_and_the_others_go(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    frozen, other = house.draft(photos=PHOTOS), house.draft("bob", photos=PHOTOS)
    house.clock.advance(hours=1)

    def freeze_first(*where: Any, **how: Any) -> None:
        force(house, frozen, state="frozen", ended_at=house.clock())
        erase_order(*where, **how)

    monkeypatch.setattr(janitor, "erase_order", freeze_first)
    clean(house)
    assert house.orders.get("ada", frozen.id).state is OrderState.FROZEN
    assert photos_on_disk(house) == 3
    with pytest.raises(NotFound):
        house.orders.get("bob", other.id)
