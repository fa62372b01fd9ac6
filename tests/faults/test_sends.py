"""Every kind of send meets every fault: what must be true stands in one table, ``MATRIX``."""

from __future__ import annotations

import asyncio
import contextlib
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pytest

from bot.menu import publish_menus
from bot.patience import PAUSES, Patience
from handlers.commands import COMMANDS
from tests.bot.announcing_parts import begin, september_and_october, states, subscribe
from tests.bot.courier_parts import ASKER, FORUM, owe_card, owe_copy, owe_text, owed, ticket
from tests.botapi import faults
from tests.botapi.faults import SENDS
from tests.faults.line import GROUP, MAINTAINER, MOVED, PERSON, Line, press, question, typed
from tests.telegram_fake import TOKEN

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from tests.botapi.faults import Fault
    from tests.conftest import Clock

WORDS = "/dpt Sikka"
# How long an answer may take where the fault is that it takes longer.
SHORT, LONG, PATIENT = 0.4, 1.5, 10.0

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
    "time-out, after": faults.hang_after(LONG),
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
    "text": ANSWER,
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


@dataclass
class Kind:
    """One kind of send: the calls that fail, how it comes about, and how often it took effect."""

    methods: frozenset[str]
    send: Callable[[], Awaitable[object]]
    effects: Callable[[], int]
    chat: int | None = None
    state: Callable[[], str] = lambda: ""
    # What happens after a while: what is put off is tried again.
    later: Callable[[], Awaitable[object]] | None = None


def answers(wire: Line, kind: str, chat: int) -> Kind:
    """The kinds that answer a question in ``chat``."""

    def asking(text: str) -> Callable[[], Awaitable[object]]:
        return lambda: wire.handle(question(text, chat))

    def there(what: str) -> Callable[[], int]:
        chats = {chat, MOVED}
        return lambda: sum(bool(getattr(m, what)) for each in chats for m in wire.got(each))

    if kind == "text":
        return Kind(SENDS, asking(WORDS), there("text"), chat)
    file = "/grafik foto" if "photo" in kind else "/unduh dokumen"
    method = "sendPhoto" if "photo" in kind else "sendDocument"
    return Kind(frozenset({method}), asking(file), there(kind.split(maxsplit=1)[0]), chat)


async def presses(wire: Line, kind: str, chat: int) -> Kind:
    """The kinds that come of pressing a button in ``chat``."""
    acknowledging = frozenset({"answerCallbackQuery"})
    if kind == "press":
        pressed = press(f"+{WORDS}", chat)
        return Kind(acknowledging, lambda: wire.handle(pressed), lambda: len(wire.got(chat)))
    if kind == "notice":
        # A call that was not sent at all is none of these.
        pressed = press("?", chat)
        refused = wire.api.plan.rules
        return Kind(
            acknowledging,
            lambda: wire.handle(pressed),
            lambda: min(1, len(wire.api.of("answerCallbackQuery")) - happened(refused)),
        )
    await wire.handle(question("/catatan 1", chat))
    (shown,) = wire.api.messages[chat]
    before = shown.text
    rows = shown.markup["inline_keyboard"]
    turn = next(b["callback_data"] for row in rows for b in row if b["callback_data"][0] == "=")

    def turned() -> int:
        return (shown.text != before) + len(wire.got(MOVED)) if wire.got(chat) == [shown] else -1

    return Kind(
        frozenset({"editMessageText", "sendMessage"}),
        lambda: wire.handle(press(turn, chat, shown)),
        turned,
        chat,
    )


def happened(rules: list[Any]) -> int:
    """How many calls went wrong without taking effect."""
    return sum(rule.happened for rule in rules if not rule.fault.delivers)


def a_while(wire: Line, clock: Clock) -> None:
    """Lets two minutes pass, on both clocks."""
    clock.advance(seconds=120)
    announcer = wire.service.announcer
    assert announcer is not None
    announcer._pacer._held = 0.0
    announcer._pacer._held_chats.clear()
    announcer._slow.clear()


