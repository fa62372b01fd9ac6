"""What goes wrong with the store, apart from its library, which is slow to import."""

from __future__ import annotations


class StoreError(Exception):
    """The store cannot be used; the message says why in one Indonesian sentence."""
