"""What is asked, and the book kept of it: each question answered once, in the same words."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from typing import TYPE_CHECKING, Any

import orjson

from tests.telegram_fake import ME, update_json

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

QUESTION = "/dpt Sikka"
# Each asker asks a few times, far below the flood limit, and not twice within a second, as
# people do. So many take turns; of two processes that share the questions, an odd number
# meets both.
EACH = 5
ASKERS = 19_997
FIRST_UPDATE = 100_000_000
FIRST_CHAT = 1_000_000_000
# Whoever asks for something else than ``QUESTION`` does it from here.
ELSEWHERE = 9_000_000_000
UPDATE_MARK, CHAT_MARK = 111_111_111, 2_222_222_222


def chat_of(number: int) -> int:
    """The chat of question ``number``."""
    return FIRST_CHAT + number // (ASKERS * EACH) * ASKERS + number % ASKERS


def template() -> bytes:
    """An update as Telegram sends it, with places for its number, its chat and its asker."""
    update = update_json("private_command")
    update["update_id"] = update["message"]["message_id"] = UPDATE_MARK
    update["message"]["from"]["id"] = update["message"]["chat"]["id"] = CHAT_MARK
    update["message"]["text"] = QUESTION
    made = orjson.dumps(update)
    if b"%" in made:
        raise AssertionError(made)
    return made.replace(b"%d" % UPDATE_MARK, b"%d").replace(b"%d" % CHAT_MARK, b"%d")


TEMPLATE = template()


def update_of(number: int) -> bytes:
    """The update that asks question ``number``; all are of one length."""
    chat, update = chat_of(number), FIRST_UPDATE + number
    return TEMPLATE % (update, update, chat, chat)


def other_update(number: int, line: str) -> bytes:
    """An update that asks ``line`` in a chat of its own, told apart from all others."""
    update = update_json("private_command")
    update["update_id"] = update["message"]["message_id"] = 2 * FIRST_UPDATE + number
    chat = ELSEWHERE + number // EACH
    update["message"]["from"]["id"] = update["message"]["chat"]["id"] = chat
    update["message"]["text"] = line
    return orjson.dumps(update)


def sent(text: str) -> bytes:
    """What the Bot API says to a message, with places for its number and its chat."""
    chat = {"id": CHAT_MARK, "first_name": "Seorang", "type": "private"}
    message = {"message_id": UPDATE_MARK, "from": ME, "chat": chat, "date": 1767571200}
    made = orjson.dumps({"ok": True, "result": {**message, "text": text}}).replace(b"%", b"%%")
    return made.replace(b"%d" % UPDATE_MARK, b"%d").replace(b"%d" % CHAT_MARK, b"%d")


class AnswerError(AssertionError):
    """A bot lost a question, answered it twice, or in other words."""


class Ledger:
    """Who asked and who got an answer.

    ``text`` is what each answer must say; the first answer gives it where it is ``None``.
    ``pictured`` is called for each picture that somebody gets.
    """

    def __init__(self, text: str | None = None) -> None:
        self.text = text
        self.asked = self.answered = self.in_response = 0
        self.latest = 0.0
        self.took: list[float] = []
        self.timing = False
        self.pictured: Callable[[], object] = lambda: None
        self._owed: dict[int, deque[float]] = {}
        self._wrong: str | None = None
        self._expected = 0
        self._done = asyncio.Event()

    def expect(self, count: int) -> None:
        """Has ``settled`` wait for ``count`` more answers."""
        self._expected += count
        self._done.clear()

    def ask(self, number: int) -> None:
        """Notes that question ``number`` goes out now."""
        self.asked += 1
        self._owed.setdefault(chat_of(number), deque()).append(time.perf_counter())

    def answer(self, parameters: dict[str, Any]) -> None:
        """Notes an answer."""
        chat, text = int(parameters["chat_id"]), str(parameters.get("text", ""))
        if chat >= ELSEWHERE:
            return
        if self.text is None:
            self.text = text
        owed = self._owed.get(chat)
        if not owed:
            self.fail("an answer that nobody waits for")
            return
        if text != self.text:
            self.fail(f"other words: {text[:80]!r}")
        self.latest = now = time.perf_counter()
        asked = owed.popleft()
        if not owed:
            # A second answer is still found out: nobody waits for it.
            del self._owed[chat]
        if self.timing:
            self.took.append(now - asked)
        self.answered += 1
        if self.answered == self._expected:
            self._done.set()

    def fail(self, why: str) -> None:
        """Ends the waiting with ``why``."""
        self._wrong = self._wrong or why
        self._done.set()

    async def settled(self, limit: float = 60.0) -> None:
        """Waits until every question is answered; ``AnswerError`` where one is not, or not once."""
        try:
            await asyncio.wait_for(self._done.wait(), limit)
        except TimeoutError:
            self.fail(f"{self.asked - self.answered} of {self.asked} questions not answered")
        if self._wrong:
            raise AnswerError(self._wrong)

    def check(self, unknown: Collection[str] = ()) -> None:
        """Raises ``AnswerError`` where anything is owed, or came too much, in the end.

        So too where the bot called ``unknown`` methods.
        """
        if unknown:
            self.fail(f"unknown to the stand-in: {sorted(unknown)}")
        if self._wrong or self.answered != self.asked:
            raise AnswerError(self._wrong or f"{self.answered} answers to {self.asked} questions")
