"""A picture no photo lies under: the face is looked for, and the skin may not drift."""

from dataclasses import replace

import numpy as np
import pytest

from trombine.domain.avatar import Rendering
from trombine.domain.photo import Photo
from trombine.domain.style import DigitalSourceType, StyleCard
from trombine.domain.subject import Subject
from trombine.domain.text import LocalizedText
from trombine.imaging.arrays import SrgbImage, as_srgb
from trombine.scoring import Scorer

WORDS = LocalizedText(en="Imagined", fr="Imaginé")
CARD = StyleCard(
    "imagined",
    title=WORDS,
    description=WORDS,
    media=("photo",),
    digital_source_type=DigitalSourceType.TRAINED_ALGORITHMIC_MEDIA,
    skin_shift_limit=12.0,
)


@pytest.fixture
def scorer(sample_photo: Photo) -> Scorer:
    return Scorer.of(Subject((sample_photo,)))


def square(photo: Photo) -> SrgbImage:
    side = min(photo.image.shape[:2])
    return as_srgb(photo.image[:side, :side])


def test_the_face_is_found_where_no_landmarks_are_known(
    scorer: Scorer, sample_photo: Photo
) -> None:
    score = scorer.score(Rendering(square(sample_photo), None), photo=1, card=CARD)

    assert score.passed
    assert score.source_distance == score.own_distance < 0.3
    assert score.skin_shift is not None
    assert score.skin_shift < 5


def test_noise_is_nobody(scorer: Scorer) -> None:
    noise = np.random.default_rng(0).random((512, 512, 3), dtype=np.float32)

    score = scorer.score(Rendering(SrgbImage(noise), None), photo=1, card=CARD)

    assert not score.passed
    assert not score.face_found


@pytest.mark.parametrize("exponent", [0.4, 2.2])
def test_whitened_and_darkened_skin_is_refused(
    scorer: Scorer, sample_photo: Photo, exponent: float
) -> None:
    changed = Rendering(as_srgb(square(sample_photo) ** exponent), None)
    blind = replace(CARD, skin_shift_limit=None)

    assert scorer.score(changed, photo=1, card=blind).passed
    assert not scorer.score(changed, photo=1, card=CARD).passed


@pytest.mark.parametrize(("exponent", "sign"), [(0.6, 1), (1.6, -1)])
def test_a_drawn_picture_says_whether_its_skin_is_lighter_or_darker(
    scorer: Scorer, sample_photo: Photo, exponent: float, sign: int
) -> None:
    drawn = replace(CARD, skin_shift_limit=None)
    changed = Rendering(as_srgb(square(sample_photo) ** exponent), None)

    score = scorer.score(changed, photo=1, card=drawn)

    assert score.skin_shift is not None
    assert sign * score.skin_shift > 5
    assert score.passed


def test_of_a_style_that_recolors_no_skin_is_compared(scorer: Scorer, sample_photo: Photo) -> None:
    ink = replace(CARD, recolors=True, skin_shift_limit=None)

    assert scorer.score(Rendering(square(sample_photo), None), photo=1, card=ink).skin_shift is None
