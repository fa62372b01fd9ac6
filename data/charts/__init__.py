"""Charts drawn from the report, one measure each."""
