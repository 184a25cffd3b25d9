"""Brings a database's tables to what this version needs; Alembic's, shipped with the code.

A change of ``tables.py`` comes with a new file in ``versions``, which
``python -m trombine.database.migrations "what changes"`` drafts.
"""

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from dbos import DBOS

from trombine.errors import InstallationBroken

LOCK = 7_040_001
"""Any number nobody else uses: PostgreSQL's advisory lock while somebody migrates."""


def migrate(engine: sa.Engine) -> None:
    """Create or alter the tables of the service and of its job engine.

    Run it once before processes start, not in each. Run twice, the second time changes nothing.
    """
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            # Held by the session: it goes with the connection, whatever happens.
            connection.execute(sa.select(sa.func.pg_advisory_lock(LOCK)))
            connection.commit()
        try:
            command.upgrade(configure(connection), "head")
            connection.commit()
            DBOS.migrate(engine.url.render_as_string(hide_password=False))
        finally:
            connection.invalidate()


def require_migrated(engine: sa.Engine) -> None:
    """Refuse to start on tables of another version.

    Raises
    ------
    InstallationBroken
        ``database_not_migrated``.
    """
    from alembic.runtime.migration import MigrationContext  # noqa: PLC0415  (web starts faster)
    from alembic.script import ScriptDirectory  # noqa: PLC0415

    with engine.connect() as connection:
        wanted = ScriptDirectory.from_config(configure(connection)).get_current_head()
        if MigrationContext.configure(connection).get_current_revision() != wanted:
            raise InstallationBroken("database_not_migrated")


def configure(connection: sa.Connection) -> Config:
    """Return Alembic's configuration for an open connection; there is no file of it."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.attributes["connection"] = connection
    return config
