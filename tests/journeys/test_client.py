"""The Python client against a service that is really served."""

import io
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from tests.web_parts import Web, open_web, served

from trombine import client as module
from trombine.accounts.user import User
from trombine.client import Client, ServiceRefused, ServiceUnreachable

STYLES = ["painted", "comic"]


@pytest.fixture
def web(tmp_path: Path) -> Iterator[Web]:
    web = open_web(tmp_path, public_url="http://127.0.0.1")
    yield web
    web.services.database.dispose()


@pytest.fixture
def zoe(web: Web) -> tuple[User, str]:
    return web.add("zoe")


@pytest.fixture
def client(web: Web, zoe: tuple[User, str]) -> Iterator[Client]:
    with served(web) as address:
        yield Client(address, zoe[1], timeout_s=10)


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PAUSE_S", 0.05)


@pytest.fixture
def photo(sample_set: list[Path]) -> bytes:
    return sample_set[0].read_bytes()


def test_an_order_is_begun_filled_submitted_and_followed(client: Client, photo: bytes) -> None:
    order = client.begin_order(STYLES, consent=True, options={"painted": {"background": "navy"}})
    verdicts = [client.put_photo(order["id"], number, photo) for number in (1, 2, 3, 4)]
    client.remove_photo(order["id"], 4)
    submitted = client.submit(order["id"])
    cancelling = threading.Timer(0.5, client.cancel, [order["id"]])
    cancelling.start()

    ended = client.wait(order["id"])

    cancelling.join()
    assert all(verdict["usable"] for verdict in verdicts)
    assert (submitted["state"], ended["state"]) == ("queued", "cancelled")
    assert [order["id"] for order in client.orders()] == [ended["id"]]
    assert client.receipt(order["id"])["deletions"]


def test_finished_avatars_are_fetched_kept_worn_and_erased(
    client: Client, web: Web, zoe: tuple[User, str]
) -> None:
    order = web.finished(zoe[0], count=3)
    first, second, _ = (avatar["id"] for avatar in client.order(order.id)["avatars"])

    picture = client.avatar(first, size=64, file_format="png", shape="circle")
    with zipfile.ZipFile(io.BytesIO(client.avatars_zip(order.id))) as archive:
        packed = archive.namelist()
    loved = client.change_avatar(first, favorite=True)
    worn = client.wear(first)
    client.erase_avatar(second)

    with Image.open(io.BytesIO(picture)) as opened:
        assert opened.size == (64, 64)
    assert len(packed) == 3
    assert loved["kept"]
    assert worn["picture"]["avatar"] == client.me()["picture"]["avatar"] == first
    assert client.verify(picture)["verdict"] == "made_by_trombine"
    assert len(client.order(order.id)["avatars"]) == 2
    client.erase_order(order.id)
    assert list(client.orders()) == []


def test_styles_are_told_in_the_language_asked_for(client: Client) -> None:
    french = Client(client.address, client.token, language="fr")

    assert len(client.styles()) >= 10
    assert client.styles()[0]["title"] != french.styles()[0]["title"]


def test_a_refusal_has_its_code_and_its_words(client: Client) -> None:
    with pytest.raises(ServiceRefused, match="Tick each box") as caught:
        client.begin_order(STYLES, consent=False)

    assert (caught.value.status, caught.value.code) == (422, "consent_missing")


def test_an_order_of_nobody_is_refused_and_not_waited_for(client: Client) -> None:
    with pytest.raises(ServiceRefused, match="order_unknown"):
        client.wait("nobody's")


def test_photos_are_erased_before_anything_is_drawn(client: Client, photo: bytes) -> None:
    order = client.begin_order(STYLES, consent=True)
    client.put_photo(order["id"], 1, photo)

    assert client.erase_photos(order["id"])["photos"] == []


def test_nobody_there_is_said_after_some_tries(client: Client) -> None:
    nowhere = Client("http://127.0.0.1:9", client.token)

    with pytest.raises(ServiceUnreachable):
        nowhere.me()
    with pytest.raises(ServiceUnreachable):
        list(nowhere.events("order"))


def test_a_stream_that_breaks_is_taken_up_where_it_broke(
    client: Client, web: Web, zoe: tuple[User, str]
) -> None:
    order = web.house.draft(zoe[0].id)
    numbers = []
    for event in client.events(order.id):
        numbers.append(event["number"])
        if len(numbers) == 1:
            for watch in web.services.broker.watches.values():
                for listener in watch.listeners:
                    listener.tell(None)
        if len(numbers) < 4:
            web.house.upload(order, len(numbers), b"photo")
        elif len(numbers) == 4:
            web.services.orders.cancel(zoe[0].id, order.id)

    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) >= 5


def test_a_secret_is_not_shown(client: Client) -> None:
    assert client.token not in repr(client)
