"""Somebody else's world and pose, as a package of their own."""

import os
import subprocess
import sys
from pathlib import Path

PROJECT = """
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = "trombine-seaside"
version = "1.0"
dependencies = ["trombine"]

[tool.hatch.build.targets.wheel]
include = ["trombine_seaside.py"]

[project.entry-points."trombine.worlds"]
seaside = "trombine_seaside:SEASIDE"

[project.entry-points."trombine.poses"]
raised = "trombine_seaside:RAISED"
"""
MODULE = '''
"""The sea behind, and the chin raised."""

import numpy as np

from trombine.domain.card import Card
from trombine.domain.text import LocalizedText
from trombine.engines.portrait.changes import Change, Kind
from trombine.engines.portrait.changes.scene import set_in
from trombine.imaging.arrays import as_srgb

SUN = np.array([1.0, 0.9, 0.7], np.float32)


def go_to_the_sea(portrait, look):
    scene = np.zeros((1024, 1024, 3), np.float32)
    scene[:600], scene[600:] = (0.6, 0.8, 0.95), (0.1, 0.35, 0.5)
    return set_in(portrait, look, as_srgb(scene), light=SUN)


def look_up(portrait, look):
    up = lambda plane: np.ascontiguousarray(np.roll(plane, -8, axis=0))
    landmarks = portrait.landmarks - np.array([0, 8, 0], np.float32)
    return portrait.move(up, landmarks=landmarks)


TITLE = LocalizedText(en="By the sea", fr="Au bord de la mer")
WORDS = LocalizedText(en="The sea.", fr="La mer.")
SEASIDE = Change(Card("seaside", TITLE, WORDS, "Behind them the sea"), Kind.WORLD, go_to_the_sea)
RAISED = Change(Card("up", TITLE, WORDS, "with the chin raised"), Kind.POSE, look_up)
'''
DRAW = """
import sys
from pathlib import Path
import numpy as np
from trombine.domain.order import Assignment, Staging
from trombine.domain.subject import Subject
from trombine.engines.registry import open_engine, staging_cards
from trombine.imaging.codec import decode_photo
from trombine.intake.admission import inspect

cards = staging_cards()
print(*cards["world"], *cards["pose"])
photo = inspect(decode_photo(Path(sys.argv[1]).read_bytes()), 1).photo
sitting = open_engine("portrait").sit(Subject((photo,)))
staging = Staging(pose="up", world="seaside")
pictures = [
    sitting.render(Assignment(1, "painted", 1, variation=0, seed=1, staging=each)).image
    for each in (staging, Staging())
]
corner = pictures[0][100:300, 20:120].mean(axis=(0, 1))
print(bool(corner[2] > corner[0]), float(np.abs(pictures[0] - pictures[1]).mean()) > 0.01)
"""


def test_a_world_and_a_pose_that_are_installed_are_drawn(
    tmp_path: Path, sample_set: list[Path]
) -> None:
    source = tmp_path / "source"
    source.mkdir()
    (source / "pyproject.toml").write_text(PROJECT)
    (source / "trombine_seaside.py").write_text(MODULE)
    offline = ("--no-index", "--no-build-isolation", "--no-deps", "--disable-pip-version-check")
    words = ["pip", "install", "--quiet", *offline, "--target", tmp_path / "installed", source]
    pip = subprocess.run([sys.executable, "-m", *map(str, words)], capture_output=True, check=False)
    assert pip.returncode == 0, pip.stderr

    path = os.pathsep.join([str(tmp_path / "installed"), os.environ.get("PYTHONPATH", "")])
    drawn = subprocess.run(
        [sys.executable, "-c", DRAW, str(sample_set[0])],
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert drawn.returncode == 0, drawn.stderr
    *found, blue, moved = drawn.stdout.split()
    assert {"aurora", "seaside", "turned", "up"} <= set(found)
    assert (blue, moved) == ("True", "True")
