"""Made-up people who ask, and what each of them has to get."""

from __future__ import annotations

import asyncio
import itertools
import random
from collections import Counter
from typing import TYPE_CHECKING, Any, Protocol

from tests.processes.parts import until
from tests.telegram_fake import ME

if TYPE_CHECKING:
    from tests.botapi_standin import BotApi, Message

NUMBERS = itertools.count(800_000_001)
PEOPLE = itertools.count(7_100_000_001)
PRESSING = 2
GROUPS = itertools.count(-1_002_100_000_001, -1)


class Tells(Protocol):
    """Telegram's way to the bot."""

    def begin(self, update: dict[str, Any]) -> asyncio.Future[None]:
        """Delivers ``update``."""

    async def tell(self, *told: dict[str, Any]) -> None:
        """Delivers ``told``."""


class Chat:
    """Somebody in a chat, private unless ``group``, who asks questions with known answers."""

    def __init__(
        self, api: BotApi, line: Tells, *, group: bool = False, person: int | None = None
    ) -> None:
        self._api, self._line = api, line
        self.person = person or next(PEOPLE)
        self.id = next(GROUPS) if group else self.person
        self._who = {"id": self.person, "is_bot": False, "first_name": "Rekaan"}
        self._chat: dict[str, Any] = {"id": self.id, "type": "private", "first_name": "Rekaan"}
        if group:
            self._chat = {"id": self.id, "type": "supergroup", "title": "Rapat"}
        self._messages = itertools.count(100_001)
        # What was asked, in order: the update's number, and what its answer alone says.
        self.asked: list[tuple[int, str]] = []

    @property
    def texts(self) -> list[str]:
        """What the chat got, in order."""
        return [message.text for message in self._api.messages[self.id]]

    def writes(self, text: str, **more: Any) -> dict[str, Any]:
        """The update of a text."""
        entities = {}
        if text.startswith("/"):
            length = len(text.split(maxsplit=1)[0])
            entities = {"entities": [{"type": "bot_command", "offset": 0, "length": length}]}
        message = {
            "message_id": next(self._messages),
            "from": self._who,
            "chat": self._chat,
            "date": 1767571260,
            "text": text,
            **entities,
            **more,
        }
        return {"update_id": next(NUMBERS), "message": message}

    def sends(self, name: str, content: bytes, caption: str) -> dict[str, Any]:
        """The update of a file."""
        self._api.chats.store(name, f"documents/{name}", content)
        file = {"file_id": name, "file_unique_id": f"u{name}", "file_name": name}
        sent = file | {"file_size": len(content)}
        update = self.writes("", document=sent, caption=caption)
        del update["message"]["text"]
        return update

    def presses(self, data: str, under: Message | None = None) -> dict[str, Any]:
        """The update of a pressed button that holds ``data``."""
        message = {
            "message_id": under.message_id if under else 51,
            "from": ME,
            "chat": self._chat,
            "date": 1767571200,
            "text": under.text if under else "Jawaban rekaan",
        }
        if under and under.markup:
            message["reply_markup"] = under.markup
        number = next(NUMBERS)
        press = {"id": str(number), "from": self._who, "chat_instance": "1", "data": data}
        return {"update_id": number, "callback_query": press | {"message": message}}

    def question(self, *, pressed: bool = False) -> dict[str, Any]:
        """The next question, typed or pressed; its answer holds what no other answer does."""
        figure = 101 + len(self.asked)
        line = f"/hitung 1000 {figure}"
        update = self.presses(f"+{line}") if pressed else self.writes(line)
        self.asked.append((update["update_id"], f"realisasi {figure}."))
        return update

    async def asks(self, times: int, seed: int) -> None:
        """Asks without waiting for answers, some of it by buttons; ends when all is delivered."""
        moments = random.Random(seed)  # noqa: S311 - nobody guards anything with it
        telling = []
        for at in range(times):
            await asyncio.sleep(moments.uniform(0, 1))
            question = self.question(pressed=self.id > 0 and at % 3 == PRESSING)
            telling.append(self._line.begin(question))
        await asyncio.gather(*telling)

    async def reads(self, phrase: str) -> Message:
        """The latest message that holds ``phrase``, once there is one."""

        def there() -> list[Message]:
            return [item for item in self._api.messages[self.id] if phrase in item.text]

        await until(there)
        return there()[-1]

    def answers(self) -> list[int]:
        """The questions that were answered, by their updates, as the answers came."""
        numbers = {mark: number for number, mark in self.asked}
        return [number for text in self.texts for mark, number in numbers.items() if mark in text]

    @property
    def answered(self) -> bool:
        """Whether each question has an answer."""
        return set(self.answers()) == {number for number, _ in self.asked}

    def check(self, killed: Counter[int] | None = None) -> None:
        """Each question was answered, in order, once and once more for each time it was cut off.

        ``killed`` counts how often each update was under way when its process was killed.
        """
        got = self.answers()
        assert len(got) == len(self.texts), self.texts
        assert list(dict.fromkeys(got)) == [number for number, _ in self.asked]
        for number, times in Counter(got).items():
            assert times <= 1 + (killed or Counter())[number], (self.id, number, times)

    def follows(self, data_of: str, under: Message) -> dict[str, Any]:
        """The update of pressing the button ``data_of`` under ``under``."""
        rows = (under.markup or {})["inline_keyboard"]
        data = next(
            button["callback_data"] for row in rows for button in row if data_of in button["text"]
        )
        return self.presses(data, under)


async def requests(chat: Chat, line: Tells) -> None:
    """A person makes a request, each step when the one before was answered."""
    await line.tell(chat.writes("/permintaan"))
    await chat.reads("langkah 1 dari 5")
    for step, said in enumerate(ANSWERS[:-1], 2):
        await line.tell(chat.writes(said))
        await chat.reads(f"langkah {step} dari 5")
    await line.tell(chat.writes(ANSWERS[-1]))
    summary = await chat.reads("Periksa dahulu")
    await line.tell(chat.follows("Kirim", summary))
    await chat.reads("PI-")


# What the steps of a request are answered with, in their order.
ANSWERS = (
    "Jumlah pemilih rekaan",
    "kegunaan rekaan",
    "nama rekaan",
    "lembaga rekaan",
    "kontak rekaan",
)
