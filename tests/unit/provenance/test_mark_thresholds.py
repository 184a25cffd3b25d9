"""From when on a picture counts as marked, and whose mark it then is: the promised figures."""

import numpy as np
import pytest

from trombine.imaging.arrays import SrgbImage
from trombine.provenance import watermark
from trombine.provenance.watermark import find_known_or_any, find_mark
from trombine.provenance.watermark.code import Match

PICTURE = SrgbImage(np.zeros((8, 8, 3), np.float32))
OURS, THEIRS = 0xC0FFEE42, 0xBADCAFE1


def read_as(monkeypatch: pytest.MonkeyPatch, *, known: float, blind: Match) -> None:
    """Let a picture agree so far with any mark asked for, and blindly with this one."""
    monkeypatch.setattr(watermark, "read_agreements", lambda _: ["somewhere"])
    monkeypatch.setattr(watermark, "match_mark", lambda _, mark: Match(mark, known, checked=True))
    monkeypatch.setattr(watermark, "read_mark", lambda _: blind)


@pytest.mark.parametrize(
    ("strength", "checked", "mark"),
    [
        (8.5, True, THEIRS),
        (20.0, True, THEIRS),
        (8.49, True, None),
        (5.5, True, None),
        (20.0, False, None),
    ],
)
def test_an_unknown_mark_is_read_from_eight_and_a_half_deviations_on(
    monkeypatch: pytest.MonkeyPatch,
    strength: float,
    checked: bool,  # noqa: FBT001  (a case)
    mark: int | None,
) -> None:
    read_as(monkeypatch, known=0.0, blind=Match(THEIRS, strength, checked))

    reading = find_mark(PICTURE)

    assert (reading.detected, reading.mark) == (mark is not None, mark)


@pytest.mark.parametrize(("strength", "detected"), [(5.5, True), (5.49, False)])
def test_a_known_mark_is_found_from_five_and_a_half_deviations_on(
    monkeypatch: pytest.MonkeyPatch,
    strength: float,
    detected: bool,  # noqa: FBT001  (a case)
) -> None:
    read_as(monkeypatch, known=strength, blind=Match(THEIRS, 0.0, checked=False))

    reading = find_mark(PICTURE, mark=OURS)

    assert (reading.detected, reading.mark) == (detected, OURS if detected else None)


def test_a_picture_with_somebody_elses_mark_is_not_ours_however_well_ours_fits(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    read_as(monkeypatch, known=30.0, blind=Match(THEIRS, 30.0, checked=True))

    assert not find_mark(PICTURE, mark=OURS).detected
    assert find_known_or_any(PICTURE, [OURS]).mark == THEIRS


def test_a_picture_with_our_mark_read_in_full_is_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    read_as(monkeypatch, known=30.0, blind=Match(OURS, 30.0, checked=True))

    assert find_mark(PICTURE, mark=OURS).mark == OURS
