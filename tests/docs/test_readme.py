"""The README names the figures the code has, and shows its pages."""

import json
import re
import runpy
from pathlib import Path

from trombine.engines.portrait.engine import PortraitEngine
from trombine.imaging.perceptual_hash import COLOR_SIDE, HASH_SIDE
from trombine.studio.acceptance import REPEAT_BITS, REPEAT_COLOR

ROOT = Path(__file__).resolve().parents[2]
README = " ".join((ROOT / "README.md").read_text().split())
FAIRNESS, CIRCLES = (
    json.loads((ROOT / "benchmarks" / "results" / f"{name}.json").read_text())
    for name in ("fairness", "circles")
)


def test_the_readme_says_when_two_avatars_are_repeats() -> None:
    assert f"more than {REPEAT_BITS} of the {HASH_SIDE**2} bits" in README
    assert f"more than {REPEAT_COLOR} in OKLab color on a grid of {COLOR_SIDE} x" in README


def test_the_readme_tells_what_was_measured_of_every_style() -> None:
    write_table = runpy.run_path(str(ROOT / "benchmarks" / "table.py"))["write_table"]

    assert write_table() in (ROOT / "README.md").read_text()
    for slug in PortraitEngine().cards:
        assert f"| {slug} | " in README
        assert CIRCLES[slug]["share_face_found"] == 1


def test_no_style_was_measured_to_lighten_darker_skin() -> None:
    natural = {slug for slug, card in PortraitEngine().cards.items() if not card.recolors}
    measured = natural & FAIRNESS.keys()

    assert measured
    for slug in ("preparation", *measured):
        slope, *_ = FAIRNESS[slug]["dL_per_10_L"]
        assert abs(slope) <= 0.5
        for group in FAIRNESS[slug]["groups"].values():
            assert abs(group["dL"]) <= 2
            assert abs(group["dhue_deg"]) <= 3.1


def test_the_readme_tells_what_becomes_of_each_tone_of_skin() -> None:
    table = runpy.run_path(str(ROOT / "benchmarks" / "table.py"))

    assert table["write_skin_table"](FAIRNESS) in (ROOT / "README.md").read_text()


def test_what_was_measured_names_no_tone_of_a_person() -> None:
    kept = json.dumps(FAIRNESS)

    assert "person" not in kept
    assert "skin_L" not in kept


def test_the_readme_shows_three_small_pictures_with_words_for_who_cannot_see_them() -> None:
    pictures = re.findall(r"!\[([^]]+)\]\((docs/pages/[^)]+)\)", README)

    assert len(pictures) == 3
    for words, path in pictures:
        assert len(words) > 40
        assert (ROOT / path).stat().st_size < 80_000
