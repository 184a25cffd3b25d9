"""What waits for the host is listed, looked at and decided on, and every look is on record."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result
from tests.service_parts import House, migrated_file

from trombine.bootstrap.service import open_service
from trombine.cli.held import held
from trombine.database.tables import audits, orders
from trombine.domain.placed_order import OrderState, PlacedOrder
from trombine.errors import Conflict
from trombine.settings import read_settings

PHOTOS = [b"first", b"second", b"third"]


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    (tmp_path / "trombine.sqlite3").write_bytes(migrated_file())
    monkeypatch.setenv("TROMBINE_DATA", str(tmp_path))
    opened = House(tmp_path, open_service(read_settings()))
    opened.add_user("ada")
    yield opened
    opened.service.database.dispose()


@pytest.fixture
def waiting(house: House) -> PlacedOrder:
    order = house.orders.submit("ada", house.draft("ada", photos=PHOTOS).id)
    with house.service.database.begin() as connection:
        held_at = {"held_at": house.service.clock(), "reason": "nudity_possible"}
        connection.execute(sa.update(orders).values(state=OrderState.HELD.value, **held_at))
    return order


def run(*words: str) -> Result:
    return CliRunner().invoke(held, words, catch_exceptions=False)


def acts(house: House) -> list[tuple[str, int | None]]:
    with house.service.database.connect() as connection:
        return [tuple(row) for row in connection.execute(sa.select(audits.c.act, audits.c.photo))]


def test_what_waits_is_listed_with_the_reason(waiting: PlacedOrder) -> None:
    (line,) = run("list").output.splitlines()

    assert line.startswith(f"{waiting.id}  held  1,2,3  ")
    assert run("list", "--lang", "fr").output != line


def test_a_photo_is_looked_at_on_record(house: House, waiting: PlacedOrder) -> None:
    assert run("view", waiting.id, "2").stdout_bytes == b"second"
    assert acts(house) == [("viewed", 2)]


@pytest.mark.parametrize(
    ("word", "act", "state", "photos"),
    [
        ("allow", "allowed", OrderState.QUEUED, 3),
        ("refuse", "refused", OrderState.REFUSED, 0),
        ("freeze", "frozen", OrderState.FROZEN, 3),
    ],
)
def test_the_host_decides(
    house: House, waiting: PlacedOrder, word: str, act: str, state: OrderState, photos: int
) -> None:
    run(word, waiting.id)

    assert house.orders.get("ada", waiting.id).state is state
    assert len(list((house.folder / "blobs").rglob("photos/*"))) == photos
    assert acts(house) == [(act, None)]
    with pytest.raises(Conflict, match="order_not_held"):
        run("allow", waiting.id)


def test_what_does_not_wait_is_not_shown(house: House) -> None:
    order = house.draft("ada", photos=PHOTOS)

    with pytest.raises(Conflict, match="order_not_held"):
        run("view", order.id, "1")
    assert run("list").output == ""
    assert acts(house) == []
