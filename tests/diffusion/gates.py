"""Gates for pictures of a model that never learned anything."""

from trombine.domain.avatar import Rendering, Score
from trombine.domain.style import StyleCard
from trombine.domain.subject import Subject


class Accepting:
    """Takes noise for the person; the nearer to the darkest picture, the more like them."""

    def score(self, rendering: Rendering, *, photo: int, card: StyleCard) -> Score:  # noqa: ARG002
        distance = float(rendering.image.mean())
        return Score(distance, distance, margin=1.0, face_found=True, passed=True)


def accept_everybody(subject: Subject) -> Accepting:  # noqa: ARG001  (a gate is opened for one)
    return Accepting()
