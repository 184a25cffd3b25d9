import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import pytest
from tests.web_parts import Web

from trombine.domain.photo import Decision, Verdict
from trombine.imaging.arrays import SrgbImage
from trombine.imaging.codec import decode_own, encode
from trombine.imaging.decoder_child import MAX_BYTES
from trombine.intake.admission import Inspected
from trombine.web.api import photos
from trombine.web.inspector import Draft

CONSENT = {"photos_are_mine": True, "adult": True, "face_analysis": True}
ASKED = {"styles": ["painted", "comic"], "consent": CONSENT}


@pytest.fixture
def token(web: Web) -> str:
    return web.add("zoe")[1]


@pytest.fixture
def order_id(web: Web, token: str) -> str:
    return str(web.ask("POST", "/v1/orders", token, json=ASKED).json()["id"])


@pytest.fixture(scope="session")
def photo(sample_set: list[Path]) -> bytes:
    return sample_set[0].read_bytes()


def test_an_order_begins_as_a_draft(web: Web, token: str) -> None:
    options = {"painted": {"background": "navy"}}
    answer = web.ask("POST", "/v1/orders", token, json={**ASKED, "options": options})

    assert answer.status_code == 201
    told = answer.json()
    assert told["state"] == "draft"
    assert told["styles"] == ["painted", "comic"]
    assert told["options"]["painted"]["background"] == "navy"
    assert told["progress"] == {
        "made": 0,
        "count": 30,
        "stage": None,
        "queue_position": 0,
        "seconds_left": None,
    }
    assert web.ask("GET", f"/v1/orders/{told['id']}", token).json() == told


@pytest.mark.parametrize("missing", CONSENT)
def test_without_consent_nothing_begins(web: Web, token: str, missing: str) -> None:
    asked = {**ASKED, "consent": {**CONSENT, missing: False}}

    answer = web.ask("POST", "/v1/orders", token, json=asked)

    assert (answer.status_code, answer.json()["code"]) == (422, "consent_missing")
    assert web.ask("GET", "/v1/orders", token).json()["items"] == []


def test_the_wording_that_was_shown_must_be_in_force(web: Web, token: str) -> None:
    shown = web.ask("GET", "/v1/consent", headers={"Accept-Language": "fr"}).json()
    current = {**ASKED, "consent": {**CONSENT, "version": shown["version"]}}
    outdated = {**ASKED, "consent": {**CONSENT, "version": "2020-01"}}

    assert "représentent" in shown["photos_are_mine"]
    assert web.ask("POST", "/v1/orders", token, json=current).status_code == 201
    assert web.ask("POST", "/v1/orders", token, json=outdated).json()["code"] == "consent_outdated"


def test_a_photo_gets_its_verdict(web: Web, token: str, order_id: str, photo: bytes) -> None:
    answer = web.ask("PUT", f"/v1/orders/{order_id}/photos/1", token, content=photo)

    assert answer.json() == {"photo": 1, "decision": "accepted", "usable": True, "findings": []}
    (kept,) = web.ask("GET", f"/v1/orders/{order_id}", token).json()["photos"]
    assert kept["verdict"] == answer.json()
    assert kept["size_bytes"] == len(photo)


def test_what_is_no_photo_is_refused_in_words(web: Web, token: str, order_id: str) -> None:
    french = {"Accept-Language": "fr"}
    address = f"/v1/orders/{order_id}/photos/1"

    told = web.ask("PUT", address, token, content=b"not a photo", headers=french).json()

    assert (told["decision"], told["usable"]) == ("refused", False)
    assert told["findings"][0]["code"] == "not_a_picture"
    assert "photo" in told["findings"][0]["message"]


