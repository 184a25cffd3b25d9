"""Prove by resolution that every locked wheel exists for Python 3.11, 3.12 and 3.13.

Nothing is installed: uv resolves each lock for each Python, with that Python's markers, wheels only
and hashes required. pip cannot do this: it reads markers by the Python it runs on.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

REQUIREMENTS = Path(__file__).resolve().parents[1] / "requirements"


def resolves(lock: Path, python: str) -> bool:
    """Return whether a wheel with a locked hash is found for every line of ``lock``."""
    with tempfile.TemporaryDirectory() as nowhere:
        command = [
            *(
                "uv",
                "pip",
                "install",
                "--no-config",
                "--quiet",
                "--dry-run",
                "--require-hashes",
                "--no-deps",
            ),
            *("--only-binary", ":all:", "--target", nowhere, "--python-version", python),
            *("--python-platform", "x86_64-manylinux_2_28", "-r", str(lock)),
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
