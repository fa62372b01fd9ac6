"""A desk that answers two commands, for tests of what stands around the real one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.reply import Reply, ReplyButton
from data.models import Frozen
from handlers.answer import Answer
from handlers.asker import ANYBODY, Asker

if TYPE_CHECKING:
    from collections.abc import Callable

    from handlers.asked import Asked

KNOWN = ("/dpt", "/start")


def reply_to(question: str) -> Reply:
    """A reply with a button of each kind and a citation."""
    return Reply(
        answer=Answer(command="dpt", template="dpt", data=Frozen()),
        html=f"<b>{question}</b>",
        plain=question,
        buttons=(
            (ReplyButton(text="Ende", question="/dpt Ende"),),
            (ReplyButton(text="Berikutnya", question="/dpt 2", edits=True),),
        ),
        copy_label="Salin kutipan",
        copy_text="244.838 pemilih (Lakin 2024)",
    )


class FakeDesk:
    """Answers every line with itself, except what a group did not ask this bot."""

    def __init__(self) -> None:
        self.lines: list[tuple[str, bool]] = []
        self.askers: list[Asker] = []
        self.make: Callable[[str], Reply] = reply_to

    def reply(
        self,
        question: str,
        *,
        commands_only: bool = False,
        asker: Asker = ANYBODY,
    ) -> Reply | None:
        """The reply to ``question``; ``None`` for an unknown command in a group."""
        self.lines.append((question, commands_only))
        self.askers.append(asker)
        if commands_only and not question.startswith(KNOWN):
            return None
        return self.make(question)

    def hear(self, handler: Callable[[Asked], Answer | None], asker: Asker) -> Reply | None:
        """Nothing: no words without a question come to this desk."""
        raise AssertionError(handler, asker)

    def load(self, name: str, content: bytes, said: str, asker: Asker) -> Reply:
        """The reply to a file: its name, its size and what was said of it."""
        self.askers.append(asker)
        return self.make(f"{name} {len(content)} {said}")
