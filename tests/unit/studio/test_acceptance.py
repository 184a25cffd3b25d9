from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from trombine.domain.avatar import Avatar, Score
from trombine.domain.order import Assignment
from trombine.imaging.perceptual_hash import Glance
from trombine.moderation.classifiers import NudityScores
from trombine.moderation.policy import Judgment, Ruling
from trombine.studio.acceptance import Acceptance, is_fit
from trombine.studio.messages import Outcome

GLANCE = Glance(np.arange(64) % 2 == 0, np.zeros((16, 3), np.float32))


@dataclass
class Rules:
    """Says this of every avatar, and remembers which it was asked about."""

    ruling: Ruling
    asked: list[int]

    def judge_avatar(self, index: int, *_: Any) -> Judgment:
        self.asked.append(index)
        return Judgment("nudity", self.ruling)


def outcome(nudity: NudityScores | None) -> Outcome:
    avatar = Avatar(
        Assignment(7, "a", 1, 0, 0), Score(0.2, 0.2, 0.3, face_found=True, passed=True), 0.1
    )
    return Outcome(avatar, GLANCE, "#808080", nudity)


@pytest.mark.parametrize(
    ("ruling", "fit"), [(Ruling.ALLOW, True), (Ruling.HOLD, False), (Ruling.REFUSE, False)]
)
def test_what_the_guidelines_do_not_allow_is_not_fit(ruling: Ruling, *, fit: bool) -> None:
    rules: Any = Rules(ruling, [])

    assert is_fit(outcome(NudityScores(0.1, 0.1)), rules) is fit
    assert rules.asked == [7]


def test_what_is_not_the_person_is_not_asked_about() -> None:
    rules: Any = Rules(Ruling.REFUSE, [])

    assert is_fit(outcome(None), rules)
    assert rules.asked == []


@pytest.mark.parametrize(
    ("glance", "like", "complete", "fit", "code"),
    [
        (GLANCE, False, True, True, "likeness_unreached"),
        (GLANCE, False, False, True, "likeness_unreached"),
        (GLANCE, True, False, True, "accessories_lost"),
        (GLANCE, True, True, False, "avatars_unfit"),
        (GLANCE, True, True, True, "avatars_alike"),
        (None, True, True, True, "avatars_lost"),
    ],
)
@pytest.mark.parametrize("times", [1, 3])
def test_what_stopped_most_pictures_is_why_an_order_fails(
    glance: Glance | None, code: str, times: int, *, like: bool, complete: bool, fit: bool
) -> None:
    acceptance = Acceptance(count=2)
    acceptance.passes(GLANCE, like=True, fit=True)

    passed = [
        acceptance.passes(glance, like=like, complete=complete, fit=fit) for _ in range(times)
    ]

    assert passed == [False] * times
    assert acceptance.spent_all is (times == 3)
    fault = acceptance.failure()
    assert (fault.code, fault.details) == (code, {"made": 1, "count": 2})
