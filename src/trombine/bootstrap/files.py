"""Files of whoever asks: photos that are read, pictures that are written."""

import contextlib
import errno
from collections.abc import Sequence
from pathlib import Path

from trombine.errors import InputRefused, OrderFailed
from trombine.imaging.decoder_child import MAX_BYTES
from trombine.intake.admission import MAXIMUM_PHOTOS

MAXIMUM_IN_FOLDER = 100
"""Every photo is judged in memory, 23 MB each: a whole camera roll would not fit."""
NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
"""What the system calls a disk, a share or a file that takes no more."""


def collect_photos(paths: Sequence[Path]) -> list[bytes]:
    """Return the content of the files named, or of the files in the folders named.

    Raises
    ------
    InputRefused
        ``path_missing``, ``not_a_photo_path``, ``path_unreadable``, ``no_photos_in_folder``,
        ``folder_too_full`` or ``too_many_photos``.
    """
    named = [path for path in paths if path.is_file()]
    if len(named) > MAXIMUM_PHOTOS:
        raise InputRefused("too_many_photos", given=len(named), maximum=MAXIMUM_PHOTOS)
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found.extend(_look_into(path))
        elif path.is_file():
            found.append(path)
        else:
            code = "not_a_photo_path" if path.exists() else "path_missing"
            raise InputRefused(code, path=str(path))
    return [_read(path) for path in found]


def _look_into(folder: Path) -> list[Path]:
    try:
        inside = sorted(p for p in folder.iterdir() if p.is_file() and p.name[0] != ".")
    except OSError as fault:
        raise InputRefused("path_unreadable", path=str(folder)) from fault
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
        raise InputRefused("path_unreadable", path=str(path)) from fault


def read_file(path: Path) -> bytes:
    """Return the content of one file.

    Raises
    ------
    InputRefused
        ``path_missing`` or ``path_unreadable``.
    """
    if not path.exists():
        raise InputRefused("path_missing", path=str(path))
    return _read(path)


def prepare_folder(out: Path) -> None:
    """Make the folder avatars go to, or say why it cannot be.

    Raises
    ------
    InputRefused
        ``out_not_a_folder``, ``out_not_writable`` or ``disk_full``.
    """
    missing = [folder for folder in (out, *out.parents) if not folder.exists()]
    try:
        out.mkdir(parents=True, exist_ok=True)
        probe = out / ".trombine-probe"
        probe.write_bytes(b"")
        probe.unlink()
    except (FileExistsError, NotADirectoryError) as fault:
        raise InputRefused("out_not_a_folder", path=str(out)) from fault
    except OSError as fault:
        for folder in missing:
            with contextlib.suppress(OSError):
                folder.rmdir()
        code = "disk_full" if fault.errno in NO_ROOM else "out_not_writable"
        raise InputRefused(code, path=str(out)) from fault


def write_whole(path: Path, content: bytes) -> None:
    """Write a file under its final name at once, so that no half file is ever seen.

    Raises
    ------
    OrderFailed
        ``disk_full`` or ``out_not_writable``.
    """
    partial = path.with_name(f".{path.name}.part")
    try:
        partial.write_bytes(content)
        partial.replace(path)
    except OSError as fault:
        with contextlib.suppress(OSError):
            partial.unlink(missing_ok=True)
        code = "disk_full" if fault.errno in NO_ROOM else "out_not_writable"
        raise OrderFailed(code, path=str(path.parent)) from fault
