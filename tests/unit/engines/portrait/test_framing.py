"""One portrait gives many pictures, none of which goes too close."""

from dataclasses import replace

import numpy as np
import pytest

from trombine.domain.order import Framing
from trombine.engines.portrait.framing import LARGEST_FACE, apply_framing
from trombine.engines.portrait.portrait import SIDE_PX, Portrait
from trombine.faces.topology import CHIN, FOREHEAD_TOP
from trombine.imaging.arrays import Mask, Points
from trombine.planning import FRAMINGS


def face_share(portrait: Portrait) -> float:
    top, chin = portrait.landmarks[FOREHEAD_TOP, :2], portrait.landmarks[CHIN, :2]
    return float(np.linalg.norm(top - chin)) / SIDE_PX


def enlarged(portrait: Portrait, share: float) -> Portrait:
    """Return the portrait as if its landmarks had been those of a face of that share."""
    landmarks = portrait.landmarks.copy()
    center = landmarks[:, :2].mean(axis=0)
    landmarks[:, :2] = (landmarks[:, :2] - center) * share / face_share(portrait) + center
    return replace(portrait, landmarks=Points(landmarks))


def test_an_ordinary_face_is_framed_as_planned(sample_portrait: Portrait) -> None:
    portrait = enlarged(sample_portrait, 0.45)

    framed = apply_framing(portrait, Framing(zoom=1.28))

    assert face_share(framed) == pytest.approx(0.45 * 1.28, rel=0.01)


def test_a_face_that_is_large_already_is_not_brought_much_closer(
    sample_portrait: Portrait,
) -> None:
    for share in (0.6, 0.7):
        portrait = enlarged(sample_portrait, share)
        for framing in FRAMINGS:
            framed = face_share(apply_framing(portrait, framing))

            assert framed <= max(LARGEST_FACE, share * 1.15) + 0.01


@pytest.mark.parametrize("framing", FRAMINGS, ids=str)
def test_turned_and_moved_the_picture_is_still_covered(
    sample_portrait: Portrait, framing: Framing
) -> None:
    portrait = enlarged(sample_portrait, 0.7)
    # A rim that only shows where the square's own edge comes into the picture.
    rim = np.zeros((SIDE_PX, SIDE_PX), np.float32)
    rim[0], rim[-1], rim[:, 0], rim[:, -1] = 1, 1, 1, 1

    framed = apply_framing(replace(portrait, hair=Mask(rim)), framing)

    assert (framed.hair > 0.5).mean() < 0.01
