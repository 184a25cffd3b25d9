"""Opens the database; what SQLite needs to serve several processes is set here."""

import sqlite3
import sys
import time
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Dialect

from trombine.errors import InstallationBroken

BUSY_TIMEOUT_S = 30
CONNECTIONS = 20
DISK_FULL = "53100"
"""PostgreSQL's name for it; SQLite has words."""
OLDEST_SQLITE = (3, 38, 0) if sys.version_info >= (3, 12) else (3, 35, 0)
"""The first whose INSERT returns rows, which the job engine asks for; from Python 3.12 on its
tables are written with ``unixepoch``, too, which came later.
"""
SUBSECONDS = (3, 42, 0)
"""The first SQLite that tells the time in fractions of a second by ``unixepoch('subsec')``."""


def open_database(url: str) -> sa.Engine:
    """Return the engine for ``sqlite:///PATH`` or ``postgresql+psycopg://...``.

    Connections are made on first use, and errors tell no values: a log must not hold a key. On
    SQLite a transaction begins with its first write, and takes the write lock then: what must not
    change under a transaction is read after that write.

    Raises
    ------
    InstallationBroken
        ``sqlite_too_old``.
    """
    address = sa.make_url(url)
    if address.get_backend_name() != "sqlite":
        return sa.create_engine(
            address,
            pool_size=CONNECTIONS,
            pool_pre_ping=True,
            hide_parameters=True,
            connect_args={"connect_timeout": 10, "keepalives_idle": 5, "keepalives_count": 3},
        )
    require_sqlite(sqlite3.sqlite_version_info)
    if address.database:
        Path(address.database).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    engine = sa.create_engine(
        address,
        pool_size=CONNECTIONS,
        hide_parameters=True,
        connect_args={"check_same_thread": False, "timeout": BUSY_TIMEOUT_S},
    )
    sa.event.listen(engine, "do_connect", _connect_sqlite)
    return engine


def require_sqlite(found: tuple[int, ...]) -> None:
    """Refuse a version of SQLite the tables cannot be kept in.

    Raises
    ------
    InstallationBroken
        ``sqlite_too_old``.
    """
    if found < OLDEST_SQLITE:
        raise InstallationBroken(
            "sqlite_too_old", found=_as_words(found), oldest=_as_words(OLDEST_SQLITE)
        )


def is_full(fault: sa.exc.OperationalError) -> bool:
    """Return whether the database's disk has no more room, rather than something else."""
    reason = fault.orig
    return "is full" in str(reason) or getattr(reason, "sqlstate", "") == DISK_FULL


def _connect_sqlite(
    dialect: Dialect, _record: object, arguments: list[str], named: dict[str, object]
) -> sqlite3.Connection:
    connection: sqlite3.Connection = dialect.loaded_dbapi.connect(*arguments, **named)
    connection.isolation_level = "IMMEDIATE"
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "secure_delete=ON",
    ):
        connection.execute(f"PRAGMA {pragma}")
    if sqlite3.sqlite_version_info < SUBSECONDS:
        # From Python 3.12 on the job engine dates its rows with it, whatever the library can do.
        connection.create_function("unixepoch", 1, _tell_seconds)
    return connection


def _as_words(version: tuple[int, ...]) -> str:
    return ".".join(map(str, version))


def _tell_seconds(word: str) -> float | None:
    """Return what ``unixepoch('subsec')`` does in newer versions; nothing else is asked of it."""
    return round(time.time(), 3) if word == "subsec" else None
