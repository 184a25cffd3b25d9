"""The page on provenance says what the code does."""

import ast
import json
import re
import runpy
from pathlib import Path

import pytest

from trombine.engines.registry import open_engine
from trombine.imaging.decoder_child import MAX_BYTES, MIN_SIDE_PX
from trombine.provenance import verify
from trombine.provenance.certificates import NOT_AFTER
from trombine.provenance.label import LARGEST_PX, SMALLEST_PX
from trombine.provenance.reading import LONGEST_ANSWER_BYTES, READ_TIMEOUT_S, ManifestState

ROOT = Path(__file__).resolve().parents[2]
PAGE = " ".join((ROOT / "docs" / "provenance.md").read_text().split())
SECURITY = " ".join((ROOT / "SECURITY.md").read_text().split())
MARK = json.loads((ROOT / "benchmarks" / "results" / "watermark.json").read_text())
COST = json.loads((ROOT / "benchmarks" / "results" / "provenance.json").read_text())


def verdicts() -> set[str]:
    """Return every code a verification can hold, as its source names them."""
    tree = ast.parse(Path(str(verify.__file__)).read_text())
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return {
        str(call.args[0].value)
        for call in calls
        if isinstance(call.func, ast.Name)
        and call.func.id in {"Finding", "InputRefused"}
        and isinstance(call.args[0], ast.Constant)
    }


def test_every_verdict_is_explained() -> None:
    codes = verdicts()

    assert len(codes) >= 13
    assert codes <= set(re.findall(r"`(\w+)`", PAGE))


def test_every_state_of_a_manifest_is_explained() -> None:
    assert set(ManifestState) <= set(re.findall(r"`(\w+)`", PAGE))


@pytest.mark.parametrize(
    "sentence",
    [
        f"of at most {MAX_BYTES >> 20} MB",
        f"(pictures of {MIN_SIDE_PX} px and more)",
        f"from {SMALLEST_PX} to {LARGEST_PX} px",
        f"valid until {NOT_AFTER.year}",
    ],
)
def test_the_page_names_the_limits_in_force(sentence: str) -> None:
    assert sentence in PAGE


def test_the_security_page_names_what_is_read_of_the_readers_answer() -> None:
    answer = f"at most {LONGEST_ANSWER_BYTES >> 10} KB within {READ_TIMEOUT_S} s"

    assert answer in SECURITY


def test_no_style_of_the_portrait_engine_is_photoreal() -> None:
    assert not any(card.photoreal for card in open_engine("portrait").cards.values())


def test_the_cost_is_what_was_measured() -> None:
    rows = [
        f"| {name} | {step['encode_ms']:.0f} | {step['sign_throwaway_ms']:.1f} "
        f"| {step['file_bytes'] / 1000:.0f} | {step['manifest_bytes'] / 1000:.1f} |"
        for name, step in COST.items()
        if isinstance(step, dict) and "encode_ms" in step
    ]
    assert len(rows) == 3
    for row in rows:
        assert row in PAGE
    assert f"The mark takes {COST['mark_ms']:.0f} ms" in PAGE
    assert f"the badge {COST['badge_ms']:.0f} ms" in PAGE
    assert f"{(COST['avatar']['ratio'] - 1) * 100:.1f} % more processor time" in PAGE
    assert f"`verify` takes {COST['verify_signed_ms'] / 1000:.2f} s" in PAGE
    assert f"all {COST['avatar']['styles']} styles" in PAGE


def test_what_the_mark_survives_is_what_was_measured() -> None:
    page = (ROOT / "docs" / "provenance.md").read_text()
    with_table = runpy.run_path(str(ROOT / "scripts" / "write_watermark_table.py"))["with_table"]

    assert with_table(page) == page


def test_how_seldom_a_mark_is_found_by_mistake_is_what_was_measured() -> None:
    unmarked = MARK["unmarked"]

    assert f"{unmarked['random_marks_tried'] // 10**6} million tries" in PAGE
    assert f"found {unmarked['found_by_chance']} times" in PAGE
    assert unmarked["share_found"] < 1e-5
    assert unmarked["read_blind"] == 0
    assert f"{MARK['psnr_db']['mean']:.0f} dB on average" in PAGE
    assert f"{MARK['psnr_db']['lowest']:.0f} dB at least" in PAGE
