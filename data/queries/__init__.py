"""What can be read from the report, one module a subject, one statement a method."""
