"""The persons of running orders, in this worker's memory and nowhere else, few at a time."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock

from trombine.domain.subject import Subject
from trombine.studio.messages import Introduction
from trombine.studio.process import DrawingProcess

SUBJECTS = 4
"""A person's photos take up to 80 MB as pixels."""


@dataclass(frozen=True, slots=True)
class KnownSubject:
    """A person, and what drawing processes are shown of them."""

    subject: Subject
    introduction: Introduction

    @staticmethod
    def of(subject: Subject) -> "KnownSubject":
        """Return the person, packed."""
        return KnownSubject(subject, Introduction.pack(subject))


@dataclass(slots=True)
class Subjects:
    """Persons by order; those longest unused are forgotten, and met again when needed."""

    load: Callable[[str, DrawingProcess | None], Subject]
    _known: OrderedDict[str, KnownSubject] = field(default_factory=OrderedDict)
    _guards: dict[str, Lock] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def get(self, order_id: str, helper: DrawingProcess | None = None) -> KnownSubject:
        """Return the person of an order, from their photos if this worker does not know them.

        The ``helper``, whose thread asks, looks at some of the photos.

        Raises
        ------
        StorageFault
            ``photo_gone``: the order has ended.
        """
        with self._lock:
            guard = self._guards.setdefault(order_id, Lock())
        with guard:  # two threads need not look at the same photos
            with self._lock:
                if order_id in self._known:
                    self._known.move_to_end(order_id)
                    return self._known[order_id]
            return self.remember(order_id, self.load(order_id, helper))

    def remember(self, order_id: str, subject: Subject) -> KnownSubject:
        """Keep a person who was just admitted."""
        known = KnownSubject.of(subject)
        with self._lock:
            self._known[order_id] = known
            while len(self._known) > SUBJECTS:
                self._known.popitem(last=False)
        return known

    def forget(self, order_id: str) -> None:
        """Drop the person of an order that has ended."""
        with self._lock:
            self._known.pop(order_id, None)
            self._guards.pop(order_id, None)

    def known(self) -> tuple[str, ...]:
        """Return the orders whose persons are in memory."""
        with self._lock:
            return tuple(self._known)
