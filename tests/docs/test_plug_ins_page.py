"""The example of the page on plug-ins is a check that is asked."""

from pathlib import Path

import numpy as np

from trombine.imaging.arrays import SrgbImage
from trombine.moderation.policy import Ruling

PAGE = Path(__file__).resolve().parents[2] / "docs" / "plug-ins.md"


def test_the_check_of_the_page_judges() -> None:
    names: dict[str, type] = {}
    exec(PAGE.read_text().split("```python\n")[1].split("```")[0], names)  # noqa: S102  (ours)
    check = names["NoHats"]()

    dark, light = (SrgbImage(np.full((64, 64, 3), tone, np.float32)) for tone in (0.0, 0.8))

    assert check.judge(dark, "photo").ruling is Ruling.HOLD
    assert check.judge(light, "photo").ruling is Ruling.ALLOW
    assert check.judge(dark, "avatar").ruling is Ruling.ALLOW
