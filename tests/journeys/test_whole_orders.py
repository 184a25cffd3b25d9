"""Orders and how they end: real workers with a fake engine, on each database and storage."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import sqlalchemy as sa
from tests.crew import PHOTOS, Crew
from tests.fake_engine import HELD, POISON, SLOW, UNLIKE, fake_photo

from trombine.database.tables import metadata
from trombine.domain.ground import GROUNDS
from trombine.domain.placed_order import OrderState, Rule
from trombine.errors import Conflict, NotFound
from trombine.imaging.codec import decode_photo, encode
from trombine.jobs.workflow import forget_ended_jobs
from trombine.moderation.pdq import pdq_hashes


@pytest.fixture(scope="module")
def crew(
    make_settings: Callable[[], dict[str, str]],
    known_photo: bytes,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Crew]:
    folder = tmp_path_factory.mktemp("service")
    listed = folder / "known.txt"
    listed.write_text(pdq_hashes(decode_photo(known_photo))[0].packed.tobytes().hex())
    with Crew.open(folder, {**make_settings(), "TROMBINE_HASH_LIST": str(listed)}) as opened:
        opened.start_worker()
        yield opened


@pytest.fixture(scope="module")
def known_photo() -> bytes:
    return fake_photo(4)


def test_thirty_different_avatars_and_no_photo_is_left(crew: Crew) -> None:
    order = crew.wait(crew.submit())
    assert (order.state, order.made) == (OrderState.READY, 30)
    assert [avatar.index for avatar in order.avatars] == list(range(1, 31))
    assert len({crew.gallery.read("ada", avatar.id) for avatar in order.avatars}) == 30
    assert all(avatar.ground in GROUNDS for avatar in order.avatars)
    lines = crew.orders.receipt("ada", order.id).deletions
    assert [(line.kind, line.count, line.rule) for line in lines] == [("photos", 3, Rule.JOB_ENDED)]
    crew.check_nothing_left_of_photos(order.id)


def test_events_tell_the_whole_story_without_a_gap(crew: Crew) -> None:
    order = crew.wait(crew.submit())
    events = crew.orders.events_after("ada", order.id, 0)
    assert [event.number for event in events] == list(range(1, len(events) + 1))
    made = [event.content["made"] for event in events if event.kind == "avatar"]
    assert made == list(range(1, 31))
    states = [event.content["state"] for event in events if event.kind == "state"]
    assert states == ["draft", "queued", "running", "ready"]


def kept_by_the_engine(crew: Crew, word: str) -> dict[str, int]:
    """Return in how many rows of each of the job engine's tables a word is found."""
    database = crew.service.database
    schema = "dbos" if database.dialect.name == "postgresql" else None
    engine = sa.MetaData()
    engine.reflect(database, schema=schema, only=lambda name, _: name not in metadata.tables)
    with database.connect() as connection:
        rows = {name: connection.execute(table.select()) for name, table in engine.tables.items()}
        return {name: sum(word in str(row) for row in found) for name, found in rows.items()}


def test_the_job_engine_forgets_an_order_that_has_ended(crew: Crew) -> None:
    crew.add_user("guest")
    order = crew.wait(crew.submit("guest"))
    before = kept_by_the_engine(crew, order.id)
    assert sum(count > 0 for count in before.values()) >= 2  # the job, its input, its steps
    later = crew.service.clock() + timedelta(hours=2)

    crew.wait_for(order, lambda _: forget_ended_jobs(crew.service.queue, before=later))

    for word in (order.id, "guest"):
        assert kept_by_the_engine(crew, word) == dict.fromkeys(before, 0)


def test_a_running_order_is_cancelled_and_keeps_what_was_made(crew: Crew) -> None:
    order = crew.submit(options=SLOW)
    crew.wait_for(order, lambda seen: seen.made >= 2)
    crew.orders.cancel("ada", order.id)
    ended = crew.wait(order)
    assert ended.state is OrderState.CANCELLED
    assert 2 <= len(ended.avatars) < 30
    crew.check_nothing_left_of_photos(order.id)


