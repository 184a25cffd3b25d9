"""The keys of photos: the one thing whose destruction destroys the photos, at once and for good.

They lie apart from everything that is backed up or replicated, in one of two stores.
"""

import hashlib
import os
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, cast
from urllib.parse import unquote, urlsplit

import redis

from trombine.errors import InputRefused, StorageFault
from trombine.plugins import load_plugins

SEED_BYTES = 4096
PREFIX = "trombine:key:"
DRAFT_S = 3600
"""So long a file may lie beside its place: one that was killed while it made a key left it."""
FOREVER_S = 10 * 365 * 86_400


class KeyStore(Protocol):
    """Keys by the order they belong to, each with a time after which it is gone by itself."""

    def obtain(self, name: str, *, ttl_s: int) -> bytes:
        """Return the key of this name, made now if there is none; the time begins anew."""
        ...

    def read(self, name: str) -> bytes | None:
        """Return the key of this name; None if there is none, or its time has passed."""
        ...

    def extend(self, name: str, *, ttl_s: int) -> None:
        """Begin the time anew; a key that is gone stays gone."""
        ...

    def destroy(self, name: str) -> None:
        """Make the key impossible to recover; one that is not there is no fault."""
        ...

    def expired(self) -> Iterator[str]:
        """Yield the names of keys whose time has passed and that are still to be destroyed."""
        ...


@dataclass(frozen=True, slots=True)
class FileKeys:
    """One small file of random bytes per key, overwritten in place before it is removed.

    The key is the hash of the whole file: any lost part of it makes the key lost. A database
    would leave keys behind in the pages and journals it gives back to the disk (decision 0015).
    The time at which a key is to be gone is its file's time of modification.
    """

    folder: Path
    clock: Callable[[], float] = time.time

    def obtain(self, name: str, *, ttl_s: int) -> bytes:
        """Return the key; see ``KeyStore``."""
        place = self.folder / name
        known = self.read(name)
        if known is None:
            if self._is_due(place):
                self.destroy(name)
            self._make(place, self.clock() + ttl_s)
            known = self.read(name)
        else:
            self.extend(name, ttl_s=ttl_s)
        if known is None:
            raise StorageFault("keys_unreachable")
        return known

    def read(self, name: str) -> bytes | None:
        """Return the key; see ``KeyStore``."""
        place = self.folder / name
        try:
            seed, due_at = place.read_bytes(), place.stat().st_mtime
        except FileNotFoundError:
            return None
        except OSError as fault:
            raise StorageFault("keys_unreachable") from fault
        whole = len(seed) == SEED_BYTES and self.clock() < due_at
        return hashlib.sha256(seed).digest() if whole else None

    def extend(self, name: str, *, ttl_s: int) -> None:
        """Begin the time anew; see ``KeyStore``."""
        due_at = self.clock() + ttl_s
        with suppress(FileNotFoundError):
            os.utime(self.folder / name, (due_at, due_at))

    def destroy(self, name: str) -> None:
        """Overwrite and remove the file; see ``KeyStore``."""
        place = self.folder / name
        try:
            with place.open("r+b", buffering=0) as file:
                file.write(bytes(SEED_BYTES))
                os.fsync(file.fileno())
            place.unlink()
        except FileNotFoundError:
            return
        except OSError as fault:
            raise StorageFault("keys_unreachable") from fault

    def expired(self) -> Iterator[str]:
        """Yield what is due; see ``KeyStore``."""
        for place in self.folder.iterdir() if self.folder.is_dir() else ():
            if self._is_due(place):
                yield place.name

    def _is_due(self, place: Path) -> bool:
        """Return whether a key's time has passed; one that is just being made has some more."""
        grace_s = DRAFT_S if place.name.startswith(".") else 0
        try:
            return self.clock() >= place.stat().st_mtime + grace_s
        except FileNotFoundError:
            return False

    def _make(self, place: Path, due_at: float) -> None:
        """Write a new key beside its place and move it there, unless another was faster.

        Killed in between, it leaves a file that was never used and is due like any other.
        """
        draft = place.with_name(f".{place.name}.{secrets.token_hex(4)}")
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb", buffering=0) as file:
                file.write(secrets.token_bytes(SEED_BYTES))
                os.fsync(file.fileno())
            os.utime(draft, (due_at, due_at))
            with suppress(FileExistsError):
                place.hardlink_to(draft)
        except OSError as fault:
            raise StorageFault("keys_unreachable") from fault
        finally:
            draft.unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class RedisKeys:
    """Keys in the memory of a Redis or Valkey without persistence, for many machines.

    When that server restarts the photos are lost: their orders fail and give the turn back.
    """

    server: redis.Redis

    def obtain(self, name: str, *, ttl_s: int) -> bytes:
        """Return the key; see ``KeyStore``."""
        try:
            self.server.set(PREFIX + name, secrets.token_bytes(32), nx=True)
            self.server.expire(PREFIX + name, ttl_s)
            known = self.server.get(PREFIX + name)
        except redis.RedisError as fault:
            raise StorageFault("keys_unreachable") from fault
        if not isinstance(known, bytes):
            raise StorageFault("keys_unreachable")
        return known

    def read(self, name: str) -> bytes | None:
        """Return the key; see ``KeyStore``."""
        try:
            known = self.server.get(PREFIX + name)
        except redis.RedisError as fault:
            raise StorageFault("keys_unreachable") from fault
        return known if isinstance(known, bytes) else None

    def extend(self, name: str, *, ttl_s: int) -> None:
        """Begin the time anew; see ``KeyStore``."""
        try:
            self.server.expire(PREFIX + name, ttl_s)
        except redis.RedisError as fault:
            raise StorageFault("keys_unreachable") from fault

    def destroy(self, name: str) -> None:
        """Remove the key; see ``KeyStore``."""
        try:
            self.server.delete(PREFIX + name)
        except redis.RedisError as fault:
            raise StorageFault("keys_unreachable") from fault

    def expired(self) -> Iterator[str]:
        """Yield nothing: the server destroys what is due."""
        yield from ()


SCHEMES = ("file", "redis", "rediss", "unix")


def open_keys(url: str) -> KeyStore:
    """Return the store at ``file://FOLDER``, ``redis://...``, ``rediss://...`` or ``unix://...``.

    Other schemes are opened by the entry point of ``trombine.keys`` that has their name.

    Raises
    ------
    InputRefused
        ``storage_scheme_unknown``.
    """
    address = urlsplit(url)
    if address.scheme == "file":
        return FileKeys(Path(unquote(address.path)))
    if address.scheme not in SCHEMES:
        installed = load_plugins("trombine.keys", taken=SCHEMES)
        if address.scheme not in installed:
            known = ", ".join((*SCHEMES, *installed))
            raise InputRefused("storage_scheme_unknown", scheme=address.scheme, known=known)
        return cast("KeyStore", installed[address.scheme].open(url))
    return RedisKeys(redis.Redis.from_url(url, socket_timeout=5, socket_connect_timeout=5))
