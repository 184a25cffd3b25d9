"""The folder weights lie in: a lock beside the files says what they must be.

A file that was checked is not read again until its time or size changes: hashing all of them takes
half a minute, and a start should not.
"""

import contextlib
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from trombine.engines.diffusion.weights import WeightSet
from trombine.errors import InstallationBroken

LOCK_NAME = "trombine.lock.json"


@dataclass(frozen=True, slots=True)
class LockedFile:
    """What a file must be, and the time it bore when it was last found so."""

    size: int
    sha256: str
    mtime_ns: int


@dataclass(frozen=True, slots=True)
class Lock:
    """What was fetched: the commit, the license that was accepted, every file."""

    repository: str
    revision: str
    license_name: str
    files: Mapping[str, LockedFile]

    def write(self, folder: Path) -> None:
        """Put the lock beside the files."""
        partial = folder / f".{LOCK_NAME}.part"
        partial.write_text(json.dumps(asdict(self), indent=1, sort_keys=True), encoding="utf-8")
        partial.replace(folder / LOCK_NAME)


def read_lock(folder: Path) -> Lock | None:
    """Return the lock of a folder; None where nothing was ever fetched completely.

    Raises
    ------
    InstallationBroken
        ``weights_lock_malformed``.
    """
    try:
        known = json.loads((folder / LOCK_NAME).read_text(encoding="utf-8"))
        files = {path: LockedFile(**entry) for path, entry in known.pop("files").items()}
        return Lock(**known, files=files)
    except FileNotFoundError:
        return None
    except (ValueError, TypeError, KeyError, AttributeError) as fault:
        raise InstallationBroken("weights_lock_malformed", name=folder.name) from fault


def folder_of(weights: WeightSet, root: Path) -> Path:
    """Return where these weights lie, or would lie."""
    return root / weights.name


def check_presence(weights: WeightSet, root: Path) -> Lock:
    """Return the lock after looking whether every file is there, without reading one.

    Raises
    ------
    InstallationBroken
        ``weights_missing`` or ``weights_altered``, with the command that mends it in its sentence.
    """
    folder = folder_of(weights, root)
    lock = read_lock(folder)
    if lock is None:
        raise InstallationBroken("weights_missing", name=weights.name)
    for path, entry in lock.files.items():
        if not (folder / path).is_file():
            raise InstallationBroken("weights_missing", name=weights.name)
        if (folder / path).stat().st_size != entry.size:
            raise InstallationBroken("weights_altered", name=weights.name, file=path)
    return lock


def require_weights(weights: WeightSet, root: Path) -> Lock:
    """Return the lock after checking every file; one that did not change is not read again.

    Raises
    ------
    InstallationBroken
        ``weights_missing`` or ``weights_altered``.
    """
    folder = folder_of(weights, root)
    lock = check_presence(weights, root)
    changed = {
        path: entry
        for path, entry in lock.files.items()
        if (folder / path).stat().st_mtime_ns != entry.mtime_ns
    }
    for path, entry in changed.items():
        if hash_file(folder / path) != entry.sha256:
            raise InstallationBroken("weights_altered", name=weights.name, file=path)
    if changed:
        renewed = {path: stamp(folder / path, lock.files[path].sha256) for path in changed}
        lock = replace(lock, files={**lock.files, **renewed})
        with contextlib.suppress(OSError):  # a folder that may not be written is read each time
            lock.write(folder)
    return lock


def verify_weights(weights: WeightSet, root: Path) -> Iterator[tuple[str, bool]]:
    """Yield every file and whether it is what the lock says, reading all of them.

    Raises
    ------
    InstallationBroken
        ``weights_missing`` when nothing was fetched.
    """
    folder = folder_of(weights, root)
    lock = read_lock(folder)
    if lock is None:
        raise InstallationBroken("weights_missing", name=weights.name)
    for path, entry in sorted(lock.files.items()):
        known = folder / path
        yield path, known.is_file() and hash_file(known) == entry.sha256


def hash_file(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def stamp(path: Path, sha256: str) -> LockedFile:
    """Return the entry of a file that was just checked."""
    found = path.stat()
    return LockedFile(found.st_size, sha256, found.st_mtime_ns)
