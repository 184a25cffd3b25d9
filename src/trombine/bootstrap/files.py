"""Files of whoever asks: photos that are read, pictures that are written."""

import contextlib
import errno
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from trombine.errors import InputRefused, OrderFailed
from trombine.imaging.decoder_child import MAX_BYTES
from trombine.intake.admission import MAXIMUM_PHOTOS

MAXIMUM_IN_FOLDER = 100
"""Every photo is judged in memory, 23 MB each: a whole camera roll would not fit."""
NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
"""What the system calls a disk, a share or a file that takes no more."""
UNREACHABLE = {
    errno.ENAMETOOLONG: "path_too_long",
    errno.ELOOP: "link_leads_nowhere",
    errno.EACCES: "path_forbidden",
    errno.EPERM: "path_forbidden",
}
"""Why the system does not find what a path names, by what it calls the reason."""
OUT_UNREACHABLE = {
    **dict.fromkeys(NO_ROOM, "disk_full"),
    errno.ENAMETOOLONG: "path_too_long",
    errno.ELOOP: "link_leads_nowhere",
    errno.EROFS: "out_read_only",
    errno.ENOTDIR: "out_not_a_folder",
    errno.EEXIST: "out_not_a_folder",
}
"""The same of a folder that is to be written to; every other reason is ``out_not_writable``."""
PROBE = b"\0" * 4096
"""An empty file fits on a full disk."""


@dataclass(frozen=True, slots=True)
class PhotoFile:
    """A file that was given: where it lies, as whoever gave it calls it, and what it holds."""

    path: Path
    content: bytes = field(repr=False)


def collect_photos(paths: Sequence[Path]) -> list[PhotoFile]:
    """Return the files named, or the files in the folders named.

    Raises
    ------
    InputRefused
        ``path_missing``, ``path_too_long``, ``path_forbidden``, ``link_leads_nowhere``,
        ``not_a_photo_path``, ``path_unreadable``, ``no_photos_in_folder``, ``folder_too_full`` or
        ``too_many_photos``.
    """
    kinds = [_kind_of(path) for path in paths]
    named = sum(stat.S_ISREG(kind) for kind in kinds)
    if named > MAXIMUM_PHOTOS:
        raise InputRefused("too_many_photos", given=named, maximum=MAXIMUM_PHOTOS)
    found: list[Path] = []
    for path, kind in zip(paths, kinds, strict=True):
        if stat.S_ISDIR(kind):
            found.extend(_look_into(path))
        elif stat.S_ISREG(kind):
            found.append(path)
        else:
            raise InputRefused("not_a_photo_path", path=str(path))
    return [PhotoFile(path, _read(path)) for path in found]


def _kind_of(path: Path) -> int:
    """Return what a path leads to, as ``stat`` tells it, or say why nothing can be found there."""
    try:
        return path.stat().st_mode
    except (OSError, ValueError) as fault:  # a path with a zero byte is a ValueError
        raise InputRefused(_why_not_there(path, fault), path=str(path)) from fault


def _why_not_there(path: Path, fault: OSError | ValueError) -> str:
    reason = fault.errno if isinstance(fault, OSError) else None
    if reason == errno.ENOENT and _dangles(path):
        return "link_leads_nowhere"
    return UNREACHABLE.get(reason or 0, "path_missing")


def _dangles(path: Path) -> bool:
    """Return whether the path, or a folder on its way, is a link to what is not there."""
    found = [part for part in (path, *path.parents) if os.path.lexists(part)]
    return any(part.is_symlink() and not part.exists() for part in found)


def _look_into(folder: Path) -> list[Path]:
    try:
        inside = sorted(p for p in folder.iterdir() if p.is_file() and p.name[0] != ".")
    except OSError as fault:
        raise InputRefused(_why_unreadable(fault), path=str(folder)) from fault
    if not inside:
        raise InputRefused("no_photos_in_folder")
    if len(inside) > MAXIMUM_IN_FOLDER:
        raise InputRefused("folder_too_full", given=len(inside), maximum=MAXIMUM_IN_FOLDER)
    return inside


def _read(path: Path) -> bytes:
    """Return the content, of what is too large anyway only enough to see that."""
    try:
        with path.open("rb") as stream:
            return stream.read(MAX_BYTES + 1)
    except OSError as fault:
        raise InputRefused(_why_unreadable(fault), path=str(path)) from fault


def _why_unreadable(fault: OSError) -> str:
    return UNREACHABLE.get(fault.errno or 0, "path_unreadable")


def read_file(path: Path) -> bytes:
    """Return the content of one file.

    Raises
    ------
    InputRefused
        ``path_missing``, ``path_too_long``, ``path_forbidden``, ``link_leads_nowhere`` or
        ``path_unreadable``.
    """
    _kind_of(path)
    return _read(path)


@contextlib.contextmanager
def prepared_folder(out: Path, *, needs_bytes: int = 0) -> Iterator[None]:
    """Make the folder avatars go to, or say why it cannot be; it goes again where it stays empty.

    Raises
    ------
    InputRefused
        ``out_not_a_folder``, ``out_not_writable``, ``out_read_only``, ``path_too_long``,
        ``link_leads_nowhere`` or ``disk_full``, the last also where less than ``needs_bytes`` is
        free.
    """
    missing: list[Path] = []
    try:
        missing = [folder for folder in (out, *out.parents) if not os.path.lexists(folder)]
        _make_folder(out, needs_bytes)
        yield
    finally:
        for folder in missing:
            with contextlib.suppress(OSError, ValueError):
                folder.rmdir()


def _make_folder(out: Path, needs_bytes: int) -> None:
    try:
        out.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(prefix=".trombine-", dir=out, buffering=0) as probe:
            probe.write(PROBE)
        if shutil.disk_usage(out).free < needs_bytes:
            raise InputRefused("disk_full", path=str(out))
    except (OSError, ValueError) as fault:
        raise InputRefused(_why_not_writable(out, fault), path=str(out)) from fault


def _why_not_writable(out: Path, fault: OSError | ValueError) -> str:
    reason = fault.errno if isinstance(fault, OSError) else None
    if reason in {errno.EEXIST, errno.ENOENT} and _dangles(out):
        return "link_leads_nowhere"
    return OUT_UNREACHABLE.get(reason or 0, "out_not_writable")


def write_whole(path: Path, content: bytes) -> None:
    """Write a file under its final name at once, so that no half file is ever seen.

    Raises
    ------
    OrderFailed
        As ``prepared_folder`` tells it.
    """
    partial = path.with_name(f".{path.name}.part")
    try:
        with partial.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())  # else a power cut can leave the name without the content
        partial.replace(path)
    except OSError as fault:
        with contextlib.suppress(OSError):
            partial.unlink(missing_ok=True)
        raise OrderFailed(_why_not_writable(path.parent, fault), path=str(path.parent)) from fault
