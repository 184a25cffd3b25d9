"""The script of docs/api.md, run as it stands: a service in a fresh folder, asked by curl."""

import os
import re
import shutil
import socket
import subprocess
import sys
import zipfile
from importlib.resources import files
from pathlib import Path

import pytest
from PIL import Image

PAGE = Path(__file__).parents[2] / "docs" / "api.md"
COUNT = 3


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("curl")


@pytest.fixture(scope="module")
def told(folder: Path) -> str:
    if shutil.which("curl") is None:
        pytest.skip("curl is not installed")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    script = PAGE.read_text(encoding="utf-8").split("```bash\n")[1].split("```")[0]
    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "PHOTOS": str(files("trombine.samples") / "set"),
        "TROMBINE_PORT": str(port),
        "TROMBINE_WORKERS": "2",
        "TROMBINE_AVATARS_PER_ORDER": str(COUNT),
    }
    run = subprocess.run(
        ["bash", "-euc", script],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    return run.stdout + run.stderr


def test_photos_are_judged_and_the_order_runs_to_its_end(told: str) -> None:
    assert told.count('"usable":true') == 4
    assert told.count("event: avatar") == COUNT
    assert re.search(r"^queued$", told, re.MULTILINE)


def test_the_pictures_are_there(told: str, folder: Path) -> None:
    assert told
    with Image.open(folder / "round.png") as picture:
        assert (picture.size, picture.mode) == ((256, 256), "RGBA")
    with zipfile.ZipFile(folder / "avatars.zip") as archive:
        assert len(archive.namelist()) == COUNT


def test_the_receipt_tells_that_the_photos_are_gone(told: str) -> None:
    assert re.search(r'"kind":"photos","count":4,"at":"[^"]+","rule":"job_ended"', told)
    assert re.search(r"^asked_by_user$", told, re.MULTILINE)


def test_neither_the_secret_nor_a_path_of_a_photo_is_in_the_log(told: str, folder: Path) -> None:
    assert str(folder) not in told
    assert "samples" not in told
    log = [line for line in told.splitlines() if line.startswith("{") and '"logger"' in line]
    assert log
    assert not any("secret=" in line for line in log)
