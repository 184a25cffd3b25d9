"""People are told in words how like them an avatar is, and only a difference of its skin."""

import pytest

from trombine.domain.avatar import Score
from trombine.domain.resemblance import tell_likeness, tell_skin


@pytest.mark.parametrize(
    ("distance", "told"),
    [(0.2, "very_like_you"), (0.45, "like_you"), (0.58, "freely_drawn"), (0.7, "freely_drawn")],
)
def test_a_distance_becomes_a_word(distance: float, told: str) -> None:
    assert tell_likeness(distance) == told


@pytest.mark.parametrize(
    ("shift", "told"),
    [
        (0.0, "as_on_your_photos"),
        (-3.0, "as_on_your_photos"),
        (6.0, "a_little_lighter"),
        (-6.0, "a_little_darker"),
        (None, "colors_of_the_style"),
    ],
)
def test_of_skin_only_the_difference_is_told(shift: float | None, told: str) -> None:
    score = Score(0.3, 0.3, 0.2, face_found=True, passed=True, skin_shift=shift)

    assert tell_skin(score) == told
