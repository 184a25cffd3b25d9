"""Orders in memory: pictures come once each, a lost one is drawn again once, then given up."""

import threading
from collections.abc import Iterator, Sequence

import pytest
from tests.fake_engine import FakeGate, FakeLabeller, fake_photo, inspect

from trombine.domain.options import StyleOptions
from trombine.domain.order import Assignment
from trombine.domain.subject import Subject
from trombine.errors import OrderFailed, WorkerLost
from trombine.imaging.codec import decode_photo
from trombine.studio.dealing import Dealer, Lost, RunningOrder
from trombine.studio.messages import ProcessSetup

DEADLY, SLOW = StyleOptions(background="black"), StyleOptions(strength=1.2)


@pytest.fixture(scope="module")
def subject() -> Subject:
    met = [inspect(decode_photo(fake_photo(number)), number).photo for number in (1, 2, 3)]
    return Subject(tuple(photo for photo in met if photo))


@pytest.fixture(scope="module")
def dealer() -> Iterator[Dealer]:
    with Dealer(ProcessSetup("fake", "webp", FakeLabeller(), FakeGate), 2).running() as dealer:
        yield dealer


def ask(index: int, photo: int = 1, options: StyleOptions | None = None) -> Assignment:
    options = options or StyleOptions()
    return Assignment(index, "dots", photo, variation=0, seed=0, size_px=64, options=options)


def indexes(order: RunningOrder) -> list[int]:
    return sorted(
        told.assignment.index if isinstance(told, Lost) else told.avatar.assignment.index
        for told in order.outcomes()
    )


def test_every_picture_comes_once(dealer: Dealer, subject: Subject) -> None:
    with dealer.taking(subject) as order:
        order.add(*(ask(index, photo=1 + index % 3) for index in range(1, 13)))

        assert indexes(order) == list(range(1, 13))


def test_a_picture_may_be_added_while_others_are_drawn(dealer: Dealer, subject: Subject) -> None:
    with dealer.taking(subject) as order:
        order.add(ask(1))
        seen = []
        for told in order.outcomes():
            assert not isinstance(told, Lost)
            seen.append(told.avatar.assignment.index)
            if len(seen) < 3:
                order.add(ask(len(seen) + 1))

    assert seen == [1, 2, 3]


def test_a_picture_that_ends_two_processes_is_lost_and_the_others_are_not(
    dealer: Dealer, subject: Subject
) -> None:
    with dealer.taking(subject) as order:
        order.add(*(ask(index, options=DEADLY) for index in (6, 7, 8)))
        outcomes = list(order.outcomes())

    lost = [told.assignment.index for told in outcomes if isinstance(told, Lost)]
    assert (lost, len(outcomes)) == ([7], 3)


def test_two_orders_are_drawn_at_once_by_the_same_processes(
    dealer: Dealer, subject: Subject
) -> None:
    found: dict[str, list[int]] = {}

    def draw(name: str, places: Sequence[int]) -> None:
        with dealer.taking(subject) as order:
            order.add(*(ask(index) for index in places))
            found[name] = indexes(order)

    threads = [
        threading.Thread(target=draw, args=pair)
        for pair in (("one", [1, 2, 3, 4, 5]), ("two", [8, 9, 10, 11, 12]))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert found == {"one": [1, 2, 3, 4, 5], "two": [8, 9, 10, 11, 12]}


def test_an_order_may_be_cancelled_from_another_thread(dealer: Dealer, subject: Subject) -> None:
    with dealer.taking(subject) as order:
        order.add(*(ask(index, options=SLOW) for index in range(1, 40)))
        threading.Timer(0.2, order.cancel, [OrderFailed("cancelled_by_caller")]).start()

        with pytest.raises(OrderFailed) as refused:
            list(order.outcomes())

    assert refused.value.code == "cancelled_by_caller"
    assert not dealer.orders


def test_nothing_more_is_drawn_of_an_order_that_was_cancelled(
    dealer: Dealer, subject: Subject
) -> None:
    with dealer.taking(subject) as order:
        order.add(*(ask(index, options=SLOW) for index in range(1, 40)))
        next(order.outcomes())

        order.cancel(OrderFailed("cancelled_by_caller"))  # and nobody asks for outcomes any more

        assert order.waiting == []


def test_what_was_being_drawn_of_an_order_that_ended_is_not_the_next_ones(
    dealer: Dealer, subject: Subject
) -> None:
    with dealer.taking(subject) as order:
        order.add(*(ask(index, options=SLOW) for index in range(1, 9)))
        next(order.outcomes())
    with dealer.taking(subject) as order:
        order.add(ask(20))

        assert indexes(order) == [20]


def test_processes_forget_the_person_of_an_order_that_ended(
    dealer: Dealer, subject: Subject
) -> None:
    with dealer.taking(subject) as order:
        order.add(ask(1))
        list(order.outcomes())

    for _ in range(200):
        if not any(process.subject_id for process in dealer.pool.processes):
            return
        threading.Event().wait(0.05)
    raise AssertionError


def test_another_order_of_the_same_photos_finds_them_remembered(subject: Subject) -> None:
    setup = ProcessSetup("fake", "webp", FakeLabeller(), FakeGate)
    with Dealer(setup, 1, remember_s=60).running() as dealer:
        seen = []
        for index in (1, 2):
            with dealer.taking(subject) as order:
                order.add(ask(index))
                list(order.outcomes())
            seen.append(dealer.pool.processes[0].subject_id)
            threading.Event().wait(0.5)  # it rests meanwhile
        with dealer.taking(Subject(subject.photos[:1])) as order:
            order.add(ask(3))
            list(order.outcomes())
        seen.append(dealer.pool.processes[0].subject_id)

    assert seen[0] == seen[1] != ""
    assert seen[2] not in {"", seen[0]}


def test_who_waits_for_pictures_of_a_pool_that_ends_is_told(subject: Subject) -> None:
    dealer = Dealer(ProcessSetup("fake", "webp", FakeLabeller(), FakeGate), 1)
    with dealer.running(), dealer.taking(subject) as order:
        order.add(*(ask(index, options=SLOW) for index in range(1, 30)))
        threading.Timer(0.2, dealer.pool.stop).start()

        with pytest.raises(WorkerLost):
            list(order.outcomes())
