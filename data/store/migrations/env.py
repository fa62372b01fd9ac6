"""Runs migrations over the connection that ``data/store/opening.py`` hands in."""

from __future__ import annotations

from alembic import context

from data.store.schema_service import tiket

context.configure(
    connection=context.config.attributes["connection"],
    # All tables share one metadata; this module knows every one of them.
    target_metadata=tiket.metadata,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
