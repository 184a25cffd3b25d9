"""The photos a model is shown: a few faces, upright, on a neutral ground.

Clothes and rooms leak into the pictures wherever they can be seen.
"""

import cv2
import numpy as np

from trombine.domain.photo import Photo
from trombine.domain.subject import Subject
from trombine.faces.pose import measure_face_px
from trombine.faces.segmentation import segment_person
from trombine.faces.topology import CHIN, FOREHEAD_TOP, LEFT_EYE_OUTER, RIGHT_EYE_OUTER
from trombine.imaging.arrays import FloatArray, SrgbImage, as_srgb
from trombine.imaging.filters import mix

REFERENCES = 3
SQUARE_FACES = 1.75
"""Side of the crop in lengths of the face, from forehead to chin."""
RAISED = 0.12
"""How far the square's center is above the face's, for hair needs more room than the neck."""
GROUND = np.float32(0.5)


def crop_references(subject: Subject, side_px: int) -> list[SrgbImage]:
    """Return the person's best photos as the model is shown them; the subject has them in order."""
    return [crop_reference(photo, side_px) for photo in subject.photos[:REFERENCES]]


def crop_reference(photo: Photo, side_px: int) -> SrgbImage:
    """Return the upright face on an even gray, from the hair to the beginning of the neck."""
    image, to_square = photo.image, _square(photo, side_px)
    person = segment_person(image)
    scale = float(np.sqrt(abs(np.linalg.det(to_square[:, :2]))))
    if scale < 0.6:  # a warp does not average
        image = SrgbImage(cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA))
        person_square = to_square.copy()
        to_square = to_square.copy()
        to_square[:, :2] /= scale
    else:
        person_square = to_square
    size = (side_px, side_px)
    face = cv2.warpAffine(image, to_square, size, flags=cv2.INTER_CUBIC)
    inside = cv2.warpAffine(person, person_square, size)
    return as_srgb(mix(np.full_like(face, GROUND), face, np.clip((inside - 0.4) / 0.5, 0, 1)))


def _square(photo: Photo, side_px: int) -> FloatArray:
    """Return the 2 x 3 map from photo to crop."""
    points = photo.landmarks[:, :2]
    length = measure_face_px(photo.landmarks)
    center = (points[FOREHEAD_TOP] + points[CHIN]) / 2
    across = points[LEFT_EYE_OUTER] - points[RIGHT_EYE_OUTER]
    roll_deg = float(np.degrees(np.arctan2(across[1], across[0])))
    scale = side_px / (SQUARE_FACES * length)
    matrix = cv2.getRotationMatrix2D((float(center[0]), float(center[1])), roll_deg, scale)
    matrix[0, 2] += side_px / 2 - center[0]
    matrix[1, 2] += side_px / 2 - center[1] + RAISED * length * scale
    return matrix.astype(np.float32)
