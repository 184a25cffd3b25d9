"""What a person is told of an avatar: how like them it is, and how its skin differs from theirs.

Only differences are told. Neither a tone of skin nor a group of them has a name here.
"""

from enum import StrEnum

from trombine.domain.avatar import Score

VERY_LIKE_DISTANCE, LIKE_DISTANCE = 0.40, 0.53
"""Of dlib's embedding; below 0.6 it takes two pictures for one person."""

UNSEEN_SHIFT = 3.5
"""In L*: what the spots differ on two avatars of the same skin, for strokes and gloss."""


class Likeness(StrEnum):
    """How like the person an avatar is."""

    VERY_LIKE = "very_like_you"
    LIKE = "like_you"
    FREE = "freely_drawn"


class SkinDifference(StrEnum):
    """How the skin of an avatar differs from the skin on the photos."""

    SAME = "as_on_your_photos"
    LIGHTER = "a_little_lighter"
    DARKER = "a_little_darker"
    RECOLORED = "colors_of_the_style"


def tell_likeness(distance: float) -> Likeness:
    """Return in words what a distance to the photo means."""
    if distance < VERY_LIKE_DISTANCE:
        return Likeness.VERY_LIKE
    return Likeness.LIKE if distance < LIKE_DISTANCE else Likeness.FREE


def tell_skin(score: Score) -> SkinDifference:
    """Return in words how the skin differs."""
    if score.skin_shift is None:
        return SkinDifference.RECOLORED
    if abs(score.skin_shift) <= UNSEEN_SHIFT:
        return SkinDifference.SAME
    return SkinDifference.LIGHTER if score.skin_shift > 0 else SkinDifference.DARKER
