"""SECURITY and PRIVACY name the figures the code has."""

import json
import resource
from pathlib import Path

import pytest

from trombine.imaging import decoder_child, rights
from trombine.imaging.codec import DECODE_TIMEOUT_S
from trombine.intake.admission import SAME_PERSON_DISTANCE
from trombine.moderation.hash_list import LARGEST_DISTANCE
from trombine.moderation.moderator import LOGGER
from trombine.moderation.policy import Policy

ROOT = Path(__file__).resolve().parents[2]
SECURITY = " ".join((ROOT / "SECURITY.md").read_text().split())
PRIVACY = " ".join((ROOT / "PRIVACY.md").read_text().split())
RESULTS = ROOT / "benchmarks" / "results"
POLICY = Policy()
LIMITS = rights.LIMITS


@pytest.mark.parametrize(
    "sentence",
    [
        f"{LIMITS[resource.RLIMIT_AS] / 1000 / (1 << 20):.1f} GB of address space",
        f"{LIMITS[resource.RLIMIT_CPU]} s of processor",
        f"{LIMITS[resource.RLIMIT_NOFILE]} open files",
        f"the parent ends it after {DECODE_TIMEOUT_S} s",
        f"At most {decoder_child.MAX_BYTES >> 20} MB",
        f"{decoder_child.MAX_SIDE_PX:,} px a side",
        f"{decoder_child.MAX_PIXELS // 1_000_000} megapixels",
        f"({decoder_child.MAX_BASELINE_JPEG_PIXELS // 1_000_000} for baseline JPEG)",
        f"refused at {POLICY.refuse_either} by either or {POLICY.refuse_both} by both",
        f"doubtful at {POLICY.hold_either} by either",
        f"made again at {POLICY.remake_either} by either",
        f"refused below {POLICY.refuse_below_years:g}, doubtful below {POLICY.hold_below_years:g}",
        f"within {SAME_PERSON_DISTANCE:.2f} of the set's medoid",
        f"distance at most {LARGEST_DISTANCE}",
    ],
)
def test_the_security_page_states_the_limits_in_force(sentence: str) -> None:
    assert sentence in SECURITY


def test_the_security_page_states_what_was_measured() -> None:
    fuzz, same, moderation = (
        json.loads((RESULTS / f"{name}.json").read_text())
        for name in ("fuzz", "same_person", "moderation")
    )
    as_given = same["sets_of_three"]["as given"]
    altered = [count for name, count in same["sets_of_three"].items() if name != "as given"]

    assert (
        f"after {fuzz['slowest_seconds']} s, with at most {fuzz['most_memory_mb']} MB" in SECURITY
    )
    assert as_given["true_admitted"] == as_given["true"]
    assert all(count["true_admitted"] == count["true"] for count in altered)
    assert all(count["mixed_admitted"] == 0 for count in (as_given, *altered))
    assert f"all {as_given['mixed']} mixed ones refused" in SECURITY
    assert f"({sum(count['mixed'] for count in altered):,} mixed sets)" in SECURITY
    avatars = moderation["avatars"]
    assert f"{avatars['made_again']} of {avatars['avatars']} avatars" in SECURITY


def test_the_privacy_page_names_the_log() -> None:
    assert f"`{LOGGER.name}`" in PRIVACY
