"""Verdicts from a real worker, as the web has one."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.web_parts import Kind, Web

from trombine.errors import OrderFrozen
from trombine.imaging.arrays import as_srgb
from trombine.imaging.codec import decode_photo, encode
from trombine.moderation.hash_list import PdqHashList
from trombine.moderation.moderator import Moderator
from trombine.moderation.pdq import pdq_hash
from trombine.studio.messages import ProcessSetup
from trombine.studio.pool import Pool
from trombine.web.inspector import Inspector


@pytest.fixture(scope="module")
def inspector() -> Iterator[Inspector]:
    pool = Pool(ProcessSetup("portrait"), 1)
    with pool.running():
        yield Inspector(pool, Moderator(), ttl_s=1800)


@pytest.fixture(scope="module")
def photos(sample_set: list[Path]) -> dict[int, bytes]:
    return {number: path.read_bytes() for number, path in enumerate(sample_set, start=1)}


def decisions(verdicts: Any) -> dict[int, str]:
    return {verdict.photo: verdict.decision.value for verdict in verdicts}


def never() -> bytes:
    raise AssertionError("was known and need not be read")


def test_each_photo_is_judged_with_the_others(
    inspector: Inspector, photos: dict[int, bytes], hat_and_glasses_file: bytes
) -> None:
    inspector.judge("set", 1, photos[1], others={1: never})
    inspector.judge("set", 2, photos[2], others={1: never, 2: never})
    copy = inspector.judge("set", 3, photos[1], others={1: never, 2: never, 3: never})
    inspector.judge("set", 3, photos[3], others={1: never, 2: never, 3: never})

    stranger = inspector.judge(
        "set", 4, hat_and_glasses_file, others=dict.fromkeys((1, 2, 3, 4), never)
    )

    assert decisions(copy)[3] == "refused"
    assert copy[2].findings[0].code == "duplicate"
    assert decisions(stranger) == {1: "accepted", 2: "warned", 3: "warned", 4: "refused"}
    assert stranger[3].findings[0].code == "another_person"


def test_a_process_that_has_not_seen_a_photo_reads_it_back(
    inspector: Inspector, photos: dict[int, bytes]
) -> None:
    others = {1: lambda: photos[1], 2: never}

    verdicts = inspector.judge("restarted", 2, photos[2], others=others)

    assert decisions(verdicts) == {1: "accepted", 2: "warned"}


def test_no_pixel_is_kept(inspector: Inspector, photos: dict[int, bytes]) -> None:
    inspector.judge("pixels", 1, photos[1], others={1: never})

    (found,) = inspector.drafts["pixels"].found.values()
    assert found.photo is not None
    assert found.photo.image.size == 0


def test_how_a_photo_is_turned_is_remembered_or_found_anew(
    inspector: Inspector, sample_set: list[Path]
) -> None:
    lying = as_srgb(np.rot90(decode_photo(sample_set[0].read_bytes())))
    file = encode(lying, "jpeg", xmp=b"")
    inspector.judge("lying", 1, file, others={1: never})

    assert inspector.find_turns("lying", 1, b"not looked at again") == 3
    assert inspector.find_turns("never judged", 1, file) == 3
    assert "never judged" not in inspector.drafts


def test_what_was_found_is_forgotten(inspector: Inspector, photos: dict[int, bytes]) -> None:
    inspector.judge("gone", 1, photos[1], others={1: never})

    inspector.forget("gone")

    assert "gone" not in inspector.drafts


def test_what_nobody_touches_is_forgotten_with_time(photos: dict[int, bytes]) -> None:
    inspector = Inspector(Kind(), Moderator(), ttl_s=0)
    inspector.judge("old", 1, photos[1], others={1: never})

    inspector.forget_old()

    assert not inspector.drafts


def test_two_people_choose_photos_at_once(inspector: Inspector, photos: dict[int, bytes]) -> None:
    found: dict[str, Any] = {}

    def choose(who: str, number: int) -> None:
        found[who] = inspector.judge(who, 1, photos[number], others={1: never})

    threads = [threading.Thread(target=choose, args=pair) for pair in (("zoe", 1), ("max", 2))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert {who: decisions(verdicts) for who, verdicts in found.items()} == {
        "zoe": {1: "accepted"},
        "max": {1: "accepted"},
    }


@pytest.fixture
def listed(sample_set: list[Path], tmp_path: Path) -> PdqHashList:
    known = decode_photo(sample_set[0].read_bytes())
    (tmp_path / "known.txt").write_text(pdq_hash(known).text + "\n")
    return PdqHashList.read(tmp_path / "known.txt")


def test_a_photo_on_the_hosts_list_is_told_of(
    listed: PdqHashList, photos: dict[int, bytes]
) -> None:
    inspector = Inspector(Kind(), Moderator(hash_matcher=listed), ttl_s=1800)

    with pytest.raises(OrderFrozen):
        inspector.judge("listed", 1, photos[1], others={1: never})


def test_an_order_with_a_listed_photo_is_frozen_and_not_erased(
    web: Web, listed: PdqHashList, photos: dict[int, bytes]
) -> None:
    web.services.inspector.moderator = Moderator(holds=True, hash_matcher=listed)
    user, token = web.add("zoe")
    order = web.house.draft(user.id)

    answer = web.ask("PUT", f"/v1/orders/{order.id}/photos/1", token, content=photos[1])
    erased = web.ask("DELETE", f"/v1/orders/{order.id}", token)
    told = web.ask("GET", f"/v1/orders/{order.id}", token).json()

    assert (answer.status_code, answer.json()["code"]) == (409, "order_frozen")
    assert erased.json()["code"] == "order_is_frozen"
    assert (told["state"], told["reason"]["code"]) == ("frozen", "order_frozen")
    assert web.services.uploads.read_photo(user.id, order.id, 1) == photos[1]
