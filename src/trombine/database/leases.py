"""Who is alive: a lock that ends with its process, however that ends, and never a heartbeat."""

import fcntl
import os
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import sqlalchemy as sa

NAMESPACE = 7041
LOCKS = sa.table(
    "pg_locks",
    *(sa.column(name) for name in ("locktype", "database", "classid", "objid")),
    sa.column("granted", sa.Boolean),
)
DATABASES = sa.table("pg_database", sa.column("oid"), sa.column("datname"))


class Leases(Protocol):
    """The signs of life of all workers that share a database."""

    def hold(self, executor: str) -> None:
        """Show that this process lives, until it ends; called again, renew what was lost."""
        ...

    def is_dead(self, executor: str) -> bool:
        """Return whether the process of this worker has ended."""
        ...

    def count_alive(self) -> int:
        """Return how many workers live."""
        ...


@dataclass(slots=True)
class FileLeases:
    """Locked files: for workers of one machine."""

    folder: Path
    _held: int | None = None

    def hold(self, executor: str) -> None:
        """Lock this worker's file; see ``Leases``."""
        if self._held is None:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._held = self._open(executor)
            fcntl.flock(self._held, fcntl.LOCK_EX)  # waits for who just looks

    def is_dead(self, executor: str) -> bool:
        """Return whether nobody has the file locked, and remove it then; see ``Leases``."""
        descriptor = self._open(executor)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        else:
            (self.folder / executor).unlink(missing_ok=True)
            return True
        finally:
            os.close(descriptor)

    def count_alive(self) -> int:
        """Count the files that somebody has locked; see ``Leases``."""
        names = [place.name for place in self.folder.iterdir()] if self.folder.is_dir() else []
        return sum(self._is_held(name) for name in names)

    def _is_held(self, executor: str) -> bool:
        descriptor = self._open(executor)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        finally:
            os.close(descriptor)
        return False

    def _open(self, executor: str) -> int:
        return os.open(self.folder / executor, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


@dataclass(slots=True)
class DatabaseLeases:
    """PostgreSQL's advisory locks of a session: for workers of many machines."""

    database: sa.Engine
    _session: sa.Connection | None = field(default=None, repr=False)

    def hold(self, executor: str) -> None:
        """Keep a session that has this worker's lock; see ``Leases``."""
        if self._session is not None:
            try:
                self._session.execute(sa.select(sa.literal(1)))
                self._session.commit()
            except sa.exc.DBAPIError:
                self._session.invalidate()
                self._session.close()
                self._session = None
        if self._session is None:
            session = self.database.connect()
            session.execute(sa.select(sa.func.pg_advisory_lock(NAMESPACE, _number(executor))))
            session.commit()
            self._session = session

    def is_dead(self, executor: str) -> bool:
        """Return whether no session has the lock; see ``Leases``."""
        lock = sa.func.pg_try_advisory_xact_lock(NAMESPACE, _number(executor))
        with self.database.begin() as connection:
            return bool(connection.execute(sa.select(lock)).scalar_one())

    def count_alive(self) -> int:
        """Count the locks there are in this database; see ``Leases``."""
        here = sa.select(DATABASES.c.oid).where(DATABASES.c.datname == sa.func.current_database())
        query = sa.select(sa.func.count(LOCKS.c.objid.distinct())).where(
            LOCKS.c.locktype == "advisory",
            LOCKS.c.granted,
            LOCKS.c.classid == NAMESPACE,
            LOCKS.c.database == here.scalar_subquery(),
        )
        with self.database.connect() as connection:
            return connection.execute(query).scalar_one()


def open_leases(database: sa.Engine) -> Leases:
    """Return the leases of the workers that share this database."""
    if database.dialect.name == "sqlite":
        return FileLeases(Path(f"{database.url.database}.workers"))
    return DatabaseLeases(database)


def _number(executor: str) -> int:
    """Return a signed 32-bit number for a name, which is random."""
    return zlib.crc32(executor.encode()) - 2**31
