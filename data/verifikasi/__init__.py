"""Checking figures that people state against the report: pure, never guessing."""