def test_a_running_order_is_erased_with_everything(crew: Crew) -> None:
    order = crew.submit(options=SLOW)
    crew.wait_for(order, lambda seen: seen.made >= 2)
    crew.orders.erase("ada", order.id)
    with pytest.raises(NotFound):
        crew.orders.get("ada", order.id)
    crew.wait(crew.submit(options={}))  # processes have let go of the other
    assert list(crew.service.vault.blobs.names(f"orders/{order.id}/")) == []


def test_an_order_without_likeness_fails_whole_and_gives_the_turn_back(crew: Crew) -> None:
    order = crew.submit("bob", options=UNLIKE)
    assert crew.orders.turn("bob").left == 999
    ended = crew.wait(order)
    assert (ended.state, ended.reason) == (OrderState.FAILED, "likeness_unreached")
    assert ended.avatars == ()
    assert crew.orders.turn("bob").left == 1000
    assert list(crew.service.vault.blobs.names(f"orders/{order.id}/")) == []


def test_a_picture_that_kills_its_process_is_replaced_by_another(crew: Crew) -> None:
    ended = crew.wait(crew.submit(options=POISON))
    assert (ended.state, ended.made) == (OrderState.READY, 30)


def test_photos_of_which_too_few_are_left_end_in_a_refusal(crew: Crew) -> None:
    ended = crew.wait(crew.submit(pictures=[*PHOTOS[:2], PHOTOS[0]]))
    assert (ended.state, ended.reason) == (OrderState.REFUSED, "too_few_photos")
    crew.check_nothing_left_of_photos(ended.id)


@pytest.fixture(scope="module")
def doubtful() -> list[bytes]:
    return [*PHOTOS[:2], encode(HELD, "png", xmp=b"<x/>")]


def test_a_doubtful_photo_waits_for_the_host_who_lets_it_pass(
    crew: Crew, doubtful: list[bytes]
) -> None:
    order = crew.submit(pictures=doubtful)
    held = crew.wait_for(order, lambda seen: seen.state is OrderState.HELD)
    assert held.reason == "nudity_possible"
    assert [waiting.id for waiting in crew.desk.list_waiting()] == [order.id]
    assert crew.desk.view_photo(order.id, 3) == doubtful[2]
    crew.desk.allow(order.id)
    assert crew.wait(order).state is OrderState.READY
    with pytest.raises(Conflict, match="order_not_held"):
        crew.desk.view_photo(order.id, 3)


def test_a_doubtful_photo_the_host_refuses_is_erased_and_costs_no_turn(
    crew: Crew, doubtful: list[bytes]
) -> None:
    before = crew.orders.turn("eve").left
    order = crew.submit("eve", pictures=doubtful)
    crew.wait_for(order, lambda seen: seen.state is OrderState.HELD)
    crew.desk.refuse(order.id)
    assert crew.orders.get("eve", order.id).reason == "refused_by_host"
    assert crew.orders.turn("eve").left == before
    crew.check_nothing_left_of_photos(order.id)


def test_a_known_photo_freezes_the_order_until_the_host_erases_it(
    crew: Crew, known_photo: bytes
) -> None:
    order = crew.submit(pictures=[*PHOTOS, known_photo])
    frozen = crew.wait_for(order, lambda seen: seen.state.is_final)
    assert (frozen.state, frozen.photos_erased_at) == (OrderState.FROZEN, None)
    for act in (crew.orders.erase, crew.orders.erase_photos):
        with pytest.raises(Conflict, match="order_is_frozen"):
            act("ada", order.id)
    assert crew.desk.view_photo(order.id, 4) == known_photo
    crew.desk.erase_order(order.id)
    crew.check_nothing_left_of_photos(order.id)
