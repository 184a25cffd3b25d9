"""Processes outlive an order: what is loaded stays, what is known of a person does not."""

from trombine.domain.order import Assignment
from trombine.domain.photo import Photo
from trombine.domain.subject import Subject
from trombine.studio.dealing import Dealer, Lost
from trombine.studio.messages import ProcessSetup


def assignment(index: int) -> Assignment:
    return Assignment(index, "sticker", photo=1, variation=index, seed=0, size_px=256)


def test_an_order_given_up_leaves_its_process_to_the_next(sample_photo: Photo) -> None:
    with Dealer(ProcessSetup("portrait"), 1).running() as dealer:
        with dealer.taking(Subject((sample_photo,))) as order:
            order.add(*(assignment(index) for index in (1, 2, 3)))
            first = next(order.outcomes())
        number = dealer.pool.processes[0].number
        with dealer.taking(Subject((sample_photo,))) as order:
            order.add(assignment(4))
            again = [told for told in order.outcomes() if not isinstance(told, Lost)]

    assert not isinstance(first, Lost)
    assert first.avatar.assignment.index == 1
    assert [outcome.avatar.assignment.index for outcome in again] == [4]
    assert dealer.pool.processes[0].number in {number, 0}
