"""Is it the person? Every avatar is measured before anybody sees it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Protocol

import cv2
import numpy as np

from trombine.domain.avatar import Rendering, Score
from trombine.domain.style import StyleCard
from trombine.domain.subject import Subject
from trombine.faces.detector import detect_faces
from trombine.faces.embedding import embed_face, face_distance
from trombine.faces.mesh import find_main_face, find_rivals
from trombine.faces.pose import measure_face_px
from trombine.faces.skin import measure_skin_lightness
from trombine.imaging.arrays import FloatArray, Points, SrgbImage, as_srgb
from trombine.imaging.color import luma
from trombine.scoring.accessories import LEAST_SHOWN, share_of_rims

__all__ = ["LikenessGate", "Scorer", "count_faces", "straighten"]

COMPARED_PX = 512
MARGIN = 0.05
IMPOSTORS, IMPOSTOR_SHARE = 400, 5
FACE_SCORE, RIVAL_SCORE = 0.3, 0.5


NO_FACE = Score(np.inf, np.inf, -np.inf, face_found=False, passed=False)


class LikenessGate(Protocol):
    """Decides of every picture whether it is the person."""

    def score(self, rendering: Rendering, *, photo: int, card: StyleCard) -> Score:
        """Measure a rendering of this photo in the style of this card."""
        ...


@dataclass(frozen=True, slots=True)
class Scorer:
    """Compares renderings with one person's photos; embeddings live as long as this object.

    ``skin`` is the lightness of the person's skin on the darkest and on the lightest photo.
    """

    own: dict[int, FloatArray]
    skin: tuple[float, float]

    @staticmethod
    def of(subject: Subject) -> "Scorer":
        """Return the scorer of this person."""
        tones = [measure_skin_lightness(photo.image, photo.landmarks) for photo in subject.photos]
        own = {photo.number: photo.embedding for photo in subject.photos}
        return Scorer(own, (min(tones), max(tones)))

    def score(self, rendering: Rendering, *, photo: int, card: StyleCard) -> Score:
        """Measure a rendering at the landmarks it was drawn with; the best reading counts.

        It passes when exactly one face is found, when it is as near to its photo as the style's
        card asks, and when it is nearer to the person's own photos than to all but
        ``IMPOSTOR_SHARE`` % of the impostors, by ``MARGIN``. An imagined picture has no photo of
        its own: the nearest one counts, and its skin may be no lighter or darker than the card
        allows. It is complete when it shows the glasses that its photo shows.
        """
        image, landmarks = straighten(rendering)
        if landmarks is None:
            mesh = find_main_face(image)
            if mesh is None:
                return NO_FACE
            landmarks = mesh.points
        likeness = self._likeness(image, landmarks, photo=photo, card=card)
        if rendering.rims:
            rims = _straighten_rims(rendering)
            shown = share_of_rims(image, rims, face_px=measure_face_px(landmarks))
            likeness = replace(likeness, rims_shown=shown, complete=shown >= LEAST_SHOWN)
        limit = card.skin_shift_limit
        if card.recolors and limit is None:
            return likeness
        shift = self._skin_shift(measure_skin_lightness(image, landmarks))
        passed = likeness.passed and (limit is None or abs(shift) <= limit)
        return replace(likeness, skin_shift=shift, passed=passed)

    def _likeness(
        self, image: SrgbImage, landmarks: Points, *, photo: int, card: StyleCard
    ) -> Score:
        found = count_faces(image) == 1
        best: Score | None = None
        for view in _views(image):
            source, own, margin = self._measure(embed_face(view, landmarks), photo)
            source = own if card.imagined else source
            passed = found and source <= card.source_distance_limit and margin >= MARGIN
            if best is None or source < best.source_distance:
                best = Score(source, own, margin, face_found=found, passed=passed)
            if best.passed:
                break  # the second view costs 100 ms and is needed for ink and neon only
        assert best is not None  # noqa: S101  (there are always views)
        return best

    def _skin_shift(self, lightness: float) -> float:
        return lightness - float(np.clip(lightness, *self.skin))

    def _measure(self, embedding: FloatArray, photo: int) -> tuple[float, float, float]:
        own = min(face_distance(embedding, other) for other in self.own.values())
        impostors = np.linalg.norm(_impostors() - embedding, axis=1)
        nearest = float(np.percentile(impostors, IMPOSTOR_SHARE))
        return face_distance(embedding, self.own[photo]), own, nearest - own


def count_faces(image: SrgbImage) -> int:
    """Return how many faces a drawn picture shows; a doubtful one counts if it is the only one.

    A smaller one in an ornament does not count. At less than ``RIVAL_SCORE`` some would be seen
    in leaves and folds.
    """
    faces = detect_faces(image, minimum_score=FACE_SCORE)
    sure = [face for face in faces[1:] if face.score >= RIVAL_SCORE]
    return len(faces[:1]) + len(find_rivals(image, [*faces[:1], *sure]))


def straighten(rendering: Rendering) -> tuple[SrgbImage, Points | None]:
    """Undo the mirror, which no face network was taught, and reduce to ``COMPARED_PX``."""
    image = rendering.image
    side = image.shape[0]
    if rendering.mirrored:
        image = SrgbImage(np.ascontiguousarray(image[:, ::-1]))
    small = as_srgb(cv2.resize(image, (COMPARED_PX, COMPARED_PX), interpolation=cv2.INTER_AREA))
    if rendering.landmarks is None:
        return small, None
    landmarks = rendering.landmarks.copy()
    if rendering.mirrored:
        landmarks[:, 0] = side - 1 - landmarks[:, 0]
    return small, Points(landmarks * np.float32(COMPARED_PX / side))


def _straighten_rims(rendering: Rendering) -> list[FloatArray]:
    """Return the rims of the glasses on the picture that ``straighten`` returns."""
    side = rendering.image.shape[0]
    rims = []
    for rim in rendering.rims:
        upright = rim.copy()
        if rendering.mirrored:
            upright[:, 0] = side - 1 - upright[:, 0]
        rims.append(upright * np.float32(COMPARED_PX / side))
    return rims


def _views(image: SrgbImage) -> Iterator[SrgbImage]:
    """Yield the picture as it is, then gray and softened: ink and neon confuse the network."""
    yield image
    gray = cv2.GaussianBlur(luma(image), (0, 0), 1.6)
    yield as_srgb(np.dstack([gray] * 3))


@cache
def _impostors() -> FloatArray:
    """Return made-up people, (N, 128), drawn from a fitted normal distribution (decision 0007)."""
    path = files(__name__) / "impostors.npz"
    with path.open("rb") as stream, np.load(stream) as fitted:
        mean, deviation = fitted["mean"], fitted["deviation"]
    rng = np.random.default_rng(0)
    drawn = mean + deviation * rng.standard_normal((IMPOSTORS, mean.size))
    return drawn.astype(np.float32)
