"""An engine that draws noise at once, and photos judged without networks: for the storm tests.

Importing this module registers the engine ``fake``. What goes wrong with an order is told by the
background it asks for (``POISON`` and its sisters), and how long its pictures take by ``strength``.
"""

import os
import signal
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from trombine.domain.avatar import Rendering, Score
from trombine.domain.options import Option
from trombine.domain.order import NOTHING_STAGED, Assignment, Staging
from trombine.domain.photo import Decision, HeadPose, Photo, Verdict
from trombine.domain.style import StyleCard
from trombine.domain.subject import Subject
from trombine.domain.text import LocalizedText
from trombine.engines import registry
from trombine.engines.base import OnStep
from trombine.errors import PhotoRejected
from trombine.imaging.arrays import Mask, Points, SrgbImage
from trombine.imaging.codec import Format, encode
from trombine.imaging.perceptual_hash import glance_at
from trombine.intake.admission import Inspected
from trombine.intake.admission import inspect as inspect_with_networks
from trombine.moderation.classifiers import NudityScores
from trombine.studio import child, messages

STYLES = ("dots", "lines", "waves")
SIDE_PX = 256
POISON = {"background": "black"}
"""The picture at place 7, as planned, kills the process that draws it; its spares do not."""
UNLIKE = {"background": "gray"}
"""No picture is the person."""
SLOW = {"strength": 1.3}
"""Each picture takes 0.3 s."""
EMBEDDING = np.random.default_rng(7).normal(0, 0.1, 128).astype(np.float32)
HELD = SrgbImage(np.full((300, 300, 3), (1, 0, 0), np.float32))
"""A photo that somebody has to look at."""


def fake_photo(number: int) -> bytes:
    """Return a photo file unlike those of other numbers."""
    return encode(SrgbImage(noise(number, side_px=300)), "png", xmp=b"<x/>")


def noise(seed: int, *, side_px: int) -> np.ndarray:
    coarse = np.random.default_rng(seed).random((8, 8, 3), dtype=np.float32)
    fine = cv2.resize(coarse, (side_px, side_px), interpolation=cv2.INTER_CUBIC)
    return np.ascontiguousarray(np.clip(fine, 0, 1))


def inspect(photo: SrgbImage | PhotoRejected, number: int) -> Inspected:
    """Judge without networks; the person is the same on every photo."""
    if isinstance(photo, PhotoRejected):
        return inspect_with_networks(photo, number)
    person = Photo(
        number=number,
        image=photo,
        landmarks=Points(np.zeros((478, 3), np.float32)),
        pose=HeadPose(0, 0, 0),
        quality=1 - number / 100,
        embedding=EMBEDDING,
    )
    held = bool(np.abs(photo - (1, 0, 0)).mean() < 0.1)
    nudity = NudityScores(0.6 if held else 0.0, 0.0)
    verdict = Verdict(number, Decision.ACCEPTED)
    return Inspected(verdict, person, glance_at(photo), nudity=nudity, age_years=40.0)


def find_fit(_image: SrgbImage) -> NudityScores:
    return NudityScores(0.0, 0.0)


@dataclass(frozen=True)
class FakeGate:
    """Finds everything like the person, but for what is marked as not."""

    subject: Subject

    def score(self, rendering: Rendering, *, photo: int, card: StyleCard) -> Score:
        del photo, card
        passed = not rendering.mirrored
        return Score(0.3 if passed else 0.9, 0.3, 0.2, face_found=True, passed=passed)


class FakeLabeller:
    """Encodes and does not sign, which would take longer than the fake engine draws."""

    def label(
        self,
        image: SrgbImage,
        card: StyleCard,
        file_format: Format,
        *,
        cutout: Mask | None = None,
        staging: Staging = NOTHING_STAGED,
    ) -> bytes:
        del card, cutout, staging
        return encode(image, file_format, xmp=b"<x/>")


@dataclass(frozen=True)
class FakeSitting:
    subject: Subject

    def render(self, assignment: Assignment) -> Rendering:
        options = assignment.options
        time.sleep(max(0.02, options.strength - 1))
        planned = assignment.variation < 15  # a spare's is higher
        if options.background == POISON["background"] and assignment.index == 7 and planned:
            os.kill(os.getpid(), signal.SIGKILL)
        seed = assignment.index + 1000 * assignment.variation
        return Rendering(
            SrgbImage(noise(seed, side_px=assignment.size_px)),
            landmarks=Points(np.zeros((478, 3), np.float32)),
            mirrored=options.background == UNLIKE["background"],  # for the gate to see
        )

    def render_batch(
        self, assignments: Sequence[Assignment], *, on_step: OnStep
    ) -> Iterator[Sequence[Rendering]]:
        del on_step
        for assignment in assignments:
            yield [self.render(assignment)]

    def leave(self) -> None:
        """Nothing is kept of the person."""


class FakeEngine:
    slug = "fake"
    default_styles = STYLES
    batch_limit = 1
    leaving_limit_s = 5.0
    workers_limit = 16

    @property
    def cards(self) -> Mapping[str, StyleCard]:
        return {
            slug: StyleCard(
                slug=slug,
                title=LocalizedText(en=slug, fr=slug),
                description=LocalizedText(en=slug, fr=slug),
                media=("noise",),
                options=(Option.STRENGTH,),
            )
            for slug in STYLES
        }

    def check_ready(self) -> None:
        """Always ready."""

    def sit(self, subject: Subject) -> FakeSitting:
        return FakeSitting(subject)


registry.ENGINES = {**registry.ENGINES, "fake": lambda _: FakeEngine()}
messages.inspect = inspect  # type: ignore[attr-defined]  # a name it imported
child.rate_nudity = find_fit  # type: ignore[attr-defined]
