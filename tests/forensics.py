"""Looks for pictures, measurements and keys in everything a disk holds, deleted or not."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from subprocess import DEVNULL, CalledProcessError, run

import numpy as np

WINDOW, STEP, LEAST_DIFFERENT = 8, 16, 5
"""Bytes of a shingle, bytes between two, and how many of them must differ to tell anything."""


def shingles(secret: bytes) -> set[int]:
    """Return short pieces of a secret, any of which on a disk would give it away."""
    pieces = (secret[start : start + WINDOW] for start in range(0, len(secret) - WINDOW, STEP))
    return {
        int.from_bytes(piece, "little") for piece in pieces if len(set(piece)) >= LEAST_DIFFERENT
    }


def find_shingles(wanted: Iterable[int], content: bytes) -> int:
    """Return how many pieces stand anywhere in the content, at whatever byte they begin."""
    sought = np.unique(np.fromiter(wanted, np.uint64))
    found: set[int] = set()
    for offset in range(WINDOW):
        length = (len(content) - offset) // WINDOW
        words = np.frombuffer(content, "<u8", length, offset)
        places = np.searchsorted(sought, words).clip(max=sought.size - 1)
        found |= set(words[sought[places] == words].tolist())
    return len(found)


class CannotMount(Exception):
    """This system does not let us look at a disk of our own."""


def mounted(image: Path, folder: Path) -> AbstractContextManager[None]:
    """Mount a file as a disk that writes everything at once; needs root."""
    return _mounted(["-o", "loop,sync", str(image)], folder)


def small_disk(folder: Path, *, kilobytes: int) -> AbstractContextManager[None]:
    """Mount a disk in memory that is soon full; needs root."""
    return _mounted(["-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs"], folder)


@contextmanager
def _mounted(options: Sequence[str], folder: Path) -> Iterator[None]:
    folder.mkdir(exist_ok=True)
    try:
        run(["mount", *options, folder], check=True, stderr=DEVNULL)
    except (CalledProcessError, OSError) as fault:
        raise CannotMount from fault
    try:
        yield
    finally:
        run(["umount", folder], check=True)


def make_disk(image: Path, *, megabytes: int) -> None:
    """Make an empty ext4 disk in a file."""
    with image.open("wb") as file:
        file.truncate(megabytes << 20)
    try:
        run(["mkfs.ext4", "-q", image], check=True, stderr=DEVNULL)
    except (CalledProcessError, OSError) as fault:
        raise CannotMount from fault
