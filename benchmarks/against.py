"""How long the main job takes now, against earlier commits, alternately in one run.

Each commit's own code draws the sample set in three styles; only installed packages are shared.
Writes ``results/against.json``::

    python benchmarks/against.py COMMIT... [--runs 3]
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
RESULT = Path(__file__).parent / "results" / "against.json"
STYLES = "painted,comic,neon"
NOW = "now"


@contextmanager
def check_out(commit: str) -> Iterator[Path]:
    """Yield a folder with the code of a commit."""
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder) / "tree"
        git = ["git", "-C", str(ROOT), "worktree"]
        subprocess.run([*git, "add", "--quiet", "--detach", str(tree), commit], check=True)
        try:
            yield tree
        finally:
            subprocess.run([*git, "remove", "--force", str(tree)], check=True)


def time_order(tree: Path) -> float:
    """Return the seconds from typing the command to its end."""
    photos = ROOT / "src" / "trombine" / "samples" / "set"
    with tempfile.TemporaryDirectory() as out:
        words = ["make", str(photos), "--styles", STYLES, "--out", out]
        begin = time.perf_counter()
        subprocess.run(
            [sys.executable, "-m", "trombine", *words],
            env={**os.environ, "PYTHONPATH": str(tree / "src")},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=True,
        )
        return time.perf_counter() - begin


def main() -> None:
    """Draw by turns, the first time only to compile; print and keep seconds and ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("commits", nargs="+")
    parser.add_argument("--runs", type=int, default=3)
    given = parser.parse_args()
    with ExitStack() as stack:
        trees = {commit: stack.enter_context(check_out(commit)) for commit in given.commits}
        trees[NOW] = ROOT
        rounds = [
            {name: time_order(tree) for name, tree in trees.items()} for _ in range(given.runs + 1)
        ]
    seconds = {name: [turn[name] for turn in rounds[1:]] for name in trees}
    result = {
        "styles": STYLES,
        "runs": given.runs,
        "seconds": {name: round(statistics.median(times), 2) for name, times in seconds.items()},
        "now_over_commit": {
            commit: round(statistics.median(turn[NOW] / turn[commit] for turn in rounds[1:]), 3)
            for commit in given.commits
        },
        "load_average": round(os.getloadavg()[1], 1),
    }
    RESULT.write_text(json.dumps(result, indent=2) + "\n")
    print(RESULT.read_text())


if __name__ == "__main__":
    main()
