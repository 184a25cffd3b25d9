"""Fetching weights: piece by piece, resumable, and nothing counts before its hash was checked."""

import fnmatch
import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path

from trombine.engines.diffusion.weights import WeightSet
from trombine.engines.diffusion.weights.hub import NETWORK_FAULTS, Hub, HubFile
from trombine.engines.diffusion.weights.store import (
    Lock,
    LockedFile,
    folder_of,
    hash_file,
    read_lock,
    stamp,
)
from trombine.errors import InputRefused, InstallationBroken, OrderFailed, SourceUnreachable

TRIES = 4
OnBytes = Callable[[str, int, int], None]
"""Told the file, its bytes so far and its size."""


def download_weights(weights: WeightSet, root: Path, hub: Hub, *, on_bytes: OnBytes) -> Lock:
    """Fetch what is missing and write the lock; what was begun goes on where it stopped.

    The commit is the one this version was tested with; else the one fetched before; else the hub's
    newest.

    Raises
    ------
    SourceUnreachable
        ``hub_unreachable`` after several tries; what has come so far is kept.
    InputRefused
        ``hub_answer_malformed`` or ``hub_license_other``.
    InstallationBroken
        ``weights_altered``: what came is not what the hub had announced.
    OrderFailed
        ``weights_disk_full``.
    """
    folder = folder_of(weights, root)
    before = read_lock(folder)
    known = before.revision if before else None
    listing = hub.list_files(weights.repository, weights.revision or known)
    if listing.license_name.lower() != weights.license_name.lower():
        raise InputRefused("hub_license_other", name=weights.name, license=weights.license_name)
    wanted = [file for file in listing.files if _is_wanted(file.path, weights)]
    if not wanted:
        raise InputRefused("hub_answer_malformed", hub=hub.address)
    files: dict[str, LockedFile] = {}
    try:
        for file in wanted:
            source = _Source(hub, weights, listing.revision, file)
            files[file.path] = source.bring(folder, on_bytes=on_bytes)
        lock = Lock(weights.repository, listing.revision, weights.license_name, files)
        lock.write(folder)
    except OSError as fault:
        raise OrderFailed("weights_disk_full", path=str(folder)) from fault
    return lock


def copy_weights(weights: WeightSet, root: Path, source: Path, *, on_bytes: OnBytes) -> Lock:
    """Take weights from a folder: another machine's, checked by its lock, or a plain snapshot.

    A snapshot without a lock is believed, and its hashes are recorded as they were read.

    Raises
    ------
    InputRefused
        ``weights_not_there``.
    InstallationBroken
        ``weights_altered``.
    OrderFailed
        ``weights_disk_full``.
    """
    lock = read_lock(source)
    paths = sorted(lock.files) if lock else _find_wanted(weights, source)
    if weights.essential not in paths:
        raise InputRefused("weights_not_there", name=weights.name)
    folder = folder_of(weights, root)
    files: dict[str, LockedFile] = {}
    try:
        for path in paths:
            size = (source / path).stat().st_size
            on_bytes(path, 0, size)
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source / path, folder / path)
            sha256 = hash_file(folder / path)
            if lock and sha256 != lock.files[path].sha256:
                (folder / path).unlink()
                raise InstallationBroken("weights_altered", name=weights.name, file=path)
            files[path] = stamp(folder / path, sha256)
            on_bytes(path, size, size)
    except FileNotFoundError as fault:
        raise InputRefused("weights_not_there", name=weights.name) from fault
    except OSError as fault:
        raise OrderFailed("weights_disk_full", path=str(folder)) from fault
    revision = lock.revision if lock else f"local-{_digest(files)[:12]}"
    copied = Lock(weights.repository, revision, weights.license_name, files)
    copied.write(folder)
    return copied


def _is_wanted(path: str, weights: WeightSet) -> bool:
    return any(fnmatch.fnmatchcase(path, pattern) for pattern in weights.patterns)


def _find_wanted(weights: WeightSet, source: Path) -> list[str]:
    found = (path for path in source.rglob("*") if path.is_file())
    names = sorted(path.relative_to(source).as_posix() for path in found)
    return [name for name in names if _is_wanted(name, weights)]


def _digest(files: dict[str, LockedFile]) -> str:
    """Return one name for the content of all files, for want of a commit."""
    lines = "".join(f"{entry.sha256} {path}\n" for path, entry in sorted(files.items()))
    return hashlib.sha256(lines.encode()).hexdigest()


class _Source:
    """One file on the hub."""

    def __init__(self, hub: Hub, weights: WeightSet, revision: str, file: HubFile) -> None:
        self._hub, self._weights, self._revision, self._file = hub, weights, revision, file

    def bring(self, folder: Path, *, on_bytes: OnBytes) -> LockedFile:
        """Return the entry of the file once it lies in the folder, whole and checked."""
        place = folder / self._file.path
        sha256 = self._check(place)
        if sha256:
            on_bytes(self._file.path, self._file.size, self._file.size)
            return stamp(place, sha256)
        place.parent.mkdir(parents=True, exist_ok=True)
        # The name tells what is being fetched: pieces of two commits are never joined.
        announced = self._file.sha256 or self._file.git_sha1 or ""
        partial = place.with_name(f".{place.name}.{announced[:12]}.part")
        self._fetch(partial, on_bytes=on_bytes)
        sha256 = self._check(partial)
        if not sha256:
            partial.unlink()
            raise InstallationBroken(
                "weights_altered", name=self._weights.name, file=self._file.path
            )
        partial.replace(place)
        return stamp(place, sha256)

    def _fetch(self, partial: Path, *, on_bytes: OnBytes) -> None:
        """Bring all bytes; an interruption counts only when nothing came before it."""
        in_vain = 0
        while True:
            start = partial.stat().st_size if partial.is_file() else 0
            if start and start >= self._file.size:
                return
            try:
                self._fetch_from(start, partial, on_bytes=on_bytes)
            except NETWORK_FAULTS as fault:
                moved = partial.is_file() and partial.stat().st_size > start
                in_vain = 0 if moved else in_vain + 1
                if in_vain == TRIES:
                    raise SourceUnreachable("hub_unreachable", hub=self._hub.address) from fault
            else:
                return

    def _fetch_from(self, start: int, partial: Path, *, on_bytes: OnBytes) -> None:
        where = (self._weights.repository, self._revision, self._file.path)
        with self._hub.read(*where, start=start) as (begins, pieces), partial.open("ab") as stream:
            stream.truncate(begins)
            done = begins
            for piece in pieces:
                stream.write(piece)
                done += len(piece)
                on_bytes(self._file.path, done, self._file.size)
        if done < self._file.size:
            raise ConnectionError  # the other side hung up, which http.client does not say

    def _check(self, path: Path) -> str | None:
        """Return the SHA-256 of a file that is what the hub announced, else None."""
        if not path.is_file() or path.stat().st_size != self._file.size:
            return None
        sha256 = hash_file(path)
        if self._file.sha256:
            return sha256 if sha256 == self._file.sha256 else None
        content = path.read_bytes()  # only small files have no SHA-256 on the hub
        named = b"blob %d\0" % len(content) + content
        right = hashlib.sha1(named, usedforsecurity=False).hexdigest() == self._file.git_sha1
        return sha256 if right else None
