"""What can be read from the report, one module a subject, one statement a method.

A report never changes while it is open, so what was read once is remembered.
"""

REPORTS = 16
