"""Real torch, real diffusers, a model of 0.5 MB: ``make test-diffusion``."""

from pathlib import Path

import pytest
import torch
from tests.diffusion.tiny_klein import install_tiny_klein

from trombine.engines.diffusion.settings import DiffusionSettings


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
