"""What can be asked: one module a subject, one list of commands."""