def test_the_preview_of_a_photo_stands_upright(
    web: Web, token: str, order_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    turned = Inspected(Verdict(1, Decision.ACCEPTED), quarter_turns=1)
    lying = np.full((300, 400, 3), 0.5, np.float32)
    file = encode(SrgbImage(lying), "jpeg", xmp=b"")
    web.ask("PUT", f"/v1/orders/{order_id}/photos/1", token, content=file)
    monkeypatch.setattr(web.services.inspector, "drafts", {order_id: Draft({1: turned})})

    answer = web.ask("GET", f"/orders/{order_id}/photos/1", token)

    assert decode_own(answer.content).shape == (256, 192, 3)


@pytest.mark.parametrize("number", ["0", "11", "one"])
def test_photos_are_numbered_from_1_to_10(web: Web, token: str, order_id: str, number: str) -> None:
    answer = web.ask("PUT", f"/v1/orders/{order_id}/photos/{number}", token, content=b"x")

    assert (answer.status_code, answer.json()["code"]) == (422, "request_invalid")


def test_a_photo_that_is_too_large_is_not_kept(web: Web, token: str, order_id: str) -> None:
    address = f"/v1/orders/{order_id}/photos/1"

    answer = web.ask("PUT", address, token, content=bytes(MAX_BYTES + 1))

    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
    assert web.ask("GET", f"/v1/orders/{order_id}", token).json()["photos"] == []


def test_a_photo_is_taken_back(web: Web, token: str, order_id: str, photo: bytes) -> None:
    address = f"/v1/orders/{order_id}/photos/1"
    web.ask("PUT", address, token, content=photo)

    assert web.ask("DELETE", address, token).json()["photos"] == []
    assert web.ask("DELETE", address, token).json()["code"] == "photo_unknown"


def test_an_order_needs_three_usable_photos(
    web: Web, token: str, order_id: str, photo: bytes
) -> None:
    web.ask("PUT", f"/v1/orders/{order_id}/photos/1", token, content=photo)

    answer = web.ask("POST", f"/v1/orders/{order_id}/submit", token)

    assert (answer.status_code, answer.json()["code"]) == (422, "too_few_photos")


def test_an_order_is_submitted_followed_and_cancelled(
    web: Web, token: str, order_id: str, photo: bytes
) -> None:
    for number in (1, 2, 3):
        web.ask("PUT", f"/v1/orders/{order_id}/photos/{number}", token, content=photo)

    submitted = web.ask("POST", f"/v1/orders/{order_id}/submit", token).json()
    again = web.ask("POST", f"/v1/orders/{order_id}/submit", token)
    cancelled = web.ask("POST", f"/v1/orders/{order_id}/cancel", token).json()
    events = web.ask("GET", f"/v1/orders/{order_id}/events", token).json()

    assert (submitted["state"], submitted["progress"]["queue_position"]) == ("queued", 1)
    assert (again.status_code, again.json()["code"]) == (409, "order_not_draft")
    assert cancelled["state"] == "cancelled"
    assert cancelled["photos_erased_at"]
    numbers = [event["number"] for event in events["items"]]
    assert numbers == list(range(1, len(numbers) + 1))
    assert events["final"]
    assert [e["content"]["state"] for e in events["items"] if e["kind"] == "state"] == [
        "draft",
        "queued",
        "cancelled",
    ]
    verdicts = [event["content"] for event in events["items"] if event["kind"] == "verdict"]
    assert verdicts[0] == {"photo": 1, "decision": "accepted", "usable": True, "findings": []}


def test_events_go_on_after_the_last_one_seen(web: Web, token: str, order_id: str) -> None:
    web.ask("POST", f"/v1/orders/{order_id}/cancel", token)

    page = web.ask("GET", f"/v1/orders/{order_id}/events?after=1", token).json()
    rest = web.ask("GET", f"/v1/orders/{order_id}/events?after={page['last']}", token).json()

    assert [event["number"] for event in page["items"]] == [2]
    assert rest == {"items": [], "last": 2, "final": True}


def test_a_stream_that_has_ended_is_not_taken_up_again(web: Web, token: str, order_id: str) -> None:
    web.ask("POST", f"/v1/orders/{order_id}/cancel", token)
    headers = {"Accept": "text/event-stream", "Last-Event-ID": "2"}

    answer = web.ask("GET", f"/v1/orders/{order_id}/events", token, headers=headers)

    assert answer.status_code == 204


def test_a_receipt_outlives_its_order(web: Web, token: str, order_id: str, photo: bytes) -> None:
    web.ask("PUT", f"/v1/orders/{order_id}/photos/1", token, content=photo)

    receipt = web.ask("DELETE", f"/v1/orders/{order_id}", token).json()

    assert [(line["kind"], line["count"], line["rule"]) for line in receipt["deletions"]] == [
        ("photos", 1, "asked_by_user")
    ]
    assert web.ask("GET", f"/v1/orders/{order_id}/receipt", token).json() == receipt
    assert web.ask("GET", f"/v1/orders/{order_id}", token).status_code == 404


def test_withdrawn_consent_destroys_what_was_built_on_it(
    web: Web, token: str, order_id: str, photo: bytes
) -> None:
    web.ask("PUT", f"/v1/orders/{order_id}/photos/1", token, content=photo)

    receipt = web.ask("DELETE", f"/v1/orders/{order_id}/consent", token).json()

    assert receipt["deletions"][0]["rule"] == "consent_withdrawn"


def test_photos_are_erased_at_once(web: Web, token: str, order_id: str, photo: bytes) -> None:
    web.ask("PUT", f"/v1/orders/{order_id}/photos/1", token, content=photo)

    told = web.ask("DELETE", f"/v1/orders/{order_id}/photos", token).json()

    assert told["photos"] == []
    assert told["photos_erased_at"]


def test_orders_are_listed_a_page_at_a_time(web: Web, token: str) -> None:
    begun = []
    for _ in range(3):
        begun.append(web.ask("POST", "/v1/orders", token, json=ASKED).json()["id"])
        web.house.clock.advance(seconds=1)

    first = web.ask("GET", "/v1/orders?limit=2", token).json()
    second = web.ask("GET", f"/v1/orders?limit=2&cursor={first['next']}", token).json()

    listed = [order["id"] for order in first["items"] + second["items"]]
    assert listed == begun[::-1]
    assert second["next"] is None


@pytest.mark.parametrize("cursor", ["x", "eA==", "4pi6", "MWU0MDA="])
def test_a_made_up_place_in_the_list_is_refused(web: Web, token: str, cursor: str) -> None:
    answer = web.ask("GET", f"/v1/orders?cursor={cursor}", token)

    assert (answer.status_code, answer.json()["code"]) == (400, "cursor_unknown")


def test_a_request_sent_twice_is_done_once(web: Web, token: str) -> None:
    headers = {"Idempotency-Key": "one"}

    first = web.ask("POST", "/v1/orders", token, json=ASKED, headers=headers)
    second = web.ask("POST", "/v1/orders", token, json=ASKED, headers=headers)

    assert (second.status_code, second.json()) == (first.status_code, first.json())
    assert second.headers["idempotency-replayed"] == "true"
    assert len(web.ask("GET", "/v1/orders", token).json()["items"]) == 1


def test_a_key_belongs_to_one_request_and_one_user(web: Web, token: str) -> None:
    headers = {"Idempotency-Key": "one"}
    other = web.add("max")[1]
    web.ask("POST", "/v1/orders", token, json=ASKED, headers=headers)

    changed = {**ASKED, "styles": ["oil"]}
    answer = web.ask("POST", "/v1/orders", token, json=changed, headers=headers)
    of_other = web.ask("POST", "/v1/orders", other, json=changed, headers=headers)

    assert answer.json()["code"] == "idempotency_key_reused"
    assert of_other.status_code == 201


def test_a_refused_request_may_be_sent_again_with_its_key(
    web: Web, token: str, order_id: str, photo: bytes
) -> None:
    headers = {"Idempotency-Key": "one"}
    address = f"/v1/orders/{order_id}/submit"
    assert web.ask("POST", address, token, headers=headers).status_code == 422
    for number in (1, 2, 3):
        web.ask("PUT", f"/v1/orders/{order_id}/photos/{number}", token, content=photo)

    assert web.ask("POST", address, token, headers=headers).json()["state"] == "queued"


def test_a_day_later_a_key_is_forgotten(web: Web, token: str) -> None:
    headers = {"Idempotency-Key": "one"}
    web.ask("POST", "/v1/orders", token, json=ASKED, headers=headers)
    web.house.clock.advance(days=1)

    again = web.ask("POST", "/v1/orders", token, json=ASKED, headers=headers)

    assert "idempotency-replayed" not in again.headers


def test_a_body_that_is_too_long_is_not_read(web: Web, token: str) -> None:
    asked = {**ASKED, "styles": ["x" * 70_000]}

    answer = web.ask("POST", "/v1/orders", token, json=asked)

    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")


def test_unknown_members_are_not_ignored(web: Web, token: str) -> None:
    answer = web.ask("POST", "/v1/orders", token, json={**ASKED, "count": 100})

    assert answer.json()["errors"][0]["pointer"] == "/count"


def test_an_upload_that_stands_still_gives_its_place_to_others(
    web: Web, token: str, order_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(photos, "LONGEST_UPLOAD_S", 0.05)

    async def trickle() -> AsyncIterator[bytes]:
        yield b"a"
        await asyncio.sleep(1)
        yield b"b"

    answer = web.ask("PUT", f"/v1/orders/{order_id}/photos/1", token, content=trickle())

    assert (answer.status_code, answer.json()["code"]) == (400, "upload_interrupted")
    assert web.ask("GET", f"/v1/orders/{order_id}", token).json()["photos"] == []


def test_an_empty_photo_is_no_photo(web: Web, token: str, order_id: str) -> None:
    answer = web.ask("PUT", f"/v1/orders/{order_id}/photos/1", token, content=b"")

    assert (answer.status_code, answer.json()["code"]) == (422, "file_empty")
