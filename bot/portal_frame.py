"""What every page of the portal has around it: the report, the bot, the version, the style."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from bot.rendering import TEMPLATES
from data.exports.cells import long_date
from data.exports.citing import LICENCE, citation
from handlers.links import address, payload

if TYPE_CHECKING:
    from collections.abc import Callable

    from data.models.unduhan import Asal

BASE = "/data"
STYLE = "/portal.css"
ICON = "/favicon.svg"
STYLE_FILE = TEMPLATES / "portal" / "portal.css"
ICON_FILE = TEMPLATES / "portal" / "favicon.svg"


@dataclass(frozen=True)
class Frame:
    """What pages say of where they are from; ``username`` is the bot's, empty until known."""

    asal: Asal
    username: Callable[[], str]

    @property
    def base(self) -> str:
        """Where the tables are."""
        return BASE

    @property
    def ikon(self) -> str:
        """The address of the icon."""
        return ICON

    @cached_property
    def gaya(self) -> str:
        """The address of the style, another one whenever it changes."""
        return f"{STYLE}?v={hashlib.sha256(STYLE_FILE.read_bytes()).hexdigest()[:8]}"

    @property
    def bot(self) -> str:
        """The address of the bot; empty while nobody knows its name."""
        name = self.username()
        return f"https://t.me/{name}" if name else ""

    @property
    def nama_bot(self) -> str:
        """The bot's name as people type it; empty while nobody knows it."""
        name = self.username()
        return f"@{name}" if name else ""

    def tanya(self, line: str) -> str:
        """The address that asks the bot ``line``; empty where there is none."""
        name, start = self.username(), payload(line)
        return address(name, start) if name and start else ""

    @cached_property
    def tanggal(self) -> str:
        """The report's date."""
        return long_date(self.asal.tanggal)

    @cached_property
    def kutipan(self) -> str:
        """The report as it is cited."""
        return citation(self.asal)

    @property
    def lisensi(self) -> str:
        """What the report says of a licence."""
        return LICENCE
