"""What a command is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from handlers.answer import Answer
    from handlers.asked import Asked


def later(module: str, name: str) -> Callable[[Asked], Answer]:
    """The function ``name`` of ``module``, imported when it is first called.

    For what works with the store, whose library is slow to import.
    """

    def call(asked: Asked) -> Answer:
        """What the named function answers."""
        function: Callable[[Asked], Answer] = getattr(import_module(module), name)
        return function(asked)

    return call


@dataclass(frozen=True)
class Command:
    """A command: what is typed, what it does and who may ask it.

    ``examples`` are full lines that answer; the last one needs no further word.
    ``menu`` says whether Telegram's menus show it. ``audience`` is everyone, who may
    be asked for a right of theirs in the chat (``pengelola``), or the bot's admins.
    One that ``stores`` works with the store and may wait for it, or takes long by itself.
    One that ``acts`` changes something for whoever asks it, so that a link or a forwarded
    message does not do it unseen. One that is ``long`` takes a whole message behind it,
    not only a line.
    """

    name: str
    function: Callable[[Asked], Answer]
    summary: str
    usage: str
    examples: tuple[str, ...]
    aliases: tuple[str, ...] = ()
    audience: Literal["semua", "pengelola", "admin"] = "semua"
    menu: bool = True
    stores: bool = False
    long: bool = False
    acts: bool = False

    @property
    def seen_first(self) -> bool:
        """Whether its line must be seen before it is obeyed: it acts, or needs a right."""
        return self.acts or self.audience != "semua"
