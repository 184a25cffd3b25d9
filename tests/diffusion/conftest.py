"""Real torch, real diffusers, a model of 0.5 MB: ``make test-diffusion``."""

from pathlib import Path

import pytest
import torch
from tests.diffusion.command import make_module
from tests.diffusion.gates import accept_everybody
from tests.diffusion.tiny_klein import install_tiny_klein

from trombine.engines.diffusion.settings import DiffusionSettings
from trombine.library import studio


@pytest.fixture(scope="session", autouse=True)
def one_thread() -> None:
    torch.set_num_threads(1)  # a model this small only waits for a second one


@pytest.fixture(scope="session")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("klein")
    install_tiny_klein(folder / "weights", folder / "snapshot")
    return folder / "weights"


@pytest.fixture
def settings(weights: Path) -> DiffusionSettings:
    return DiffusionSettings(weights=weights, device="cpu", side_px=64, reference_px=64)


@pytest.fixture
def host(weights: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Set the engine up as an operator does; noise passes for the person."""
    monkeypatch.setenv("TROMBINE_WEIGHTS", str(weights))
    monkeypatch.setenv("TROMBINE_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("TROMBINE_DIFFUSION_DEVICE", "cpu")
    monkeypatch.setenv("TROMBINE_DIFFUSION_SIDE", "256")
    monkeypatch.setattr(make_module, "open_gate", lambda _: accept_everybody)
    monkeypatch.setattr(studio, "open_gate", lambda _: accept_everybody)
