"""The story: photos are admitted, an order is planned, avatars are drawn, measured and labelled."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from trombine.domain.avatar import Avatar
from trombine.domain.order import Assignment, Order
from trombine.domain.subject import Admission, Subject
from trombine.errors import OrderFailed
from trombine.imaging.arrays import SrgbImage
from trombine.imaging.codec import decode_own, decode_photos
from trombine.imaging.perceptual_hash import Glance, color_distance, shape_distance
from trombine.intake.admission import admit, judge_set
from trombine.moderation.moderator import Moderator
from trombine.moderation.policy import Ruling
from trombine.planning import plan_order, spare_assignments
from trombine.studio.workshop import Outcome, Workshop

# Below both, people call two pictures the same: 6 of 64 bits of shape, 0.03 of OKLab color.
REPEAT_BITS, REPEAT_COLOR = 6, 0.03
BUDGET = 2
"""So many renderings per avatar may be spent before the order fails."""


def admit_photos(
    files: Iterable[bytes],
    workshop: Workshop | None = None,
    *,
    moderator: Moderator | None = None,
) -> Admission:
    """Decode untrusted files and judge them, each alone (in the workshop, if open) and as a set.

    Raises
    ------
    OrderFrozen
        A photo is on the host's list of known abuse.
    """
    moderator = moderator or Moderator()
    decoded = moderator.screen(decode_photos(files))
    if workshop is None:
        return admit(decoded, moderator)
    return judge_set(workshop.inspect(decoded), moderator)


def make_avatars(
    order: Order, subject: Subject, workshop: Workshop, *, moderator: Moderator | None = None
) -> Iterator[Avatar]:
    """Yield exactly ``order.count`` different avatars that pass, as they are ready.

    Raises
    ------
    OrderFailed
        ``likeness_unreached``, ``avatars_unfit`` or ``avatars_alike``, whichever stopped most
        pictures, when the budget is spent; what was yielded is good.
    WorkerLost
        A picture killed its worker twice.
    """
    planned = plan_order(order, subject.photos)
    workshop.seat(subject)
    for assignment in planned:
        workshop.add(assignment)
    yield from _accept_outcomes(order, subject, planned, workshop, moderator or Moderator())


def _accept_outcomes(
    order: Order,
    subject: Subject,
    planned: Sequence[Assignment],
    workshop: Workshop,
    moderator: Moderator,
) -> Iterator[Avatar]:
    """Let pass what may, and fill the other places anew."""
    spares = {a.index: spare_assignments(order, subject.photos, a) for a in planned}
    acceptance = Acceptance(order.count)
    for outcome in workshop.outcomes():
        fit = is_fit(outcome, moderator)
        if acceptance.passes(outcome.glance, like=outcome.avatar.score.passed, fit=fit):
            yield outcome.avatar
            continue
        spare = next(spares[outcome.avatar.assignment.index], None)
        if spare is None or acceptance.spent_all:
            raise acceptance.failure()
        workshop.add(spare)


@dataclass(slots=True)
class Acceptance:
    """The one rule of what passes: the person, fit, and no repeat; and what it has seen.

    Whoever draws an order asks it of every picture, in the order in which they are finished.
    """

    count: int
    accepted: list[Glance] = field(default_factory=list)
    spent: int = 0
    unlike: int = 0
    unfit: int = 0
    alike: int = 0
    lost: int = 0

    @property
    def spent_all(self) -> bool:
        """Whether no more pictures may be drawn for this order."""
        return self.spent >= BUDGET * self.count

    def passes(self, glance: Glance | None, *, like: bool, fit: bool) -> bool:
        """Count a picture, None when drawing it failed, and return whether it may be shown."""
        self.spent += 1
        self.lost += glance is None
        self.unlike += not like
        self.unfit += not fit
        if glance is None or not (like and fit):
            return False
        if self._repeats(glance):
            self.alike += 1
            return False
        self.accepted.append(glance)
        return True

    def failure(self) -> OrderFailed:
        """Return why the order cannot be fulfilled: what stopped most pictures."""
        reasons = {
            "likeness_unreached": self.unlike,
            "avatars_unfit": self.unfit,
            "avatars_alike": self.alike,
            "avatars_lost": self.lost,
        }
        code = max(reasons, key=lambda name: reasons[name])
        return OrderFailed(code, made=len(self.accepted), count=self.count)

    def _repeats(self, glance: Glance) -> bool:
        return any(
            shape_distance(glance, other) <= REPEAT_BITS
            and color_distance(glance, other) <= REPEAT_COLOR
            for other in self.accepted
        )


def is_fit(outcome: Outcome, moderator: Moderator) -> bool:
    """Return whether the picture may be shown; what is not the person is not asked about."""
    if outcome.nudity is None:
        return True
    avatar = outcome.avatar
    judgment = moderator.judge_avatar(
        avatar.assignment.index, outcome.nudity, lambda: _pixels(avatar)
    )
    return judgment.ruling is Ruling.ALLOW


def _pixels(avatar: Avatar) -> SrgbImage:
    if avatar.image is not None:
        return avatar.image
    return decode_own(avatar.file or b"")
