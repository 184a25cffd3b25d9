"""Ink of a comic leaves lips alone."""

from dataclasses import replace

import numpy as np

from trombine.engines.portrait.features import draw_features
from trombine.engines.portrait.portrait import SIDE_PX, Portrait
from trombine.engines.portrait.style import Look
from trombine.engines.portrait.styles import find_styles
from trombine.imaging.arrays import SrgbImage
from trombine.imaging.filters import mix

LIPSTICK = np.array([0.16, 0.01, 0.03], np.float32)


def test_dark_lipstick_is_no_hole(sample_portrait: Portrait) -> None:
    lips = draw_features(sample_portrait.landmarks, size_px=SIDE_PX).lips

    def paint(image: SrgbImage) -> SrgbImage:
        return SrgbImage(mix(image, LIPSTICK, lips))

    painted = replace(
        sample_portrait,
        relit=paint(sample_portrait.relit),
        painted=paint(sample_portrait.painted),
        combed=paint(sample_portrait.combed),
    )

    picture = find_styles()["comic"].render(painted, Look()).image

    inside = lips > 0.9
    red = (picture[..., 0] - picture[..., 1])[inside]
    assert (red > 0.05).mean() > 0.25  # contours are inked over small lips; .01 where blacks fill
