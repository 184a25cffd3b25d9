"""What the service stands on: folders that can be written to, and memory that is enough."""

import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

import sqlalchemy as sa

from trombine.bootstrap.memory import memory_mb, require_memory
from trombine.database.engine import require_sqlite
from trombine.errors import InputRefused
from trombine.settings import Settings


def require_ground(settings: Settings) -> None:
    """Refuse to start where the service could not work, with what is missing.

    Raises
    ------
    InputRefused
        ``data_not_writable``.
    InstallationBroken
        ``sqlite_too_old`` or ``memory_too_small``.
    """
    if settings.database_url.startswith("sqlite"):
        require_sqlite(sqlite3.sqlite_version_info)
    for folder in list_folders(settings):
        require_writable(folder)
    require_memory(memory_mb())


def list_folders(settings: Settings) -> Iterator[Path]:
    """Yield the folders of this machine the service writes to, each once."""
    folders = [settings.data]
    if settings.database_url.startswith("sqlite") and (
        file := sa.make_url(settings.database_url).database
    ):
        folders.append(Path(file).absolute().parent)
    addresses = map(urlsplit, (settings.blobs, settings.keys))
    folders += [Path(unquote(each.path)) for each in addresses if each.scheme == "file"]
    yield from dict.fromkeys(folders)


def require_writable(folder: Path) -> None:
    """Make a folder unless it is there, and see that a file can be made in it.

    Raises
    ------
    InputRefused
        ``data_not_writable``.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        tempfile.TemporaryFile(dir=folder).close()
    except OSError as fault:
        raise InputRefused("data_not_writable", path=str(folder)) from fault
