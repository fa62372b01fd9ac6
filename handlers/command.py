"""What a command is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from handlers.answer import Answer
    from handlers.asked import Asked


@dataclass(frozen=True)
class Command:
    """A command: what is typed, what it does and who may ask it.

    ``examples`` are full lines that answer; the last one needs no further word.
    ``menu`` says whether Telegram's menus show it.
    """

    name: str
    function: Callable[[Asked], Answer]
    summary: str
    usage: str
    examples: tuple[str, ...]
    aliases: tuple[str, ...] = ()
    audience: Literal["semua", "admin"] = "semua"
    menu: bool = True
