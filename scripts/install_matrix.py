"""Runs the product on ground that hosts really have, and prints the table of docs/operations.md.

Needs root on Linux: each line is run as the user nobody, in a namespace of its own in which the
whole file system is read-only, homes are empty and /tmp is new; quotas are control groups.

    python scripts/install_matrix.py [--python PATH]... [--sqlite FOLDER]... [--only WORD]

``--python`` names interpreters that have the dependencies; ``--sqlite`` folders of an older
libsqlite3.so.0. What a line says is what the command said last.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[1]
NOBODY = 65_534
NAMELESS = 54_321
"""A user whom the system knows by number alone, as containers have them."""
PATIENCE_S = 400
PLACE = """
from trombine.cli.self_test import try_ordering
from trombine.i18n import explain
found, = try_ordering()
print(found.words or explain(found.fault, "en"))
"""
SERVE = """
import subprocess, sys, time, urllib.request
server = subprocess.Popen([sys.executable, "-m", "trombine", "serve", "--port", "8799"])
for _ in range(600):
    time.sleep(0.5)
    try:
        answer = urllib.request.urlopen("http://127.0.0.1:8799/readyz", timeout=5).read().decode()
        break
    except OSError:
        answer = "no answer"
        if server.poll() is not None:
            break
server.terminate()
print("readyz:", answer.strip(), "- ended with", server.wait(60))
"""
NAMESPACE = """
set -e
mount --make-rprivate /
mkdir -p /mnt/tree /mnt/prefix /mnt/packages
mount --bind "$TREE" /mnt/tree; mount --bind "$PREFIX" /mnt/prefix
mount --bind "$PACKAGES" /mnt/packages
[ -z "$LIBRARY" ] || { mkdir -p /mnt/library; mount --bind "$LIBRARY" /mnt/library; }
mkdir -p /mnt/state "/mnt/$NAMED"; mount --bind "$STATE" /mnt/state
mount --bind "$TREE" "/mnt/$NAMED"
mount -t tmpfs -o mode=755 none /root; mount -t tmpfs -o mode=700 none /home
mount -t tmpfs -o mode=1777 none /tmp
mkdir -p "$PREFIX" "$PACKAGES"
mount --bind /mnt/prefix "$PREFIX"; mount --bind /mnt/packages "$PACKAGES"
for place in /mnt/tree "/mnt/$NAMED" "$PREFIX" "$PACKAGES" /; do
  mount -o remount,bind,ro "$place"
done
ulimit -c 0; umask 0077; cd /
exec setpriv --reuid="$USER_ID" --regid="$USER_ID" --clear-groups --no-new-privs "$@"
"""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table: what is unlike a usual installation, and what is run on it."""

    name: str
    command: tuple[str, ...]
    user: int = NOBODY
    folder: str = "tree"
    library: str = ""
    python: str = sys.executable
    quota_percent: int = 0
    memory_mb: int = 0
    environment: dict[str, str] = field(default_factory=dict)


MAKE = ("-m", "trombine", "make", "SAMPLES", "--lang", "en", "--count", "4")
MAKE += ("--styles", "painted,comic", "--out", "/mnt/state/out")
CHECK = ("-m", "trombine", "check", "SAMPLES", "--lang", "en")


def list_lines(pythons: list[str], libraries: list[str]) -> Iterator[Line]:
    """Yield every line of the table."""
    kept = {"TROMBINE_DATA": "/mnt/state/data"}
    yield Line("read-only root, no home", CHECK)
    yield Line("no home, data folder of its own", CHECK, environment=kept)
    yield Line("user without a name", CHECK, user=NAMELESS)
    yield Line("spaces and accents in the path", CHECK, folder="Démo d\u2019œuvre")
    yield Line("15 % of a core", CHECK, quota_percent=15, environment=kept)
    yield Line("600 MB, check", CHECK, memory_mb=600, environment=kept)
    yield Line("1400 MB, make", (*MAKE, "--workers", "1"), memory_mb=1400, environment=kept)
    yield Line("600 MB, make", MAKE, memory_mb=600, environment=kept)
    yield Line("600 MB, serve", ("-m", "trombine", "serve"), memory_mb=600, environment=kept)
    yield Line("serve without a folder", ("-m", "trombine", "serve"))
    yield Line("serve as the unit has it", ("-c", SERVE), environment=kept)
    for python in pythons:
        yield Line(f"{Path(python).parent.parent.name}, check", CHECK, python=python)
        for library in ["", *libraries]:
            name = f"{Path(python).parent.parent.name}, SQLite {Path(library).name or 'its own'}"
            yield Line(name, ("-c", PLACE), python=python, library=library)


