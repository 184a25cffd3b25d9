"""A migrated database is what the tables say, and stays so when it is migrated again."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from trombine.database.engine import open_database
from trombine.database.migrations import migrate, require_migrated
from trombine.database.tables import metadata
from trombine.errors import InstallationBroken


def test_migrations_lead_to_what_the_tables_say(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path}/new.sqlite3")
    migrate(database)
    migrate(database)
    require_migrated(database)
    options = {"include_name": lambda name, kind, _: kind != "table" or name in metadata.tables}
    with database.connect() as connection:
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, metadata) == []
    database.dispose()


def test_an_empty_database_is_not_served(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path}/empty.sqlite3")
    with pytest.raises(InstallationBroken, match="database_not_migrated"):
        require_migrated(database)
    database.dispose()
