"""How soon the first avatar is there: cold by the command, and in a studio that is warm.

Alternates runs of this checkout and, where one is named, of another, whose package lies in ``src``
there; medians go to ``results/studio.json``::

    python benchmarks/studio.py [RUNS] [OTHER_CHECKOUT]
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

import trombine

RESULT = Path(__file__).parent / "results" / "studio.json"
PHOTOS = str(files("trombine.samples") / "set")
STYLES = "painted,comic,neon"
HERE = Path(__file__).resolve().parents[1]


def run_command(checkout: Path) -> dict[str, float]:
    """Return seconds from the start of the command to the first avatar and to its end."""
    environment = {**os.environ, "PYTHONPATH": str(checkout / "src")}
    with tempfile.TemporaryDirectory() as out:
        words = ["make", PHOTOS, "--styles", STYLES, "--out", out, "--json"]
        start, first = time.perf_counter(), 0.0
        command = [sys.executable, "-m", "trombine", *words]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as child:
            for line in child.stdout or ():
                if json.loads(line)["event"] == "avatar":
                    first = first or time.perf_counter() - start
    return {"first_avatar": first, "thirty_avatars": time.perf_counter() - start}


def run_warm(runs: int) -> dict[str, float]:
    """Return seconds to the first avatar of calls that were not the studio's first."""
    firsts = []
    with trombine.Studio() as studio:
        for run in range(runs + 1):
            start = time.perf_counter()
            # Gone through to the end: a process that still draws would be waited for.
            for place, _ in enumerate(studio.make(PHOTOS, styles=STYLES.split(","), count=6)):
                if place == 0 and run > 0:
                    firsts.append(time.perf_counter() - start)
    return {"first_avatar_warm": statistics.median(firsts)}


def medians(runs: list[dict[str, float]]) -> Mapping[str, float]:
    """Return the median of each figure."""
    return {key: round(statistics.median(run[key] for run in runs), 2) for key in runs[0]}


def main() -> None:
    """Run, print and keep the medians."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    checkouts = {"here": HERE}
    if len(sys.argv) > 2:
        checkouts["other"] = Path(sys.argv[2]).resolve()
    measured: dict[str, list[dict[str, float]]] = {name: [] for name in checkouts}
    for _ in range(runs):
        for name, checkout in checkouts.items():
            measured[name].append(run_command(checkout))
    result: dict[str, object] = {name: medians(each) for name, each in measured.items()}
    result |= {"runs": runs, "warm": {k: round(v, 2) for k, v in run_warm(runs).items()}}
    RESULT.write_text(json.dumps(result, indent=2) + "\n")
    print(RESULT.read_text())


if __name__ == "__main__":
    main()
