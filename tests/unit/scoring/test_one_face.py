"""A picture of two people, or of nobody, is made again however much it looks like the person."""

import numpy as np

from trombine.domain.avatar import Rendering
from trombine.domain.photo import Photo
from trombine.domain.style import StyleCard
from trombine.domain.subject import Subject
from trombine.domain.text import LocalizedText
from trombine.imaging.arrays import Points, SrgbImage, as_srgb
from trombine.scoring import Scorer, count_faces

WORDS = LocalizedText(en="As it is", fr="Tel quel")
CARD = StyleCard("as-it-is", title=WORDS, description=WORDS, media=("photo",))


def side_by_side(photo: Photo) -> Rendering:
    """The photo and its mirror image, square, with the landmarks of the first."""
    pair = np.concatenate([photo.image, photo.image[:, ::-1]], axis=1)
    above = np.zeros_like(pair)
    return Rendering(as_srgb(np.concatenate([pair, above])), photo.landmarks)


def test_faces_are_counted(sample_photo: Photo) -> None:
    assert count_faces(sample_photo.image) == 1
    assert count_faces(side_by_side(sample_photo).image) == 2
    assert count_faces(SrgbImage(np.full((512, 512, 3), 0.5, np.float32))) == 0


def test_a_picture_of_one_passes_and_of_two_does_not(sample_photo: Photo) -> None:
    scorer = Scorer.of(Subject((sample_photo,)))
    one = Rendering(sample_photo.image, sample_photo.landmarks)
    two = side_by_side(sample_photo)

    alone, accompanied = (scorer.score(each, photo=1, card=CARD) for each in (one, two))

    assert alone.passed
    assert accompanied.own_distance < CARD.source_distance_limit
    assert not accompanied.passed


def test_a_face_is_needed_whatever_the_landmarks_say(sample_photo: Photo) -> None:
    blank = Rendering(
        SrgbImage(np.full((512, 512, 3), 0.5, np.float32)), Points(sample_photo.landmarks)
    )

    assert not Scorer.of(Subject((sample_photo,))).score(blank, photo=1, card=CARD).passed
