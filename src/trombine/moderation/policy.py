"""What is allowed, held for a person to look at, or refused: thresholds with a version."""

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from trombine.moderation.classifiers import NudityScores


class Ruling(StrEnum):
    """What becomes of a picture; the later outranks the earlier."""

    ALLOW = "allow"
    HOLD = "hold"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class Judgment:
    """A reason as a stable code (empty when allowed), the ruling, and what it rests on.

    ``scores`` are numbers only: they are logged, the picture is not.
    """

    code: str = ""
    ruling: Ruling = Ruling.ALLOW
    scores: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Policy:
    """Where allowing ends; lower thresholds stop more of what is fit and less of what is not.

    Parameters
    ----------
    version
        Logged with every decision; change it with any threshold.
    refuse_either, refuse_both
        A photo is refused when one network is this sure, or both are that sure.
    hold_either
        A photo is held when one network is this sure.
    remake_either
        An avatar is made again when one network is this sure.
    refuse_below_years, hold_below_years
        For the median of the ages the person's photos suggest.
    """

    version: str = "2026-11"
    refuse_either: float = 0.8
    refuse_both: float = 0.5
    hold_either: float = 0.5
    remake_either: float = 0.5
    refuse_below_years: float = 16.0
    hold_below_years: float = 22.0

    def judge_photo(self, scores: NudityScores) -> Judgment:
        """Return the judgment on a photo that was given."""
        figures = _figures(scores)
        surest, other = max(figures.values()), min(figures.values())
        if surest >= self.refuse_either or other >= self.refuse_both:
            return Judgment("nudity", Ruling.REFUSE, figures)
        if surest >= self.hold_either:
            return Judgment("nudity_possible", Ruling.HOLD, figures)
        return Judgment(scores=figures)

    def judge_avatar(self, scores: NudityScores) -> Judgment:
        """Return the judgment on a picture that was made; refused ones are made again."""
        figures = _figures(scores)
        if max(figures.values()) >= self.remake_either:
            return Judgment("avatar_unfit", Ruling.REFUSE, figures)
        return Judgment(scores=figures)

    def judge_age(self, ages_years: Sequence[float]) -> Judgment:
        """Return the judgment on a person whose photos suggest these ages, at least one."""
        years = statistics.median(ages_years)
        figures = {"age_years": round(years, 1)}
        if years < self.refuse_below_years:
            return Judgment("seems_a_child", Ruling.REFUSE, figures)
        if years < self.hold_below_years:
            return Judgment("seems_young", Ruling.HOLD, figures)
        return Judgment(scores=figures)


def gravest(judgments: Sequence[Judgment]) -> Judgment:
    """Return the judgment that outranks the others, the first among equals."""
    ranks = list(Ruling)
    return max(judgments, key=lambda judgment: ranks.index(judgment.ruling))


def _figures(scores: NudityScores) -> dict[str, float]:
    return {"open_nsfw": round(scores.open_nsfw, 4), "nsfwjs": round(scores.nsfwjs, 4)}
