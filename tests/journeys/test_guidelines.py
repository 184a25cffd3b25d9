"""From photos to avatars under somebody's guidelines: refused, held, made again, frozen."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

import trombine
from trombine.domain.avatar import Avatar
from trombine.domain.photo import Decision
from trombine.errors import InputRefused, OrderFailed, OrderFrozen
from trombine.imaging.arrays import SrgbImage
from trombine.imaging.codec import decode_photo
from trombine.moderation.hash_list import PdqHashList
from trombine.moderation.moderator import Kind, Moderator
from trombine.moderation.pdq import pdq_hash
from trombine.moderation.policy import Judgment, Policy, Ruling

HOLD = Judgment("nudity_possible", Ruling.HOLD)
REFUSE = Judgment("nudity", Ruling.REFUSE)


@dataclass
class Scripted:
    """A host's check that answers as told, one after another, and allows what comes after."""

    photos: list[Judgment] = field(default_factory=list)
    avatars: list[Judgment] = field(default_factory=list)

    def judge(self, image: SrgbImage, kind: Kind) -> Judgment:
        assert image.ndim == 3
        answers = self.photos if kind == "photo" else self.avatars
        return answers.pop(0) if answers else Judgment()


@dataclass(frozen=True)
class Hosted:
    """A studio, and the check of whom it belongs to."""

    studio: trombine.Studio
    check: Scripted

    def make(self, photos: list[Path]) -> list[Avatar]:
        return list(self.studio.make(photos, styles=["neon"], count=2, size_px=256))


@pytest.fixture(scope="module")
def hosted() -> Iterator[Hosted]:
    check = Scripted()
    with trombine.Studio(moderator=Moderator(services=(check,))) as studio:
        yield Hosted(studio, check)


def make(photos: list[Path], moderator: Moderator) -> Iterator[Avatar]:
    return trombine.make_avatars(photos, styles=["neon"], count=1, size_px=256, moderator=moderator)


def test_a_refused_photo_is_left_out_and_the_order_goes_on(
    hosted: Hosted, sample_set: list[Path]
) -> None:
    hosted.check.photos = [REFUSE]

    avatars = hosted.make(sample_set)

    assert len(avatars) == 2
    assert {avatar.assignment.photo for avatar in avatars} <= {2, 3, 4}


def test_a_held_photo_is_not_drawn_before_the_host_has_seen_it(sample_set: list[Path]) -> None:
    moderator = Moderator(holds=True, services=(Scripted(photos=[HOLD, HOLD]),))

    with pytest.raises(InputRefused, match="2 usable photos; at least 3 are needed") as refusal:
        next(make(sample_set, moderator))

    assert refusal.value.details["accepted"] == 2


def test_on_ones_own_computer_a_doubt_is_a_warning(sample_set: list[Path]) -> None:
    moderator = Moderator(services=(Scripted(photos=[HOLD]),))

    verdicts = trombine.check_photos(sample_set[:3], moderator=moderator)

    assert [verdict.decision for verdict in verdicts] == [Decision.WARNED] * 3
    told = [verdict.findings[0].code for verdict in verdicts]
    assert told == ["nudity_possible", "same_moment", "same_moment"]


def test_an_unfit_avatar_is_made_again_and_never_shown(
    hosted: Hosted, sample_set: list[Path], caplog: pytest.LogCaptureFixture
) -> None:
    hosted.check.avatars = [REFUSE, HOLD]

    with caplog.at_level(logging.INFO, "trombine.moderation"):
        avatars = hosted.make(sample_set)

    assert sorted(avatar.assignment.index for avatar in avatars) == [1, 2]
    judged = [message for message in caplog.messages if "item=avatar" in message]
    assert sum("ruling=allow" in message for message in judged) == 2
    assert sum("ruling=refuse" in message for message in judged) == 1
    assert sum("ruling=hold" in message for message in judged) == 1


def test_an_order_of_unfit_avatars_fails_and_says_why(three_photos: list[Path]) -> None:
    nothing_passes = Moderator(policy=Policy(version="test", remake_either=0.0))

    with pytest.raises(OrderFailed, match="0 of 1 avatars passed our checks") as failure:
        list(make(three_photos, nothing_passes))

    assert failure.value.details == {"made": 0, "count": 1}


def test_the_bundled_classifiers_refuse_photos_by_the_policy(sample_set: list[Path]) -> None:
    nothing_passes = Moderator(policy=Policy(version="test", refuse_either=0.0))

    verdicts = trombine.check_photos(sample_set[:3], moderator=nothing_passes)

    assert [verdict.findings[0].code for verdict in verdicts] == ["nudity"] * 3


def test_known_abuse_freezes_the_order(sample_set: list[Path], tmp_path: Path) -> None:
    known = tmp_path / "known.txt"
    known.write_text(pdq_hash(decode_photo(sample_set[2].read_bytes())).text)
    moderator = Moderator(hash_matcher=PdqHashList.read(known))

    with pytest.raises(OrderFrozen) as frozen:
        next(make(sample_set, moderator))

    assert frozen.value.details == {"photo": 3}
