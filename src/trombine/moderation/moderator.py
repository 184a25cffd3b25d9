"""Asks everybody who has a say about a picture, and logs what was decided without the picture."""

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, Protocol, TypeAlias, TypeVar

from trombine.errors import OrderFrozen, PhotoRejected
from trombine.imaging.arrays import SrgbImage
from trombine.moderation.classifiers import NudityScores
from trombine.moderation.hash_list import HashMatcher
from trombine.moderation.policy import Judgment, Policy, Ruling, gravest

LOGGER = logging.getLogger("trombine.moderation")

Kind: TypeAlias = Literal["photo", "avatar"]
Decoded = TypeVar("Decoded", bound=SrgbImage | PhotoRejected)


class ModerationService(Protocol):
    """A host's own check, asked beside the bundled ones; the gravest judgment counts.

    It runs in the process that took the order and is given decoded pixels, never a file. An
    ``OSError`` means that it cannot answer: the picture is then held.
    """

    def judge(self, image: SrgbImage, kind: Kind) -> Judgment:
        """Return what is allowed; the code must be one with a sentence in the catalogs."""
        ...


@dataclass(frozen=True, slots=True)
class Moderator:
    """Judges the photos and avatars of one order.

    Parameters
    ----------
    holds
        Whether somebody can look at what is held (a community's host). On one's own computer
        nobody can, and a photo that would be held is used with a warning.
    order_id
        What the log calls the order.
    """

    policy: Policy = field(default_factory=Policy)
    holds: bool = False
    hash_matcher: HashMatcher | None = None
    services: tuple[ModerationService, ...] = ()
    order_id: str = "-"

    def screen(self, photos: Iterable[Decoded]) -> Iterator[Decoded]:
        """Pass decoded photos on, unless one is on the host's list of known abuse.

        Raises
        ------
        OrderFrozen
            ``order_frozen``: nothing may be shown or deleted before the host has acted.
        """
        for number, photo in enumerate(photos, start=1):
            if self.hash_matcher and not isinstance(photo, PhotoRejected):
                known = self.hash_matcher.matches(photo)
                if known:
                    self._log("photo", number, Judgment("order_frozen", Ruling.REFUSE))
                    raise OrderFrozen("order_frozen", photo=number)
            yield photo

    def judge_photo(self, number: int, scores: NudityScores, image: SrgbImage) -> Judgment:
        """Return the judgment on one photo that was given."""
        own = self.policy.judge_photo(scores)
        return self._settle("photo", number, [own, *self._ask("photo", lambda: image)])

    def judge_person(self, ages_years: Sequence[float]) -> Judgment:
        """Return the judgment on the person, by the age the photos suggest; at least one."""
        return self._settle("person", 0, [self.policy.judge_age(ages_years)])

    def judge_avatar(
        self, index: int, scores: NudityScores, image: Callable[[], SrgbImage]
    ) -> Judgment:
        """Return the judgment on a picture that was made; only a service needs its pixels."""
        own = self.policy.judge_avatar(scores)
        return self._settle("avatar", index, [own, *self._ask("avatar", image)])

    def _ask(self, kind: Kind, image: Callable[[], SrgbImage]) -> Iterator[Judgment]:
        for service in self.services:
            try:
                yield service.judge(image(), kind)
            except OSError:
                yield Judgment("check_unavailable", Ruling.HOLD)

    def _settle(self, kind: str, number: int, judgments: Sequence[Judgment]) -> Judgment:
        judgment = gravest(judgments)
        scores = {name: score for each in judgments for name, score in each.scores.items()}
        settled = replace(judgment, scores=scores)
        self._log(kind, number, settled)
        return settled

    def _log(self, kind: str, number: int, judgment: Judgment) -> None:
        LOGGER.info(
            "order=%s item=%s-%d ruling=%s code=%s policy=%s %s",
            *(self.order_id, kind, number, judgment.ruling.value, judgment.code or "-"),
            self.policy.version,
            " ".join(f"{name}={score:g}" for name, score in sorted(judgment.scores.items())),
        )
