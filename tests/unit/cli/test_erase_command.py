"""What the host erases is gone from the disk and from every table, and it is on record."""

import getpass
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result
from tests.service_parts import House, migrated_file

from trombine.accounts.sessions import Sessions
from trombine.bootstrap.service import open_service
from trombine.cli.erase import erase
from trombine.database.tables import audits, avatars, metadata, orders
from trombine.domain.placed_order import OrderState, PlacedOrder, Rule
from trombine.errors import NotFound
from trombine.settings import read_settings

Run = Callable[..., Result]
PHOTOS = [b"first", b"second", b"third"]


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    (tmp_path / "trombine.sqlite3").write_bytes(migrated_file())
    monkeypatch.setenv("TROMBINE_DATA", str(tmp_path))
    opened = House(tmp_path, open_service(read_settings()))
    for name in ("ada", "bob"):
        opened.add_user(name)
    yield opened
    opened.service.database.dispose()


@pytest.fixture
def run(house: House) -> Run:
    del house

    def invoke(*words: str, answer: str = "") -> Result:
        return CliRunner().invoke(erase, words, input=answer, catch_exceptions=False)

    return invoke


def made(house: House, user_id: str) -> PlacedOrder:
    """Return an order that waits, with its photos and, as if it had run, two avatars."""
    order = house.orders.submit(user_id, house.draft(user_id, photos=PHOTOS).id)
    for place in (1, 2):
        house.add_avatar(order, place)
    return order


def files_of(house: House, *found: PlacedOrder) -> int:
    names = [path for folder in ("blobs", "keys") for path in (house.folder / folder).rglob("*")]
    return sum(path.is_file() and one.id in str(path) for path in names for one in found)


def database_bytes(house: House) -> bytes:
    return b"".join(path.read_bytes() for path in house.folder.glob("trombine.sqlite3*[3l]"))


def avatar_keys(house: House, order: PlacedOrder) -> list[bytes]:
    query = sa.select(avatars.c.key).where(avatars.c.order_id == order.id)
    with house.service.database.connect() as connection:
        return list(connection.execute(query).scalars())


def audit_lines(house: House) -> list[tuple[str, str, str]]:
    query = sa.select(audits.c.operator, audits.c.act, audits.c.about)
    with house.service.database.connect() as connection:
        return [tuple(row) for row in connection.execute(query)]


def test_one_order_goes_with_its_keys_and_leaves_a_receipt(house: House, run: Run) -> None:
    order, other = made(house, "ada"), made(house, "bob")
    keys = avatar_keys(house, order)
    assert all(key in database_bytes(house) for key in keys)

    printed = run("order", order.id).output

    assert printed == "5 pictures were destroyed.\n"
    assert (files_of(house, order), files_of(house, other)) == (0, 6)
    assert not any(key in database_bytes(house) for key in keys)
    lines = house.orders.receipt("ada", order.id).deletions
    assert [(line.kind, line.count, line.rule) for line in lines] == [
        ("photos", 3, Rule.ASKED_BY_HOST),
        ("avatars", 2, Rule.ASKED_BY_HOST),
    ]
    assert audit_lines(house) == [(getpass.getuser(), "erased", order.id)]


def test_a_frozen_order_goes_too(house: House, run: Run) -> None:
    order = made(house, "ada")
    with house.service.database.begin() as connection:
        connection.execute(sa.update(orders).values(state=OrderState.FROZEN.value))

    run("order", order.id)

    assert files_of(house, order) == 0


def test_a_user_goes_with_every_row_that_is_theirs(house: House, run: Run) -> None:
    order, draft = made(house, "ada"), house.draft("ada", photos=PHOTOS)
    made(house, "bob")
    Sessions(house.service.database, house.service.clock, timedelta(days=1)).open("ada")

    run("user", "ada")

    assert files_of(house, order, draft) == 0
    with house.service.database.connect() as connection:
        left = {
            table.name: connection.execute(
                sa.select(sa.func.count()).where(table.c.user_id == "ada")
            ).scalar_one()
            for table in metadata.tables.values()
            if "user_id" in table.c
        }
    assert len(left) > 8
    assert left == dict.fromkeys(left, 0)
    with pytest.raises(NotFound, match="order_unknown"):
        house.orders.receipt("ada", order.id)
    assert len(house.orders.list_newest("bob")) == 1
    assert audit_lines(house) == [(getpass.getuser(), "erased user", "ada")]


def test_who_is_not_there_is_not_erased(run: Run) -> None:
    with pytest.raises(NotFound, match="user_unknown"):
        run("user", "eve")
    with pytest.raises(NotFound, match="order_unknown"):
        run("order", "0" * 32)


def test_everything_goes_when_the_host_is_sure(house: House, run: Run) -> None:
    both = made(house, "ada"), made(house, "bob")

    unsure = run("everything", answer="n\n")
    assert (unsure.exit_code, files_of(house, *both)) == (1, 12)

    sure = run("everything", "--yes")
    assert sure.output == "10 pictures were destroyed.\n"
    assert files_of(house, *both) == 0
    assert [act for _, act, _ in audit_lines(house)] == ["erased"] * 2
