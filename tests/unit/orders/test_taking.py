"""Orders from draft to queue, as their owners and nobody else see them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.service_parts import CONSENT, House, open_house

from trombine.domain.photo import Decision, Finding, Verdict
from trombine.domain.placed_order import OrderState, Rule
from trombine.errors import Conflict, InputRefused, LimitReached, NotFound, StorageFault
from trombine.orders.service import OrderRules
from trombine.orders.turns import TurnRule

PHOTOS = [b"first" * 9000, b"second" * 20, b"third"]


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    opened = open_house(tmp_path, rules=OrderRules(turns=TurnRule()))
    yield opened
    opened.service.database.dispose()


def test_a_draft_remembers_what_was_asked(house: House) -> None:
    options = {"comic": {"background": "navy", "mirror": True}}
    order = house.orders.create("ada", styles=["comic"], options=options, consent=CONSENT)
    again = house.orders.get("ada", order.id)
    assert again.order.options["comic"].background == "navy"
    assert (again.order.styles, again.order.count, again.state) == (("comic",), 30, "draft")


def test_nobody_else_can_see_an_order(house: House) -> None:
    order = house.draft(photos=PHOTOS)
    for act in (house.orders.get, house.orders.cancel, house.orders.erase, house.orders.receipt):
        with pytest.raises(NotFound, match="order_unknown"):
            act("bob", order.id)
    with pytest.raises(NotFound, match="order_unknown"):
        house.uploads.read_photo("bob", order.id, 1)
    assert house.orders.list_newest("bob") == []


def test_an_uploaded_photo_is_on_the_disk_as_ciphertext_only(house: House) -> None:
    order = house.draft(photos=PHOTOS)
    stored = b"".join(path.read_bytes() for path in house.folder.rglob("*") if path.is_file())
    assert b"firstfirst" not in stored
    assert house.uploads.read_photo("ada", order.id, 1) == PHOTOS[0]


def test_a_photo_sent_again_replaces_the_earlier_one(house: House) -> None:
    order = house.draft(photos=PHOTOS)
    house.upload(order, 2, b"better")
    assert house.uploads.read_photo("ada", order.id, 2) == b"better"
    assert len(list((house.folder / "blobs").rglob("photos/*"))) == 3
    assert [line.rule for line in house.orders.receipt("ada", order.id).deletions] == [
        Rule.REPLACED
    ]


def test_a_verdict_becomes_an_event_once(house: House) -> None:
    order = house.draft(photos=PHOTOS)
    verdict = Verdict(2, Decision.REFUSED, (Finding("several_faces", {"faces": 2}),))
    house.uploads.note_verdicts("ada", order.id, [verdict])
    house.uploads.note_verdicts("ada", order.id, [verdict])
    events = house.orders.events_after("ada", order.id, 0)
    assert [event.number for event in events] == list(range(1, len(events) + 1))
    assert [event.kind for event in events].count("verdict") == 1
    assert house.orders.get("ada", order.id).photos[1].verdict == verdict


def test_refused_photos_do_not_count_and_take_no_turn(house: House) -> None:
    order = house.draft(photos=PHOTOS)
    house.uploads.note_verdicts("ada", order.id, [Verdict(3, Decision.REFUSED)])
    with pytest.raises(InputRefused, match="too_few_photos"):
        house.orders.submit("ada", order.id)
    assert house.orders.turn("ada").left == 1


def test_a_second_order_waits_for_the_next_day(house: House) -> None:
    house.orders.submit("ada", house.draft(photos=PHOTOS).id)
    second = house.draft(photos=PHOTOS)
    with pytest.raises(LimitReached, match="turns_used") as refusal:
        house.orders.submit("ada", second.id)
    assert refusal.value.details["retry_after_s"] == 12 * 3600 + 1
    assert house.orders.get("ada", second.id).state is OrderState.DRAFT
    house.clock.advance(hours=12)
    house.upload(second, 1, PHOTOS[0])  # the draft's key had expired with its half hour
    assert house.orders.turn("ada").left == 1


def test_cancelling_what_waits_erases_the_photos_and_gives_the_turn_back(house: House) -> None:
    order = house.orders.submit("ada", house.draft(photos=PHOTOS).id)
    assert (order.state, order.queue_position) == (OrderState.QUEUED, 1)
    cancelled = house.orders.cancel("ada", order.id)
    assert cancelled.state is OrderState.CANCELLED
    assert cancelled.photos_erased_at == house.clock()
    assert house.orders.turn("ada").left == 1
    assert list((house.folder / "keys").iterdir()) == []
    assert list((house.folder / "blobs").rglob("photos/*")) == []


def test_a_submitted_order_takes_no_more_photos(house: House) -> None:
    order = house.orders.submit("ada", house.draft(photos=PHOTOS).id)
    with pytest.raises(Conflict, match="order_not_draft"):
        house.upload(order, 4, b"late")
    with pytest.raises(Conflict, match="order_not_draft"):
        house.orders.submit("ada", order.id)


def test_photos_cannot_be_read_once_they_were_deleted(house: House) -> None:
    order = house.draft(photos=PHOTOS)
    copies = {path: path.read_bytes() for path in (house.folder / "blobs").rglob("photos/*")}
    house.orders.erase_photos("ada", order.id)
    for path, content in copies.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)  # as a backup would bring it back
        with pytest.raises(StorageFault, match="photo_gone"):
            house.service.vault.read_photo(order.id, path.name)


def test_a_receipt_outlives_its_order(house: House) -> None:
    order = house.draft(photos=PHOTOS)
    receipt = house.orders.erase("ada", order.id)
    assert [(line.kind, line.count) for line in receipt.deletions] == [("photos", 3)]
    with pytest.raises(NotFound):
        house.orders.get("ada", order.id)
    assert house.orders.receipt("ada", order.id) == receipt
    assert not any((house.folder / "blobs").rglob("photos/*"))


def test_withdrawing_consent_erases_the_order_and_is_on_the_receipt(house: House) -> None:
    order = house.draft(photos=PHOTOS)
    receipt = house.orders.withdraw_consent("ada", order.id)
    assert [line.rule for line in receipt.deletions] == [Rule.CONSENT_WITHDRAWN]
