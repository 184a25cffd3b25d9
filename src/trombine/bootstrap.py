"""Puts the parts together for those who ask from outside: command line and library."""

import contextlib
from collections.abc import Sequence
from pathlib import Path

from trombine.errors import InputRefused
from trombine.intake.admission import MAXIMUM_PHOTOS

DEFAULT_ENGINE = "portrait"
DEFAULT_STYLES = ("painted", "comic", "neon", "oil", "banknote")
MAXIMUM_WORKERS = 16


def collect_photos(paths: Sequence[Path]) -> list[bytes]:
    """Return the content of the files named, or of the files in the folders named.

    Raises
    ------
    InputRefused
        ``path_missing``, ``no_photos_in_folder`` or ``too_many_photos``.
    """
    named = [path for path in paths if path.is_file()]
    if len(named) > MAXIMUM_PHOTOS:
        raise InputRefused("too_many_photos", given=len(named), maximum=MAXIMUM_PHOTOS)
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(p for p in path.iterdir() if p.is_file() and p.name[0] != ".")
            if not inside:
                raise InputRefused("no_photos_in_folder")
            found.extend(inside)
        elif path.is_file():
            found.append(path)
        else:
            raise InputRefused("path_missing", path=str(path))
    return [path.read_bytes() for path in found]


def prepare_folder(out: Path) -> None:
    """Make the folder avatars go to, or say why it cannot be.

    Raises
    ------
    InputRefused
        ``out_not_a_folder`` or ``out_not_writable``.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
        probe = out / ".trombine-probe"
        probe.write_bytes(b"")
        probe.unlink()
    except (FileExistsError, NotADirectoryError) as fault:
        raise InputRefused("out_not_a_folder", path=str(out)) from fault
    except OSError as fault:
        with contextlib.suppress(OSError):
            out.rmdir()
        reason = fault.strerror or "?"
        raise InputRefused("out_not_writable", path=str(out), reason=reason) from fault
