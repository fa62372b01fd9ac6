"""Tables of the report as files to take along."""
