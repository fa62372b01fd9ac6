"""Each kind of send over the real service: how it comes about, and what it came to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.menu import publish_menus
from bot.patience import Patience
from handlers.commands import COMMANDS
from tests.bot.announcing_parts import begin, september_and_october, states, subscribe
from tests.bot.courier_parts import ASKER, FORUM, owe_card, owe_copy, owe_text, owed, ticket
from tests.botapi.faults import SENDS
from tests.faults.line import GROUP, MOVED, PERSON, Line, press, question, typed

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from tests.conftest import Clock

WORDS = "/dpt Sikka"


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
