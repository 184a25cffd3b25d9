"""A few styles look as they did when somebody last looked; ``scripts/renew_goldens.py`` renews."""

import runpy
from pathlib import Path

import pytest

from trombine.engines.portrait.engine import PortraitSitting
from trombine.imaging.codec import decode_own

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = runpy.run_path(str(ROOT / "scripts" / "renew_goldens.py"))
MEAN_LIMIT, GREATEST_LIMIT = 0.01, 0.08


@pytest.fixture(scope="module")
def sitting() -> PortraitSitting:
    """One of its own, which meters the photo as orders do."""
    return SCRIPT["sit"]()


@pytest.mark.parametrize("style", SCRIPT["STYLES"])
def test_a_style_looks_as_it_did(style: str, sitting: PortraitSitting) -> None:
    golden = decode_own((SCRIPT["FOLDER"] / f"{style}.png").read_bytes())

    mean, greatest = SCRIPT["distances"](SCRIPT["draw_golden"](sitting, style), golden)

    assert mean < MEAN_LIMIT
    assert greatest < GREATEST_LIMIT
