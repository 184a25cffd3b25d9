"""Compiled kernels: kept on disk where a folder can be had, else in memory; nothing fails for it.

numba alone refuses to import a kernel where it finds no folder to keep it in, and lets a call fail
whose kernel it cannot write or read back. The folders are chosen here, from the environment alone,
so that every process of one installation chooses the same (docs/decisions/0031).
"""

import os
import stat
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from numba import njit
from numba.core.caching import CompileResultCacheImpl, FunctionCache, InTreeCacheLocator

Kernel = TypeVar("Kernel", bound=Callable[..., Any])

FOLDER = "kernels"
CHOSEN = "NUMBA_CACHE_DIR"
"""numba's own variable: who sets it has chosen the one folder."""


def kernel(*, fastmath: bool = False) -> Callable[[Kernel], Kernel]:
    """Compile a function on its first call, without the interpreter's lock, and keep the code.

    Parameters
    ----------
    fastmath
        Lets sums be reordered and supposes that no number is infinite or missing.
    """

    def compile_later(function: Kernel) -> Kernel:
        compiled: Kernel = njit(function, fastmath=fastmath, nogil=True)
        compiled._cache = _Shelves(function)  # type: ignore[attr-defined]  # noqa: SLF001
        return compiled

    return compile_later


def kernel_folders() -> Iterator[Path | None]:
    """Yield where kernels are looked for and kept, best first; None is beside the code.

    What lies beside the code may be read where it cannot be written: an image built with
    ``trombine doctor --warm`` starts fast for every user.
    """
    if chosen := os.environ.get(CHOSEN):
        yield Path(chosen)
        return
    yield None
    for folder in _own_folders():
        if _is_private(folder):
            yield folder


def kept_in() -> Path | None:
    """Return the folder new kernels go to; None where they stay in memory."""
    for folder in kernel_folders():
        place = folder or Path(__file__).parent
        if _takes_files(place):
            return place
    return None


def _own_folders() -> Iterator[Path]:
    """Yield folders of whoever runs this: of the service's data, of systemd's cache, of the user.

    A home that is not known, as that of a user without an entry, yields nothing.
    """
    if data := os.environ.get("TROMBINE_DATA"):
        yield Path(data).absolute() / FOLDER
    if given := os.environ.get("CACHE_DIRECTORY", "").partition(":")[0]:
        yield Path(given) / FOLDER
    caches = Path(os.environ.get("XDG_CACHE_HOME", ""))
    if caches.is_absolute():
        yield caches / "trombine" / FOLDER
        return
    with suppress(RuntimeError):
        yield Path.home() / ".cache" / "trombine" / FOLDER


def _is_private(folder: Path) -> bool:
    """Return whether nobody else can put code there: what is read back is run.

    Of a folder that is not there yet its nearest parent is asked. A group may be let into that one,
    as homes are where every user has a group of their own.
    """
    nearest = _nearest(folder)
    if nearest is None:
        return False
    found = nearest.stat()
    others = stat.S_IWOTH | (stat.S_IWGRP if nearest == folder else 0)
    return found.st_uid == os.geteuid() and not found.st_mode & others


def _takes_files(folder: Path) -> bool:
    nearest = _nearest(folder)
    return nearest is not None and os.access(nearest, os.W_OK | os.X_OK)


def _nearest(folder: Path) -> Path | None:
    """Return the folder, or the nearest of its parents that is there; None where none may be seen.

    A file in the way counts as nothing: no folder can be made there.
    """
    for place in (folder, *folder.parents):
        try:
            found = place.stat()
        except FileNotFoundError:
            continue
        except OSError:
            return None
        return place if stat.S_ISDIR(found.st_mode) else None
    return None


class _Shelves:
    """What is kept of one kernel, in every folder; stands where numba has the cache of one.

    A folder that cannot be read, a file that was cut off and a full disk all mean the same: the
    kernel is compiled again, and stays in memory.
    """

    def __init__(self, function: Callable[..., Any]) -> None:
        self._function = function
        self._opened: list[FunctionCache] | None = None

    @property
    def cache_path(self) -> str:
        """Where it is kept, best place first; empty where nowhere."""
        shelves = self._shelves()
        return str(shelves[0].cache_path) if shelves else ""

    def load_overload(self, signature: object, target: object) -> object:
        """Return what is kept for these types of arguments; None where nothing is."""
        for shelf in self._shelves():
            try:
                found: object = shelf.load_overload(signature, target)
            except OSError:
                continue
            except Exception:  # noqa: BLE001  (whatever a file that was cut off makes of its reader)
                with suppress(OSError):
                    shelf.flush()
                continue
            if found is not None:
                return found
        return None

    def save_overload(self, signature: object, compiled: object) -> None:
        """Keep it in the first folder that takes it."""
        for shelf in self._shelves():
            with suppress(OSError):
                shelf.save_overload(signature, compiled)
                return

    def flush(self) -> None:
        """Forget what is kept, where it can be forgotten."""
        for shelf in self._shelves():
            with suppress(OSError):
                shelf.flush()

    def _shelves(self) -> list[FunctionCache]:
        """Return numba's caches, opened at the first call: importing a kernel looks at no disk."""
        if self._opened is None:
            self._opened = [_shelf_in(folder)(self._function) for folder in kernel_folders()]
        return self._opened


@cache
def _shelf_in(folder: Path | None) -> type[FunctionCache]:
    """Return numba's cache, with its files in this folder; None: beside the code."""

    class Place(InTreeCacheLocator):  # type: ignore[misc]
        def __init__(self, function: Callable[..., Any], file: str) -> None:
            super().__init__(function, file)
            if folder is not None:
                self._cache_path = str(folder / self.get_suitable_cache_subpath(file))

        @classmethod
        def from_function(cls, function: Callable[..., Any], file: str) -> "Place":
            """Take the folder as it is: whether it can be written shows when it is."""
            return cls(function, file)

        def ensure_cache_path(self) -> None:
            """Make the folder, which others need not see into."""
            if folder is not None:
                folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            super().ensure_cache_path()

    class Keeping(CompileResultCacheImpl):  # type: ignore[misc]
        _locator_classes = (Place,)

    class Shelf(FunctionCache):  # type: ignore[misc]
        _impl_class = Keeping

    return Shelf
