"""Who asks, and where: what decides which commands are theirs."""

from __future__ import annotations

from dataclasses import dataclass

from data.models import Obrolan


@dataclass(frozen=True, slots=True)
class Asker:
    """A person in a chat, as far as Telegram vouches for them.

    ``id`` is ``None`` for whoever acts in the name of a chat (an anonymous admin, a
    channel): nobody in particular, so never an ``admin``. ``topic`` is 0 outside of
    topics. An ``officer`` answers requests for information. ``manages`` holds those
    chats, of the ones that matter to the question, of which Telegram has just said that
    this person is an admin. ``occasion`` names the message or the press that asks, the same
    when Telegram repeats it; empty where nothing does.
    """

    id: int | None = None
    admin: bool = False
    officer: bool = False
    chat: Obrolan | None = None
    topic: int = 0
    manages: frozenset[int] = frozenset()
    occasion: str = ""

    @property
    def private(self) -> bool:
        """Whether nobody else reads along: a private chat, or a terminal."""
        return self.chat is None or self.chat.jenis == "private"


ANYBODY = Asker()
