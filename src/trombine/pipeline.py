"""The story: photos are admitted, an order is planned, avatars are drawn, measured and labelled."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

from trombine.domain.avatar import Avatar
from trombine.domain.order import Assignment, Order
from trombine.domain.subject import Admission, Subject
from trombine.imaging.codec import decode_photos
from trombine.imaging.perceptual_hash import Glance
from trombine.intake.admission import admit, judge_set
from trombine.moderation.moderator import Moderator
from trombine.planning import plan_order, spare_assignments
from trombine.studio.acceptance import Acceptance, is_fit
from trombine.studio.dealing import Dealer, Lost, RunningOrder, tell_nobody
from trombine.studio.messages import StepDone
from trombine.studio.pool import Pool

NOTHING_FINISHED: Mapping[int, Glance] = MappingProxyType({})


def admit_photos(
    files: Iterable[bytes],
    pool: Pool | None = None,
    *,
    moderator: Moderator | None = None,
) -> Admission:
    """Decode untrusted files and judge them, each alone (by a pool, if there is one) and as a set.

    Raises
    ------
    OrderFrozen
        A photo is on the host's list of known abuse.
    """
    moderator = moderator or Moderator()
    decoded = moderator.screen(decode_photos(files))
    if pool is None:
        return admit(decoded, moderator)
    photos = list(decoded)
    return judge_set(pool.inspect(range(1, len(photos) + 1), photos), moderator)


def make_avatars(  # noqa: PLR0913  (one parameter per thing that may be asked)
    order: Order,
    subject: Subject,
    dealer: Dealer,
    *,
    moderator: Moderator | None = None,
    on_step: Callable[[StepDone], None] = tell_nobody,
    on_begin: Callable[[RunningOrder], None] = lambda _: None,
    finished: Mapping[int, Glance] = NOTHING_FINISHED,
) -> Iterator[Avatar]:
    """Yield exactly ``order.count`` different avatars that pass, as they are ready.

    Of an order that was stopped only those are drawn whose places are not in ``finished``, which
    tells what the others look like.

    ``on_step`` is told of every step of an engine that has some; ``on_begin`` is given what ends
    the order early.

    Raises
    ------
    OrderFailed
        ``likeness_unreached``, ``accessories_lost``, ``avatars_unfit``, ``avatars_alike`` or
        ``avatars_lost``, whichever stopped most pictures, when the budget is spent; what was
        yielded is good.
    WorkerLost
        The processes have ended.
    """
    with dealer.taking(subject, on_step) as running:
        on_begin(running)
        acceptance = Acceptance(order.count, list(finished.values()), spent=len(finished))
        plan = [each for each in plan_order(order, subject.photos) if each.index not in finished]
        running.add(*plan)
        spares = {a.index: spare_assignments(order, subject.photos, a) for a in plan}
        yield from _accept_outcomes(running, acceptance, spares, moderator or Moderator())


def _accept_outcomes(
    running: RunningOrder,
    acceptance: Acceptance,
    spares: Mapping[int, Iterator[Assignment]],
    moderator: Moderator,
) -> Iterator[Avatar]:
    """Let pass what may, and fill the other places anew."""
    for outcome in running.outcomes():
        if isinstance(outcome, Lost):
            place, passed = outcome.assignment.index, acceptance.passes(None, like=True)
        else:
            avatar = outcome.avatar
            place, fit = avatar.assignment.index, is_fit(outcome, moderator)
            like, complete = avatar.score.passed, avatar.score.complete
            passed = acceptance.passes(outcome.glance, like=like, complete=complete, fit=fit)
            if passed:
                yield replace(avatar, glance=outcome.glance)
        if passed:
            continue
        spare = next(spares[place], None)
        if spare is None or acceptance.spent_all:
            raise acceptance.failure()
        running.add(spare)
