"""The store: what changes at run time, apart from the report, in SQLite or PostgreSQL."""
