"""What the decoder makes of a thousand broken files, how long it takes and how much memory.

Five good files, one of each format, with bytes flipped under many seeds. Each file must end in
pixels or in a refusal within 10 s and 1.5 GB, and leave no file, pipe or process. Writes
``results/fuzz.json``::

    python benchmarks/fuzz.py [SEEDS]
"""

import json
import os
import resource
import sys
import tempfile
import time
from collections import Counter, defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.hostile_files import fuzzed_files

from trombine.errors import PhotoRejected
from trombine.imaging import codec
from trombine.imaging.arrays import check_image
from trombine.imaging.codec import decode_photo

RESULT = Path(__file__).parent / "results" / "fuzz.json"
LONGEST_S, MOST_MB = 10, 1500
FORMATS = 5


def end_of(content: bytes) -> str:
    """Return how one file ended; anything but pixels or a known refusal ends the benchmark."""
    try:
        check_image(decode_photo(content))
    except PhotoRejected as refusal:
        if refusal.code not in codec.REASONS:
            raise
        return refusal.code
    return "pixels"


def main(seeds: int) -> None:
    """Decode all, then say what happened."""
    ends: dict[str, Counter[str]] = defaultdict(Counter)
    slowest_s = 0.0
    pipes = len(list(Path("/proc/self/fd").iterdir()))
    with tempfile.TemporaryDirectory() as folder:
        os.environ["TMPDIR"] = folder
        os.chdir(folder)
        for name, content, _ in fuzzed_files(seeds // FORMATS):
            start = time.perf_counter()
            ends[name.split("-")[1]][end_of(content)] += 1
            slowest_s = max(slowest_s, time.perf_counter() - start)
        left = len(list(Path(folder).iterdir()))
        os.chdir("/")
    own = Path(f"/proc/{os.getpid()}/task")
    children = sum(len(listing.read_text().split()) for listing in own.glob("*/children"))
    most_mb = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    result = {
        "files": sum(sum(count.values()) for count in ends.values()),
        "ends": {kind: dict(sorted(count.items())) for kind, count in ends.items()},
        "slowest_seconds": round(slowest_s, 2),
        "most_memory_mb": round(most_mb),
        "files_left": left,
        "processes_left": children,
        "pipes_left": len(list(Path("/proc/self/fd").iterdir())) - pipes,
    }
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps(result, indent=2) + "\n")
    print(RESULT.read_text())
    if slowest_s > LONGEST_S or most_mb > MOST_MB or left or children or result["pipes_left"] > 0:
        sys.exit("a limit was broken")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
