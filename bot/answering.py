"""The desk: every way in asks here, and gets words and buttons back."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

from handlers.asking import ask

if TYPE_CHECKING:
    from bot.rendering import Renderer
    from bot.reply import Reply
    from data.report import Report

CACHED_ANSWERS = 2048
LONGEST_CACHED_QUESTION = 128


class Desk:
    """Answers questions from one report, remembering the latest answers."""

    def __init__(self, report: Report, renderer: Renderer) -> None:
        self._report = report
        self._renderer = renderer
        self._latest: OrderedDict[tuple[str, bool], Reply | None] = OrderedDict()

    def reply(self, question: str, *, commands_only: bool = False) -> Reply | None:
        """The reply to ``question``; ``None`` where a group did not ask this bot.

        ``commands_only`` is for groups: a line that is no known command is not
        answered at all. Never raises for anything a person can type.
        """
        key = (question, commands_only)
        if key in self._latest:
            self._latest.move_to_end(key)
            return self._latest[key]
        answer = ask(question, self._report, commands_only=commands_only)
        reply = None if answer is None else self._renderer.render(answer)
        if reply and reply.answer.understood and len(question) <= LONGEST_CACHED_QUESTION:
            self._latest[key] = reply
            if len(self._latest) > CACHED_ANSWERS:
                self._latest.popitem(last=False)
        return reply
