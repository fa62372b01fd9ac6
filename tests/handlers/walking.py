"""A walk through the answers: ask, press every button, ask what it asks, and so on."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from handlers.asking import ask
from handlers.commands import COMMANDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from data.report import Report
    from handlers.answer import Answer


# What anybody may ask; the tests of loading and announcing ask the others.
PUBLIC = tuple(command for command in COMMANDS if command.audience != "admin")


def answered(question: str, report: Report) -> Answer:
    """The answer to ``question``."""
    answer = ask(question, report)
    assert answer is not None
    return answer


def walk(
    report: Report,
    starts: Iterable[str],
    *,
    within: Callable[[str], bool] = lambda _question: True,
    limit: int = 5000,
) -> dict[str, Answer]:
    """Every answer that buttons reach from ``starts``, by its question, nearest first."""
    queue = deque(starts)
    reached: dict[str, Answer] = {}
    while queue and len(reached) < limit:
        question = queue.popleft()
        if question in reached:
            continue
        reached[question] = answered(question, report)
        queue.extend(
            button.question
            for row in reached[question].buttons
            for button in row
            if within(button.question)
        )
    return reached
