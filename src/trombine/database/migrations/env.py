"""What Alembic runs for every command; the connection comes from ``migrate``."""

from alembic import context

from trombine.database.tables import metadata


def _is_ours(name: str | None, kind: str, _parents: object) -> bool:
    """Leave the job engine's tables alone, which lie in the same database."""
    return kind != "table" or name in metadata.tables


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    include_name=_is_ours,
    render_as_batch=True,  # SQLite can alter a table only by copying it
    user_module_prefix="tables.",
)
with context.begin_transaction():
    context.run_migrations()
