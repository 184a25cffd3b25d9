"""Who lives is counted alike by files of one machine and by locks of a database."""

from collections.abc import Callable
from pathlib import Path

from tests.service_parts import migrated_file

from trombine.database.engine import open_database
from trombine.database.leases import DatabaseLeases, open_leases
from trombine.settings import read_settings


def test_workers_are_counted_while_they_live(
    tmp_path: Path, make_settings: Callable[[], dict[str, str]]
) -> None:
    (tmp_path / "trombine.sqlite3").write_bytes(migrated_file())
    settings = read_settings({"TROMBINE_DATA": str(tmp_path), **make_settings()})
    looking, one, two = (open_database(settings.database_url) for _ in range(3))
    watcher = open_leases(looking)
    before = watcher.count_alive()

    holders = [open_leases(database) for database in (one, two)]
    for name, holder in zip(("ada", "bob"), holders, strict=True):
        holder.hold(name)
    alive = watcher.count_alive()

    assert (before, alive) == (0, 2)
    for holder in holders:
        if isinstance(holder, DatabaseLeases) and holder._session:  # noqa: SLF001
            holder._session.close()  # noqa: SLF001
    for database in (looking, one, two):
        database.dispose()
