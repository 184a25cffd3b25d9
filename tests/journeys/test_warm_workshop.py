"""A workshop outlives its sitters: what is loaded stays, what is known of a person does not."""

from trombine.domain.order import Assignment
from trombine.domain.photo import Photo
from trombine.domain.subject import Subject
from trombine.studio.workshop import open_workshop


def assignment(index: int) -> Assignment:
    return Assignment(index, "sticker", photo=1, variation=index, seed=0, size_px=256)


def test_a_dismissed_workshop_draws_the_next_person(sample_photo: Photo) -> None:
    with open_workshop(engine="portrait", workers=1) as workshop:
        workshop.seat(Subject((sample_photo,)))
        for index in (1, 2, 3):
            workshop.add(assignment(index))
        first = next(workshop.outcomes())

        workshop.dismiss()
        left = list(workshop.outcomes())
        workshop.seat(Subject((sample_photo,)))
        workshop.add(assignment(4))
        again = list(workshop.outcomes())

    assert first.avatar.assignment.index == 1
    assert left == []
    assert [outcome.avatar.assignment.index for outcome in again] == [4]
