"""Kernels are kept where a folder can be had, else in memory; nothing fails for want of one."""

import os
from pathlib import Path

import numpy as np
import pytest

from trombine import kernels
from trombine.kernels import kept_in, kernel, kernel_folders


def halve(values: np.ndarray) -> float:
    total = 0.0
    for value in values:
        total += value / 2
    return total


@pytest.fixture
def nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """As a system user without a home: no folder but the code's, which is somebody else's."""
    for name in ("NUMBA_CACHE_DIR", "TROMBINE_DATA", "CACHE_DIRECTORY", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", "/nonexistent")
    monkeypatch.setattr(kernels, "kernel_folders", lambda: iter([Path("/dev/null/none")]))


@pytest.mark.usefixtures("nowhere")
def test_a_kernel_that_can_be_kept_nowhere_works_from_memory() -> None:
    compiled = kernel()(halve)

    assert compiled(np.ones(6)) == 3.0
    assert kept_in() is None


def test_a_kernel_is_kept_in_the_data_folder_and_read_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NUMBA_CACHE_DIR", raising=False)
    monkeypatch.setenv("TROMBINE_DATA", str(tmp_path / "dátä of ours"))
    monkeypatch.setattr(kernels, "kernel_folders", without_the_codes_own)

    kernel()(halve)(np.ones(6))
    again = kernel()(halve)
    again(np.ones(6))

    kept = tmp_path / "dátä of ours" / "kernels"
    assert list(kept.rglob("*.nbi"))
    assert kept.stat().st_mode & 0o077 == 0
    assert sum(again.stats.cache_hits.values()) == 1


def test_a_kept_kernel_that_was_cut_off_is_compiled_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    kernel()(halve)(np.ones(6))
    for file in tmp_path.rglob("*.nb?"):
        os.truncate(file, 7)

    assert kernel()(halve)(np.ones(6)) == 3.0
    healed = kernel()(halve)
    healed(np.ones(6))
    assert sum(healed.stats.cache_hits.values()) == 1


def test_a_folder_that_others_can_write_to_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NUMBA_CACHE_DIR", raising=False)
    monkeypatch.setenv("TROMBINE_DATA", str(tmp_path))
    (tmp_path / "kernels").mkdir()
    (tmp_path / "kernels").chmod(0o777)

    assert tmp_path / "kernels" not in list(kernel_folders())


def test_a_user_whose_home_nobody_knows_has_still_the_folder_beside_the_code(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("NUMBA_CACHE_DIR", "TROMBINE_DATA", "CACHE_DIRECTORY", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(Path, "home", raise_no_home)

    assert list(kernel_folders()) == [None]


def raise_no_home() -> Path:
    raise RuntimeError


def without_the_codes_own() -> list[Path]:
    return [folder for folder in kernel_folders() if folder is not None]
