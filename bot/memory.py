"""How often what is not needed any more is looked for."""

from __future__ import annotations

import gc

# While libraries are imported hundreds of thousands of objects are made, and nearly all stay.
AT_START = 1_000_000
# Each update makes some hundred objects, of which next to none refer to each other in a ring.
AT_WORK = 5000


def begin() -> None:
    """Keeps the garbage collector out of the start; ``settle`` ends that."""
    gc.set_threshold(AT_START)


def settle() -> None:
    """Takes what exists now out of the garbage collector's rounds: it lasts as long as the process.

    It is most of all there is; to look through it again and again costs a quarter of all work.
    """
    gc.freeze()
    gc.set_threshold(AT_WORK)
