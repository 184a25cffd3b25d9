"""A second network asked of what the first let pass: an imagined face can please one of them."""

from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path

import numpy as np

from trombine.domain.avatar import Rendering, Score
from trombine.domain.style import StyleCard
from trombine.domain.subject import Subject
from trombine.faces.arcface import FaceNetwork
from trombine.faces.mesh import find_main_face
from trombine.imaging.arrays import FloatArray
from trombine.scoring import LikenessGate, Scorer, straighten

SHARE_OF_OWN = 0.5
"""A picture must be half as near to a photo as the person's photos are to each other. Chosen, not
measured: photos of one person agree to 0.6 or 0.7, of two people hardly at all."""


@dataclass(frozen=True, slots=True)
class SecondOpinion:
    """A gate behind a gate; ``least`` is the cosine a picture must reach to one of the photos."""

    first: LikenessGate
    network: FaceNetwork
    own: tuple[FloatArray, ...]
    least: float

    @staticmethod
    def of(subject: Subject, *, path: Path) -> "SecondOpinion":
        """Return the gate of this person, with the network of this file."""
        return SecondOpinion.behind(Scorer.of(subject), subject, FaceNetwork(path))

    @staticmethod
    def behind(first: LikenessGate, subject: Subject, network: FaceNetwork) -> "SecondOpinion":
        """Return a gate behind another one."""
        own = tuple(network.embed(photo.image, photo.landmarks) for photo in subject.photos)
        likenesses = [float(one @ other) for one, other in combinations(own, 2)]
        least = SHARE_OF_OWN * float(np.median(likenesses or [1.0]))
        return SecondOpinion(first, network, own, least)

    def score(self, rendering: Rendering, *, photo: int, card: StyleCard) -> Score:
        """Return the first gate's score; what it passed must please the second as well."""
        score = self.first.score(rendering, photo=photo, card=card)
        if not score.passed:
            return score
        image, landmarks = straighten(rendering)
        if landmarks is None:
            mesh = find_main_face(image)
            if mesh is None:
                return replace(score, passed=False)
            landmarks = mesh.points
        vector = self.network.embed(image, landmarks)
        nearest = max(float(vector @ other) for other in self.own)
        return replace(score, passed=nearest >= self.least)
