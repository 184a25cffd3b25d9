"""The portrait engine: prepares a photo once and draws it in any style."""

from collections.abc import Mapping

from trombine.domain.avatar import Rendering
from trombine.domain.order import Assignment
from trombine.domain.style import StyleCard
from trombine.domain.subject import Subject
from trombine.engines.portrait.framing import apply_framing
from trombine.engines.portrait.portrait import SIDE_PX, Portrait
from trombine.engines.portrait.preparation import prepare
from trombine.engines.portrait.style import Look, PortraitStyle
from trombine.engines.portrait.styles import find_styles
from trombine.imaging.arrays import Points
from trombine.imaging.resample import resize_square


class PortraitEngine:
    """Draws on any CPU; see ``engines.base.Engine``."""

    slug = "portrait"

    def __init__(self, styles: Mapping[str, PortraitStyle] | None = None) -> None:
        self._styles = find_styles() if styles is None else styles

    @property
    def cards(self) -> Mapping[str, StyleCard]:
        """The cards of the styles by slug."""
        return {slug: style.card for slug, style in self._styles.items()}

    def sit(self, subject: Subject) -> "PortraitSitting":
        """Begin a sitting."""
        return PortraitSitting(subject, self._styles)


class PortraitSitting:
    """One person; the photo prepared last is kept, so ask photo by photo."""

    def __init__(self, subject: Subject, styles: Mapping[str, PortraitStyle]) -> None:
        self._subject = subject
        self._styles = styles
        self._prepared: tuple[int, Portrait] | None = None

    def render(self, assignment: Assignment) -> Rendering:
        """Draw one avatar."""
        portrait = apply_framing(self._portrait(assignment.photo), assignment.framing)
        look = Look(variation=assignment.variation, seed=assignment.seed)
        artwork = self._styles[assignment.style].render(portrait, look)
        scale = assignment.size_px / SIDE_PX
        return Rendering(
            image=resize_square(artwork.image, assignment.size_px),
            landmarks=Points(portrait.landmarks * scale),
            mirrored=assignment.framing.mirrored,
        )

    def _portrait(self, number: int) -> Portrait:
        if self._prepared is None or self._prepared[0] != number:
            self._prepared = None  # the old portrait goes before the new one comes: 100 MB each
            self._prepared = (number, prepare(self._subject.photo(number)))
        return self._prepared[1]
