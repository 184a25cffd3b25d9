"""Where ciphertext lies: a folder on this machine, or an object store many machines share."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, cast
from urllib.parse import unquote, urlsplit

import obstore
from obstore.exceptions import BaseError
from obstore.store import LocalStore, ObjectStore, from_url

from trombine.errors import InputRefused, StorageFault
from trombine.plugins import load_plugins


@dataclass(frozen=True, slots=True)
class StoredObject:
    """What a listing tells of an object."""

    name: str
    modified_at: datetime


@dataclass(frozen=True, slots=True)
class BlobStore:
    """Objects by name, written whole or not at all.

    ``folder`` is set where they are files of this machine.
    """

    store: ObjectStore
    folder: Path | None = None

    def write(self, name: str, content: bytes) -> None:
        """Store an object.

        Raises
        ------
        StorageFault
            ``storage_full`` or ``storage_unreachable``; nothing is stored then.
        """
        try:
            obstore.put(self.store, name, content, use_multipart=False)
        except (BaseError, OSError) as fault:
            self._sweep(name)
            full = "No space left" in str(fault) or "quota" in str(fault).lower()
            raise StorageFault("storage_full" if full else "storage_unreachable") from fault

    def read(self, name: str) -> bytes | None:
        """Return an object's content; None where there is none.

        Raises
        ------
        StorageFault
            ``storage_unreachable``.
        """
        try:
            return bytes(obstore.get(self.store, name).bytes())
        except FileNotFoundError:
            return None
        except (BaseError, OSError) as fault:
            raise StorageFault("storage_unreachable") from fault

    def erase(self, names: Sequence[str]) -> None:
        """Delete objects; those that are not there are no fault.

        Raises
        ------
        StorageFault
            ``storage_unreachable``: some may be left.
        """
        for name in names:
            try:
                obstore.delete(self.store, name)
            except FileNotFoundError:
                continue
            except (BaseError, OSError) as fault:
                raise StorageFault("storage_unreachable") from fault

    def names(self, prefix: str = "") -> Iterator[StoredObject]:
        """Yield the objects under a prefix, which ends with a slash or is empty.

        Raises
        ------
        StorageFault
            ``storage_unreachable``.
        """
        try:
            for page in obstore.list(self.store, prefix or None):
                for entry in page:
                    yield StoredObject(entry["path"], entry["last_modified"])
        except (BaseError, OSError) as fault:
            raise StorageFault("storage_unreachable") from fault

    def unfinished_files(self) -> Iterator[Path]:
        """Yield what a process killed while writing has left in the folder, no listing shows it."""
        if self.folder is not None and self.folder.is_dir():
            yield from self.folder.rglob("*#*")

    def _sweep(self, name: str) -> None:
        """Remove what a write that failed has left."""
        if self.folder is not None:
            place = self.folder / name
            for left in place.parent.glob(f"{place.name}#*"):
                left.unlink(missing_ok=True)


SCHEMES = ("file", "memory", "s3", "s3a", "gs", "az", "azure", "abfs", "abfss", "http", "https")


def open_blobs(url: str, options: Mapping[str, Any] | None = None) -> BlobStore:
    """Return the store at ``file://PATH``, ``s3://BUCKET/PREFIX``, ``gs://...`` or ``az://...``.

    Credentials and endpoints of object stores come from their usual environment variables;
    ``options`` add to them. Other schemes are opened by the entry point of ``trombine.blobs`` that
    has their name: a function from the address to a store.

    Raises
    ------
    InputRefused
        ``storage_scheme_unknown``.
    """
    address = urlsplit(url)
    if address.scheme == "file":
        folder = Path(unquote(address.path))
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return BlobStore(LocalStore(folder, automatic_cleanup=True), folder)
    if address.scheme in SCHEMES:
        return BlobStore(from_url(url, **(options or {})))
    installed = load_plugins("trombine.blobs", taken=SCHEMES)
    if address.scheme not in installed:
        known = ", ".join((*SCHEMES, *installed))
        raise InputRefused("storage_scheme_unknown", scheme=address.scheme, known=known)
    # What it returns is a store of obstore, or looks like one.
    return BlobStore(cast("ObjectStore", installed[address.scheme].open(url)))
