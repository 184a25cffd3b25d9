"""The README names the figures the code has."""

from pathlib import Path

from trombine.imaging.perceptual_hash import COLOR_SIDE, HASH_SIDE
from trombine.pipeline import REPEAT_BITS, REPEAT_COLOR

README = " ".join((Path(__file__).resolve().parents[2] / "README.md").read_text().split())


def test_the_readme_says_when_two_avatars_are_repeats() -> None:
    assert f"more than {REPEAT_BITS} of the {HASH_SIDE**2} bits" in README
    assert f"more than {REPEAT_COLOR} in OKLab color on a grid of {COLOR_SIDE} x" in README
