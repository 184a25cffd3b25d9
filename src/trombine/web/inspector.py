"""Verdicts on photos within a second: one warm process, and what it found, in memory alone.

Biometric measurements stay here while a draft is filled and are forgotten with it. The job judges
every photo again from the start; these verdicts are for the person who is choosing photos.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from threading import Lock
from typing import Protocol

from trombine.domain.photo import Verdict
from trombine.errors import PhotoRejected
from trombine.imaging.arrays import SrgbImage
from trombine.imaging.codec import decode_photo
from trombine.intake.admission import Inspected, judge_set
from trombine.moderation.moderator import Moderator
from trombine.studio.messages import NO_PIXELS

ReadPhoto = Callable[[], bytes]


class PhotoJudge(Protocol):
    """Judges photos by themselves; see ``studio.pool.Pool``."""

    def running(self) -> AbstractContextManager[None]:
        """Keep it warm until the block ends."""
        ...

    def inspect(
        self, numbers: Sequence[int], photos: Sequence[SrgbImage | PhotoRejected]
    ) -> list[Inspected]:
        """Return what is found, in the order given."""
        ...


@dataclass(slots=True)
class Draft:
    """What was found on the photos of one draft so far, by their numbers."""

    found: dict[int, Inspected] = field(default_factory=dict)
    touched_s: float = 0.0
    lock: Lock = field(default_factory=Lock)


@dataclass(slots=True)
class Inspector:
    """Judges photos of drafts, each alone and with the others.

    Parameters
    ----------
    photo_judge
        Looks at photos; it has to be running.
    ttl_s
        Seconds without a visit after which what was found on a draft is forgotten.
    """

    photo_judge: PhotoJudge
    moderator: Moderator
    ttl_s: float
    drafts: dict[str, Draft] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)

    def judge(
        self,
        order_id: str,
        number: int,
        content: bytes | bytearray,
        *,
        others: Mapping[int, ReadPhoto],
    ) -> tuple[Verdict, ...]:
        """Return the verdicts on all photos of a draft after one more has arrived.

        ``others`` are the photos the draft had before, with a way to read each again where this
        process has not seen it.

        Raises
        ------
        OrderFrozen
            The photo is on the host's list of known abuse.
        WorkerLost
            The process that looks at photos has ended.
        """
        draft = self._draft(order_id)
        with draft.lock:
            draft.found[number] = self._inspect(order_id, number, content)
            return self._judge_set(order_id, draft, others)

    def find_turns(self, order_id: str, number: int, content: bytes) -> int:
        """Return how many quarter turns to the left put a photo of a draft upright.

        A photo that this process has not seen yet is looked at, and what is found not kept.
        """
        draft = self.drafts.get(order_id)
        known = draft.found.get(number) if draft else None
        return (known or self._inspect(order_id, number, content)).quarter_turns

    def judge_rest(self, order_id: str, others: Mapping[int, ReadPhoto]) -> tuple[Verdict, ...]:
        """Return the verdicts on the photos that are left when one was removed."""
        draft = self._draft(order_id)
        with draft.lock:
            return self._judge_set(order_id, draft, others)

    def forget(self, order_id: str) -> None:
        """Forget what was found on a draft."""
        with self.lock:
            self.drafts.pop(order_id, None)

    def forget_old(self) -> None:
        """Forget drafts nobody has touched for long."""
        oldest = time.monotonic() - self.ttl_s
        with self.lock:
            self.drafts = {
                order_id: draft
                for order_id, draft in self.drafts.items()
                if draft.touched_s > oldest
            }

    def _draft(self, order_id: str) -> Draft:
        with self.lock:
            draft = self.drafts.setdefault(order_id, Draft())
            draft.touched_s = time.monotonic()
            return draft

    def _judge_set(
        self, order_id: str, draft: Draft, others: Mapping[int, ReadPhoto]
    ) -> tuple[Verdict, ...]:
        for number in draft.found.keys() - others.keys():
            del draft.found[number]
        for number in sorted(others.keys() - draft.found.keys()):
            draft.found[number] = self._inspect(order_id, number, others[number]())
        inspected = [draft.found[number] for number in sorted(draft.found)]
        # A host's own check is given pixels, by the job, which judges everything again.
        moderator = replace(self.moderator, services=(), order_id=order_id)
        return judge_set(inspected, moderator).verdicts

    def _inspect(self, order_id: str, number: int, content: bytes | bytearray) -> Inspected:
        """Return what is found on one photo, without its pixels."""
        moderator = replace(self.moderator, order_id=order_id)
        decoded = _decode(content)
        (screened,) = moderator.screen([decoded])
        (found,) = self.photo_judge.inspect([number], [screened])
        return replace(found, photo=found.photo and replace(found.photo, image=NO_PIXELS))


def _decode(content: bytes | bytearray) -> SrgbImage | PhotoRejected:
    try:
        return decode_photo(content)
    except PhotoRejected as reason:
        return reason
