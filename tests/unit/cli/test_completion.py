"""What is completed is what there is, and it is found without loading what draws."""

import subprocess
import sys
from collections.abc import Callable, Iterable

import pytest
from tests.command import Command

from trombine.cli import names
from trombine.domain.options import HAIR_COLORS
from trombine.engines.portrait.styles import find_styles
from trombine.engines.registry import list_engines, open_engine, pack_cards, staging_cards

ASKING = """
import os, sys
sys.argv = ["trombine"]
from trombine.cli import main
try:
    main()
finally:
    heavy = sorted({"cv2", "numba", "sqlalchemy", "fastapi"} & sys.modules.keys())
    print("loaded", *heavy, file=sys.stderr)
"""


def offered(*words: str) -> list[str]:
    variables = {
        "_TROMBINE_COMPLETE": "bash_complete",
        "COMP_WORDS": " ".join(("trombine", *words)),
        "COMP_CWORD": str(len(words)),
        "PATH": "",
    }
    told = subprocess.run(
        [sys.executable, "-c", ASKING],
        env=variables | {"PYTHONPATH": ":".join(sys.path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stderr.splitlines()[-1] == "loaded"
    return [line.partition(",")[2] for line in told.stdout.splitlines()]


def test_the_last_of_a_list_of_styles_is_completed_and_nothing_is_loaded() -> None:
    assert offered("make", "--styles", "oil,pe") == ["oil,pencil"]


def test_commands_are_completed_and_none_is_loaded() -> None:
    assert offered("w") == ["weights", "web", "worker"]


@pytest.mark.parametrize(
    ("listing", "there"),
    [
        (names.styles, lambda: {*find_styles(), *open_engine("diffusion").cards}),
        (names.packs, pack_cards),
        (names.garments, lambda: staging_cards()["garment"]),
        (names.worlds, lambda: staging_cards()["world"]),
        (names.props, lambda: staging_cards()["prop"]),
        (names.poses, lambda: staging_cards()["pose"]),
        (names.hair_colors, lambda: HAIR_COLORS),
        (names.engines, list_engines),
    ],
)
def test_every_name_there_is_is_offered(
    listing: Callable[[], list[str]], there: Callable[[], Iterable[str]]
) -> None:
    # Own words are asked for by --prompt.
    offered_names, there_is = set(listing()), set(there()) - {"fake", "own-words"}
    besides = {*names.GROUND_NAMES, *names.COLOR_NAMES, "own", "any", "none"}

    assert there_is <= offered_names
    assert offered_names - there_is <= besides | {"straight", "lively", "natural"}


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_is_given_its_script(trombine: Command, shell: str) -> None:
    script = trombine("completion", shell).out

    assert f"_TROMBINE_COMPLETE={shell}_complete" in script
    assert "trombine" in script
