"""The checker: everything in a report that can be recomputed or held against another place."""

from data.checks.rules import RULES, find_all

__all__ = ["RULES", "find_all"]