def run_line(line: Line, state: Path) -> tuple[int, str, float]:
    """Return the exit code, the last thing said and the seconds it took."""
    asking = [line.python, "-c", "import sys; print(sys.base_prefix)"]
    about = subprocess.run(asking, capture_output=True, text=True, check=True)
    prefix = about.stdout.strip()
    names = {"TREE": str(ROOT), "PREFIX": prefix, "PACKAGES": str(Path(line.python).parents[1])}
    names |= {"LIBRARY": line.library, "STATE": str(state), "USER_ID": str(line.user)}
    names |= {"NAMED": line.folder, "PATH": "/usr/sbin:/usr/bin:/sbin:/bin"}
    clean = [
        "env",
        "-i",
        "PATH=/usr/bin:/bin",
        "LANG=C.UTF-8",
        f"PYTHONPATH=/mnt/{line.folder}/src",
    ]
    clean += [f"{name}={value}" for name, value in line.environment.items()]
    if line.library:
        clean.append("LD_LIBRARY_PATH=/mnt/library")
    samples = f"/mnt/{line.folder}/src/trombine/samples/set"
    words = [samples if word == "SAMPLES" else word for word in line.command]
    begun = time.monotonic()
    with groups_for(line) as joining:
        ended = subprocess.run(
            ["unshare", "-m", "bash", "-c", joining + NAMESPACE, "-", *clean, line.python, *words],
            env=names,
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
            check=False,
        )
    said = (ended.stdout.strip() or ended.stderr.strip()).splitlines()
    return ended.returncode, said[-1] if said else "", time.monotonic() - begun


class groups_for:  # noqa: N801  (a context, used as a function)
    """Control groups (version 1) of a line; yields the shell words that join them."""

    def __init__(self, line: Line) -> None:
        self.made: list[Path] = []
        name = f"trombine-matrix-{os.getpid()}"
        limits = {}
        if line.quota_percent:
            limits["cpu"] = [("cpu.cfs_period_us", 100_000)]
            limits["cpu"] += [("cpu.cfs_quota_us", line.quota_percent * 1000)]
        if line.memory_mb:
            limits["memory"] = [("memory.limit_in_bytes", line.memory_mb << 20)]
        for kind, values in limits.items():
            group = Path("/sys/fs/cgroup") / kind / name
            group.mkdir()
            for file, value in values:
                (group / file).write_text(str(value))
            self.made.append(group)

    def __enter__(self) -> str:
        return "".join(f"echo $$ > {group}/cgroup.procs\n" for group in self.made)

    def __exit__(self, *_: object) -> None:
        for group in self.made:
            most = group / "memory.max_usage_in_bytes"
            if most.exists():
                print(f"  most memory: {int(most.read_text()) >> 20} MB", file=sys.stderr)
            for _ in range(50):
                try:
                    group.rmdir()
                    break
                except OSError:
                    time.sleep(0.1)


def main() -> None:
    """Run the lines that were asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--python", action="append", default=[])
    parser.add_argument("--sqlite", action="append", default=[])
    parser.add_argument("--only", default="")
    asked = parser.parse_args()
    print("| ground | exit code | what it said last | seconds |\n|---|---|---|---|")
    for line in list_lines(asked.python, asked.sqlite):
        if asked.only not in line.name:
            continue
        with tempfile.TemporaryDirectory() as folder:
            Path(folder).chmod(0o700)
            os.chown(folder, line.user, line.user)
            code, said, seconds = run_line(line, Path(folder))
        print(f"| {line.name} | {code} | {said} | {seconds:.0f} |", flush=True)


if __name__ == "__main__":
    main()
