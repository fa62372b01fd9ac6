"""Made-up messages as Telegram brings them, and a desk that hears."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from telegram import Message

from bot.reply import Reply
from data.models import Frozen
from data.store.errors import StoreError
from handlers.answer import Answer
from handlers.asked import Asked
from handlers.mistakes import Mistake
from tests.bot.courier_parts import FORUM, office_of
from tests.bot.desk_fake import FakeDesk
from tests.telegram_fake import ME

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.addressing import Place
    from data.report import Report
    from handlers.asker import Asker
    from handlers.office import Office


def message(
    person: int | None, chat: int, number: int, *, topic: int = 0, reply_to: int = 0, **content: Any
) -> Message:
    """A message by ``person``, or in the group's name where that is ``None``."""
    kind: dict[str, Any] = {"id": chat, "type": "private", "first_name": "Rekaan"}
    if chat < 0:
        kind = {"id": chat, "type": "supergroup", "title": "Rapat", "is_forum": True}
    made: dict[str, Any] = {"message_id": number, "date": 1767571260, "chat": kind, **content}
    if person is None:
        made |= {
            "sender_chat": kind,
            "from": {"id": 1087968824, "is_bot": True, "first_name": "Group"},
        }
    else:
        made["from"] = {"id": person, "is_bot": False, "first_name": "Rekaan"}
    if topic:
        made |= {"message_thread_id": topic, "is_topic_message": True}
    if reply_to:
        made["reply_to_message"] = {
            "message_id": reply_to,
            "date": 1767571260,
            "chat": kind,
            "from": ME,
            "text": "pesan bot",
        }
    return Message.de_json(made)


def document(name: str | None) -> dict[str, Any]:
    """A made-up file."""
    named = {} if name is None else {"file_name": name}
    return {"document": {"file_id": "f", "file_unique_id": "u", **named}}


class HearingDesk(FakeDesk):
    """A desk that really hears; the reply shows the template's name or the mistake's reason."""

    def __init__(self, report: Report, office: Office) -> None:
        super().__init__()
        self._report, self._office = report, office

    def hear(self, handler: Callable[[Asked], Answer | None], asker: Asker) -> Reply | None:
        """The reply of ``handler``."""
        asked = Asked(self._report, "permintaan", "", (), 2024, asker=asker, office=self._office)
        try:
            answer = handler(asked)
        except Mistake as mistake:
            answer = mistaken(mistake.reason)
        except StoreError:
            answer = mistaken("basis_data")
        if answer is None:
            return None
        return Reply(
            answer=answer,
            html=answer.template,
            plain=answer.template,
            buttons=(),
            copy_label="",
            copy_text=None,
        )


def mistaken(reason: str) -> Answer:
    """An answer that shows only why there is none."""
    return Answer(command=None, template=reason, data=Frozen(), understood=False)


class NotingMessenger:
    """Notes what would be sent: the chat and the words."""

    def __init__(self) -> None:
        self.sent: list[tuple[int, str]] = []

    async def send(self, place: Place, reply: Reply) -> int:
        """Notes a reply."""
        self.sent.append((place.chat_id, reply.html))
        return 1

    async def say(self, place: Place, html: str) -> int:
        """Notes a text."""
        self.sent.append((place.chat_id, html))
        return 1


__all__ = ["FORUM", "HearingDesk", "NotingMessenger", "document", "message", "office_of"]
