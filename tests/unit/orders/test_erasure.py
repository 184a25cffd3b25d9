"""What is erased stays erased, also what was on its way to the disk at that moment."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from tests.service_parts import House, open_house

from trombine.database.tables import avatars, orders, photos, renderings, reports, users
from trombine.domain.order import Assignment
from trombine.domain.placed_order import OrderState, PlacedOrder, Rule
from trombine.errors import Conflict, NotFound
from trombine.jobs.work import add_work
from trombine.orders.endings import close_order, fail_order
from trombine.orders.erasure import erase_avatars, erase_order, erase_photos, erase_user
from trombine.storage.blobs import BlobStore
from trombine.storage.vault import PhotoWriter

PHOTOS = [b"first", b"second", b"third"]


@dataclass(frozen=True, slots=True)
class Overtaken(BlobStore):
    """A store to which somebody writes just after something was deleted for the first time."""

    late: list[PhotoWriter] = field(default_factory=list)

    def erase(self, names: Sequence[str]) -> None:
        BlobStore.erase(self, names)
        while self.late:
            self.late.pop().store()


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    opened = open_house(tmp_path)
    yield opened
    opened.service.database.dispose()


def on_disk(house: House, kind: str) -> int:
    return len(list((house.folder / "blobs").rglob(f"{kind}/*")))


def rows(house: House, table: sa.Table) -> int:
    with house.service.database.connect() as connection:
        return connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()


def orders_of(house: House, table: sa.Table) -> list[str]:
    """Return whose the rows of a table are."""
    with house.service.database.connect() as connection:
        return list(connection.execute(sa.select(table.c.order_id)).scalars())


def put(house: House, order: PlacedOrder, state: OrderState) -> None:
    with house.service.database.begin() as connection:
        this = sa.update(orders).where(orders.c.id == order.id)
        connection.execute(this.values(state=state.value))


def test_an_upload_that_was_under_way_when_photos_were_erased_leaves_no_file(house: House) -> None:
    order = house.draft(photos=PHOTOS)
    late = house.uploads.begin_photo("ada", order.id, 4)
    late.write(b"fourth")
    vault = house.service.vault
    overtaken = Overtaken(vault.blobs.store, vault.blobs.folder, [late])

    erase_photos(
        house.service.database,
        replace(vault, blobs=overtaken),
        order.id,
        rule=Rule.ASKED_BY_USER,
        now=house.clock(),
    )

    assert overtaken.late == []  # it did write in between
    assert on_disk(house, "photos") == 0
    assert list((house.folder / "keys").iterdir()) == []


def test_erased_photos_leave_no_row_no_work_and_one_line_on_the_receipt(house: House) -> None:
    order, other = house.draft(photos=PHOTOS), house.draft("bob", photos=PHOTOS)
    planned = Assignment(1, "painted", 1, variation=0, seed=0, size_px=64)
    with house.service.database.begin() as connection:
        for each in (order, other):
            add_work(connection, each.id, [planned], attempt=0)
    database, vault = house.service.database, house.service.vault

    for _ in range(2):  # the second time there is nothing to do, and nothing is said
        erase_photos(database, vault, order.id, rule=Rule.JOB_ENDED, now=house.clock())
        house.clock.advance(minutes=1)

    assert house.orders.get("ada", order.id).photos == ()
    assert orders_of(house, renderings) == [other.id]
    deletions = house.orders.receipt("ada", order.id).deletions
    assert [(line.kind, line.count, line.rule) for line in deletions] == [
        ("photos", 3, "job_ended")
    ]
    told = house.orders.events_after("ada", order.id, 0)[-1]
    assert (told.kind, told.content) == ("photo", {"erased": 3, "rule": "job_ended"})
    erased_at = house.orders.get("ada", order.id).photos_erased_at
    assert erased_at == house.clock.now.replace(minute=0)
    assert house.uploads.read_photo("bob", other.id, 1) == b"first"


def test_an_order_without_photos_is_noted_as_clean_too(house: House) -> None:
    order = house.draft()

    erase_photos(
        house.service.database,
        house.service.vault,
        order.id,
        rule=Rule.JOB_ENDED,
        now=house.clock(),
    )

    assert house.orders.get("ada", order.id).photos_erased_at == house.clock()
    assert house.orders.receipt("ada", order.id).deletions == ()


def test_a_frozen_order_is_erased_by_the_host_alone(house: House) -> None:
    order = house.draft(photos=PHOTOS)
    put(house, order, OrderState.FROZEN)
    database, vault, now = house.service.database, house.service.vault, house.clock()

    for rule in (Rule.ASKED_BY_USER, Rule.ACCOUNT_CLOSED, Rule.JOB_ENDED):
        with pytest.raises(Conflict, match="order_is_frozen"):
            erase_order(database, vault, order.id, rule=rule, now=now)
    assert house.uploads.read_photo("ada", order.id, 1) == b"first"

    erase_order(database, vault, order.id, rule=Rule.ASKED_BY_HOST, now=now)
    assert on_disk(house, "photos") == 0


def test_an_erased_avatar_is_worn_no_longer_and_the_others_stay(house: House) -> None:
    order = house.draft(photos=PHOTOS)
    worn, kept = house.add_avatar(order, 1), house.add_avatar(order, 2)
    with house.service.database.begin() as connection:
        for user_id, avatar_id in (("ada", worn), ("bob", kept)):
            this = sa.update(users).where(users.c.id == user_id)
            connection.execute(this.values(picture_avatar=avatar_id))

    erase_avatars(
        house.service.database,
        house.service.vault,
        order.id,
        ids=frozenset({worn}),
        rule=Rule.ASKED_BY_USER,
        now=house.clock(),
    )

    assert [avatar.id for avatar in house.orders.get("ada", order.id).avatars] == [kept]
    assert on_disk(house, "avatars") == 1
    with house.service.database.connect() as connection:
        query = sa.select(users.c.picture_avatar).order_by(users.c.id)
        assert connection.execute(query).scalars().all() == [None, kept]
    deletions = house.orders.receipt("ada", order.id).deletions
    assert [(line.kind, line.count) for line in deletions] == [("avatars", 1)]


def test_what_is_not_of_the_order_is_not_erased_with_its_id(house: House) -> None:
    order, other = house.draft(), house.draft("bob")
    theirs = house.add_avatar(other, 1)

    erase_avatars(
        house.service.database,
        house.service.vault,
        order.id,
        ids=frozenset({theirs}),
        rule=Rule.ASKED_BY_USER,
        now=house.clock(),
    )

    assert rows(house, avatars) == 1
    assert house.orders.receipt("ada", order.id).deletions == ()


def test_an_erased_order_takes_its_files_rows_and_reports_and_nobody_elses(house: House) -> None:
    order, other = house.draft(photos=PHOTOS), house.draft("bob", photos=PHOTOS)
    avatar_id, theirs = house.add_avatar(order, 1), house.add_avatar(other, 1)
    house.add_user("eve")
    with house.service.database.begin() as connection:
        for each, seen in ((order, avatar_id), (other, theirs)):
            row = {"id": seen, "user_id": "eve", "avatar_id": seen, "order_id": each.id}
            row |= {"reason": "hate", "words": "", "made_at": house.clock()}
            connection.execute(sa.insert(reports).values(row))

    erase_order(
        house.service.database,
        house.service.vault,
        order.id,
        rule=Rule.ASKED_BY_USER,
        now=house.clock(),
    )

    assert (on_disk(house, "photos"), on_disk(house, "avatars")) == (3, 1)
    left = [orders_of(house, table) for table in (photos, avatars, reports)]
    assert left == [[other.id] * 3, [other.id], [other.id]]
    assert house.orders.get("bob", other.id).id == other.id
    with pytest.raises(NotFound):
        house.orders.get("ada", order.id)


@pytest.mark.parametrize("which", ["order", "account"])
def test_what_was_erased_is_not_in_the_journal_of_the_database_either(
    house: House, which: str
) -> None:
    order = house.draft(photos=PHOTOS)
    database, vault = house.service.database, house.service.vault
    journal = Path(f"{database.url.database}-wal")
    assert journal.stat().st_size > 0

    if which == "order":
        erase_order(database, vault, order.id, rule=Rule.ASKED_BY_USER, now=house.clock())
    else:
        erase_user(database, vault, "ada", rule=Rule.ACCOUNT_CLOSED, now=house.clock())

    assert journal.stat().st_size == 0


def test_a_closed_account_leaves_nothing_and_other_accounts_everything(house: House) -> None:
    house.draft(photos=PHOTOS)
    house.draft(photos=PHOTOS)
    other = house.draft("bob", photos=PHOTOS)
    database, vault = house.service.database, house.service.vault

    erase_user(database, vault, "ada", rule=Rule.ACCOUNT_CLOSED, now=house.clock())

    assert (on_disk(house, "photos"), rows(house, orders), rows(house, users)) == (3, 1, 1)
    assert orders_of(house, photos) == [other.id] * 3
    assert house.uploads.read_photo("bob", other.id, 3) == b"third"
    with pytest.raises(NotFound, match="user_unknown"):
        erase_user(database, vault, "ada", rule=Rule.ACCOUNT_CLOSED, now=house.clock())


@pytest.mark.parametrize(
    ("state", "photos_left", "avatars_left"),
    [
        (OrderState.DRAFT, 3, 1),
        (OrderState.QUEUED, 3, 1),
        (OrderState.RUNNING, 3, 1),
        (OrderState.HELD, 3, 1),
        (OrderState.FROZEN, 3, 1),
        (OrderState.READY, 0, 1),
        (OrderState.CANCELLED, 0, 1),
        (OrderState.FAILED, 0, 0),
        (OrderState.REFUSED, 0, 0),
    ],
)
def test_an_order_that_ended_keeps_no_photo_and_one_that_failed_no_picture(
    house: House, state: OrderState, photos_left: int, avatars_left: int
) -> None:
    order = house.draft(photos=PHOTOS)
    house.add_avatar(order, 1)
    put(house, order, state)

    close_order(house.service, order.id)

    assert (on_disk(house, "photos"), on_disk(house, "avatars")) == (photos_left, avatars_left)
    assert rows(house, avatars) == avatars_left


def test_a_picture_no_row_knows_goes_when_its_order_ends(house: House) -> None:
    order = house.draft(photos=PHOTOS)
    house.add_avatar(order, 1)
    house.service.vault.write_avatar(order.id, b"left by a worker that was killed")
    put(house, order, OrderState.READY)

    close_order(house.service, order.id)

    assert on_disk(house, "avatars") == 1


@pytest.mark.parametrize(
    ("state", "after"),
    [
        (OrderState.QUEUED, OrderState.FAILED),
        (OrderState.RUNNING, OrderState.FAILED),
        (OrderState.HELD, OrderState.HELD),
        (OrderState.READY, OrderState.READY),
        (OrderState.CANCELLED, OrderState.CANCELLED),
        (OrderState.FROZEN, OrderState.FROZEN),
    ],
)
def test_only_what_waits_or_runs_can_fail(
    house: House, state: OrderState, after: OrderState
) -> None:
    order = house.draft(photos=PHOTOS)
    put(house, order, state)

    fail_order(house.service, order.id, NotFound("user_unknown"))

    assert house.orders.get("ada", order.id).state is after
