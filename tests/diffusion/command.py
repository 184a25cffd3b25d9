"""``trombine make`` with the model of the tests."""

import importlib
from pathlib import Path

from trombine.cli import cli

make_module = importlib.import_module("trombine.cli.making")


def make(*words: str | Path) -> object:
    command = ["make", *words, "--engine", "diffusion", "--size", "256"]
    return cli.main([str(word) for word in command], standalone_mode=False)
