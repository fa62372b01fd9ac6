"""Links that take a question to the private chat with the bot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.keyboards import Link
from handlers.links import address, payload

if TYPE_CHECKING:
    from bot.rendering import Renderer


def private_link(renderer: Renderer, username: str, line: str) -> Link | None:
    """A button that asks ``line`` in private chat; ``None`` where no link can hold it."""
    start = payload(line) if line.startswith("/") else None
    if start is None:
        return None
    return Link(renderer.label("chat_pribadi"), address(username, start))
