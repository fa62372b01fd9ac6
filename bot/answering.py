"""The desk: every way in asks here, and gets words and buttons back."""

from __future__ import annotations

import contextlib
import logging
from collections import OrderedDict
from threading import Lock
from typing import TYPE_CHECKING

from data.store.errors import StoreError
from handlers.apologies import apology
from handlers.asked import Asked
from handlers.asker import ANYBODY, Asker
from handlers.asking import ask
from handlers.command_lines import command_of
from handlers.commands import BY_NAME
from handlers.links import permanent_of
from handlers.mistakes import Mistake
from handlers.office import Office

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.rendering import Renderer
    from bot.reply import Reply
    from data.report import Report
    from handlers.answer import Answer

logger = logging.getLogger(__name__)

CACHED_ANSWERS = 2048
LONGEST_CACHED_QUESTION = 128


class Desk:
    """Answers questions from one report and ``office``, remembering the latest answers."""

    def __init__(self, report: Report, renderer: Renderer, office: Office | None = None) -> None:
        self._report = report
        self._renderer = renderer
        self._office = Office() if office is None else office
        self._latest: OrderedDict[tuple[str, bool, bool], Reply] = OrderedDict()
        self._lock = Lock()

    @property
    def report(self) -> Report:
        """The report it answers from."""
        return self._report

    @property
    def renderer(self) -> Renderer:
        """What puts its answers into words."""
        return self._renderer

    @property
    def office(self) -> Office:
        """What it works with beside the report."""
        return self._office

    def reply(
        self, question: str, *, commands_only: bool = False, asker: Asker = ANYBODY
    ) -> Reply | None:
        """The reply to ``question``; ``None`` where a group did not ask this bot.

        ``commands_only`` is for groups: a line that is no known command is not
        answered at all. Never raises for anything a person can type.
        """
        key = (question, commands_only, asker.admin and asker.private)
        known = self._known(key)
        if known is not None and self._still_holds(known):
            return known
        answer = ask(
            question,
            self._report,
            commands_only=commands_only,
            asker=asker,
            office=self._office,
        )
        if answer is None:
            return None
        link = permanent_of(answer, self._report.version, self._office.figures)
        reply = self._renderer.render(answer, link)
        if answer.understood and len(question) <= LONGEST_CACHED_QUESTION and is_kept(answer):
            self._keep(key, reply)
        return reply

    def load(self, name: str, content: bytes, said: str, asker: Asker) -> Reply:
        """The reply to a monthly file that ``asker`` sent, whose month ``said`` may name.

        Takes up to half a minute.
        """
        # Works with the store, whose library is slow to import.
        from handlers.muat import load  # noqa: PLC0415

        asked = Asked(
            report=self._report,
            command="muat",
            text="",
            words=(),
            year=self._report.latest,
            asker=asker,
            office=self._office,
        )
        return self._renderer.render(load(asked, name, content, said))

    def hear(self, handler: Callable[[Asked], Answer | None], asker: Asker) -> Reply | None:
        """The reply that ``handler`` gives to words that are no question.

        A mistake, and a store that does not answer, are answered as for a question.
        """
        asked = Asked(
            report=self._report,
            command="permintaan",
            text="",
            words=(),
            year=self._report.latest,
            asker=asker,
            office=self._office,
        )
        try:
            answer = handler(asked)
        except Mistake as mistake:
            answer = apology(mistake, asked, self._report)
        except StoreError as error:
            logger.warning("The store does not answer: %s", error)
            answer = apology(Mistake("salah", "basis_data"), asked, self._report)
        return None if answer is None else self._renderer.render(answer)

    def show(self, answer: Answer) -> Reply:
        """``answer``, which no typed line asked for, in words."""
        return self._renderer.render(answer)

    def _known(self, key: tuple[str, bool, bool]) -> Reply | None:
        with self._lock:
            if key in self._latest:
                self._latest.move_to_end(key)
            return self._latest.get(key)

    def _still_holds(self, reply: Reply) -> bool:
        months, entries = reply.answer.months, reply.answer.entries
        if months is None and entries is None:
            return True
        # Where the store does not answer, asking anew says so.
        with contextlib.suppress(StoreError):
            return (months is None or months == self._office.figures.current().keadaan) and (
                entries is None or entries == self._office.entries.current().keadaan
            )
        return False

    def _keep(self, key: tuple[str, bool, bool], reply: Reply) -> None:
        # Questions that may wait for the store are answered in threads of their own.
        with self._lock:
            self._latest.pop(key, None)
            self._latest[key] = reply
            if len(self._latest) > CACHED_ANSWERS:
                self._latest.popitem(last=False)


def is_kept(answer: Answer) -> bool:
    """Whether the same question gets the same answer again, whoever asks it."""
    command = BY_NAME.get(answer.command or "")
    return command is not None and not command.stores


def may_wait(line: str) -> bool:
    """Whether answering ``line`` may wait for the store, so that a thread must do it."""
    command = command_of(line)
    if command is None:
        # A misspelt command may be read as one that does.
        return line.lstrip().startswith("/")
    return command.stores
