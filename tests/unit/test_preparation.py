import numpy as np

from trombine.domain.order import Framing
from trombine.domain.photo import Photo
from trombine.engines.portrait.features import draw_features
from trombine.engines.portrait.framing import apply_framing
from trombine.engines.portrait.portrait import SIDE_PX, Portrait
from trombine.engines.portrait.preparation import prepare
from trombine.faces.topology import LEFT_EYE_OUTER, RIGHT_EYE_OUTER
from trombine.imaging.arrays import check_image
from trombine.imaging.color import srgb_to_lab


def test_a_portrait_holds_sound_pictures(sample_portrait: Portrait) -> None:
    for picture in (
        sample_portrait.relit,
        sample_portrait.painted,
    ):
        assert check_image(picture).shape == (SIDE_PX, SIDE_PX, 3)


def test_skin_hair_and_cloth_add_up_to_the_person(sample_portrait: Portrait) -> None:
    whole = sample_portrait.skin + sample_portrait.hair + sample_portrait.cloth

    assert np.abs(whole - sample_portrait.alpha).max() < 1e-3


def test_the_face_is_skin_the_crown_hair_and_the_chest_cloth(sample_portrait: Portrait) -> None:
    cheek = sample_portrait.landmarks[50, :2].astype(int)
    crown = sample_portrait.landmarks[10, :2].astype(int) - [0, 90]

    assert sample_portrait.skin[cheek[1], cheek[0]] > 0.9
    assert sample_portrait.hair[crown[1], crown[0]] > 0.9
    assert sample_portrait.cloth[-40:, 400:600].mean() > 0.8


def test_painting_keeps_the_tone_of_the_skin(sample_portrait: Portrait) -> None:
    face = draw_features(sample_portrait.landmarks, size_px=SIDE_PX).oval > 0.9

    drift = np.median(srgb_to_lab(sample_portrait.painted)[face], axis=0) - np.median(
        srgb_to_lab(sample_portrait.relit)[face], axis=0
    )

    assert abs(drift[0]) < 3


def test_the_same_photo_gives_the_same_portrait(
    sample_photo: Photo, sample_portrait: Portrait
) -> None:
    again = prepare(sample_photo)

    assert np.array_equal(again.painted, sample_portrait.painted)
    assert np.array_equal(again.hair, sample_portrait.hair)


def test_mirroring_moves_the_left_eye_to_the_left(sample_portrait: Portrait) -> None:
    framed = apply_framing(sample_portrait, Framing(mirrored=True))

    assert framed.landmarks[LEFT_EYE_OUTER, 0] < framed.landmarks[RIGHT_EYE_OUTER, 0]
    assert np.abs(framed.painted[:, ::-1] - sample_portrait.painted).mean() < 0.01


def test_normals_are_unit_vectors(sample_portrait: Portrait) -> None:
    lengths = np.linalg.norm(sample_portrait.normals, axis=2)

    assert np.abs(lengths - 1).max() < 1e-3