def owing(wire: Line, clock: Clock, kind: str) -> Kind:
    """The kinds that are owed, and stand in the store until they are sent."""
    store, requests = wire.store, wire.service.requests
    assert requests is not None

    async def look() -> None:
        a_while(wire, clock)
        await requests._courier.send_all()

    if kind == "announcement":
        return announcing(wire, clock)
    number = ticket(store).id
    api, sends = wire.api, requests._courier.send_all
    if kind == "letter":
        key, chat, methods = "teks-satu", GROUP, frozenset({"sendMessage"})
        owe_text(store, "satu", chat=chat)
    elif kind == "topic":
        owe_card(store, number)
        key, chat, methods = f"kartu-{number}", FORUM, frozenset({"createForumTopic"})
    else:
        owe_copy(store, 41, number=number)
        key, chat = f"salin-{FORUM}-41", ASKER
        methods = frozenset({"copyMessage" if kind == "copy" else "setMessageReaction"})

    def arrived() -> int:
        return sum(len(api.messages[each]) for each in (chat, MOVED))

    return Kind(
        methods,
        sends,
        arrived,
        FORUM if kind in {"topic", "mark"} else chat,
        lambda: owed(store, key).keadaan.value.replace("_", " "),
        look,
    )


def announcing(wire: Line, clock: Clock) -> Kind:
    """An announcement to one group."""
    announcer = wire.service.announcer
    assert announcer is not None
    september_and_october(wire.store)
    subscribe(wire.store, [GROUP])
    begun = begin(wire.store)
    wire.office.figures.refresh()

    async def look() -> None:
        a_while(wire, clock)
        await announcer.send_all()

    def state() -> str:
        (said,) = states(wire.store, begun.id).values()
        return said

    def arrived() -> int:
        return sum(len(wire.api.messages[each]) for each in (GROUP, MOVED))

    return Kind(frozenset({"sendMessage"}), announcer.send_all, arrived, GROUP, state, look)


def others(wire: Line, kind: str) -> Kind:
    """Inline answers, and menus."""
    if kind == "inline":
        asked = typed("dpt sikka")
        wire.api.inline.asked(asked)
        return Kind(
            frozenset({"answerInlineQuery"}),
            lambda: wire.handle(asked),
            lambda: len(wire.api.inline.answered),
        )

    async def publish() -> None:
        bot, words = wire.service.application.bot, wire.service.reception._renderer
        await publish_menus(bot, COMMANDS, [], words, Patience())

    def first_set() -> int:
        scopes = [each["scope"]["type"] for each in wire.api.of("setMyCommands")]
        assert set(scopes) == {"all_private_chats", "all_group_chats", "all_chat_administrators"}
        return min(1, (len(scopes) - happened(wire.api.plan.rules)) // 3)

    return Kind(frozenset({"setMyCommands"}), publish, first_set)


async def made(wire: Line, clock: Clock, kind: str, fault: str) -> Kind:
    """The ``kind``, ready to be sent, for a chat that can have the ``fault``."""
    chat = GROUP if fault == "moved" else PERSON
    if kind in {"press", "notice", "page"}:
        return await presses(wire, kind, chat)
    if kind.endswith("by id"):
        # Sent once before, to somebody else.
        text = "/grafik foto" if "photo" in kind else "/unduh dokumen"
        await wire.handle(question(text, 77))
        assert wire.api.messages.pop(77)
        assert len(wire.service.reception._messenger._files._ids) == 1
    if kind in {"inline", "menu"}:
        return others(wire, kind)
    if kind in {"announcement", "letter", "copy", "topic", "mark"}:
        return owing(wire, clock, kind)
    return answers(wire, kind, chat)


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
    wire.transport._read_timeout = SHORT if fault == "time-out, after" else PATIENT
    await kind.send()
    wire.transport._read_timeout = PATIENT


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


async def test_telegram_that_stays_away(wire: Line) -> None:
    """Where Telegram stays away an answer is tried for a while, then logged, and no more is."""
    async with wire.api.away():
        await wire.handle(question(WORDS))
    assert list(wire.slept) == [*PAUSES, *PAUSES]
    assert "An update failed" in wire.log.getvalue()
    assert wire.log.getvalue().count("was not told of a failure") == 1
    assert wire.api.calls == []


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
