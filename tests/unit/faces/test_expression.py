from trombine.domain.photo import SMILING, Photo
from trombine.faces.expression import MOVEMENTS, measure_expression, measure_smile
from trombine.imaging.arrays import Points
from trombine.imaging.codec import decode_photo
from trombine.intake.admission import inspect


def test_a_smile_is_told_from_a_face_at_rest(
    sample_photo: Photo, hat_and_glasses_file: bytes
) -> None:
    at_rest = inspect(decode_photo(hat_and_glasses_file), 1).photo
    assert at_rest is not None

    assert sample_photo.smile > 0.8 > SMILING
    assert at_rest.smile < 0.2


def test_a_smile_does_not_depend_on_the_size_of_the_photo(sample_photo: Photo) -> None:
    enlarged = Points(sample_photo.landmarks * 3)

    assert abs(measure_smile(enlarged) - sample_photo.smile) < 1e-5


def test_a_face_is_read_as_52_movements(sample_photo: Photo) -> None:
    expression = measure_expression(sample_photo.landmarks)

    assert tuple(expression) == MOVEMENTS
    assert len(MOVEMENTS) == 52
    assert all(0 <= share <= 1 for share in expression.values())
    assert max(expression["eyeBlinkLeft"], expression["eyeBlinkRight"]) < 0.4
    assert expression["jawOpen"] < 0.2
