"""A migrated database is what the tables say, and stays so when it is migrated again."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from trombine.database.engine import open_database
from trombine.database.migrations import configure, migrate, require_migrated
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


def test_orders_are_given_their_queue_and_keep_what_is_theirs(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path}/old.sqlite3")
    asked = {"painted": '["painted", "comic"]', "imagined": '["jazz"]', "words": '["own-words"]'}
    with database.connect() as connection:
        command.upgrade(configure(connection), "0007")
        connection.exec_driver_sql(
            "INSERT INTO users (id, picture_id, created_at) VALUES ('ada', 'p', 0)"
        )
        for order_id, styles in asked.items():
            connection.exec_driver_sql(
                "INSERT INTO orders (id, user_id, state, styles, options, total, size_px, seed, "
                "created_at, touched_at) VALUES (?, 'ada', 'draft', ?, '{}', 30, 64, 0, 0, 0)",
                (order_id, styles),
            )
            connection.exec_driver_sql(
                "INSERT INTO photos (order_id, number, object, size_bytes, uploaded_at) "
                "VALUES (?, 1, 'x', 1, 0)",
                (order_id,),
            )
        connection.commit()
        command.upgrade(configure(connection), "0008")
        connection.commit()
        rows = connection.execute(sa.text("SELECT id, queue FROM orders")).all()
        queues = {row.id: row.queue for row in rows}
        assert queues == {"painted": "orders", "imagined": "gpu", "words": "gpu"}
        command.downgrade(configure(connection), "0007")
        connection.commit()
        for table in ("orders", "photos"):
            count = sa.select(sa.func.count()).select_from(sa.table(table))
            assert connection.execute(count).scalar_one() == 3
    database.dispose()
