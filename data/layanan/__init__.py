"""Requests for information: the rules, working days, published answers."""
