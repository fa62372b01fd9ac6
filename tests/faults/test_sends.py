"""Every kind of send meets every fault: what must be true stands in one table, ``MATRIX``."""

from __future__ import annotations

import asyncio
import contextlib
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pytest

from bot import outcomes
from bot.patience import PAUSES
from data.store import conversations
from tests.bot.courier_parts import FORUM
from tests.botapi import faults
from tests.botapi.faults import SENDS
from tests.faults.kinds import WORDS, Kind, made
from tests.faults.line import (
    GROUP,
    MAINTAINER,
    MOVED,
    PERSON,
    SHORT,
    Line,
    question,
)
from tests.telegram_fake import TOKEN

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.botapi.faults import Fault
    from tests.conftest import Clock


FAULTS: dict[str, Fault] = {
    "429": faults.too_many(3),
    "429 for long": faults.too_many(90),
    "500": faults.SERVER_ERROR,
    "502": faults.BAD_GATEWAY,
    "502 of a proxy": faults.BAD_GATEWAY_PAGE,
    "502 of a proxy, after": faults.DELIVERED_502,
    "closed before": faults.LOST_REQUEST,
    "closed after": faults.LOST_ANSWER,
    "reset before": faults.RESET_REQUEST,
    "reset after": faults.RESET_ANSWER,
    "time-out, after": faults.hang_after(4 * SHORT),
    "truncated": faults.CUT_ANSWER,
    "garbage": faults.GARBAGE,
    "garbage, after": faults.GARBAGE_ANSWER,
    "no result": faults.EMPTY_OBJECT,
    "blocked": faults.BLOCKED,
    "no chat": faults.CHAT_NOT_FOUND,
    # Connections are refused twice.
    "away": faults.Fault(),
    # The group is a supergroup by now.
    "moved": faults.migrated(MOVED),
}
UNCLEAR = (
    *("500", "502", "502 of a proxy", "502 of a proxy, after", "closed before", "closed after"),
    *("reset before", "reset after", "time-out, after", "truncated", "garbage", "garbage, after"),
    "no result",
)
CLOSED = ("blocked", "no chat")


@dataclass(frozen=True)
class Fate:
    """What must be true in the end.

    ``got`` is how often it took effect: as often as the faulty call did, where ``None``;
    ``told`` how often who asked was told that it may not have come; ``state`` what the
    store says of it, and ``then`` what after a while, or a person's decision; ``said`` what
    the log says.
    """

    got: int | None = 1
    told: int = 0
    state: str = ""
    then: str = ""
    said: str = ""


ONCE, NEVER = Fate(), Fate(got=0)
# An answer whose fate is unknown is not sent again; the asker is told to look.
UNSURE = Fate(got=None, told=1, said="An update failed")
NOBODY_THERE = Fate(got=0, said="A chat did not take the answer")
# What is owed is decided by a person where its fate is unknown.
SENT = Fate(state="terkirim")
LATER = Fate(got=0, state="menunggu", then="terkirim")

