"""Persons are in memory while their orders run, a few at a time, and looked at once."""

import threading
from dataclasses import dataclass, field

from trombine.domain.subject import Subject
from trombine.jobs.subjects import SUBJECTS, Subjects
from trombine.studio.process import DrawingProcess


@dataclass
class Studio:
    """Counts who was looked at, slowly."""

    looked_at: list[str] = field(default_factory=list)

    def load(self, order_id: str, helper: DrawingProcess | None) -> Subject:
        del helper
        self.looked_at.append(order_id)
        threading.Event().wait(0.05)
        return Subject(())


def test_two_processes_that_need_a_person_look_at_the_photos_once() -> None:
    studio = Studio()
    subjects = Subjects(studio.load)
    both = [threading.Thread(target=subjects.get, args=("order",)) for _ in range(2)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    assert studio.looked_at == ["order"]


def test_who_was_longest_unused_is_forgotten_and_met_again() -> None:
    studio = Studio()
    subjects = Subjects(studio.load)
    names = [f"order {number}" for number in range(SUBJECTS + 1)]
    for name in names:
        subjects.get(name)
    subjects.get(names[-1])
    subjects.get(names[0])
    assert studio.looked_at == [*names, names[0]]


def test_nobody_is_remembered_whose_order_has_ended() -> None:
    studio = Studio()
    subjects = Subjects(studio.load)
    for name in ("runs", "ended"):
        subjects.get(name)
    subjects.forget("ended")
    assert subjects.known() == ("runs",)
    for name in ("runs", "ended"):
        subjects.get(name)
    assert studio.looked_at[2:] == ["ended"]
