"""Runs migrations over the connection that ``data/store/opening.py`` hands in."""

from __future__ import annotations

from alembic import context

from data.store import schema, schema_processes, schema_service

# All tables share one metadata, of which these modules write a part each.
TABLES = (schema.metadata, schema_processes.proses, schema_service.tiket)

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=schema.metadata,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
