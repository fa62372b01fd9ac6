"""Albums: messages that Telegram shows as one, and of which one is answered."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from telegram import Message

REMEMBERED = 64


class Albums:
    """The latest albums that were seen."""

    def __init__(self) -> None:
        self._seen: deque[str] = deque(maxlen=REMEMBERED)

    def is_first(self, message: Message) -> bool:
        """Whether ``message`` is alone, or the first of its album that comes here."""
        album = message.media_group_id
        if album is None:
            return True
        if album in self._seen:
            return False
        self._seen.append(album)
        return True
