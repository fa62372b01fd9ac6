"""Where subscriptions are managed: here, or from private chat in another chat."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from data.models import Obrolan
from data.store import chats, subscriptions
from handlers.mistakes import Mistake

if TYPE_CHECKING:
    from data.models import Langganan
    from handlers.asked import Asked


class Tempat(NamedTuple):
    """A chat with the topic that is managed in it; ``None`` for all, from another chat."""

    chat: Obrolan
    topik: int | None

    @property
    def jauh(self) -> bool:
        """Whether it is managed from another chat."""
        return self.topik is None

    def perintah(self, name: str) -> str:
        """How a line that manages it begins."""
        return f"/{name} di {self.chat.id}" if self.jauh else f"/{name}"


def here(asked: Asked, chat: Obrolan) -> Tempat:
    """The chat and topic that the line was typed in."""
    return Tempat(chat, asked.asker.topic)


def managed(asked: Asked, chat: Obrolan, target: int | None) -> Tempat:
    """The place that the asker, who is in ``chat``, may manage: that chat, or ``target``.

    Raises ``Mistake`` for what is not theirs, and for a chat where the bot is not.
    """
    rights = asked.asker.manages
    refuse_elsewhere(asked, chat, target)
    if target in {None, chat.id}:
        if not asked.asker.private and chat.id not in rights:
            raise Mistake("salah", "bukan_pengelola", f"/{asked.command}")
        return here(asked, chat)
    if target not in rights:
        raise Mistake("salah", "bukan_pengelola_lain", examples=(f"/{asked.command}",))
    known = chats.known(asked.office.store, [target])
    if not known or known[0].keadaan != chats.ACTIVE:
        raise Mistake("salah", "chat_tanpa_bot", examples=(f"/{asked.command}",))
    return Tempat(known[0], None)


def refuse_elsewhere(asked: Asked, chat: Obrolan, target: int | None) -> None:
    """Refuses to manage another chat from a group or channel."""
    if target not in {None, chat.id} and not asked.asker.private:
        raise Mistake("salah", "chat_lain", f"/{asked.command} di")


def of_place(asked: Asked, place: Tempat) -> tuple[Langganan, ...]:
    """The subscriptions of ``place`` that have not ended."""
    return subscriptions.of_place(asked.office.store, place.chat.id, place.topik)
