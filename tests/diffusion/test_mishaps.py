"""What goes wrong on the way to a picture: the command says what it is, or goes on."""

import shutil
from functools import partial
from pathlib import Path

import pytest
from tests.diffusion.command import make, make_module
from tests.diffusion.gates import accept_with_little_memory
from tests.hub_stand_in import HubStandIn, serving

from trombine.cli import cli
from trombine.engines.diffusion.klein import STEPS
from trombine.engines.diffusion.weights import KLEIN
from trombine.engines.diffusion.weights.store import LOCK_NAME, folder_of
from trombine.errors import InstallationBroken

pytestmark = pytest.mark.usefixtures("host")
TRANSFORMER = Path("transformer", "diffusion_pytorch_model.safetensors")


@pytest.fixture
def own_weights(weights: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy that a test may spoil."""
    shutil.copytree(weights, tmp_path / "weights")
    monkeypatch.setenv("TROMBINE_WEIGHTS", str(tmp_path / "weights"))
    return folder_of(KLEIN, tmp_path / "weights")


def test_memory_that_runs_out_costs_time_and_no_picture(
    sample_set: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = partial(accept_with_little_memory, tmp_path / "widths")
    monkeypatch.setattr(make_module, "open_gate", lambda _: gate)

    code = make(*sample_set, "--styles", "jazz", "--count", "5", "--out", tmp_path / "out")

    assert code == 0
    assert len(list((tmp_path / "out").glob("*.webp"))) == 5
    widths = [int(line) for line in (tmp_path / "widths").read_text().split()]
    assert widths == [4, *[2] * STEPS, *[2] * STEPS, *[1] * STEPS]


def test_a_damaged_weight_ends_the_order_before_anything_is_drawn(
    sample_set: list[Path], tmp_path: Path, own_weights: Path
) -> None:
    content = bytearray((own_weights / TRANSFORMER).read_bytes())
    content[-1] ^= 1
    (own_weights / TRANSFORMER).write_bytes(content)

    with pytest.raises(InstallationBroken, match="weights_altered"):
        make(*sample_set, "--styles", "jazz", "--count", "1", "--out", tmp_path / "out")

    assert not list((tmp_path / "out").glob("*.webp"))


@pytest.mark.parametrize("missing", [TRANSFORMER, Path(LOCK_NAME)])
def test_a_missing_weight_is_said_before_a_photo_is_read(
    tmp_path: Path, own_weights: Path, missing: Path
) -> None:
    (own_weights / missing).unlink()

    with pytest.raises(InstallationBroken, match="weights_missing"):
        make(tmp_path / "no-such-photo.jpg", "--styles", "jazz", "--out", tmp_path / "out")


def test_weights_whose_download_broke_off_draw_like_any_others(
    sample_set: list[Path], tmp_path: Path, weights: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed = folder_of(KLEIN, weights)
    published = {
        path.relative_to(installed).as_posix(): path.read_bytes()
        for path in installed.rglob("*")
        if path.is_file() and path.name != LOCK_NAME
    }
    monkeypatch.setenv("TROMBINE_WEIGHTS", str(tmp_path / "fetched"))
    with serving(HubStandIn(published)) as hub:
        monkeypatch.setenv("TROMBINE_WEIGHTS_HUB", hub.address)
        hub.cuts, hub.cut_after_bytes = 2, 40_000
        cli.main(["weights", "download", "--accept-license"], standalone_mode=False)

    code = make(*sample_set, "--styles", "jazz", "--count", "1", "--out", tmp_path / "out")

    assert hub.ranges == ["bytes=40000-", "bytes=80000-"]
    assert code == 0
    assert len(list((tmp_path / "out").glob("*.webp"))) == 1
