import logging
from dataclasses import dataclass, field

import numpy as np
import pytest

from trombine.errors import OrderFrozen, PhotoRejected
from trombine.imaging.arrays import SrgbImage
from trombine.moderation.classifiers import NudityScores
from trombine.moderation.moderator import Kind, Moderator
from trombine.moderation.policy import Judgment, Ruling

FIT, UNFIT = NudityScores(0.01, 0.02), NudityScores(0.9, 0.02)
IMAGE = SrgbImage(np.full((8, 8, 3), 0.25, np.float32))


@dataclass
class Answers:
    """A host's service that always says the same, and remembers what it was asked."""

    judgment: Judgment = field(default_factory=Judgment)
    asked: list[Kind] = field(default_factory=list)

    def judge(self, image: SrgbImage, kind: Kind) -> Judgment:
        assert image is IMAGE
        self.asked.append(kind)
        return self.judgment


class Silent:
    """A host's service that cannot be reached."""

    def judge(self, image: SrgbImage, kind: Kind) -> Judgment:  # noqa: ARG002
        raise TimeoutError


@dataclass
class KnowsDark:
    """A list of known abuse that holds every picture darker than middle gray."""

    name: str = "dark"

    def matches(self, image: SrgbImage) -> bool:
        return float(image.mean()) < 0.5


def unreadable() -> SrgbImage:
    raise AssertionError("nobody needs these pixels")


def test_a_decision_is_logged_by_number_scores_and_policy(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.INFO, "trombine.moderation"):
        Moderator(order_id="o-7").judge_photo(3, UNFIT, IMAGE)

    (said,) = caplog.messages
    assert said == (
        "order=o-7 item=photo-3 ruling=refuse code=nudity policy=2026-11 nsfwjs=0.02 open_nsfw=0.9"
    )


def test_what_is_allowed_is_logged_as_well(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "trombine.moderation"):
        Moderator().judge_person([30.0])
        Moderator().judge_avatar(4, FIT, unreadable)

    assert [message.split(" policy")[0] for message in caplog.messages] == [
        "order=- item=person-0 ruling=allow code=-",
        "order=- item=avatar-4 ruling=allow code=-",
    ]


def test_a_service_may_be_stricter_but_not_milder() -> None:
    strict, mild = Answers(Judgment("nudity", Ruling.REFUSE)), Answers()

    assert Moderator(services=(strict,)).judge_photo(1, FIT, IMAGE).ruling is Ruling.REFUSE
    assert Moderator(services=(mild,)).judge_photo(1, UNFIT, IMAGE).ruling is Ruling.REFUSE
    assert Moderator(services=(mild,)).judge_avatar(1, FIT, lambda: IMAGE).ruling is Ruling.ALLOW
    assert (strict.asked, mild.asked) == (["photo"], ["photo", "avatar"])


def test_a_service_that_does_not_answer_holds_the_picture() -> None:
    judgment = Moderator(services=(Silent(), Answers())).judge_photo(1, FIT, IMAGE)

    assert (judgment.ruling, judgment.code) == (Ruling.HOLD, "check_unavailable")


def test_without_services_nobody_reads_an_avatars_pixels() -> None:
    assert Moderator().judge_avatar(1, FIT, unreadable).ruling is Ruling.ALLOW


def test_known_abuse_freezes_the_order_and_shows_nothing_more(
    caplog: pytest.LogCaptureFixture,
) -> None:
    light = SrgbImage(IMAGE + np.float32(0.5))
    moderator = Moderator(hash_matcher=KnowsDark())
    screened = moderator.screen([light, PhotoRejected("animated"), IMAGE, light])

    passed = [next(screened), next(screened)]
    with caplog.at_level(logging.INFO), pytest.raises(OrderFrozen) as frozen:
        next(screened)

    assert passed[0] is light
    assert frozen.value.details == {"photo": 3}
    assert "item=photo-3 ruling=refuse code=order_frozen" in caplog.messages[0]
    assert next(screened, None) is None


def test_without_a_list_every_photo_passes() -> None:
    assert list(Moderator().screen([IMAGE, IMAGE])) == [IMAGE, IMAGE]