ANSWER = {
    "429": ONCE,
    "429 for long": NOBODY_THERE,
    **dict.fromkeys(UNCLEAR, UNSURE),
    **dict.fromkeys(CLOSED, NOBODY_THERE),
    "away": ONCE,
    "moved": ONCE,
}
# What may be said twice is said again where it is not known whether it came.
AGAIN = ANSWER | dict.fromkeys(UNCLEAR, ONCE)
PASSED_BY = Fate(said="not acknowledged")
LOST = Fate(got=None, said="An inline query was not answered")
OWED = {
    "429": LATER,
    "429 for long": LATER,
    **dict.fromkeys(UNCLEAR, Fate(got=None, state="tidak pasti", said="fate of a message")),
    **dict.fromkeys(CLOSED, Fate(got=0, state="gagal", said="refused|takes no announcement")),
    "away": LATER,
    "moved": SENT,
}
MATRIX: dict[str, dict[str, Fate]] = {
    "text": ANSWER | {"429 for long": Fate(got=0, said="An answer waits for Telegram")},
    "page": AGAIN,
    "photo": ANSWER,
    "photo by id": ANSWER,
    "document": ANSWER,
    "document by id": ANSWER,
    # The press of a button is answered, whatever becomes of its acknowledgement.
    "press": dict.fromkeys(("429", "429 for long", "away", *UNCLEAR), PASSED_BY),
    # What a press is told in its acknowledgement alone.
    "notice": {
        **dict.fromkeys(("429", "away", *UNCLEAR), ONCE),
        "429 for long": replace(PASSED_BY, got=0),
    },
    # Who types goes on typing: nothing is repeated, and nobody is told.
    "inline": {
        **dict.fromkeys(("429", "429 for long", "away"), replace(LOST, got=0)),
        **dict.fromkeys(UNCLEAR, LOST),
    },
    "announcement": OWED,
    "letter": OWED,
    "copy": {fault: fate for fault, fate in OWED.items() if fault != "moved"},
    # A topic that may have been made is made again: the card in it comes once.
    "topic": {
        **dict.fromkeys(("429", "429 for long", "away", *UNCLEAR), LATER),
        **dict.fromkeys(CLOSED, SENT),
        "moved": SENT,
    },
    # A mark under what was passed on is a courtesy: it is not worth a second try.
    "mark": dict.fromkeys(
        ("429", "429 for long", *UNCLEAR, *CLOSED),
        replace(SENT, said="A message was not marked"),
    ),
    "menu": {
        **dict.fromkeys(("429", "away", *UNCLEAR), ONCE),
        "429 for long": replace(NEVER, said="did not take the menu"),
        "no chat": replace(NEVER, said="did not take the menu"),
    },
}
CELLS = [(kind, fault) for kind, row in MATRIX.items() for fault in row]


async def fails(wire: Line, kind: Kind, fault: str) -> None:
    """Sends while the ``fault`` happens."""
    planned = FAULTS[fault]
    if fault == "away":
        async with contextlib.AsyncExitStack() as gone:
            await gone.enter_async_context(wire.api.away())
            wire.slept.at_second = gone.aclose
            await kind.send()
        return
    lasting = fault in {"429 for long", "moved", *CLOSED}
    methods = kind.methods
    if fault in {"moved", *CLOSED} and methods <= SENDS:
        # The chat takes nothing else either.
        methods = SENDS
    wire.api.fail(planned, methods=methods, chat=kind.chat, times=None if lasting else 1)
    if fault == "time-out, after":
        wire.transport.hasty = kind.methods
    await kind.send()


@pytest.mark.parametrize(("kind", "fault"), CELLS, ids=str)
async def test_nothing_is_lost_or_doubled(wire: Line, clock: Clock, kind: str, fault: str) -> None:
    """What is sent takes effect as ``MATRIX`` says; who asked, the store and the log know of it."""
    wire.api.chats.forums |= {FORUM, MOVED}
    sent, fate = await made(wire, clock, kind, fault), MATRIX[kind][fault]
    await fails(wire, sent, fault)
    took = 1 if FAULTS[fault].delivers else 0
    assert sent.effects() == (took if fate.got is None else fate.got)
    assert wire.told(PERSON) + wire.told(GROUP) + wire.told(MOVED) == fate.told
    assert sent.state() == fate.state
    logged = wire.log.getvalue()
    assert re.search(fate.said, logged), logged
    for secret in (TOKEN.partition(":")[2], "Sikka", "244.838", "Catatan 1"):
        assert secret not in logged
    if fate == ONCE:
        assert "failed" not in logged
    if sent.later is not None:
        wire.api.plan.clear()
        await sent.later()
        await sent.later()
        assert sent.state() == (fate.then or fate.state)
        assert sent.effects() == (1 if fate.then else took if fate.got is None else fate.got)


@pytest.mark.parametrize("fault", ["429", "away"])
async def test_waits(wire: Line, clock: Clock, fault: str) -> None:
    """What Telegram wants later waits as long as it says; what did not get there, a little."""
    await fails(wire, await made(wire, clock, "text", fault), fault)
    assert list(wire.slept) == ([3] if fault == "429" else list(PAUSES[:2]))


def waits_of(wire: Line) -> list[tuple[float, Callable[[], object]]]:
    """What ``wire`` puts off from now on: for how many seconds, and how it goes on."""
    waits: list[tuple[float, Callable[[], object]]] = []
    wire.service.after = lambda seconds, what: waits.append((seconds, what))
    return waits


