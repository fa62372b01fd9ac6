"""A sum over all of ``report.db``, kept in its own header, which tells a file that was damaged.

SQLite notices a page that makes no sense, and not a figure that became another one: what
is cut off at the end of a file reads as zeros.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

# Four bytes of the header that SQLite leaves to programs (``application_id``).
FIRST, END = 68, 72


def seal(path: Path) -> None:
    """Writes the sum of the file at ``path``, which nobody has open, into it."""
    content = path.read_bytes()
    with path.open("r+b") as file:
        file.seek(FIRST)
        file.write(sum_of(content))


def is_sealed(content: bytes) -> bool:
    """Whether ``content`` is a file exactly as it was sealed."""
    return content[FIRST:END] == sum_of(content)


def sum_of(content: bytes) -> bytes:
    """The sum of ``content`` without the place where the sum stands."""
    return zlib.crc32(content[END:], zlib.crc32(content[:FIRST])).to_bytes(4, "big")
