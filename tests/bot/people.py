"""People at their phones, over the stand-in: they type, reply, send files and press buttons."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

from tests.telegram_fake import ME

if TYPE_CHECKING:
    from tests.botapi_standin import BotApi, Message

NUMBERS = itertools.count(5000)


class Person:
    """Somebody in a chat, in private chat unless ``group`` is given."""

    def __init__(self, api: BotApi, number: int, *, group: int | None = None) -> None:
        self._api = api
        self.number = number
        self._who = {"id": number, "is_bot": False, "first_name": "Rekaan"}
        self.chat_id = number if group is None else group
        self._chat: dict[str, Any] = {"id": number, "type": "private", "first_name": "Rekaan"}
        if group is not None:
            self._chat = {"id": group, "type": "supergroup", "title": "Rapat", "is_forum": True}

    async def types(
        self, text: str, *, topic: int | None = None, reply_to: Message | None = None, **more: Any
    ) -> int:
        """The number of the text that this person writes."""
        entities = {}
        if text.startswith("/"):
            length = len(text.split(maxsplit=1)[0])
            entities = {"entities": [{"type": "bot_command", "offset": 0, "length": length}]}
        return await self._writes({"text": text, **entities, **more}, topic, reply_to)

    async def sends(
        self,
        name: str,
        *,
        caption: str = "",
        topic: int | None = None,
        reply_to: Message | None = None,
        **more: Any,
    ) -> int:
        """The number of the document that this person sends."""
        file = {"file_id": name, "file_unique_id": f"u{name}", "file_name": name, "file_size": 9}
        said = {"caption": caption} if caption else {}
        return await self._writes({"document": file, **said, **more}, topic, reply_to)

    async def presses(self, message: Message, label: str) -> None:
        """This person presses the button ``label`` under ``message``."""
        rows = (message.markup or {})["inline_keyboard"]
        data = next(
            button["callback_data"] for row in rows for button in row if label in button["text"]
        )
        number = next(NUMBERS)
        press = {
            "id": str(number),
            "from": self._who,
            "chat_instance": "1",
            "data": data,
            "message": self._shown(message),
        }
        await self._api.push({"update_id": number, "callback_query": press})

    async def reads(self, phrase: str, times: int = 1) -> Message:
        """The latest message of the chat with ``phrase``, once there are so many."""

        def there() -> list[Message]:
            return [item for item in self._api.messages[self.chat_id] if phrase in item.text]

        await self._api.when(lambda: len(there()) >= times)
        return there()[-1]

    async def gets_copy(self, source: int, number: int) -> Message:
        """The copy of a message in this person's chat, once it is there."""

        def there() -> list[Message]:
            return [m for m in self._api.messages[self.chat_id] if m.copied == (source, number)]

        await self._api.when(lambda: bool(there()))
        (found,) = there()
        return found

    async def _writes(
        self, content: dict[str, Any], topic: int | None, reply_to: Message | None
    ) -> int:
        update, last = next(NUMBERS), self._api.messages[self.chat_id]
        number = 1 + max([update, *(message.message_id for message in last)])
        message = {
            "message_id": number,
            "from": self._who,
            "chat": self._chat,
            "date": 1767571260,
            **content,
        }
        if topic is not None:
            message |= {"message_thread_id": topic, "is_topic_message": True}
        if reply_to is not None:
            message["reply_to_message"] = self._shown(reply_to)
        await self._api.push({"update_id": update, "message": message})
        return number

    def _shown(self, message: Message) -> dict[str, Any]:
        shown = {
            "message_id": message.message_id,
            "from": ME,
            "chat": self._chat,
            "date": message.date,
            "text": message.text,
        }
        if message.thread is not None:
            shown |= {"message_thread_id": message.thread, "is_topic_message": True}
        return shown | ({"reply_markup": message.markup} if message.markup else {})