async def goes_on(what: Callable[[], object]) -> None:
    """Takes an update up again, and returns when it is handled or put off once more."""
    task = what()
    assert isinstance(task, asyncio.Task)
    await asyncio.wait({task})


async def test_telegram_that_stays_away(wire: Line) -> None:
    """An answer that cannot go out is put off, nobody is apologised to, and it comes once."""
    waits = waits_of(wire)
    async with wire.api.away():
        await wire.handle(question(WORDS))
        assert list(wire.slept) == list(PAUSES)
        ((seconds, again),) = waits
        assert seconds == outcomes.RECONNECT
        await goes_on(again)
        (_, (seconds, again)) = waits
    assert wire.api.calls == []
    assert "failed" not in wire.log.getvalue()
    await goes_on(again)
    assert len(wire.api.messages[PERSON]) == 1
    assert len(waits) == 2


async def test_answer_that_telegram_wants_much_later(wire: Line) -> None:
    """Where Telegram asks for more patience than a worker has, the answer comes when it may."""
    waits = waits_of(wire)
    wire.api.fail(faults.too_many(90))
    await wire.handle(question(WORDS))
    ((seconds, again),) = waits
    assert seconds == 90
    await goes_on(again)
    assert len(wire.api.messages[PERSON]) == 1


async def test_what_is_done_is_not_done_again(wire: Line) -> None:
    """Where a command has changed something its answer alone is sent later, and once."""
    waits = waits_of(wire)
    wire.api.fail(faults.too_many(90), chat=PERSON)
    await wire.handle(question("/permintaan"))
    await wire.api.when(lambda: bool(wire.api.messages[PERSON]))
    assert waits == []
    assert list(wire.slept) == [90]
    assert len(wire.api.messages[PERSON]) == 1
    assert "An answer is sent later" in wire.log.getvalue()
    assert conversations.open_chats(wire.store) == {PERSON}


async def test_putting_off_has_an_end(wire: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    """What never goes out is given up, by its number, and counts as handled."""
    monkeypatch.setattr("bot.service.MOST_TRIES", 2)
    waits = waits_of(wire)
    wire.api.fail(faults.too_many(90), times=None)
    over: list[int] = []
    task = wire.service.handle({"update_id": 77, **question(WORDS)}, lambda: over.append(77))
    assert task is not None
    await asyncio.wait({task})
    assert over == []
    await goes_on(waits[0][1])
    assert over == [77]
    assert len(waits) == 1
    assert "Update 77 is given up" in wire.log.getvalue()


async def test_a_stop_ends_the_trying(wire: Line) -> None:
    """An answer that cannot be sent is left to the next process where this one stops."""
    stop = wire.service.reception._messenger._patience._stop

    async def stopped() -> None:
        await asyncio.sleep(0)
        stop.set()

    wire.slept.at_second = stopped
    async with wire.api.away():
        task = wire.service.handle({"update_id": 1, **question(WORDS)})
        assert task is not None
        await asyncio.wait({task})
    assert task.cancelled()
    assert len(wire.slept) == 2


async def test_an_apology_is_given_once(wire: Line) -> None:
    """Where the apology meets the same fault nothing more is said, and the log knows why."""
    wire.api.fail(faults.RESET_ANSWER, times=None)
    await wire.handle(question(WORDS))
    assert [len(wire.api.messages[chat]) for chat in (PERSON, MAINTAINER)] == [2, 1]
    assert wire.told(PERSON) == 1
    assert "was not told of a failure" in wire.log.getvalue()


async def test_a_reference_leads_to_the_log(wire: Line) -> None:
    """The number that a person is told stands in the log and in the maintainers' notice."""
    wire.api.fail(faults.RESET_REQUEST)
    await wire.handle(question(WORDS))
    (told,), (notice,) = wire.api.messages[PERSON], wire.api.messages[MAINTAINER]
    number = re.search("[0-9A-F]{8}", told.text)
    assert number
    assert number[0] in notice.text
    assert f"reference={number[0]}" in wire.log.getvalue()
