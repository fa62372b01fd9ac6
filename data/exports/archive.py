"""ZIP files that are the same bytes for the same content."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

# The earliest that the format can tell.
MOMENT = (1980, 1, 1, 0, 0, 0)
UNIX = 3
READABLE = 0o100644 << 16
# These are compressed already.
PACKED = (".xlsx", ".png", ".zip", ".pdf")


def archive(files: Mapping[str, bytes]) -> bytes:
    """A ZIP of ``files`` by their names, in the order of the names."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as target:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, MOMENT)
            entry.create_system = UNIX
            entry.external_attr = READABLE
            packed = name.endswith(PACKED)
            entry.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
            target.writestr(entry, files[name])
    return held.getvalue()
