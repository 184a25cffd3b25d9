from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trombine.moderation.classifiers import NudityScores
from trombine.moderation.policy import Judgment, Policy, Ruling, gravest

POLICY = Policy()
SHARES = st.floats(0, 1)


@pytest.mark.parametrize(
    ("open_nsfw", "nsfwjs", "ruling", "code"),
    [
        (0.0, 0.0, Ruling.ALLOW, ""),
        (0.49, 0.49, Ruling.ALLOW, ""),
        (0.5, 0.1, Ruling.HOLD, "nudity_possible"),
        (0.1, 0.79, Ruling.HOLD, "nudity_possible"),
        (0.8, 0.0, Ruling.REFUSE, "nudity"),
        (0.0, 0.8, Ruling.REFUSE, "nudity"),
        (0.5, 0.5, Ruling.REFUSE, "nudity"),
    ],
)
def test_a_photo_is_judged_by_both_networks(
    open_nsfw: float, nsfwjs: float, ruling: Ruling, code: str
) -> None:
    judgment = POLICY.judge_photo(NudityScores(open_nsfw, nsfwjs))

    assert (judgment.ruling, judgment.code) == (ruling, code)
    assert judgment.scores == {"open_nsfw": open_nsfw, "nsfwjs": nsfwjs}


@given(SHARES, SHARES, SHARES)
def test_a_network_that_is_surer_never_helps_a_photo(one: float, two: float, other: float) -> None:
    low, high = sorted((one, two))
    ranks = list(Ruling)

    mild = POLICY.judge_photo(NudityScores(low, other)).ruling
    grave = POLICY.judge_photo(NudityScores(high, other)).ruling

    assert ranks.index(mild) <= ranks.index(grave)


@given(SHARES, SHARES)
def test_an_avatar_is_never_held(open_nsfw: float, nsfwjs: float) -> None:
    scores = NudityScores(open_nsfw, nsfwjs)

    ruling = POLICY.judge_avatar(scores).ruling

    assert ruling is not Ruling.HOLD
    if POLICY.judge_photo(scores).ruling is not Ruling.ALLOW:
        assert ruling is Ruling.REFUSE


@pytest.mark.parametrize(
    ("ages_years", "ruling", "code"),
    [
        ([15.9], Ruling.REFUSE, "seems_a_child"),
        ([10.0, 15.0, 40.0], Ruling.REFUSE, "seems_a_child"),
        ([16.0], Ruling.HOLD, "seems_young"),
        ([10.0, 21.9, 40.0], Ruling.HOLD, "seems_young"),
        ([12.0, 22.0, 40.0], Ruling.ALLOW, ""),
    ],
)
def test_the_middle_of_the_ages_decides(ages_years: list[float], ruling: Ruling, code: str) -> None:
    judgment = POLICY.judge_age(ages_years)

    assert (judgment.ruling, judgment.code) == (ruling, code)


def test_a_host_may_be_stricter() -> None:
    strict = replace(POLICY, version="host-1", refuse_either=0.3)

    assert strict.judge_photo(NudityScores(0.3, 0.0)).ruling is Ruling.REFUSE


def test_the_gravest_judgment_counts_and_the_first_among_equals() -> None:
    held, refused = Judgment("a", Ruling.HOLD), Judgment("b", Ruling.REFUSE)

    assert gravest([Judgment(), held, refused, Judgment("c", Ruling.REFUSE)]) is refused
    assert gravest([Judgment(), held]) is held
