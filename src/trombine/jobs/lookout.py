"""Looks for work on behalf of all processes of a worker that rest: one question for all of them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Condition

import sqlalchemy as sa

from trombine.jobs.subjects import Subjects
from trombine.jobs.work import count_planned

IDLE_S = 0.2
"""So often it looks; what this worker plans itself wakes them at once."""


@dataclass(slots=True)
class Lookout:
    """Where processes rest until there may be something to do; see ``studio.pool.RestingPlace``.

    ``queue`` names the orders they draw for.
    """

    database: sa.Engine
    queue: str
    _changed: Condition = field(default_factory=Condition)
    _news: int = 0
    _pictures: int = 0
    _resting: list[str] = field(default_factory=list)

    @property
    def news(self) -> int:
        """How often everybody was woken; to be read before one looks for work oneself."""
        return self._news

    def wake(self) -> None:
        """Wake everybody: there is something to do, or to forget."""
        with self._changed:
            self._news += 1
            self._changed.notify_all()

    def rest(self, since: int, *, subject_id: str) -> None:
        """Return when there were news ``since``, or a picture waits that nobody else was woken for.

        ``subject_id`` is the order whose person the process knows; that it has ended is news too.
        """
        with self._changed, self._known_to_rest(subject_id):
            self._changed.wait_for(lambda: self._news != since or self._pictures > 0)
            if self._news == since:
                self._pictures -= 1

    def look(self, subjects: Subjects) -> None:
        """Look once, if anybody rests: wake as many as pictures wait, and let go who has ended."""
        if not self._resting:
            return
        known = subjects.known()  # before the orders are read: who comes later is not missed there
        planned = count_planned(self.database, self.queue)
        for order_id in known:
            if order_id not in planned:
                subjects.forget(order_id)
        with self._changed:
            self._pictures = sum(planned.values())
            self._changed.notify(self._pictures)
            has_ended = any(order_id not in planned for order_id in self._resting if order_id)
        if has_ended:
            self.wake()

    @contextmanager
    def _known_to_rest(self, subject_id: str) -> Iterator[None]:
        self._resting.append(subject_id)
        try:
            yield
        finally:
            self._resting.remove(subject_id)
