"""Prove by resolution that every locked wheel exists for Python 3.11, 3.12 and 3.13.

Nothing is installed: pip resolves each lock for each Python with wheels only, hashes required.
"""

import subprocess
import sys
from pathlib import Path

REQUIREMENTS = Path(__file__).resolve().parents[1] / "requirements"
PLATFORMS = ("manylinux_2_28_x86_64", "manylinux_2_27_x86_64", "manylinux_2_17_x86_64")


def resolves(lock: Path, python: str) -> bool:
    """Return whether pip finds a wheel with a locked hash for every line of ``lock``."""
    platforms = [word for platform in PLATFORMS for word in ("--platform", platform)]
    command = [
        *(sys.executable, "-m", "pip", "install", "--dry-run", "--quiet", "--require-hashes"),
        *("--ignore-installed", "--only-binary=:all:", "--no-deps", "--target", "unused"),
        *("--python-version", python, *platforms, "-r", str(lock)),
    ]
    return subprocess.run(command, check=False).returncode == 0


def main() -> None:
    """Say for each lock and Python whether it resolves; exit 1 when one does not."""
    failed = False
    for lock in sorted(REQUIREMENTS.glob("*.txt")):
        for python in ("3.11", "3.12", "3.13"):
            sound = resolves(lock, python)
            failed |= not sound
            print(f"{lock.name} on {python}: {'every wheel exists' if sound else 'FAILED'}")
    sys.exit(failed)


if __name__ == "__main__":
    main()
