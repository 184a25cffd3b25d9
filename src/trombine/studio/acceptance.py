"""What passes: the one rule, whoever draws and wherever what was seen is kept."""

from dataclasses import dataclass, field

from trombine.domain.avatar import Avatar
from trombine.errors import OrderFailed
from trombine.imaging.arrays import SrgbImage
from trombine.imaging.codec import decode_own
from trombine.imaging.perceptual_hash import Glance, color_distance, shape_distance
from trombine.moderation.moderator import Moderator
from trombine.moderation.policy import Ruling
from trombine.studio.messages import Outcome

# Below both, people call two pictures the same: 6 of 64 bits of shape, 0.03 of OKLab color.
REPEAT_BITS, REPEAT_COLOR = 6, 0.03
BUDGET = 2
"""So many renderings per avatar may be spent before the order fails."""


@dataclass(slots=True)
class Acceptance:
    """The one rule of what passes: the person, complete, fit, and no repeat; and what it has seen.

    Whoever draws an order asks it of every picture, in the order in which they are finished.
    """

    count: int
    accepted: list[Glance] = field(default_factory=list)
    spent: int = 0
    unlike: int = 0
    incomplete: int = 0
    unfit: int = 0
    alike: int = 0
    lost: int = 0

    @property
    def spent_all(self) -> bool:
        """Whether no more pictures may be drawn for this order."""
        return self.spent >= BUDGET * self.count

    def passes(
        self, glance: Glance | None, *, like: bool, complete: bool = True, fit: bool = True
    ) -> bool:
        """Count a picture, None when drawing it failed, and return whether it may be shown.

        What is not ``complete`` lacks glasses that the photo shows.
        """
        self.spent += 1
        self.lost += glance is None
        self.unlike += not like
        self.incomplete += like and not complete
        self.unfit += not fit
        if glance is None or not (like and complete and fit):
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
            "accessories_lost": self.incomplete,
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
